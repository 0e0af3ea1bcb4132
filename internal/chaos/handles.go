package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/sim"
	"github.com/enamel-home/enamel/wire"
)

// handle is a toothbrush that does not exist. What it says follows from the seed and from how often it was asked, from nothing else.
type handle struct {
	device brush.DeviceID
	rnd    *rand.Rand
	ears   []int // the senders that hear it
	at     time.Time
	live   bool // brushes at the present time and not in the past
	voice  voice
}

// voice says one brushing: what a handle sends from a moment on, in order of time, without sources and numbers.
type voice func(rnd *rand.Rand, d brush.DeviceID, start time.Time) []brush.Frame

// begun is when the past of the handles begins.
var begun = time.Date(2025, 1, 6, 6, 0, 0, 0, time.UTC)

// next returns the handle's next brushing as each of its ears hears it; nil when a handle of the present has nothing to say yet.
func (h *handle) next(now time.Time) [][]brush.Frame {
	if h.live {
		if now.Before(h.at) {
			return nil
		}
		h.at = now.Add(-time.Duration(h.rnd.IntN(60)) * time.Second)
	}
	said := h.voice(h.rnd, h.device, h.at.UTC().Truncate(time.Millisecond))
	h.jump(said, now)
	last := h.at
	for i := range said {
		if said[i].At.After(last) && said[i].At.Before(h.at.Add(3*time.Hour)) {
			last = said[i].At
		}
	}
	// Soon enough to continue, about as far as parts two stretches of evidence, or the next half of the day.
	switch x := h.rnd.Float64(); {
	case x < .2:
		h.at = last.Add(time.Duration(5+h.rnd.IntN(90)) * time.Second)
	case x < .4:
		h.at = last.Add(time.Duration(25+h.rnd.IntN(15)) * time.Minute)
	default:
		h.at = last.Add(time.Duration(3+h.rnd.IntN(12)) * time.Hour)
	}
	if h.live {
		h.at = now.Add(time.Duration(2+h.rnd.IntN(30)) * time.Second)
	}
	heard := make([][]brush.Frame, len(h.ears))
	for _, f := range said {
		for e := range h.ears {
			if e > 0 && h.rnd.IntN(3) == 0 {
				continue // the farther ear misses some
			}
			g := f
			g.At = f.At.Add(time.Duration(e*(10+h.rnd.IntN(40))) * time.Millisecond)
			if g.At.Before(now.Add(4 * time.Minute)) {
				heard[e] = append(heard[e], g)
			}
		}
	}
	return heard
}

// jump lets the clock of whoever hears the handle jump in the middle of a brushing, now and then.
func (h *handle) jump(fs []brush.Frame, now time.Time) {
	if h.rnd.IntN(8) != 0 || len(fs) < 2 {
		return
	}
	by := time.Duration(h.rnd.IntN(7200)-3600) * time.Second
	if h.rnd.IntN(2) == 0 {
		by /= 100
	}
	for i := h.rnd.IntN(len(fs)); i < len(fs); i++ {
		if t := fs[i].At.Add(by); t.Before(now) {
			fs[i].At = t
		}
	}
}

// advertiser is a maker's handle that the simulator can play.
func advertiser(m *brand.Spec) voice {
	return func(rnd *rand.Rand, d brush.DeviceID, start time.Time) []brush.Frame {
		habit := sim.Child(30 + rnd.IntN(100))
		habit.Pause, habit.Return = .3, .2
		return sim.Heard(rnd, m, d, start, habit.Plan(rnd).Moments(m), []sim.Ear{{Loss: .1, Twice: .1, RSSI: -60}})
	}
}

// reporter is a brush that speaks for itself in the open format: each second, at the end, or both.
func reporter(rnd *rand.Rand, d brush.DeviceID, start time.Time) (fs []brush.Frame) {
	length := 15 + rnd.IntN(150)
	say := func(after int, report string) {
		fs = append(fs, brush.Frame{Device: d, At: start.Add(time.Duration(after) * time.Second), Kind: brush.Report, Format: "enamel/1", Payload: []byte(report)})
	}
	battery := 20 + rnd.IntN(80)
	told := rnd.IntN(3)
	if told != 0 {
		for t := 1; t <= length; t++ {
			pressure := "normal"
			if rnd.IntN(9) == 0 {
				pressure = "high"
			}
			say(t, fmt.Sprintf(`{"battery":%d,"live":{"state":"running","t":%d,"mode":%d,"target_s":120,"pressure":"%s","layout":4,"zones":[%d]}}`,
				battery, t, rnd.IntN(2), pressure, 1+t*4/(length+1)))
		}
		say(length+1, fmt.Sprintf(`{"live":{"state":"summary","t":%d}}`, length))
	}
	if told != 1 {
		say(length+2+rnd.IntN(600), fmt.Sprintf(`{"model":1,"battery":%d,"session":{"id":%d,"start":%d,"duration_s":%d,"target_s":120,"layout":4,"zones":[%d,%d,1,1]}}`,
			battery, start.Unix()&0xffffff, start.Unix(), length, length/3, length/3))
	}
	return fs
}

// stranger says what nobody understands; it is kept all the same.
func stranger(rnd *rand.Rand, d brush.DeviceID, start time.Time) (fs []brush.Frame) {
	for i := range 3 + rnd.IntN(20) {
		b := make([]byte, 1+rnd.IntN(40))
		for k := range b {
			b[k] = byte(rnd.Uint32())
		}
		b[0] = byte(i) // no two the same
		fs = append(fs, brush.Frame{Device: d, At: start.Add(time.Duration(i) * 700 * time.Millisecond), Kind: brush.Report, Format: "chaos/1", Payload: b})
	}
	return fs
}

// recorded is a handle that says what a maker's handle was recorded to say, as often as it is asked.
func recorded(script []brush.Frame) voice {
	return func(_ *rand.Rand, d brush.DeviceID, start time.Time) []brush.Frame {
		fs := make([]brush.Frame, len(script))
		for i, f := range script {
			f.Device, f.At = d, start.Add(f.At.Sub(script[0].At))
			fs[i] = f
		}
		return fs
	}
}

// recordings reads what lies in the makers' folders under root, one script a file and handle, by the maker's folder.
func recordings(root string, makers ...string) (scripts [][]brush.Frame, err error) {
	for _, m := range makers {
		names, err := filepath.Glob(filepath.Join(root, "brand", m, "testdata", "*.jsonl"))
		if err != nil {
			return nil, err
		}
		var script []brush.Frame
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				return nil, fmt.Errorf("read a recording: %w", err)
			}
			for lines := wire.NewLines(bytes.NewReader(b), 0); ; {
				line, n, err := lines.Next()
				if err == io.EOF {
					break
				}
				var f brush.Frame
				if err == nil {
					err = wire.ParseFrame(line, &f)
				}
				if err != nil {
					return nil, fmt.Errorf("%s line %d: %w", name, n, err)
				}
				if ofItsOwnClock(&f) {
					continue
				}
				f.Source, f.Seq = "", 0
				f.At = begun.Add(time.Duration(len(script)) * time.Second)
				script = append(script, f)
			}
		}
		if len(script) == 0 {
			return nil, fmt.Errorf("there are no recordings of %s under %s", m, root)
		}
		scripts = append(scripts, script)
	}
	return scripts, nil
}

// ofItsOwnClock reports whether a frame tells of the handle's own clock or of what it stored by that: said again at another time, that would
// be a handle that cannot be.
func ofItsOwnClock(f *brush.Frame) bool {
	var r brush.Reading
	_, v := all.Set().Decode(f, &r)
	return v == brand.Understood && (r.Clock.OK || r.Record != nil || r.Event.OK)
}

// household returns the handles of a campaign, heard by that many senders.
func household(seed uint64, root string, senders int) ([]*handle, error) {
	scripts, err := recordings(root, "sonicare", "xiaomi", "oclean")
	if err != nil {
		return nil, err
	}
	brands := all.Set()
	oralb := advertiser(brands.ByID("oralb"))
	voices := []struct {
		name  string
		voice voice
		ears  int
		live  bool
	}{
		{"oralb-1", oralb, 1, false}, {"oralb-2", oralb, 2, false}, {"oralb-3", oralb, 3, false}, {"oralb-now", oralb, 2, true},
		{"open-1", reporter, 1, false}, {"open-2", reporter, 2, false}, {"open-now", reporter, 1, true},
		{"stranger", stranger, 1, false},
		{"sonicare", recorded(scripts[0]), 1, false}, {"xiaomi", recorded(scripts[1]), 1, false}, {"oclean", recorded(scripts[2]), 1, false},
	}
	var hs []*handle
	for i, v := range voices {
		h := &handle{device: brush.DeviceID("CHAOS-" + strings.ToUpper(v.name)), rnd: rand.New(rand.NewPCG(seed, uint64(1000+i))), at: begun.Add(time.Duration(i) * time.Hour), live: v.live, voice: v.voice}
		for e := range min(v.ears, senders) {
			h.ears = append(h.ears, (i+e)%senders)
		}
		hs = append(hs, h)
	}
	return hs, nil
}
