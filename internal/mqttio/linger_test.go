package mqttio

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// Live readings of a household at which nobody looks wait for more of theirs, the longer the more other households are being kept, and not for long;
// never where the store has nothing else to do, where somebody looks, or behind something that was promised an answer.
func TestLinger(t *testing.T) {
	for _, c := range []struct {
		name    string
		busy    int // other households that are being kept
		watched bool
		send    func(put func(loose bool))
		want    time.Duration // until it begins
		frames  int           // together
	}{
		{name: "nothing else to do", want: 0, frames: 1},
		{name: "one other", busy: 1, want: 0, frames: 1},
		{name: "two others", busy: 2, want: time.Second, frames: 1},
		{name: "four others", busy: 4, want: 3 * time.Second, frames: 1},
		{name: "very many", busy: 40, want: lingerMost, frames: 1},
		{name: "somebody looks", busy: 40, watched: true, want: 0, frames: 1},
		{name: "one a second", busy: 4, want: 3 * time.Second, frames: 3, send: func(put func(bool)) {
			for range 2 {
				time.Sleep(time.Second)
				put(true)
			}
		}},
		{name: "something promised behind it", busy: 40, want: time.Second, frames: 2, send: func(put func(bool)) {
			time.Sleep(time.Second)
			put(false)
		}},
		{name: "enough together", busy: 40, want: 0, frames: mostTogether, send: func(put func(bool)) {
			for range mostTogether - 1 {
				put(true)
			}
		}},
	} {
		synctest.Test(t, func(t *testing.T) {
			free := make(chan struct{})
			var begun time.Time
			var frames int
			var patient bool
			ls := newLanes(1<<20, time.Hour, func(ctx context.Context, h brush.HouseholdID, fs []brush.Frame) error {
				if h == "home" {
					begun, frames, patient = time.Now(), len(fs), store.IsPatient(ctx)
					return nil
				}
				<-free
				return nil
			}, func(h brush.HouseholdID) bool { return c.watched || h != "home" }, quiet)
			put := func(h string, loose bool) {
				if err := ls.put(t.Context(), brush.HouseholdID(h), job{frames: make([]brush.Frame, 1), size: 1, loose: loose, settle: func(error) {}}, false); err != nil {
					t.Fatal(err)
				}
			}
			for n := range c.busy {
				put(fmt.Sprint("other ", n), true)
			}
			synctest.Wait()
			at := time.Now()
			put("home", true)
			if c.send != nil {
				c.send(func(loose bool) { put("home", loose) })
			}
			time.Sleep(lingerMost + time.Second)
			synctest.Wait()
			if begun.IsZero() || begun.Sub(at) != c.want || frames != c.frames {
				t.Errorf("%s: %d frames after %v, want %d after %v", c.name, frames, begun.Sub(at), c.frames, c.want)
			}
			if promised := c.name == "something promised behind it"; patient == (c.watched || promised) {
				t.Errorf("%s: patient is %v", c.name, patient)
			}
			close(free)
			ls.running.Wait()
		})
	}
}

// What lingers is kept when the door shuts, and when half of the room is used.
func TestLingerEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free, kept := make(chan struct{}), 0
		ls := newLanes(4*maxPacket, time.Hour, func(_ context.Context, h brush.HouseholdID, fs []brush.Frame) error {
			if h == "calm" {
				kept += len(fs)
				return nil
			}
			<-free
			return nil
		}, func(brush.HouseholdID) bool { return false }, quiet)
		put := func(h brush.HouseholdID, size int64) {
			if err := ls.put(t.Context(), h, job{frames: make([]brush.Frame, 1), size: size, loose: true, settle: func(error) {}}, false); err != nil {
				t.Fatal(err)
			}
		}
		put("one", 1)
		put("two", maxPacket)
		synctest.Wait()
		put("calm", maxPacket-8)
		synctest.Wait()
		if kept != 0 {
			t.Error("it does not linger")
		}
		put("three", 16) // is the first above half of the room
		put("calm", 1)
		synctest.Wait()
		if kept != 2 {
			t.Errorf("with more than half of the room used %d are kept", kept)
		}
		put("four", 1)
		close(free)
		begun := time.Now()
		ls.wait(time.Minute)
		if took := time.Since(begun); took != 0 {
			t.Errorf("when the door shuts it waits for %v", took)
		}
	})
}
