package ingest_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
)

// short is the makers with decoders that have not learned everything yet: no pressure, no mode, and no timer past so many seconds.
func short(makers brand.Set, seconds uint32) brand.Set {
	var out brand.Set
	for _, m := range makers {
		young := *m
		young.Decode = func(f *brush.Frame, r *brush.Reading) brand.Verdict {
			v := m.Decode(f, r)
			if r.Elapsed.OK && r.Elapsed.V > seconds {
				*r = brush.Reading{}
				return brand.Unknown
			}
			r.Pressure, r.Mode = brush.Opt[brush.Pressure]{}, brush.Opt[brush.Mode]{}
			return v
		}
		out = append(out, &young)
	}
	return out
}

// TestAmended: a session remembers what reading its frames again changed, and not what late evidence did.
func TestAmended(t *testing.T) {
	x := newHouse(t)
	makers := x.g.Brands
	_, whole := x.parts()
	half := len(whole) / 2
	x.g.Brands = short(makers, 100)
	x.hear(whole[:half])
	x.later(10 * time.Minute)
	cut := x.sessions()[0]
	x.ok(x.g.Accept(x.ctx, home, whole[half:]))
	before := x.sessions()[0]
	if before.Duration <= cut.Duration || before.Amended != nil {
		t.Fatalf("%d s, then %d s; late evidence noted %+v", cut.Duration, before.Duration, before.Amended)
	}

	x.g.Brands = makers
	x.now = x.now.Add(time.Hour)
	_, err := x.reread(ingest.Rereading{}, on)
	x.ok(err)
	after := x.sessions()[0]
	want := &store.Amendment{At: x.now, Before: store.FiguresOf(&before), After: store.FiguresOf(&after)}
	if !reflect.DeepEqual(after.Amended, want) || after.ID != before.ID {
		t.Fatalf("noted %+v, want %+v", after.Amended, want)
	}
	if b, a := want.Before, want.After; b.Duration >= a.Duration || b.Pressure || !a.Pressure || b.Mode.OK || !a.Mode.OK || a.Zones || !b.Score.OK || b.Score == a.Score {
		t.Errorf("%+v, then %+v", b, a)
	}

	// Nothing was learned since: what was noted stays, and so does its time.
	x.now = x.now.Add(24 * time.Hour)
	_, err = x.reread(ingest.Rereading{}, on)
	x.ok(err)
	if again := x.sessions()[0]; !reflect.DeepEqual(again, after) {
		t.Errorf("read again: %+v, was %+v", again.Amended, after.Amended)
	}
	// A word of a person is none of a decoder.
	x.ok(x.g.Assign(x.ctx, home, after.ID, "ben", false))
	if s := x.sessions()[0]; !reflect.DeepEqual(s.Amended, want) || s.Score == after.Score {
		t.Errorf("assigned: %+v", s.Amended)
	}
}

// TestAmendedInParts: what two readings shortly after one another changed is told as one change.
func TestAmendedInParts(t *testing.T) {
	x := newHouse(t)
	makers := x.g.Brands
	_, whole := x.parts()
	x.g.Brands = short(makers, 60)
	x.hear(whole)
	x.later(10 * time.Minute)
	first := store.FiguresOf(&x.sessions()[0])
	for _, brands := range []brand.Set{short(makers, 1000), makers} {
		x.g.Brands = brands
		x.now = x.now.Add(time.Minute)
		_, err := x.reread(ingest.Rereading{}, on)
		x.ok(err)
	}
	s := x.sessions()[0]
	if s.Amended == nil || s.Amended.Before != first || s.Amended.After != store.FiguresOf(&s) || !s.Amended.At.Equal(x.now) || first.Duration == s.Duration || first.Pressure {
		t.Errorf("%+v, first %+v", s.Amended, first)
	}
}
