package main

import (
	"math/rand/v2"
	"sync/atomic"

	"github.com/enamel-home/enamel/internal/pgtest"
)

// mercy is how often a COMMIT comes to harm on the way from servers to PostgreSQL.
type mercy struct {
	seed  uint64
	calm  *atomic.Bool
	cruel atomic.Bool // one in three comes to harm, and not one in forty
}

// fates draws what becomes of the COMMITs of the nth connection.
func (m *mercy) fates(n uint64) func() pgtest.Fate {
	rnd := rand.New(rand.NewPCG(m.seed, 1<<40+n))
	return func() pgtest.Fate {
		if m.calm.Load() {
			return pgtest.Passes
		}
		one := 40
		if m.cruel.Load() {
			one = 3
		}
		arrives := rnd.IntN(2) == 0
		switch {
		case rnd.IntN(one) != 0:
			return pgtest.Passes
		case arrives:
			return pgtest.NeverAnswered
		}
		return pgtest.NeverArrives
	}
}
