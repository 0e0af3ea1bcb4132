package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/httpapi"
	"github.com/enamel-home/enamel/wire"
)

// line is one frame of an Oral-B iO that brushes for some seconds, as it advertises itself.
func line(device string, at time.Time, state byte, elapsed int) string {
	hex := fmt.Sprintf("063270%02x08%02x%02x0101000 4", state, elapsed/60, elapsed%60)
	return fmt.Sprintf(`{"device":%q,"at":%q,"kind":"advert","company":220,"rssi":-60,"hex":%q}`, device, at.UTC().Format(time.RFC3339Nano), strings.ReplaceAll(hex, " ", ""))
}

// brushed is a whole brushing as NDJSON, heard each second, with its end.
func brushed(device string, start time.Time, seconds int) string {
	var b strings.Builder
	for i := 1; i <= seconds; i++ {
		b.WriteString(line(device, start.Add(time.Duration(i)*time.Second), 3, i) + "\n")
	}
	b.WriteString(line(device, start.Add(time.Duration(seconds+1)*time.Second), 2, seconds) + "\n")
	return b.String()
}

func zipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s)
	_ = z.Close()
	return b.String()
}

func TestFramesDoor(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite)
	at := r.clock().Add(-time.Hour)
	good, other := line("AA:00:00:00:00:01", at, 3, 5), line("AA:00:00:00:00:01", at.Add(time.Second), 3, 6)
	gz := map[string]string{"Content-Encoding": "gzip"}
	const frames = "/api/v1/frames"
	with := func(field, value string) string { // good with one field changed
		return strings.Replace(good, `"kind":"advert"`, `"kind":"advert",`+fmt.Sprintf("%q:%s", field, value), 1)
	}
	scenario{
		{name: "nothing", body: "", status: 200, has: []string{`{"accepted":0}`}},
		{name: "one line", body: good, status: 200, has: []string{`{"accepted":1}`}},
		{name: "lines", body: good + "\n\n" + other + "\n", status: 200, has: []string{`{"accepted":2}`}},
		{name: "array", body: "[" + good + ",\n " + other + "]", status: 200, has: []string{`{"accepted":2}`}},
		{name: "gzip", body: zipped(good + "\n" + other), header: gz, status: 200, has: []string{`{"accepted":2}`}},
		{name: "as a form, the way curl does", body: good, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 200},
		{name: "same twice in one request", body: good + "\n" + good, status: 200, has: []string{`{"accepted":2}`}},
		{name: "meant for here", body: good, header: map[string]string{"Enamel-Household": string(r.household)}, status: 200},
		{name: "meant for another household", body: line("AA:00:00:00:00:01", at.Add(time.Minute), 3, 9), header: map[string]string{"Enamel-Household": "another"}, status: 412, has: []string{"another household"}},
		{name: "own ear", body: with("source", `"attic"`), status: 200},
		{name: "2014", body: line("AA:00:00:00:00:01", time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC), 2, 0), status: 200},
		{name: "4 minutes ahead", body: line("AA:00:00:00:00:01", r.clock().Add(4*time.Minute), 2, 0), status: 200},

		{name: "no frame", body: "{}", status: 400, has: []string{`"location":"line 1`, "None of this request is kept"}},
		{name: "no JSON", body: good + "\nhunter2\n", status: 400, has: []string{`"location":"line 2"`}, hasNot: []string{"hunter2"}},
		{name: "half a line", body: good + "\n" + good[:40], status: 400, has: []string{`line 2`}},
		{name: "an array that does not end", body: "[" + good, status: 400},
		{name: "something behind the array", body: "[" + good + "] x", status: 400},
		{name: "before", body: strings.Replace(good, "2026-", "2013-", 1), status: 400, has: []string{`"location":"line 1: at"`, "2014"}},
		{name: "ahead", body: good + "\n" + line("AA:00:00:00:00:01", r.clock().Add(6*time.Minute), 2, 0), status: 503, has: []string{"None of this request is kept", "clock"}, hasNot: []string{"attic"}},
		{name: "far ahead", body: line("AA:00:00:00:00:01", r.clock().Add(33*24*time.Hour), 2, 0), status: 400, has: []string{`line 1: at`, "32 days"}},
		{name: "hex", body: good + "\n" + strings.Replace(good, `"hex":"06`, `"hex":"0g`, 1), status: 400, has: []string{`line 2: hex`}},
		{name: "long device", body: strings.Replace(good, "AA:00", strings.Repeat("A", 70), 1), status: 400, has: []string{`line 1: device`}},
		{name: "long source", body: with("source", `"`+strings.Repeat("s", 62)+`"`), status: 400, has: []string{`line 1: source`}},
		{name: "no gzip", body: good, header: gz, status: 400},
		{name: "half a gzip", body: zipped(brushed("AA:00:00:00:00:01", at, 100))[:300], header: gz, status: 400},
		{name: "unknown coding", body: good, header: map[string]string{"Content-Encoding": "zstd"}, status: 415},
		{name: "long line", body: with("note", `"`+strings.Repeat("x", 50<<10)+`"`), status: 400, has: []string{"line 1"}},
		{name: "too many", body: strings.Repeat(good+"\n", 5001), status: 413, has: []string{"5,000"}},
		{name: "too large", body: strings.Repeat(strings.Repeat(" ", 1000)+"\n", 4300), status: 413, has: []string{"4 MiB"}},
		{name: "bomb", body: zipped(strings.Repeat(strings.Repeat(" ", 1000)+"\n", 40000)), header: gz, status: 413, has: []string{"4 MiB"}},
	}.with("POST", frames, token).run(t, r)

	// Who sends what was heard ahead of this clock is told when to come again.
	if w := r.as(token, "POST", frames, line("AA:00:00:00:00:01", r.clock().Add(time.Hour), 2, 0)); w.Header().Get("Retry-After") != "30" {
		t.Errorf("ahead: %d %q", w.Code, w.Header().Get("Retry-After"))
	}

	// Twenty complaints are enough.
	w := r.as(token, "POST", frames, strings.Repeat("x\n", 4000))
	if n := strings.Count(w.Body.String(), `"location"`); n != 20 {
		t.Errorf("%d complaints", n)
	}

	// What was refused left nothing, what was kept is there once.
	scenario{
		{name: "export", who: "owner", method: "GET", path: "/api/v1/brushes/AA:00:00:00:00:01/frames", status: 200,
			has: []string{`"source":"hall"`, `"source":"hall/attic"`}, hasNot: []string{"2013-"}},
	}.run(t, r)
	got := r.as("owner", "GET", "/api/v1/brushes/AA:00:00:00:00:01/frames", "").Body.String()
	if n := strings.Count(got, "\n"); n != 5 {
		t.Errorf("%d different frames are kept, want 5:\n%s", n, got)
	}
}

// with fills in what all calls of a scenario have in common.
func (s scenario) with(method, path, who string) scenario {
	for i := range s {
		s[i].method, s[i].path, s[i].who = method, path, who
	}
	return s
}

func TestFramesBecomeASession(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite, account.SessionsRead)
	const device = "AA:00:00:00:00:02"
	start := r.clock().Add(-2 * time.Hour)
	body := brushed(device, start, 125)
	if w := r.do("POST", "/api/v1/frames", zipped(body), map[string]string{"Content-Encoding": "gzip", "Authorization": "Bearer " + token}); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var list httpapi.List[httpapi.Brushing]
	decode(t, r.as(token, "GET", "/api/v1/sessions", "").Body, &list)
	if len(list.Items) != 1 {
		t.Fatalf("%d sessions", len(list.Items))
	}
	b := list.Items[0]
	if b.Duration != 125 || b.State != "ended" || b.Ended != "heard" || b.PersonID != "" || b.Runs != nil || b.HeardSeconds != 125 || b.Date != "2026-06-01" || b.Slot != "morning" ||
		b.BrandName != "Oral-B" || b.Score == nil || len(b.Sources) != 1 || b.Sources[0].Source != "hall" {
		t.Errorf("%+v", b)
	}
	path := "/api/v1/sessions/" + b.ID
	scenario{
		{name: "one, with runs", who: "owner", method: "GET", path: path, status: 200, has: []string{`"runs":[{"from_s":0`}},
		{name: "waits for a name", who: "owner", method: "GET", path: "/api/v1/sessions?person=unassigned", status: 200, has: []string{b.ID}},
		{name: "today asks", who: "owner", method: "GET", path: "/api/v1/today", status: 200, has: []string{`"unassigned":[{`, b.ID}},
		{name: "a person who is none", who: "owner", method: "PATCH", path: path, body: `{"person_id":"nobody"}`, status: 422, has: []string{"body.person_id"}},
		{name: "person and guest", who: "owner", method: "PATCH", path: path, body: `{"person_id":"` + r.person + `","guest":true}`, status: 422},
		{name: "it was Mia", who: "owner", method: "PATCH", path: path, body: `{"person_id":"` + r.person + `","note":"<b>well</b>"}`, status: 200, has: []string{`"how":"person"`, `"<b>well</b>"`}},
		{name: "no longer waits", who: "owner", method: "GET", path: "/api/v1/sessions?person=unassigned", status: 200, has: []string{`"items":[]`}},
		{name: "Mia's", who: "owner", method: "GET", path: "/api/v1/sessions?person=" + r.person, status: 200, has: []string{b.ID}},
		{name: "Mia's morning is done", who: "owner", method: "GET", path: "/api/v1/today", status: 200, has: []string{`"morning":{"state":"done","seconds":125,"target_s":90,"session_ids":["` + b.ID + `"]`}},
		{name: "and so in her days", who: "owner", method: "GET", path: "/api/v1/days?from=2026-05-30&to=2026-06-01&person=" + r.person, status: 200, has: []string{`{"date":"2026-06-01","morning":{"state":"done"`}},
		{name: "the brush is hers", who: "owner", method: "PATCH", path: "/api/v1/brushes/" + device, body: `{"name":"Blue","people":["` + r.person + `"]}`, status: 200, has: []string{`"name":"Blue"`, r.person}},
		{name: "her brush by name", who: "owner", method: "GET", path: path, status: 200, has: []string{`"brush_name":"Blue"`}},
		{name: "somebody else's brush", who: "owner", method: "PATCH", path: "/api/v1/brushes/" + device, body: `{"people":["nobody"]}`, status: 422, has: []string{"body.people"}},
		{name: "Mia goes", who: "owner", method: "DELETE", path: "/api/v1/people/" + r.person, status: 204},
		{name: "her session stays", who: "owner", method: "GET", path: path, status: 200, hasNot: []string{r.person}},
		{name: "and waits again", who: "owner", method: "GET", path: "/api/v1/sessions?person=unassigned", status: 200, has: []string{b.ID}},
		{name: "removed", who: "owner", method: "DELETE", path: path, status: 204},
		{name: "gone", who: "owner", method: "GET", path: path, status: 404},
		{name: "late evidence", who: token, method: "POST", path: "/api/v1/frames", body: body, status: 200},
		{name: "still gone", who: "owner", method: "GET", path: "/api/v1/sessions", status: 200, has: []string{`"items":[]`}},
	}.run(t, r)
}

// TestBrushKey: the key of a brush is written and never read; what it unlocks is read at once, and a key that is none is refused by name.
func TestBrushKey(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite)
	const device, key = "ED:DE:34:3F:48:0C", "1330b99cded13258acc391627e9771f7"
	frame := func(hex string) string {
		return `{"device":"` + device + `","at":"` + r.clock().UTC().Format(time.RFC3339) + `","kind":"advert","service":"fe95","hex":"` + hex + `"}`
	}
	path := "/api/v1/brushes/" + device
	patch := func(name, who, key string, status int, has ...string) step {
		return step{name: name, who: who, method: "PATCH", path: path, body: `{"key":"` + key + `"}`, status: status, has: has, hasNot: []string{"1330b99c", "1330B99C"}}
	}
	scenario{
		{name: "nobody yet", who: "owner", method: "PATCH", path: path, body: `{"key":"` + key + `"}`, status: 404},
		{name: "the head is at 82 percent", who: token, method: "POST", path: "/api/v1/frames", body: frame("58580608cb0c483f34deedad203399140000fa32cb71"), status: 200},
		{name: "locked", who: "owner", method: "GET", path: "/api/v1/brushes", status: 200, has: []string{`"locked":"needs_key"`, `"has_key":false`, `"unknown":1`, `"brand_name":"Xiaomi"`}},
		patch("too short", "owner", key[2:], 422, "body.key"),
		patch("no digits", "owner", "z"+key[1:], 422, "body.key"),
		patch("far too long", "owner", strings.Repeat(key, 5), 422, "body.key"),
		patch("somebody's without the right", token, key, 403),
		patch("another's", "owner", "0"+key[1:], 200, `"locked":"wrong_key"`, `"has_key":true`),
		patch("its own, in capitals", "owner", strings.ToUpper(key), 200, `"has_key":true`, `"unknown":0`, `"model_by_handle":"T700"`),
		{name: "unlocked", who: "owner", method: "GET", path: "/api/v1/brushes", status: 200, has: []string{`"has_key":true`}, hasNot: []string{"locked", "1330b99c"}},
		{name: "not in the export", who: "owner", method: "GET", path: path + "/frames", status: 200, has: []string{"58580608cb"}, hasNot: []string{"1330b99c"}},
		patch("removed", "owner", "", 200, `"has_key":false`, `"locked":"needs_key"`),
	}.run(t, r)
}

func TestPages(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite)
	const n = 7
	for i := range n {
		start := r.clock().Add(-time.Duration(i+1) * 12 * time.Hour)
		if w := r.as(token, "POST", "/api/v1/frames", brushed("AA:00:00:00:00:03", start, 30)); w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	var seen []string
	next := ""
	for pages := 0; ; pages++ {
		var list httpapi.List[httpapi.Brushing]
		decode(t, r.as("owner", "GET", "/api/v1/sessions?limit=2&cursor="+next, "").Body, &list)
		for _, b := range list.Items {
			if len(seen) > 0 && b.StartedAt.Format(time.RFC3339) >= seen[len(seen)-1] {
				t.Errorf("%s follows %s", b.StartedAt, seen[len(seen)-1])
			}
			seen = append(seen, b.StartedAt.Format(time.RFC3339))
		}
		if next = list.Next; next == "" {
			if pages != 3 {
				t.Errorf("%d pages", pages+1)
			}
			break
		}
	}
	if len(seen) != n {
		t.Errorf("%d of %d sessions", len(seen), n)
	}
}

func TestExportIsWhatCameIn(t *testing.T) {
	r := settled(t)
	token := r.token(r.household, "hall", account.FramesWrite)
	const device = "AA:00:00:00:00:04"
	body := brushed(device, r.clock().Add(-time.Hour), 40)
	if w := r.as(token, "POST", "/api/v1/frames", body); w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var want strings.Builder
	for l := range strings.Lines(body) {
		var f brush.Frame
		if err := wire.ParseFrame([]byte(strings.TrimSpace(l)), &f); err != nil {
			t.Fatal(err)
		}
		f.Source = "hall"
		want.Write(append(wire.AppendFrame(nil, &f), '\n'))
	}
	w := r.do("GET", "/api/v1/brushes/"+device+"/frames", "", map[string]string{"Cookie": "enamel_session=" + r.owner, "Accept-Encoding": "gzip"})
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want.String() {
		t.Errorf("got\n%s\nwant\n%s", got, want.String())
	}
}
