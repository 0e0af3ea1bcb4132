// Package sim is people and handles that do not exist: virtual brushes that speak in a maker's own bytes, and the replay of recorded ones.
package sim

import (
	"math/rand/v2"
	"time"
)

// Habit is how somebody brushes. Chances are from 0 to 1.
type Habit struct {
	Target  int           // s, what the handle's routine takes
	Morning float64       // chance that the morning is kept
	Evening float64       // chance that the evening is kept
	Rises   time.Duration // usual time of the morning's brushing, after midnight
	Retires time.Duration // usual time of the evening's
	Spread  time.Duration // how much both vary (standard deviation)

	Short    float64 // chance to stop early
	Shortest float64 // share of the target that is brushed at least then
	Over     float64 // chance to go on past the target
	Pause    float64 // chance of a pause
	Return   float64 // chance to begin once more within a minute
	Hard     float64 // chance that a second presses too hard, on average
}

// Adult, Teen and Child are habits as one finds them.
func Adult(target int) Habit {
	return Habit{Target: or(target, 120), Morning: .97, Evening: .93, Rises: 6*time.Hour + 50*time.Minute, Retires: 22*time.Hour + 20*time.Minute, Spread: 22 * time.Minute,
		Short: .12, Shortest: .6, Over: .35, Pause: .08, Return: .03, Hard: .03}
}

// Teen is in a hurry in the morning, late in the evening, and strong.
func Teen(target int) Habit {
	return Habit{Target: or(target, 120), Morning: .88, Evening: .74, Rises: 7*time.Hour + 5*time.Minute, Retires: 22*time.Hour + 50*time.Minute, Spread: 35 * time.Minute,
		Short: .4, Shortest: .35, Over: .1, Pause: .12, Return: .05, Hard: .08}
}

// Child stops early, presses hard, and pauses to look at something.
func Child(target int) Habit {
	return Habit{Target: or(target, 120), Morning: .92, Evening: .9, Rises: 7*time.Hour + 15*time.Minute, Retires: 19*time.Hour + 35*time.Minute, Spread: 15 * time.Minute,
		Short: .45, Shortest: .3, Over: .05, Pause: .3, Return: .1, Hard: .12}
}

func or(v, d int) int {
	if v > 0 {
		return v
	}
	return d
}

// Brushing is one brushing as somebody means to do it, in seconds of the handle's timer.
type Brushing struct {
	Target int
	Length int
	Hard   []Span
	Pauses []Pause
	Again  *Brushing     // a second start, After the end of the first
	After  time.Duration // of Again
}

// Span is some seconds of the timer: [From, To).
type Span struct{ From, To int }

// Pause is the motor off for a while, at a second of the timer.
type Pause struct {
	At  int
	For time.Duration
}

// Plan returns a brushing of that habit.
func (h Habit) Plan(rnd *rand.Rand) Brushing {
	b := Brushing{Target: h.Target, Length: h.Target + rnd.IntN(4)}
	switch x := rnd.Float64(); {
	case x < h.Short:
		b.Length = int(float64(h.Target) * (h.Shortest + (1-h.Shortest)*rnd.Float64()))
	case x < h.Short+h.Over:
		b.Length += 3 + int(rnd.ExpFloat64()*float64(h.Target)/10)
	}
	b.Length = max(12, min(b.Length, 3*h.Target))
	for at := rnd.IntN(20); at < b.Length; at += 5 + rnd.IntN(25) {
		if n := 1 + rnd.IntN(5); rnd.Float64() < h.Hard*5 { // a burst of 3 s in 15: five times as rare as its seconds
			b.Hard = append(b.Hard, Span{at, min(at+n, b.Length)})
			at += n
		}
	}
	if rnd.Float64() < h.Pause && b.Length > 30 {
		b.Pauses = append(b.Pauses, Pause{At: 10 + rnd.IntN(b.Length-20), For: time.Duration(3+rnd.IntN(12)) * time.Second})
	}
	if rnd.Float64() < h.Return {
		b.Again = &Brushing{Target: h.Target, Length: 12 + rnd.IntN(30)}
		b.After = time.Duration(8+rnd.IntN(40)) * time.Second
	}
	return b
}

// Lasting returns the brushing with exactly that length in seconds, in one go.
func (b Brushing) Lasting(seconds int) Brushing {
	b.Length, b.Pauses, b.Again = seconds, nil, nil
	return b
}
