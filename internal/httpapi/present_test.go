package httpapi

import (
	"testing"
	"time"
)

// What comes once in a while is shown at once; a flood is shown twenty times a second, and a slow store is not asked all the time.
func TestPace(t *testing.T) {
	begin := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	count := func(every, took, span time.Duration) (shown int, longest time.Duration) {
		var p pace
		free := begin
		for at := begin; at.Before(begin.Add(span)); at = at.Add(every) {
			if at.Before(free) {
				longest = max(longest, free.Sub(at))
				continue
			}
			shown++
			free = at.Add(took).Add(p.rest(at, at.Add(took)))
		}
		return shown, longest
	}
	if n, wait := count(100*time.Millisecond, time.Millisecond, 10*time.Second); n != 100 || wait != 0 {
		t.Errorf("ten reports a second: %d of 100 at once, the others up to %v late", n, wait)
	}
	if n, wait := count(time.Millisecond, 0, 10*time.Second); n < 200 || n > 215 || wait > 50*time.Millisecond {
		t.Errorf("a thousand a second: %d shown in 10 s, up to %v late", n, wait)
	}
	if n, _ := count(time.Millisecond, 100*time.Millisecond, 10*time.Second); n > 51 {
		t.Errorf("a store that takes 100 ms is asked %d times in 10 s", n)
	}
}
