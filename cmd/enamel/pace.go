package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// How much garbage may lie about. Collecting each time that what lives has doubled would cost a third of the frames a second where little
// lives, and as much memory as everything that lives where there are ten thousand connections.
const (
	paceEvery    = time.Second
	collectEvery = 2         // seconds at least between two collections, as far as the most allows
	garbageQuiet = 32 << 20  // bytes, while little is made
	garbageMost  = 192 << 20 // bytes
	percentMost  = 400       // of what lives
	percentLeast = 10

	quietBelow = 8 << 20  // bytes made in a second
	quietFor   = 2        // looks, and then what is left of a storm is given back
	worthIt    = 32 << 20 // bytes that are to be had by it
	quietEvery = 30 * time.Second
)

// pacer sets how much garbage the runtime lets lie about, by how much there is to do.
type pacer struct {
	read    []metrics.Sample
	made    uint64    // bytes ever, when it was looked at last
	at      time.Time // then
	percent int       // as it was set last
	quiet   int       // looks at which little had been made, one after the other
	given   time.Time // when memory was given back last
}

func newPacer() *pacer {
	return &pacer{read: []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/live:bytes"}, {Name: "/gc/scan/stack:bytes"}, {Name: "/gc/scan/globals:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/free:bytes"}}}
}

// run looks each second until ctx ends.
func (p *pacer) run(ctx context.Context) {
	tick := time.NewTicker(paceEvery)
	defer tick.Stop()
	for {
		p.set(time.Now())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// set looks at what was made since it was called last, and sets the runtime. Setting stops the world for a moment, so it is not done for
// little.
func (p *pacer) set(now time.Time) {
	metrics.Read(p.read)
	value := func(i int) uint64 { return p.read[i].Value.Uint64() }
	made, live := value(0), value(1)
	rate := float64(0)
	if now.After(p.at) && !p.at.IsZero() {
		rate = float64(made-p.made) / now.Sub(p.at).Seconds()
	}
	p.made, p.at = made, now
	if percent := percentOf(rate, live+value(2)+value(3)); percent*4 < p.percent*3 || percent*3 > p.percent*4 {
		p.percent = percent
		debug.SetGCPercent(percent)
	}
	if p.over(rate, value(4)+value(5)-min(live, value(4)), now) {
		debug.FreeOSMemory()
	}
}

// over reports whether a storm is over and has left so much that giving it back is worth a collection.
func (p *pacer) over(rate float64, left uint64, now time.Time) bool {
	if p.quiet++; rate >= quietBelow {
		p.quiet = 0
	}
	if p.quiet < quietFor || left < worthIt || now.Sub(p.given) < quietEvery {
		return false
	}
	p.given = now
	return true
}

// percentOf returns how much garbage may lie about, as a part of what lives with its stacks, where so many bytes are made in a second.
func percentOf(rate float64, live uint64) int {
	garbage := min(max(uint64(rate*collectEvery), garbageQuiet), garbageMost)
	if garbage >= live*percentMost/100 {
		return percentMost
	}
	return max(int(garbage*100/live), percentLeast)
}

// paced reports whether the pace of collections is ours to set: an operator's own GOGC stands.
func paced() bool { return os.Getenv("GOGC") == "" }
