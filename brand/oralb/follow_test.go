package oralb

import (
	"slices"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// said is what a handle notifies by itself.
type said struct {
	at time.Duration
	n  uint16
	b  []byte
}

// followed plays a following dialogue against a handle that answers at once, refuses what it does not have, and notifies by itself; mute says
// from when on it does not answer.
func followed(t *testing.T, values map[uint16][]byte, says []said, mute time.Duration) (emitted []brush.Frame, reads map[uint16][]time.Duration, lasted time.Duration) {
	t.Helper()
	reads = map[uint16][]time.Duration{}
	d := Spec.Follow(nil)
	type due struct {
		at time.Duration
		e  brand.Event
	}
	value := func(kind brush.FrameKind, n uint16, b []byte) brand.Event {
		return brand.Event{Kind: brand.Value, Char: char(n), Frame: brush.Frame{Kind: kind, UUID: char(n), Payload: b}}
	}
	queue := []due{{0, brand.Event{Kind: brand.Connected}}}
	for _, s := range says {
		queue = append(queue, due{s.at, value(brush.Notify, s.n, s.b)})
	}
	waits := 0
	for len(queue) > 0 {
		slices.SortStableFunc(queue, func(a, b due) int { return int(a.at - b.at) })
		now := queue[0]
		queue = queue[1:]
		if now.e.Kind == brand.Elapsed {
			waits--
		}
		asked := 0
		for _, a := range d.Step(now.e, begun.Add(now.at)) {
			n, _ := number(&a.Char)
			b, there := values[n]
			answer := due{at: now.at + 20*time.Millisecond}
			switch a.Kind {
			case brand.HangUp:
				return emitted, reads, now.at
			case brand.Emit:
				emitted = append(emitted, a.Frame)
				continue
			case brand.Wait:
				if waits++; waits > 1 || a.After <= 0 {
					t.Fatal("waits pile up")
				}
				queue = append(queue, due{now.at + a.After, brand.Event{Kind: brand.Elapsed}})
				continue
			case brand.Subscribe:
				answer.e = brand.Event{Kind: brand.Subscribed, Char: a.Char}
			case brand.WriteValue:
				mayWrite(t, a)
				answer.e = brand.Event{Kind: brand.Written, Char: a.Char}
			case brand.ReadValue:
				reads[n] = append(reads[n], now.at)
				answer.e = value(brush.Read, n, b)
			}
			if asked++; asked > 1 {
				t.Fatal("two requests at once")
			}
			if !there {
				answer.e = brand.Event{Kind: brand.Refused, Char: a.Char}
			}
			if mute == 0 || now.at < mute {
				queue = append(queue, answer)
			}
		}
	}
	t.Fatal("it ended without a word")
	return nil, nil, 0
}

func io10() map[uint16][]byte {
	return map[uint16][]byte{charIdentity: {0x36, 8, 0x52}, charState: {2, 0}, charTimer: {0, 0}, charMode: {0}, charSector: {0xF0, 0, 4}, charPressure: {0}, charSectors: {30, 30, 30, 30, 0, 0, 0, 0},
		charBattery: {87}, charClock: {1, 2, 3, 50}, charHead: {0, 50, 0, 100, 0}, charRecord: make([]byte, 21)}
}

// aMinute is a brushing from 10 s to 70 s after the connection was made.
func aMinute() []said {
	says := []said{{10 * time.Second, charState, []byte{3, 0}}}
	for s := range 60 {
		says = append(says, said{time.Duration(10+s)*time.Second + 300*time.Millisecond, charTimer, []byte{0, byte(s)}})
	}
	return append(says, said{70 * time.Second, charState, []byte{2, 0}})
}

// TestFollow: everything that is notified is kept, what is stored is read before and half a minute after, and then the slot is free again.
func TestFollow(t *testing.T) {
	got, reads, lasted := followed(t, io10(), aMinute(), 0)
	notified := 0
	for i := range got {
		if got[i].Kind == brush.Notify {
			notified++
		}
	}
	if want := len(aMinute()); notified != want {
		t.Errorf("%d notifications are kept, want %d", notified, want)
	}
	at := reads[charRecord]
	if len(at) != 2 || at[0] > 5*time.Second || at[1] < 70*time.Second+CallAfter || at[1] > 70*time.Second+CallAfter+2*followTick {
		t.Errorf("the stored session was read at %v", at)
	}
	if lasted < 70*time.Second+Linger || lasted > 70*time.Second+Linger+2*followTick {
		t.Errorf("it lasted %v", lasted)
	}
	if len(reads[charIdentity]) != 3 { // once by itself, and with each look at what is stored
		t.Errorf("identity was read at %v", reads[charIdentity])
	}
}

// TestFollowEnds: whatever a handle does, it is let go.
func TestFollowEnds(t *testing.T) {
	rests, _, lasted := followed(t, io10(), nil, 0)
	if lasted < Linger || lasted > Linger+2*followTick || len(rests) == 0 {
		t.Errorf("a resting handle is held for %v, and said %d things", lasted, len(rests))
	}
	if _, _, lasted = followed(t, nil, nil, 0); lasted > Linger+2*followTick {
		t.Errorf("one that refuses everything: %v", lasted)
	}
	if _, _, lasted = followed(t, io10(), nil, time.Millisecond); lasted > Answer+2*followTick {
		t.Errorf("one that does not answer: %v", lasted)
	}
	if _, _, lasted = followed(t, io10(), aMinute()[:20], 0); lasted > 30*time.Second+Quiet+2*followTick {
		t.Errorf("one that is cut off: %v", lasted)
	}
	var says []said
	for s := range 2 * 60 * 60 {
		says = append(says, said{time.Duration(s) * time.Second, charState, []byte{3, 0}})
	}
	if _, _, lasted = followed(t, io10(), says, 0); lasted < LongestFollow || lasted > LongestFollow+followTick {
		t.Errorf("one that never stops: %v", lasted)
	}
	d := Spec.Follow(nil)
	d.Step(brand.Event{Kind: brand.Connected}, begun)
	if as := d.Step(brand.Event{Kind: brand.Disconnected}, begun.Add(time.Second)); as != nil || d.Step(brand.Event{Kind: brand.Elapsed}, begun.Add(2*time.Second)) != nil {
		t.Errorf("goes on after it was lost: %v", as)
	}
}
