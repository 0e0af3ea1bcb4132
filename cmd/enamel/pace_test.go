package main

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"testing/synctest"
	"time"
)

func TestPercent(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		what string
		rate float64
		live uint64
		want int
	}{
		{"nothing is known to live yet", 0, 0, 400},
		{"little lives", 0, 6 * mb, 400},
		{"little lives, much is made", 500 * mb, 6 * mb, 400},
		{"much lives, little is made", mb, 320 * mb, 10},
		{"much lives, some is made", 40 * mb, 320 * mb, 25},
		{"much lives, much is made", 500 * mb, 320 * mb, 60},
		{"very much lives", 500 * mb, 8 << 30, 10},
	} {
		if got := percentOf(c.rate, c.live); got != c.want {
			t.Errorf("%s: %d, not %d", c.what, got, c.want)
		}
	}
}

// What a storm has left is given back once it is over, and not for little, nor again and again.
func TestStormIsOver(t *testing.T) {
	var p pacer
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	look := func(rate float64, left uint64) bool {
		now = now.Add(paceEvery)
		return p.over(rate, left, now)
	}
	for range 5 {
		if look(8<<20, 10*32<<20) {
			t.Fatal("given back in the storm")
		}
	}
	for range 2 {
		if look(8<<20-1, 32<<20-1) {
			t.Error("given back though it is little")
		}
	}
	if !look(8<<20-1, 32<<20) {
		t.Error("kept when all is quiet")
	}
	for since := paceEvery; since < 30*time.Second; since += paceEvery {
		if look(0, worthIt) {
			t.Fatalf("given back again after %v", since)
		}
	}
	if !look(0, worthIt) {
		t.Error("kept for ever after the first time")
	}
	if look(8<<20, worthIt); look(0, worthIt) {
		t.Error("given back before it is sure that all is quiet")
	}
}

// The pacer looks once a second.
func TestPaceEvery(t *testing.T) {
	was := debug.SetGCPercent(100)
	defer debug.SetGCPercent(was)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		p, begun, done := newPacer(), time.Now(), make(chan struct{})
		go func() {
			p.run(ctx)
			close(done)
		}()
		time.Sleep(9500 * time.Millisecond)
		stop()
		<-done
		if last := p.at.Sub(begun); last != 9*time.Second {
			t.Errorf("after nine seconds and a half it had looked at %v", last)
		}
	})
}

var ballast []byte

// The runtime's own goal lies no further above what lives than it was told.
func TestPace(t *testing.T) {
	was := debug.SetGCPercent(100)
	defer debug.SetGCPercent(was)
	ballast = make([]byte, 256<<20)
	defer func() { ballast = nil }()
	debug.FreeOSMemory() // so that it is known to live
	goal := func() (goal, live uint64) {
		s := []metrics.Sample{{Name: "/gc/heap/goal:bytes"}, {Name: "/gc/heap/live:bytes"}}
		metrics.Read(s)
		return s[0].Value.Uint64(), s[1].Value.Uint64()
	}
	if g, live := goal(); g-live < 200<<20 {
		t.Fatalf("without a pace there would be %d MB of garbage, and nothing is tested", (g-live)>>20)
	}
	newPacer().set(time.Now())
	if g, live := goal(); live < 256<<20 || g-live > 2*garbageQuiet {
		t.Errorf("%d MB live, and there may be %d MB of garbage", live>>20, (g-live)>>20)
	}
}
