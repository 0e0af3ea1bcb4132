package brand_test

import (
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
)

// TestStandard: an attribute that every maker has is read by the maker of whom the handle is known to be, and by nobody else.
func TestStandard(t *testing.T) {
	for _, c := range []struct {
		f        brush.Frame
		standard bool
		battery  brush.Opt[uint8] // once the handle is known
	}{
		{brush.Frame{Kind: brush.Read, UUID: brush.UUID16(0x2A19), Payload: []byte{24}}, true, brush.Some(uint8(24))},
		{brush.Frame{Kind: brush.Notify, UUID: brush.UUID16(0x2A19), Payload: []byte{0}}, true, brush.Some(uint8(0))},
		{brush.Frame{Kind: brush.Notify, UUID: brush.UUID16(0x2A19), Payload: []byte{101}}, true, brush.Opt[uint8]{}},
		{brush.Frame{Kind: brush.Read, UUID: brush.UUID16(0x2A19), Payload: []byte{24, 0}}, true, brush.Opt[uint8]{}},
		{brush.Frame{Kind: brush.Read, UUID: brush.UUID16(0x2A19)}, true, brush.Opt[uint8]{}},
		{brush.Frame{Kind: brush.Read, UUID: brush.UUID16(0x2A26), Payload: []byte("4.2.2")}, true, brush.Opt[uint8]{}},
		{brush.Frame{Kind: brush.Read, UUID: brush.UUID16(0x2A25), Payload: []byte("1")}, true, brush.Opt[uint8]{}},
		{brush.Frame{Kind: brush.Advert, UUID: brush.UUID16(0x2A19), Payload: []byte{24}}, false, brush.Opt[uint8]{}},
		{brush.Frame{Kind: brush.Read, UUID: brush.UUID16(0x2A00), Payload: []byte{24}}, false, brush.Opt[uint8]{}},
		{brush.Frame{Kind: brush.Read, UUID: brush.UUID16(0x2A2A), Payload: []byte{24}}, false, brush.Opt[uint8]{}},
	} {
		if brand.Standard(&c.f) != c.standard {
			t.Errorf("%v %s: standard is %t", c.f.Kind, c.f.UUID, !c.standard)
		}
		for _, s := range all.Set() {
			var r brush.Reading
			if b, v := all.Set().DecodeWith(&c.f, brand.Known{}, &r); b != nil || v != brand.Unknown || r != (brush.Reading{}) {
				t.Errorf("%s of nobody is read by %s", c.f.UUID, b.ID)
			}
			b, v := all.Set().DecodeWith(&c.f, brand.Known{Brand: s.ID}, &r)
			laws(t, s, &r, v)
			if (b == s) != c.standard || (v == brand.Understood) != c.battery.OK || r.Battery != c.battery {
				t.Errorf("%s of %s: verdict %d, battery %v", c.f.UUID, s.ID, v, r.Battery)
			}
		}
		var r brush.Reading
		if b, v := all.Set().DecodeWith(&c.f, brand.Known{Brand: "nobody"}, &r); b != nil || v != brand.Unknown {
			t.Errorf("%s of a brand that is not there: %d", c.f.UUID, v)
		}
	}
}

// TestHandles: whose a handle is is remembered from what was understood of it, and a key from who gave it.
func TestHandles(t *testing.T) {
	h := brand.Handles{Makers: all.Set()}
	battery := brush.Frame{Device: "A", Kind: brush.Read, UUID: brush.UUID16(0x2A19), Payload: []byte{24}}
	claimed := brush.Frame{Device: "A", Kind: brush.Advert, Company: brush.Some(uint16(0x00DC)), Payload: []byte{1}}
	spoken := brush.Frame{Device: "A", Kind: brush.Read, UUID: brush.MustUUID("477ea600-a260-11e4-ae37-0002a5d54050"), Payload: []byte{1, 0, 0, 0}}
	read := func(f brush.Frame) brand.Verdict {
		var r brush.Reading
		_, v := h.Decode(&f, &r)
		return v
	}
	if v := read(claimed); v != brand.Unknown {
		t.Errorf("claimed: %d", v)
	}
	if v := read(battery); v != brand.Unknown {
		t.Errorf("battery of nobody: %d", v)
	}
	if v := read(spoken); v != brand.Understood {
		t.Errorf("spoken: %d", v)
	}
	if v := read(battery); v != brand.Understood {
		t.Errorf("battery of a known handle: %d", v)
	}
	battery.Device = "B"
	if v := read(battery); v != brand.Unknown {
		t.Errorf("another handle's battery: %d", v)
	}
	for _, l := range lines(t, "xiaomi", "t700.jsonl") {
		f, key := l.frame(t), l.key(t)
		h.SetKey(f.Device, key)
		for i := range key {
			key[i] = 0 // it is the caller's
		}
		if v := read(f); v != verdicts[l.Verdict] {
			t.Errorf("%s: verdict %d, want %q", l.where, v, l.Verdict)
		}
	}
}

// TestWho: what an encrypted frame says in clear of who speaks is a model that its maker names, and nothing else.
func TestWho(t *testing.T) {
	n, sealing := 0, 0
	for _, s := range all.Set() {
		if s.Who != nil {
			sealing++
		}
		for _, l := range lines(t, s.ID, "*.jsonl") {
			f := l.frame(t)
			var r brush.Reading
			if s.Decode(&f, &r) != brand.Locked || s.Who == nil {
				continue
			}
			n++
			s.Who(&f, &r)
			if name := s.Models[r.ModelID.V]; !r.ModelID.OK || name == "" {
				t.Errorf("%s: model %v %q", l.where, r.ModelID, name)
			}
			r.ModelID, r.Protocol = brush.Opt[uint16]{}, brush.Opt[uint8]{}
			if r != (brush.Reading{}) {
				t.Errorf("%s: says %+v", l.where, r)
			}
		}
	}
	if n < 3*sealing {
		t.Errorf("only %d encrypted vectors of %d makers", n, sealing)
	}
}

// TestMayCall: no maker's handle is connected to without its owner's word, while somebody else may need it, or where advertisements are
// enough; makers for whom every time is right say yes to everything else.
func TestMayCall(t *testing.T) {
	now := time.Date(2026, 1, 5, 7, 0, 45, 0, time.UTC)
	everyMaker(t, func(t *testing.T, s *brand.Spec) {
		yes := brand.Call{Allowed: true, Ended: now.Add(-45 * time.Second), Now: now}
		if got := s.MayCall(yes); got != (s.Dialogue != nil) {
			t.Errorf("45 s after a brushing: %t", got)
		}
		for _, c := range []brand.Call{{}, {Allowed: true}, {Ended: yes.Ended, Now: now}, {Allowed: true, Busy: true, Ended: yes.Ended, Now: now}} {
			if s.MayCall(c) {
				t.Errorf("may call: %+v", c)
			}
		}
		if got := s.MayCall(brand.Call{Allowed: true, Now: now}); got != (s.Dialogue != nil && s.Due == nil) {
			t.Errorf("without a brushing: %t", got)
		}
		if s.Due != nil && s.Dialogue == nil {
			t.Error("a time for connections, and none are made")
		}
	})
}
