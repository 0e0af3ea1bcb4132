package relay_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/relay"
)

var now = time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)

// vector is a message of a relay and the frames that it must become.
type vector struct {
	Kind  relay.Kind      `json:"kind"`
	Topic string          `json:"topic"`
	Body  json.RawMessage `json:"body"`
	Hex   string          `json:"hex"` // instead of Body
	Raw   string          `json:"raw"` // the advertisement that the relay decoded and dropped
	Want  []struct {
		Device  string         `json:"device"`
		Source  string         `json:"source"`
		At      time.Time      `json:"at"`
		RSSI    *int8          `json:"rssi"`
		Company *uint16        `json:"company"`
		Service string         `json:"service"`
		Format  string         `json:"format"`
		Hex     string         `json:"hex"`
		Verdict string         `json:"verdict"`
		Reading map[string]any `json:"reading"`
	} `json:"want"`
	Note string `json:"note"`
}

func vectors(t testing.TB) (vs []vector) {
	t.Helper()
	names, err := filepath.Glob("testdata/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(b) {
			var v vector
			if err := json.Unmarshal(line, &v); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			vs = append(vs, v)
		}
	}
	if len(vs) < 30 {
		t.Fatalf("%d vectors", len(vs))
	}
	return vs
}

func (v *vector) bodies(t testing.TB) [][]byte {
	t.Helper()
	if v.Hex == "" {
		return [][]byte{v.Body}
	}
	b, err := hex.DecodeString(v.Hex)
	if err != nil {
		t.Fatal(err)
	}
	return [][]byte{b, []byte(v.Hex + "\n")}
}

func TestVectors(t *testing.T) {
	for _, v := range vectors(t) {
		for _, body := range v.bodies(t) {
			fs, err := relay.Parse(v.Kind, body, now, v.Topic)
			if err != nil {
				t.Errorf("%s %.200s: %v", v.Kind, body, err)
				continue
			}
			if len(fs) != len(v.Want) {
				t.Errorf("%s %.200s (%s): %d frames, want %d", v.Kind, body, v.Note, len(fs), len(v.Want))
				continue
			}
			for i := range fs {
				check(t, &v, i, &fs[i])
			}
		}
	}
}

func check(t *testing.T, v *vector, i int, f *brush.Frame) {
	t.Helper()
	w := v.Want[i]
	want := brush.Frame{Device: brush.DeviceID(w.Device), Source: brush.SourceID(w.Source), At: now, Kind: brush.Advert, Format: w.Format, Payload: f.Payload}
	if !w.At.IsZero() {
		want.At = w.At
	}
	if w.RSSI != nil {
		want.RSSI = brush.Some(*w.RSSI)
	}
	if w.Company != nil {
		want.Company = brush.Some(*w.Company)
	}
	if w.Service != "" {
		want.UUID, _ = brush.ParseUUID([]byte(w.Service))
	}
	if w.Format != "" {
		want.Kind = brush.Report
	}
	if !reflect.DeepEqual(*f, want) {
		t.Errorf("%s (%s):\ngot  %+v\nwant %+v", v.Kind, v.Note, *f, want)
	}
	if w.Format == "" && hex.EncodeToString(f.Payload) != w.Hex {
		t.Errorf("%s (%s): payload %x, want %s", v.Kind, v.Note, f.Payload, w.Hex)
	}
	var again brush.Frame
	if err := wire.ParseFrame(wire.AppendFrame(nil, f), &again); err != nil {
		t.Errorf("%s (%s): its line does not come back: %v", v.Kind, v.Note, err)
	}
	if w.Format == "" {
		return
	}
	var r brush.Reading
	spec, verdict := all.Set().Decode(f, &r)
	if w.Verdict == "unknown" && verdict == brand.Unknown {
		return
	}
	if spec == nil || verdict != brand.Understood {
		t.Fatalf("%s (%s): the report %x is not understood", v.Kind, v.Note, f.Payload)
	}
	var got map[string]any
	if err := json.Unmarshal(wire.AppendReading(nil, f.Device, spec, &r), &got); err != nil {
		t.Fatal(err)
	}
	delete(got, "device")
	delete(got, "brand")
	if !reflect.DeepEqual(got, w.Reading) {
		t.Errorf("%s (%s):\ngot  %v\nwant %v", v.Kind, v.Note, got, w.Reading)
	}
	if v.Raw != "" {
		sameAsRaw(t, v, &r)
	}
}

// sameAsRaw: what is made of the decoded fields must never contradict the bytes that they were made from.
func sameAsRaw(t *testing.T, v *vector, r *brush.Reading) {
	t.Helper()
	b, err := hex.DecodeString(v.Raw)
	if err != nil {
		t.Fatal(err)
	}
	var raw brush.Reading
	all.Set().Decode(&brush.Frame{Kind: brush.Advert, Company: brush.Some(uint16(220)), Payload: b}, &raw)
	if r.Activity != raw.Activity || r.Elapsed != raw.Elapsed || r.Pressure != raw.Pressure || r.PowerButton != raw.PowerButton || r.ModeButton != raw.ModeButton ||
		r.Sector.OK && r.Sector != raw.Sector || r.Face.OK && r.Face != raw.Face || r.Mode.OK && r.Mode.V.Code() != raw.Mode.V.Code() {
		t.Errorf("%s:\nfrom fields %+v\nfrom bytes  %+v", v.Raw, *r, raw)
	}
}

func TestRefusals(t *testing.T) {
	const a = `"id":"02:00:00:00:00:01"`
	for _, c := range []struct {
		kind               relay.Kind
		body, topic, field string
		reason             string
	}{
		{"pigeon", `{}`, "", "kind", "no relay"},
		{relay.Theengs, `{`, "", "", "JSON"},
		{relay.Theengs, `[1]`, "", "", "object"},
		{relay.Theengs, strings.Repeat(`[`, 17) + strings.Repeat(`]`, 17), "", "", "nested"},
		{relay.Theengs, `[{}`, "", "", "JSON"},
		{relay.Theengs, `[{}]{}`, "", "", "behind its list"},
		{relay.Theengs, `[{},7]`, "", "2", "object"},
		{relay.Theengs, strings.Repeat(`{}`, 20_001), "", "", "20,000"},
		{relay.Theengs, `{"x":"` + strings.Repeat("x", 256<<10) + `"}`, "", "", "256 KiB"},
		{relay.Theengs, `{"brand":"Oral-B","state":"running"}`, "", "id", "missing"},
		{relay.Theengs, `{` + a + `,"manufacturerdata":"dc0"}`, "", "manufacturerdata", "hexadecimal"},
		{relay.Theengs, `{` + a + `,"manufacturerdata":"dc"}`, "", "manufacturerdata", "too short"},
		{relay.Theengs, `{` + a + `,"servicedata":"00","servicedatauuid":"x"}`, "", "servicedatauuid", "UUID"},
		{relay.Theengs, `{` + a + `,"brand":"Oral-B","duration":-1}`, "", "duration", "whole number"},
		{relay.Theengs, `{` + a + `,"brand":"Oral-B","pressure":256}`, "", "pressure", "0 to 255"},
		{relay.Theengs, `{` + a + `,"brand":"Oral-B","sector":9}`, "", "sector", "1 to 8"},
		{relay.Theengs, `{` + a + `,"brand":"Oral-B"}{` + a + `,"brand":"Oral-B","state":7}`, "", "2.state", "string"},
		{relay.Theengs, `{` + a + `,"manufacturerdata":"dc00","rssi":"loud"}`, "", "rssi", "whole number"},
		{relay.Theengs, `{` + a + `,"manufacturerdata":"dc00","at":"noon"}`, "", "at", "RFC 3339"},
		{relay.Theengs, `{"id":"` + strings.Repeat("x", 65) + `","manufacturerdata":"dc00"}`, "", "id", "64 bytes"},
		{relay.Theengs, `{` + a + `,"manufacturerdata":"dc00"}`, "home/" + strings.Repeat("g", 65) + "/BTtoMQTT/x", "topic", "64 bytes"},
		{relay.Theengs, `{` + a + `,"manufacturerdata":"` + strings.Repeat("00", brush.MaxPayload+1) + `"}`, "", "manufacturerdata", "16384"},
		{relay.Shelly, `{"addr":"a\u0007"}`, "", "addr", "control"},
		{relay.Shelly, `{"addr":"a","manufacturer_data":{"zz":"00"}}`, "", "manufacturer_data", "company"},
		{relay.Shelly, `{"addr":"a","manufacturer_data":{"00dc":"0"}}`, "", "manufacturer_data.dc", "hexadecimal"},
		{relay.Shelly, `{"addr":"a","service_data":{"x":"00"}}`, "", "service_data", "UUID"},
		{relay.BlueZ, `{"ManufacturerData":{"220":[1]}}`, "", "Address", "missing"},
		{relay.BlueZ, `{"Address":"a","ManufacturerData":{"220":[256]}}`, "", "ManufacturerData.220", "no byte"},
		{relay.ESPHome, "\x0a\x05", "", "advertisements", "cut short"},
		{relay.ESPHome, "0a021001", "", "advertisements.address", "missing"},
		{relay.ESPHome, "01000000", "", "advertisements", "protocol buffer"},
		{relay.ESPHome, "0041", "", "frame.type", "cut short"},
		{relay.ESPHome, "00415d", "", "frame.length", "past the end"},
		{relay.ESPHome, "00005d01", "", "frame", "encrypted"},
		{relay.ESPHome, `{"advertisements":[{"address":"a","data":7}]}`, "", "advertisements.data", "hexadecimal"},
		{relay.HomeAssistant, `{"state":"3"}`, "", "entity_id", "missing"},
		{relay.HomeAssistant, `{"entity_id":"light.x","state":"on"}`, "", "entity_id", "sensor"},
		{relay.HomeAssistant, `{"entity_id":"sensor.x_battery","state":"101"}`, "", "state", "none that"},
		{relay.Molobrakos, `{"running":3}`, "", "device", "missing"},
		{relay.Molobrakos, `{}`, "x/020000000001", "running", "missing"},
		{relay.Molobrakos, `{"running":300}`, "x/020000000001", "running", "0 to 255"},
	} {
		fs, err := relay.Parse(c.kind, []byte(c.body), now, c.topic)
		var f *brush.FieldError
		if !errors.As(err, &f) || f.Field != c.field || !strings.Contains(f.Reason, c.reason) || fs != nil {
			t.Errorf("%s %.100s: %v, want %s: %s", c.kind, c.body, err, c.field, c.reason)
		}
	}
	many := strings.Repeat(`{"id":"a","manufacturerdata":"dc00"}`, relay.MaxFrames+1)
	if _, err := relay.Parse(relay.Theengs, []byte(many), now, ""); err == nil || !strings.Contains(err.Error(), "5,000") {
		t.Errorf("too many: %v", err)
	}
	if _, err := relay.Parse(relay.Theengs, make([]byte, relay.MaxBody+1), now, ""); err == nil || !strings.Contains(err.Error(), "4 MiB") {
		t.Errorf("too long: %v", err)
	}
}

func TestClaimed(t *testing.T) {
	fs, err := relay.Parse(relay.Shelly, []byte(`{"addr":"a","manufacturer_data":{"004c":"0215","00dc":"00"}}`), now, "")
	if err != nil || len(fs) != 2 {
		t.Fatalf("%v, %v", fs, err)
	}
	if fs = relay.Claimed(fs, all.Set()); len(fs) != 1 || fs[0].Company.V != 220 {
		t.Errorf("%+v", fs)
	}
}

// FuzzParse throws anything at every kind: nothing panics, and what comes out is a frame that the wire can carry.
func FuzzParse(f *testing.F) {
	for _, v := range vectors(f) {
		for _, body := range v.bodies(f) {
			f.Add(string(v.Kind), body, v.Topic)
		}
	}
	f.Fuzz(func(t *testing.T, kind string, body []byte, topic string) {
		fs, err := relay.Parse(relay.Kind(kind), body, now, topic)
		if err != nil {
			var field *brush.FieldError
			if !errors.As(err, &field) || field.Reason == "" || fs != nil {
				t.Fatalf("%v with %d frames", err, len(fs))
			}
			return
		}
		if len(fs) > relay.MaxFrames {
			t.Fatalf("%d frames", len(fs))
		}
		for i := range fs {
			g := &fs[i]
			if g.Seq != 0 || len(g.Payload) > brush.MaxPayload {
				t.Fatalf("%+v", g)
			}
			var again brush.Frame
			if err := wire.ParseFrame(wire.AppendFrame(nil, g), &again); err != nil {
				t.Fatalf("%+v does not come back: %v", g, err)
			}
			if again.Device != g.Device || again.Source != g.Source || !again.At.Equal(g.At) || !bytes.Equal(again.Payload, g.Payload) {
				t.Fatalf("%+v comes back as %+v", g, again)
			}
			var r brush.Reading
			all.Set().Decode(g, &r)
		}
	})
}
