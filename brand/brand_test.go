package brand_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
)

// everyMaker runs a test for each maker's folder.
func everyMaker(t *testing.T, test func(t *testing.T, s *brand.Spec)) {
	t.Helper()
	makers := all.Set()
	if len(makers) == 0 {
		t.Fatal("no maker")
	}
	for _, s := range makers {
		t.Run(string(s.ID), func(t *testing.T) { test(t, s) })
	}
}

// limit is the longest brushing of a maker, in seconds.
func limit(s *brand.Spec) uint32 {
	if s.Limit == 0 {
		return 2 * 60 * 60
	}
	return uint32(s.Limit / time.Second)
}

// laws checks what must hold for whatever was decoded, from anybody's bytes.
func laws(t *testing.T, s *brand.Spec, r *brush.Reading, v brand.Verdict) {
	t.Helper()
	switch v {
	case brand.Understood:
		if *r == (brush.Reading{}) {
			t.Error("understood, and says nothing")
		}
	case brand.Unknown, brand.NotABrush, brand.Locked, brand.WrongKey:
		if s.Unlock == nil && (v == brand.Locked || v == brand.WrongKey) {
			t.Errorf("verdict %d of a maker who encrypts nothing", v)
		}
		if *r != (brush.Reading{}) {
			t.Errorf("not understood, and says %+v", *r)
		}
	default:
		t.Errorf("verdict %d", v)
	}
	absentIsZero(t, r)
	if a := r.Activity; a.OK && a.V >= brush.Activities {
		t.Errorf("activity %d", a.V)
	}
	if e := r.Elapsed; e.OK && e.V > limit(s) {
		t.Errorf("elapsed %d s", e.V)
	}
	if r.Sector.OK {
		if r.Sector.V == 0 || r.Sectors.OK && r.Sector.V > r.Sectors.V {
			t.Errorf("sector %d of %v", r.Sector.V, r.Sectors)
		}
		if r.Activity.OK && r.Activity.V != brush.Running {
			t.Errorf("sector while %v", r.Activity.V)
		}
	}
	if n := r.Sectors; n.OK && n.V == 0 {
		t.Error("no sectors at all, instead of absent")
	}
	if p := r.SectorPercent; p.OK && (p.V > 100 || !r.Sector.OK) {
		t.Errorf("%d percent of sector %v", p.V, r.Sector)
	}
	if p := r.Pressure; p.OK && (p.V < brush.PressureLow || p.V > brush.PressureHigh) {
		t.Errorf("pressure %d", p.V)
	}
	if b := r.Battery; b.OK && b.V > 100 {
		t.Errorf("battery %d", b.V)
	}
	if z := r.Zones; z.OK && z.V == 0 {
		t.Error("no zone, instead of absent")
	}
	if m := r.Mode; m.OK && r.Table.OK && m.V.Table() != r.Table.V {
		t.Errorf("mode of table %d on a handle of table %d", m.V.Table(), r.Table.V)
	}
	if t1 := r.Target; t1.OK && (t1.V == 0 || uint32(t1.V) > limit(s)) {
		t.Errorf("target %d s", t1.V)
	}
	if h := r.HeadPercent; h.OK && h.V > 100 {
		t.Errorf("head %d", h.V)
	}
	if e := r.Event; e.OK && (e.V.Score.Or(0) > 100 || !e.V.End && e.V.Score.OK || e.V.End && e.V.Count.OK) {
		t.Errorf("event %+v", e.V)
	}
	if h := r.Head; h != nil && *h == (brush.Head{}) {
		t.Error("a head of which nothing is said, instead of none")
	}
	if r.Record != nil {
		recordLaws(t, s, r.Record)
	}
}

func recordLaws(t *testing.T, s *brand.Spec, r *brush.Record) {
	t.Helper()
	if r.Duration == 0 || r.Duration > limit(s) {
		t.Errorf("record of %d s", r.Duration)
	}
	if b := r.Battery; b.OK && b.V > 100 {
		t.Errorf("record: battery %d", b.V)
	}
	if n := r.Sectors; n.OK && n.V == 0 {
		t.Error("record: no sectors at all, instead of absent")
	}
	if t1 := r.Target; t1.OK && t1.V == 0 {
		t.Error("record: no target, instead of absent")
	}
	if p := r.Score; p.OK && p.V > 100 {
		t.Errorf("record: score %d", p.V)
	}
	var measured float64
	for _, z := range r.Zones {
		if z.Zones == 0 || z.Seconds < 0 || z.Confidence <= 0 || z.Confidence > 1 {
			t.Errorf("record: %+v", z)
		}
		measured += float64(z.Seconds)
	}
	if measured > float64(r.Duration)+3 {
		t.Errorf("record: %g s in all zones of %d s", measured, r.Duration)
	}
	const rounding = 3 * time.Second // handles round up
	for _, d := range []brush.Opt[time.Duration]{r.High, r.Low} {
		if d.OK && (d.V < 0 || d.V > time.Duration(r.Duration)*time.Second+rounding) {
			t.Errorf("record: %v of %d s", d.V, r.Duration)
		}
	}
}

// absentIsZero checks that no value hides in a field that is not said: readings are compared with ==.
func absentIsZero(t *testing.T, r *brush.Reading) {
	t.Helper()
	zero(t, "protocol", r.Protocol)
	zero(t, "model", r.ModelID)
	zero(t, "firmware", r.Firmware)
	zero(t, "table", r.Table)
	zero(t, "activity", r.Activity)
	zero(t, "elapsed", r.Elapsed)
	zero(t, "mode", r.Mode)
	zero(t, "target", r.Target)
	zero(t, "sector", r.Sector)
	zero(t, "sectors", r.Sectors)
	zero(t, "percent", r.SectorPercent)
	zero(t, "pressure", r.Pressure)
	zero(t, "force", r.Force)
	zero(t, "zones", r.Zones)
	zero(t, "zone", r.Zone)
	zero(t, "battery", r.Battery)
	zero(t, "head days", r.HeadDays)
	zero(t, "head seconds", r.HeadSeconds)
	zero(t, "head percent", r.HeadPercent)
	zero(t, "event", r.Event)
	zero(t, "event's number", r.Event.V.Number)
	zero(t, "event's time", r.Event.V.Unix)
	zero(t, "event's count", r.Event.V.Count)
	zero(t, "event's score", r.Event.V.Score)
	zero(t, "face", r.Face)
	zero(t, "power button", r.PowerButton)
	zero(t, "mode button", r.ModeButton)
	zero(t, "motor slowed", r.MotorSlowed)
	zero(t, "clock", r.Clock)
	zero(t, "temperature", r.Temperature)
	zero(t, "intensity", r.Intensity)
}

func zero[T comparable](t *testing.T, name string, o brush.Opt[T]) {
	t.Helper()
	var none T
	if !o.OK && o.V != none {
		t.Errorf("%s is absent and holds %v", name, o.V)
	}
}

func TestSpecs(t *testing.T) {
	ids := map[brush.BrandID]bool{}
	everyMaker(t, func(t *testing.T, s *brand.Spec) {
		if s.ID == "" || s.Name == "" || s.Claims == nil || s.Decode == nil {
			t.Fatal("a maker has an id, a name, claims and a decoder")
		}
		if ids[s.ID] {
			t.Errorf("%q is listed twice", s.ID)
		}
		ids[s.ID] = true
		if all.Set().ByID(s.ID) != s {
			t.Error("not found by its id")
		}
		for m, name := range s.Modes {
			if m.Table() == 0 || name == "" || name != strings.ToLower(strings.TrimSpace(name)) {
				t.Errorf("mode %#x is called %q", uint16(m), name)
			}
		}
		for id, name := range s.Models {
			if name == "" {
				t.Errorf("model %d has no name", id)
			}
		}
		if (s.Tell == nil) == s.Tells.Settings {
			t.Error("a brush that can be told something is told in some words")
		}
		if (s.Encode == nil) != (s.Virtual == nil) {
			t.Error("a voice and a virtual handle come together")
		}
	})
	if s := all.Set().ByID("nobody"); s != nil {
		t.Errorf("nobody is %q", s.ID)
	}
}

// TestStrangers shows the makers frames of nobody: none claims them, and none reads them.
func TestStrangers(t *testing.T) {
	vendor := brush.MustUUID("12345678-9abc-4def-8123-456789abcdef")
	for _, f := range []brush.Frame{
		{},
		{Kind: brush.Advert},
		{Kind: brush.Advert, Company: brush.Some(uint16(0xFFFF))}, // the company id of tests
		{Kind: brush.Advert, UUID: vendor},
		{Kind: brush.Notify, UUID: vendor},
		{Kind: brush.Read, UUID: brush.UUID16(0x2A00)}, // a device's name
		{Kind: brush.Notify, Company: brush.Some(uint16(0x00DC))},
		{Kind: brush.Report, Format: "nobody"},
		{Kind: brush.Entry, Format: "nobody"},
		{Kind: brush.Entry + 1},
	} {
		f.Payload = make([]byte, 11)
		var r brush.Reading
		if s, v := all.Set().Decode(&f, &r); s != nil || v != brand.Unknown || r != (brush.Reading{}) {
			t.Errorf("%+v is %v of %v: %+v", f, v, s, r)
		}
	}
}

// TestClauses holds code and README together: every clause that a maker's code cites is in its README, once, and in order.
func TestClauses(t *testing.T) {
	everyMaker(t, func(t *testing.T, s *brand.Spec) {
		folder := string(s.ID)
		readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
		if err != nil {
			t.Fatal(err)
		}
		clause := regexp.MustCompile(`\[` + regexp.QuoteMeta(folder) + `-\d+\]`)
		defined := map[string]int{}
		for line := range strings.Lines(string(readme)) {
			if at := clause.FindStringIndex(line); at != nil && strings.HasPrefix(line, "**"+line[at[0]:at[1]]) {
				defined[line[at[0]:at[1]]]++
			}
		}
		for c, n := range defined {
			if n != 1 {
				t.Errorf("%s stands %d times", c, n)
			}
		}
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal("no code", err)
		}
		cited := 0
		for _, name := range files {
			code, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range clause.FindAll(code, -1) {
				cited++
				if defined[string(c)] == 0 {
					t.Errorf("%s cites %s, which README.md does not have", name, c)
				}
			}
		}
		if cited == 0 {
			t.Error("the code cites no clause")
		}
	})
}

// TestVoice lets the simulator's handle live: at rest, then brushing through its routine, pressing, slowing.
func TestVoice(t *testing.T) {
	everyMaker(t, func(t *testing.T, s *brand.Spec) {
		if s.Encode == nil {
			return
		}
		rest := s.Virtual()
		says(t, s, &rest)
		if rest.Activity.Or(brush.Running) == brush.Running {
			t.Errorf("at rest it is %v", rest.Activity)
		}
		run := rest
		run.Activity = brush.Some(brush.Running)
		for e := range uint32(5 * 60) {
			run.Elapsed = brush.Some(e)
			if s.Tells.Pacer && run.Sectors.OK {
				run.Sector = brush.Some(min(uint8(e/20)+1, run.Sectors.V))
			}
			if s.Tells.Pressure {
				run.Pressure = brush.Some(brush.PressureNormal)
				if e%7 == 0 {
					run.Pressure = brush.Some(brush.PressureHigh)
				}
			}
			for m := range s.Modes {
				if m.Table() == run.Table.V {
					run.Mode = brush.Some(m)
					says(t, s, &run)
				}
			}
		}
		impossible := run
		impossible.Elapsed = brush.Some(uint32(1 << 31))
		if f, ok := s.Encode(&impossible); ok {
			t.Errorf("says %x for what cannot be", f.Payload)
		}
	})
}

// says fails unless the maker can say the reading, claims what it said, and hears the same.
func says(t *testing.T, s *brand.Spec, r *brush.Reading) {
	t.Helper()
	before := *r
	f, ok := s.Encode(r)
	if !ok {
		t.Fatalf("cannot say %+v", *r)
	}
	if *r != before {
		t.Fatal("Encode changed the reading")
	}
	var heard brush.Reading
	by, v := all.Set().Decode(&f, &heard)
	if by != s || v != brand.Understood || !same(&heard, r) {
		t.Fatalf("said %x for\n%+v\nheard\n%+v", f.Payload, *r, heard)
	}
	laws(t, s, &heard, v)
}

// decodeTwice decodes with a key, if there is one, and checks that the frame stays as it was, and that the same bytes always say the same.
func decodeTwice(t *testing.T, s *brand.Spec, f *brush.Frame, key []byte) (brush.Reading, brand.Verdict) {
	t.Helper()
	before := bytes.Clone(f.Payload)
	decode := s.Decode
	if len(key) > 0 {
		if s.Unlock == nil {
			t.Fatal("a key, and nothing that it unlocks")
		}
		decode = func(f *brush.Frame, r *brush.Reading) brand.Verdict { return s.Unlock(f, key, r) }
	}
	var r, again brush.Reading
	v := decode(f, &r)
	if !bytes.Equal(before, f.Payload) {
		t.Errorf("Decode changed %x to %x", before, f.Payload)
	}
	if w := decode(f, &again); w != v || !same(&r, &again) {
		t.Errorf("%x says two things", f.Payload)
	}
	return r, v
}

// same compares readings with what they point at.
func same(a, b *brush.Reading) bool { return reflect.DeepEqual(a, b) }
