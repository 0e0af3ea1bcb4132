package wire_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/sinktest"
)

const good = `{"source":"hall","seq":7,"device":"78:DB:2F:A1:B2:C3","at":"2026-01-05T06:58:03.120Z","kind":"advert","company":220,"rssi":-63,"hex":"0201080300000001010004"}`

func TestParseFrame(t *testing.T) {
	at := time.Date(2026, 1, 5, 6, 58, 3, 120_000_000, time.UTC)
	for _, c := range []struct {
		name, in string
		want     brush.Frame
	}{
		{"advert", good, brush.Frame{Source: "hall", Seq: 7, Device: "78:DB:2F:A1:B2:C3", At: at, Kind: brush.Advert, Company: brush.Some(uint16(220)),
			RSSI: brush.Some(int8(-63)), Payload: []byte{2, 1, 8, 3, 0, 0, 0, 1, 1, 0, 4}}},
		{"advert of a service, the short form", `{"device":"d","at":"2026-01-05T06:58:03.12Z","kind":"advert","service":"fe95","hex":""}`,
			brush.Frame{Device: "d", At: at, Kind: brush.Advert, UUID: brush.UUID16(0xfe95)}},
		{"notify", ` { "hex" : "2A00" , "kind":"notify","char":"477EA600-a260-11e4-ae37-0002a5d54090","device":"24:e5:aa:0c:11:9e","at":"2026-01-05T07:58:03.12+01:00"} `,
			brush.Frame{Device: "24:E5:AA:0C:11:9E", At: at, Kind: brush.Notify, UUID: brush.MustUUID("477ea600-a260-11e4-ae37-0002a5d54090"), Payload: []byte{0x2a, 0}}},
		{"report with data", `{"device":"d","at":"2026-01-05t06:58:03.120000999z","kind":"report","format":"enamel-session","data":{ "a" : [ 1, "x \" y" ], "b":null }}`,
			brush.Frame{Device: "d", At: at, Kind: brush.Report, Format: "enamel-session", Payload: []byte(`{"a":[1,"x \" y"],"b":null}`)}},
		{"entry in hex", `{"device":"d","at":"2026-01-04T20:28:03.12-10:30","kind":"entry","format":"timer","hex":"6e756c6c"}`,
			brush.Frame{Device: "d", At: at, Kind: brush.Entry, Format: "timer", Payload: []byte("null")}},
		{"unknown fields and null", `{"x":{"device":[[{}]],"y":-1.5e+3},"device":"d","rssi":null,"source":null,"at":"2026-01-05T06:58:03.12Z","note":"\ud83d\ude00 \\","kind":"read","char":"2a19","hex":"64","k":[true,false,null]}`,
			brush.Frame{Device: "d", At: at, Kind: brush.Read, UUID: brush.UUID16(0x2a19), Payload: []byte{100}}},
		{"escapes", `{"d\u0065vice":"\ud83d\ude00\/\u00e9","at":"2026-01-05T06:58:03.12\u005a","kind":"advert","company":0,"hex":"\u0036\u0034"}`,
			brush.Frame{Device: "😀/é", At: at, Kind: brush.Advert, Company: brush.Some(uint16(0)), Payload: []byte{100}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f brush.Frame
			if err := wire.ParseFrame([]byte(c.in), &f); err != nil {
				t.Fatal(err)
			}
			if !same(&f, &c.want) {
				t.Errorf("got  %+v\nwant %+v", f, c.want)
			}
			line := wire.AppendFrame(nil, &f)
			var again brush.Frame
			if err := wire.ParseFrame(line, &again); err != nil || !same(&f, &again) {
				t.Errorf("its line %s comes back as %+v, %v", line, again, err)
			}
		})
	}
	var f brush.Frame
	if wire.ParseFrame([]byte(good), &f) != nil || string(wire.AppendFrame(nil, &f)) != good {
		t.Errorf("the canonical line is not what comes out: %s", wire.AppendFrame(nil, &f))
	}
}

func same(a, b *brush.Frame) bool {
	return a.Source == b.Source && a.Seq == b.Seq && a.Device == b.Device && a.At.Equal(b.At) && a.Kind == b.Kind && a.Company == b.Company &&
		a.UUID == b.UUID && a.Format == b.Format && a.RSSI == b.RSSI && bytes.Equal(a.Payload, b.Payload)
}

func TestParseFrameRefuses(t *testing.T) {
	deep := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	for _, c := range []struct{ change, to, field, reason string }{
		{`"device":"78:DB:2F:A1:B2:C3",`, ``, "device", "is missing"},
		{`"78:DB:2F:A1:B2:C3"`, `""`, "device", "is missing"},
		{`"78:DB:2F:A1:B2:C3"`, `7`, "device", "must be a string"},
		{`"78:DB:2F:A1:B2:C3"`, `"a\nb"`, "device", "control character"},
		{`"78:DB:2F:A1:B2:C3"`, `"a` + "\x7f" + `"`, "device", "control character"},
		{`"78:DB:2F:A1:B2:C3"`, `"` + "\u0085" + `"`, "device", "control character"},
		{`"78:DB:2F:A1:B2:C3"`, `"` + "\xff" + `"`, "device", "UTF-8"},
		{`"78:DB:2F:A1:B2:C3"`, `"\ud800"`, "device", "half a character"},
		{`"78:DB:2F:A1:B2:C3"`, `"` + strings.Repeat("x", 65) + `"`, "device", "longer than 64"},
		{`"78:DB:2F:A1:B2:C3"`, `"` + strings.Repeat(`\u0041`, 65) + `"`, "device", "longer than 64"},
		{`"hall"`, `"` + strings.Repeat("x", 65) + `"`, "source", "longer than 64"},
		{`"seq":7`, `"seq":-1`, "seq", "whole number from 0"},
		{`"seq":7`, `"seq":7.5`, "seq", "whole number from 0"},
		{`"seq":7`, `"seq":9223372036854775808`, "seq", "whole number from 0"},
		{`"seq":7`, `"seq":"7"`, "seq", "must be a number"},
		{`"seq":7`, `"seq":7,"seq":7`, "seq", "twice"},
		{`"at":"2026-01-05T06:58:03.120Z",`, ``, "at", "is missing"},
		{`2026-01-05T06:58:03.120Z`, `2026-01-05 06:58:03`, "at", "RFC 3339"},
		{`2026-01-05T06:58:03.120Z`, `2026-01-05T06:58:03.Z`, "at", "RFC 3339"},
		{`2026-01-05T06:58:03.120Z`, `2026-01-05T06:58:03+01`, "at", "RFC 3339"},
		{`2026-01-05T06:58:03.120Z`, `2026-02-29T06:58:03Z`, "at", "calendar"},
		{`2026-01-05T06:58:03.120Z`, `2026-01-05T24:00:00Z`, "at", "calendar"},
		{`2026-01-05T06:58:03.120Z`, `9999-12-31T23:59:59-01:00`, "at", "calendar"},
		{`"2026-01-05T06:58:03.120Z"`, `1767596283`, "at", "must be a string"},
		{`"kind":"advert",`, ``, "kind", "is missing"},
		{`"advert"`, `"Advert"`, "kind", "must be advert"},
		{`"advert"`, `"notify"`, "char", "is missing"},
		{`"company":220,`, ``, "company", "is missing"},
		{`"company":220`, `"company":65536`, "company", "65535"},
		{`"company":220`, `"company":220,"service":"fe95"`, "service", "beside company"},
		{`"company":220`, `"company":220,"char":"fe95"`, "char", "does not go with kind advert"},
		{`"company":220`, `"company":220,"data":{}`, "data", "does not go with kind advert"},
		{`"company":220`, `"service":"fe9"`, "service", "UUID"},
		{`"company":220`, `"service":"00000000-0000-0000-0000-000000000000"`, "service", "UUID"},
		{`"kind":"advert","company":220`, `"kind":"report"`, "format", "is missing"},
		{`"kind":"advert","company":220`, `"kind":"report","format":"f","data":1`, "data", "beside hex"},
		{`"rssi":-63`, `"rssi":-128`, "rssi", "-127"},
		{`"rssi":-63`, `"rssi":21`, "rssi", "20"},
		{`"rssi":-63`, `"rssi":-6.3e1`, "rssi", "whole number"},
		{`,"hex":"0201080300000001010004"`, ``, "hex", "is missing"},
		{`"0201080300000001010004"`, `"020"`, "hex", "odd"},
		{`"0201080300000001010004"`, `"0g"`, "hex", "hexadecimal"},
		{`"0201080300000001010004"`, `"` + strings.Repeat("00", brush.MaxPayload+1) + `"`, "hex", "longer than 16384"},
		{`"kind":"advert","company":220,"rssi":-63,"hex":"0201080300000001010004"`, `"kind":"report","format":"f","data":` + deep, "data", "32 levels"},
		{`"seq":7`, `"x":` + deep, "", "32 levels"},
		{`}`, ``, "", "ends too early"},
		{`}`, `,}`, "", "field's name"},
		{`}`, `} x`, "", "something follows"},
		{`{`, `[`, "", "object"},
		{`"seq":7`, `"seq" 7`, "", "colon"},
		{`,"seq"`, ` "seq"`, "", "comma"},
		{`"seq":7`, `"x":07`, "", "comma"},
		{`"seq":7`, `"x":"` + "\x01" + `"`, "", "value"},
		{`"seq":7`, `"x":"\x"`, "", "value"},
		{`"seq":7`, `"x":nul`, "", "value"},
		{`"seq":7`, `seq:7`, "", "field's name"},
	} {
		in := strings.Replace(good, c.change, c.to, 1)
		if in == good {
			t.Fatalf("%q is not in the good line", c.change)
		}
		var f brush.Frame
		err := wire.ParseFrame([]byte(in), &f)
		var fe *brush.FieldError
		if !errors.As(err, &fe) || !errors.Is(err, brush.ErrInvalid) || fe.Field != c.field || !strings.Contains(fe.Reason, c.reason) {
			t.Errorf("%q for %q: got %v, want %s: ...%s...", c.to, c.change, err, c.field, c.reason)
		}
	}
}

func TestParseFrameAllocatesNothing(t *testing.T) {
	var f brush.Frame
	line := []byte(good)
	if n := testing.AllocsPerRun(100, func() {
		if err := wire.ParseFrame(line, &f); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("one line after the other from the same handle: %v allocations each, want 0", n)
	}
	var b []byte
	if n := testing.AllocsPerRun(100, func() { b = wire.AppendFrame(b[:0], &f) }); n != 0 {
		t.Errorf("AppendFrame into room enough: %v allocations, want 0", n)
	}
}

// strict is what a line holds as encoding/json sees it; pointers tell absent from zero.
type strict struct {
	Source, Device, At, Kind, Service, Char, Format, Hex *string
	Seq                                                  *int64
	Company                                              *uint16
	RSSI                                                 *int8
	Data                                                 json.RawMessage
}

// Whatever we take, encoding/json takes and reads the same, and our line says the same; what encoding/json takes and we refuse, we refuse
// with a reason that names a field, or because of the few things that we are stricter in.
func FuzzParseFrame(f *testing.F) {
	f.Add([]byte(good))
	for _, s := range []string{
		`{"device":"d","at":"2026-01-05T06:58:03Z","kind":"report","format":"f","data":{"a":[1,2.5e3,"\u00e9"]}}`,
		`{"device":"24:e5:aa:0c:11:9e","at":"2026-01-05T06:58:03.123456789+05:30","kind":"notify","char":"2a19","hex":"2a"}`,
		`{"device":"d","device":"e"}`, `{}`, `{"x":[[[]]]}`, `{"device":"\ud83d\ude00","rssi":null}`,
		`{"device":"d","at":"2024-02-29T23:59:59Z","kind":"advert","service":"fe95","hex":""}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var got brush.Frame
		err := wire.ParseFrame(line, &got)
		if err != nil {
			var fe *brush.FieldError
			if !errors.As(err, &fe) || fe.Reason == "" {
				t.Fatalf("%v is no sentence about a field", err)
			}
			if fe.Field == "" && json.Valid(line) && len(line) > 0 && bytes.TrimSpace(line)[0] == '{' && !strings.Contains(fe.Reason, "32 levels") {
				t.Fatalf("valid JSON is refused: %v", err)
			}
			return
		}
		var want strict
		if err := json.Unmarshal(line, &want); err != nil {
			if !caseFolded(line) {
				t.Fatalf("we take what encoding/json refuses: %v", err)
			}
			return
		}
		if again := wire.AppendFrame(nil, &got); bytes.ContainsRune(again, '\n') || !json.Valid(again) {
			t.Fatalf("%q is no line", again)
		} else {
			var back brush.Frame
			if err := wire.ParseFrame(again, &back); err != nil || !same(&got, &back) {
				t.Fatalf("%s comes back as %+v, %v", again, back, err)
			}
		}
		if caseFolded(line) {
			return // encoding/json takes "Device" for "device", we do not
		}
		text := func(p *string) string {
			if p == nil {
				return ""
			}
			return *p
		}
		if !strings.EqualFold(string(got.Device), text(want.Device)) || string(got.Source) != text(want.Source) || got.Format != text(want.Format) || got.Kind.String() != text(want.Kind) {
			t.Fatalf("ids: %+v, encoding/json %+v", got, want)
		}
		at, err := time.Parse(time.RFC3339, strings.ToUpper(text(want.At)))
		if err != nil || !at.Truncate(time.Microsecond).Equal(got.At) {
			t.Fatalf("at: %v, package time says %v, %v", got.At, at, err)
		}
		if (want.RSSI != nil) != got.RSSI.OK || got.RSSI.OK && *want.RSSI != got.RSSI.V || want.Seq != nil && uint64(*want.Seq) != got.Seq || got.Company.OK && *want.Company != got.Company.V {
			t.Fatalf("numbers: %+v, encoding/json %+v", got, want)
		}
		if want.Hex != nil {
			if p, err := hex.DecodeString(*want.Hex); err != nil || !bytes.Equal(p, got.Payload) {
				t.Fatalf("payload %x, want %x, %v", got.Payload, p, err)
			}
		} else {
			var p bytes.Buffer
			if err := json.Compact(&p, want.Data); err != nil || !bytes.Equal(p.Bytes(), got.Payload) {
				t.Fatalf("data %q, want %q", got.Payload, p.Bytes())
			}
		}
	})
}

// caseFolded reports whether a key of the object, or of anything in it, is one of ours in other letters.
func caseFolded(line []byte) bool {
	var m map[string]json.RawMessage
	if json.Unmarshal(line, &m) != nil {
		return false
	}
	for k := range m {
		for _, n := range []string{"source", "seq", "device", "at", "kind", "company", "service", "char", "format", "rssi", "hex", "data"} {
			if k != n && strings.EqualFold(k, n) {
				return true
			}
		}
	}
	return false
}

func BenchmarkParseFrame(b *testing.B) {
	b.Run("ours", func(b *testing.B) {
		line := []byte(good)
		var f brush.Frame
		b.SetBytes(int64(len(line)))
		b.ReportAllocs()
		for b.Loop() {
			if err := wire.ParseFrame(line, &f); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		line := []byte(good)
		b.SetBytes(int64(len(line)))
		b.ReportAllocs()
		for b.Loop() {
			var s strict
			if err := json.Unmarshal(line, &s); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkAppendFrame(b *testing.B) {
	fs := sinktest.Capture(b)
	var line []byte
	for b.Loop() {
		line = wire.AppendFrame(line[:0], &fs[0])
	}
	b.SetBytes(int64(len(line)))
}
