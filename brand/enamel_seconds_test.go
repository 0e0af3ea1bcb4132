package brand_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// cbor writes what encoding/json reads as CBOR, the shortest way.
func cbor(b []byte, v any) []byte {
	head := func(major byte, n uint64) {
		switch major <<= 5; {
		case n < 24:
			b = append(b, major|byte(n))
		case n < 1<<8:
			b = append(b, major|24, byte(n))
		case n < 1<<16:
			b = binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
		default:
			b = binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
		}
	}
	switch v := v.(type) {
	case map[string]any:
		head(5, uint64(len(v)))
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			b = cbor(cbor(b, k), v[k])
		}
	case []any:
		head(4, uint64(len(v)))
		for _, e := range v {
			b = cbor(b, e)
		}
	case string:
		head(3, uint64(len(v)))
		b = append(b, v...)
	case []byte:
		head(2, uint64(len(v)))
		b = append(b, v...)
	case bool:
		b = append(b, 0xF4)
		if v {
			b[len(b)-1]++
		}
	case nil:
		b = append(b, 0xF6)
	case float64:
		if v == math.Trunc(v) && v >= 0 {
			head(0, uint64(v))
		} else {
			b = binary.BigEndian.AppendUint32(append(b, 0xFA), math.Float32bits(float32(v)))
		}
	}
	return b
}

// asCBOR is the same report in CBOR.
func asCBOR(t testing.TB, report string) []byte {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(report), &v); err != nil {
		t.Fatal(err)
	}
	return cbor(nil, v)
}

// brushing makes a report of a session of n seconds as brushes send it: twelve zones, one after the other, pressed too hard now and then.
func brushing(chance *rand.Rand, n int) string {
	column := func(every, values int) string {
		b := []byte{'['}
		for at := 0; at < n; {
			k := min(1+chance.IntN(2*every), n-at)
			if at > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendInt(b, int64(1+chance.IntN(values)), 10)
			b = strconv.AppendInt(append(b, ','), int64(k), 10)
			at += k
		}
		return string(append(b, ']'))
	}
	return `{"model":1,"firmware":12,"battery":87,"session":{"id":17,"start":1782889200,"duration_s":` + strconv.Itoa(n) + `,"target_s":120,"mode":0,"high_s":4.5,` +
		`"layout":12,"seconds":{"zone":` + column(6, 12) + `,"pressure":` + column(8, 3) + `,"mode":` + column(60, 2) + `}},"head":{"days":62}}`
}

// TestOpenSeconds: what each second says, in both forms, in any order of fields.
func TestOpenSeconds(t *testing.T) {
	zone := func(l session.Layout, i int) brush.ZoneSet {
		set, _, _ := l.Zone(i - 1)
		return set
	}
	kids, daily := brush.Some(brush.NewMode(enamel.Table, 6)), brush.Some(brush.NewMode(enamel.Table, 0))
	for _, c := range []struct {
		report string
		want   []brush.Run
		off    brush.Opt[uint32]
	}{
		{`"layout":6,"seconds":{"zone":[1,10,null,5,6,45]}`,
			[]brush.Run{{For: 10, Zones: zone(session.Sextants, 1)}, {For: 5}, {For: 45, Zones: zone(session.Sextants, 6)}}, brush.Opt[uint32]{}},
		{`"seconds":{"pressure":[2,20,3,2,2,8],"zone":[3,25],"mode":[6,21,0,39]},"layout":"arches"`, []brush.Run{
			{For: 20, Mode: kids, Pressure: 2, Zones: zone(session.Arches, 3)}, {For: 1, Mode: kids, Pressure: 3, Zones: zone(session.Arches, 3)},
			{For: 1, Mode: daily, Pressure: 3, Zones: zone(session.Arches, 3)}, {For: 3, Mode: daily, Pressure: 2, Zones: zone(session.Arches, 3)},
			{For: 5, Mode: daily, Pressure: 2}, {For: 30, Mode: daily}}, brush.Opt[uint32]{}},
		{`"seconds":{"off":[20,12,30,3],"pressure":[1,60],"later":{"x":[1,{}]}}`, []brush.Run{{For: 60, Pressure: 1}}, brush.Some(uint32(15))},
		{`"seconds":{}`, nil, brush.Opt[uint32]{}},
		{`"seconds":{"mode":[],"zone":[ null , 3 ]}`, []brush.Run{{For: 3}}, brush.Opt[uint32]{}},
	} {
		report := `{"session":{"start":1782889200,"duration_s":60,` + c.report + `}}`
		r := openReading(t, report)
		if !reflect.DeepEqual(r.Record.Seconds, c.want) || r.Record.Off != c.off {
			t.Errorf("%s: %+v, off %v", c.report, r.Record.Seconds, r.Record.Off)
		}
		f := brush.Frame{Kind: brush.Report, Format: enamel.FormatCBOR, Payload: asCBOR(t, report)}
		var again brush.Reading
		if v := enamel.Spec.Decode(&f, &again); v != brand.Understood || !reflect.DeepEqual(again, r) {
			t.Errorf("%s: CBOR says %+v", c.report, again.Record)
		}
	}
	for _, bad := range []string{
		`"seconds":{"zone":[1,10]}`,                   // of which layout?
		`"layout":6,"seconds":{"zone":[7,10]}`,        // no such zone
		`"layout":6,"seconds":{"zone":[0,10]}`,        //
		`"layout":6,"seconds":{"zone":[1,0]}`,         // for no time
		`"layout":6,"seconds":{"zone":[1,10,2]}`,      // for how long?
		`"layout":6,"seconds":{"zone":[1,60,2,1]}`,    // longer than the session
		`"layout":6,"seconds":{"zone":"111"}`,         //
		`"layout":6,"seconds":{"zone":[1.5,10]}`,      //
		`"seconds":{"pressure":[4,10]}`,               // no such class
		`"seconds":{"pressure":[0,10]}`,               //
		`"seconds":{"mode":[256,10]}`,                 //
		`"seconds":{"mode":[1,null]}`,                 //
		`"seconds":[1,2]`,                             //
		`"seconds":{"off":[10]}`,                      // for how long?
		`"seconds":{"off":[10,5,10,5]}`,               // the second does not rise
		`"seconds":{"off":[10,0]}`,                    //
		`"seconds":{"off":[10,7000,11,7000]}`,         // longer than is believed
		`"seconds":{"pressure":[1,10],"mode":[0,61]}`, //
	} {
		report := `{"session":{"start":1782889200,"duration_s":60,` + bad + `}}`
		for _, f := range []brush.Frame{{Kind: brush.Report, Format: enamel.Format, Payload: []byte(report)},
			{Kind: brush.Report, Format: enamel.FormatCBOR, Payload: asCBOR(t, report)}} {
			var r brush.Reading
			if v := enamel.Spec.Decode(&f, &r); v != brand.Unknown {
				t.Errorf("%s as %s: %+v", bad, f.Format, r.Record)
			}
		}
	}
	long := brush.Frame{Kind: brush.Report, Format: enamel.Format, Payload: []byte(`{"battery":5}` + strings.Repeat(" ", enamel.MaxReport-13))}
	var r brush.Reading
	if v := enamel.Spec.Decode(&long, &r); v != brand.Understood {
		t.Error("as long as a report may be: not understood")
	}
	long.Payload = append(long.Payload, ' ')
	if v := enamel.Spec.Decode(&long, &brush.Reading{}); v != brand.Unknown {
		t.Error("longer than a report may be: understood")
	}
}

// TestOpenSecondsTwice: the same session, sent again under its id, in the other form, or after it was told live, is one session.
func TestOpenSecondsTwice(t *testing.T) {
	chance := rand.New(rand.NewPCG(5, 5))
	report := brushing(chance, 120)
	e := session.Evidence{Device: "D"}
	for i, f := range []brush.Frame{
		{Kind: brush.Report, Format: enamel.Format, Payload: []byte(report)},
		{Kind: brush.Report, Format: enamel.Format, Payload: []byte(report)},
		{Kind: brush.Report, Format: enamel.FormatCBOR, Payload: asCBOR(t, report)},
	} {
		var r brush.Reading
		if v := enamel.Spec.Decode(&f, &r); v != brand.Understood {
			t.Fatal(v)
		}
		start := began // by the repaired clock; resent, it is the same
		if news := e.AddRecord("brush", start, "enamel", r.Record); news != (i == 0) {
			t.Errorf("sent %d times: news %t", i+1, news)
		}
	}
	s := session.Fold(&e, began.AddDate(0, 0, 1), session.Rules{})
	if len(s) != 1 || s[0].HeardSeconds() != 120 {
		t.Fatalf("%d sessions", len(s))
	}
	for i := range s[0].Slots { // a day later, what it said live
		slot := s[0].Slots[i]
		e.Add("brush", began.Add(time.Duration(i+1)*time.Second), "enamel", &brush.Reading{Activity: brush.Some(brush.Running), Elapsed: brush.Some(uint32(i + 1)),
			Mode: brush.Some(slot.Mode), Pressure: brush.Some(slot.Pressure), Zones: brush.Some(slot.Zones)})
	}
	if again := session.Fold(&e, began.AddDate(0, 0, 1), session.Rules{}); !reflect.DeepEqual(again, s) {
		t.Errorf("with what it said live: %+v", again)
	}
}

// BenchmarkDecodeSession decodes a brushing of two minutes, told second by second, in both forms.
func BenchmarkDecodeSession(b *testing.B) {
	report := brushing(rand.New(rand.NewPCG(1, 1)), 120)
	for _, f := range []brush.Frame{{Kind: brush.Report, Format: enamel.Format, Payload: []byte(report)},
		{Kind: brush.Report, Format: enamel.FormatCBOR, Payload: asCBOR(b, report)}} {
		b.Run(f.Format, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(f.Payload)))
			for b.Loop() {
				var r brush.Reading
				if enamel.Spec.Decode(&f, &r) != brand.Understood || len(r.Record.Seconds) < 20 {
					b.Fatal("not understood")
				}
			}
			b.ReportMetric(float64(len(f.Payload)), "bytes")
		})
		b.Run(f.Format+"/folded", func(b *testing.B) {
			b.ReportAllocs()
			var blob []byte
			for b.Loop() {
				var r brush.Reading
				enamel.Spec.Decode(&f, &r)
				e := session.Evidence{Device: "D"}
				e.AddRecord("brush", began, "enamel", r.Record)
				blob = e.AppendBinary(blob[:0])
				if s := session.Fold(&e, began.AddDate(0, 0, 1), session.Rules{}); len(s) != 1 {
					b.Fatal("no session")
				}
			}
			b.ReportMetric(float64(len(blob)), "evidence-bytes")
		})
	}
}
