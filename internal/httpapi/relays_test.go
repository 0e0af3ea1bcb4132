package httpapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
)

func TestRelaysDoor(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite)
	const omg, device = "/api/v1/relays/openmqttgateway", `"id":"AA:00:00:00:00:31"`
	good := `{` + device + `,"rssi":-60,"manufacturerdata":"dc000632700308000501010004"}`
	scenario{
		{name: "nothing", status: 200, has: []string{`{"accepted":0}`}},
		{name: "one", body: good, status: 200, has: []string{`{"accepted":1}`}},
		{name: "two", body: "[" + good + "," + strings.Replace(good, "dc00", "4c00", 1) + "]", status: 200, has: []string{`{"accepted":1}`}},
		{name: "gzip", body: zipped(good), header: map[string]string{"Content-Encoding": "gzip"}, status: 200, has: []string{`{"accepted":1}`}},
		{name: "no JSON", body: "hunter2", status: 400, has: []string{`"location":"body"`}, hasNot: []string{"hunter2"}},
		{name: "odd", body: strings.Replace(good, "dc00", "dc0", 1), status: 400, has: []string{`"location":"manufacturerdata"`, "hexadecimal"}},
		{name: "second", body: good + strings.Replace(good, "dc00", "dc0", 1), status: 400, has: []string{`"location":"2.manufacturerdata"`}},
		{name: "too early", body: strings.Replace(good, `"rssi"`, `"at":"2013-01-01T00:00:00Z","rssi"`, 1), status: 400, has: []string{`"location":"at"`, "2014"}},
		{name: "too many", body: strings.Repeat(good, 5001), status: 413, has: []string{"5,000"}},
		{name: "too large", body: strings.Repeat(" ", 5<<20), status: 413, has: []string{"4 MiB"}},
		{name: "unknown coding", body: good, header: map[string]string{"Content-Encoding": "zstd"}, status: 415},
	}.with("POST", omg, token).run(t, r)
	scenario{
		{name: "unknown relay", who: token, method: "POST", path: "/api/v1/relays/pigeon", body: good, status: 404},
		{name: "nobody", method: "POST", path: omg, body: good, status: 401},
		{name: "another scope", who: r.token(r.household, "reader", account.BrushesRead), method: "POST", path: omg, body: good, status: 403},
		{name: "long topic", who: token, method: "POST", path: omg + "?topic=" + strings.Repeat("x", 1025), body: good, status: 400, has: []string{"query.topic"}},
		{name: "gateway's name", who: token, method: "POST", path: omg + "?topic=home/attic/BTtoMQTT/AA0000000031", body: good, status: 200},
		{name: "kept", who: "owner", method: "GET", path: "/api/v1/brushes/AA:00:00:00:00:31/frames", status: 200,
			has: []string{`"source":"hall"`, `"source":"hall/attic"`, `"hex":"0632700308000501010004"`}, hasNot: []string{`"company":76`}},
	}.run(t, r)
}

// TestRelaysHearOneSession: three relays hear the same brushing, one of them only passing on what it decoded. It is evidence by each of
// them, and one session.
func TestRelaysHearOneSession(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "home", account.FramesWrite)
	const device = "AA:00:00:00:00:32"
	start := r.clock().Add(-time.Hour)
	var omg, shelly, theengs strings.Builder
	for i := 1; i <= 121; i++ {
		state, word, s := 3, "running", i
		if i == 121 {
			state, word, s = 2, "idle", 120
		}
		at := start.Add(time.Duration(i) * time.Second).UTC().Format(time.RFC3339)
		hex := fmt.Sprintf("047105%02x30%02x%02x01010004", state, s/60, s%60)
		fmt.Fprintf(&omg, `{"id":%q,"at":%q,"manufacturerdata":"dc00%s"}`+"\n", device, at, hex)
		fmt.Fprintf(&shelly, `{"addr":%q,"at":%q,"advData":"0201060effdc00%s","source":"bath"}`+"\n", strings.ToLower(device), at, hex)
		fmt.Fprintf(&theengs, `{"id":%q,"at":%q,"brand":"Oral-B","state":%q,"mode":"daily clean","sector":1,"pressure":48,"duration":%d}`+"\n", device, at, word, s)
	}
	for range 2 { // sending again never harms
		for path, body := range map[string]string{
			"openmqttgateway?topic=home/OMG/BTtoMQTT/AA0000000032": omg.String(), "shelly": shelly.String(),
			"theengs?topic=home/TheengsGateway/BTtoMQTT/AA0000000032": theengs.String()} {
			if w := r.as(token, "POST", "/api/v1/relays/"+path, body); w.Code != 200 || !strings.Contains(w.Body.String(), `{"accepted":121}`) {
				t.Fatalf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	}
	var list httpapi.List[httpapi.Brushing]
	decode(t, r.as("owner", "GET", "/api/v1/sessions", "").Body, &list)
	if len(list.Items) != 1 {
		t.Fatalf("%d sessions: %+v", len(list.Items), list.Items)
	}
	b := list.Items[0]
	if b.Duration != 120 || b.State != "ended" || b.HeardSeconds != 120 || b.Mode != "daily clean" || len(b.Sources) != 3 {
		t.Errorf("%+v", b)
	}
	for _, s := range b.Sources {
		if s.Heard != 120 {
			t.Errorf("%s heard %d seconds", s.Source, s.Heard)
		}
	}
	export := r.as("owner", "GET", "/api/v1/brushes/"+device+"/frames", "").Body.String()
	for _, source := range []string{"home/OMG", "home/bath", "home/TheengsGateway"} {
		if n := strings.Count(export, `"source":"`+source+`"`); n != 121 {
			t.Errorf("%d frames of %s", n, source)
		}
	}
}
