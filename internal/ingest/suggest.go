package ingest

import (
	"errors"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// lookBack is how far a suggestion looks back at a brush's sessions.
const lookBack = 28 * 24 * time.Hour

// calendar is the household's, as far as it is known.
func calendar(tx store.Tx) (session.Calendar, error) {
	h, err := tx.Household()
	if err != nil && !errors.Is(err, brush.ErrNotFound) {
		return session.Calendar{}, err
	}
	return h.Calendar(), nil
}

// Suggest returns who of a brush's people probably brushed, "" when nothing speaks for one of them. It is a suggestion for one tap, never an
// assignment. Earlier sessions of the same brush that belong to somebody count by how alike they are: the same slot of the day, a start at
// nearly the same time of day, and, once it is known, nearly the same duration. One person must have at least three such sessions and twice
// the weight of anybody else.
func Suggest(cal session.Calendar, people []brush.PersonID, earlier []store.Session, s *store.Session) brush.PersonID {
	_, slot := cal.Place(s.Start)
	weight := make([]float64, len(people))
	count := make([]int, len(people))
	for i := range earlier {
		e := &earlier[i]
		if e.Removed || e.Person == "" || e.State != session.Ended {
			continue
		}
		if _, other := cal.Place(e.Start); other != slot {
			continue
		}
		apart := timeOfDay(cal, e.Start) - timeOfDay(cal, s.Start)
		if apart = apart.Abs(); apart > 12*time.Hour {
			apart = 24*time.Hour - apart
		}
		w := 1 / (1 + apart.Minutes()/20)
		if s.State == session.Ended {
			d := float64(e.Duration) - float64(s.Duration)
			w /= 1 + max(d, -d)/20
		}
		for k, p := range people {
			if p == e.Person {
				weight[k] += w
				count[k]++
			}
		}
	}
	best := -1
	for k := range people {
		if count[k] >= 3 && (best < 0 || weight[k] > weight[best]) {
			best = k
		}
	}
	if best < 0 {
		return ""
	}
	for k := range people {
		if k != best && 2*weight[k] > weight[best] {
			return ""
		}
	}
	return people[best]
}

func timeOfDay(cal session.Calendar, t time.Time) time.Duration {
	h, m, s := t.In(cal.Zone).Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second
}
