package sim

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Moment is what a handle says, and when, counted from the motor's start.
type Moment struct {
	After   time.Duration
	Reading brush.Reading
}

// rest is how long a handle shows its last session before it sets the timer to zero.
const rest = 27 * time.Second

// Moments returns what a maker's typical handle says during the brushing, once a second, and how it comes to rest.
func (b Brushing) Moments(m *brand.Spec) []Moment {
	base := m.Virtual()
	sectors := int(base.Sectors.Or(0))
	var out []Moment
	say := func(after time.Duration, a brush.Activity, elapsed int) *brush.Reading {
		r := base
		r.Activity, r.Elapsed = brush.Some(a), brush.Some(uint32(elapsed))
		if base.Target.OK && b.Target > 0 {
			r.Target = brush.Some(uint16(b.Target))
		}
		if a == brush.Running && sectors > 0 {
			r.Sector = brush.Some(uint8(min(elapsed*sectors/max(b.Target, sectors), sectors-1) + 1))
		}
		out = append(out, Moment{after, r})
		return &out[len(out)-1].Reading
	}
	var paused time.Duration
	for t := range b.Length + 1 {
		for _, p := range b.Pauses {
			if p.At == t {
				for s := time.Duration(0); s < p.For; s += time.Second {
					say(time.Duration(t)*time.Second+paused+s, brush.Paused, t)
				}
				paused += p.For
			}
		}
		r := say(time.Duration(t)*time.Second+paused, brush.Running, t)
		for _, h := range b.Hard {
			if t >= h.From && t < h.To && base.Pressure.OK {
				r.Pressure = brush.Some(brush.PressureHigh)
			}
		}
	}
	end := time.Duration(b.Length)*time.Second + paused
	for s := 400 * time.Millisecond; s < rest; s += 2 * time.Second {
		if b.Again != nil && s >= b.After {
			break
		}
		r := say(end+s, brush.Idle, b.Length)
		if base.Face.OK {
			r.Face = brush.Some(uint8(3)) // the face of a session that was short
			if b.Length >= b.Target {
				r.Face = brush.Some(uint8(5))
			}
		}
	}
	if b.Again != nil {
		for _, n := range b.Again.Moments(m) {
			out = append(out, Moment{end + b.After + n.After, n.Reading})
		}
	} else {
		say(end+rest, brush.Idle, 0)
	}
	return out
}

// Ear is something that hears brushes, as badly as radios do.
type Ear struct {
	Source brush.SourceID
	Loss   float64 // chance that a frame is not heard
	Twice  float64 // chance that it is heard a second time, a little later
	RSSI   int8    // dBm, on average
	Late   time.Duration
}

// Heard returns what the ears hear of a device's moments, in order of time. The frames are not numbered: their content is their name, so
// that the same seed sent again is the same frames. Moments that the maker's Encode cannot say are not heard.
func Heard(rnd *rand.Rand, m *brand.Spec, d brush.DeviceID, start time.Time, said []Moment, ears []Ear) []brush.Frame {
	var fs []brush.Frame
	for i := range said {
		voice, ok := m.Encode(&said[i].Reading)
		if !ok {
			continue
		}
		for _, e := range ears {
			x, jitter, strength := rnd.Float64(), rnd.IntN(80), rnd.NormFloat64()
			if x < e.Loss {
				continue
			}
			f := voice
			f.Source, f.Device = e.Source, d
			f.At = start.Add(said[i].After + e.Late + time.Duration(jitter)*time.Millisecond).UTC().Truncate(time.Millisecond)
			f.RSSI = brush.Some(int8(max(-100, min(-30, float64(e.RSSI)+4*strength))))
			fs = append(fs, f)
			if x > 1-e.Twice {
				f.At = f.At.Add(time.Duration(100+jitter) * time.Millisecond)
				fs = append(fs, f)
			}
		}
	}
	slices.SortStableFunc(fs, func(a, b brush.Frame) int { return a.At.Compare(b.At) })
	return fs
}

// Hall and Bathroom are the ears of a virtual household: a good one and a bad one.
var (
	Hall     = Ear{Source: "hall", Loss: .08, Twice: .05, RSSI: -58}
	Bathroom = Ear{Source: "bathroom", Loss: .45, Twice: .02, RSSI: -79, Late: 30 * time.Millisecond}
)

// Device returns the id of a virtual brush: the same name and seed have the same.
func Device(seed uint64, name string) brush.DeviceID {
	return brush.DeviceID(fmt.Sprintf("VIRTUAL-%06X", mix(seed, name)&0xffffff))
}

// mix makes a number of a seed and a name.
func mix(seed uint64, name string) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %s", seed, name)
	return h.Sum64()
}

// Resting is the frame of a virtual brush that lies there: enough to be known by, and no brushing.
func Resting(m *brand.Spec, d brush.DeviceID, source brush.SourceID, at time.Time) (brush.Frame, bool) {
	r := m.Virtual()
	f, ok := m.Encode(&r)
	f.Source, f.Device, f.At = source, d, at.UTC().Truncate(time.Millisecond)
	return f, ok
}

// Brusher is somebody of a virtual household with a brush of their own.
type Brusher struct {
	Device brush.DeviceID
	Habit  Habit
}

// Day returns what is heard of somebody's brushings on a day of the household's calendar: a morning's and an evening's, or fewer. It
// depends on nothing but seed, brusher and day.
func Day(seed uint64, m *brand.Spec, b Brusher, year int, month time.Month, day int, where *time.Location) [][]brush.Frame {
	rnd := rand.New(rand.NewPCG(seed, mix(seed, fmt.Sprintf("%s %d-%d-%d", b.Device, year, month, day))))
	var out [][]brush.Frame
	for _, part := range []struct {
		chance float64
		at     time.Duration
	}{{b.Habit.Morning, b.Habit.Rises}, {b.Habit.Evening, b.Habit.Retires}} {
		keeps := rnd.Float64() < part.chance
		off := max(-3, min(3, rnd.NormFloat64()))
		plan := b.Habit.Plan(rnd)
		ears := []Ear{Hall}
		if rnd.IntN(4) == 0 {
			ears = append(ears, Bathroom)
		}
		if !keeps {
			continue
		}
		s := int((part.at + time.Duration(off*float64(b.Habit.Spread))).Seconds())
		start := time.Date(year, month, day, 0, 0, s, rnd.IntN(1000)*int(time.Millisecond), where)
		if fs := Heard(rnd, m, b.Device, start, plan.Moments(m), ears); len(fs) > 0 {
			out = append(out, fs)
		}
	}
	return out
}
