package ingest

import (
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// expect tells the store where the stretches lie: what is read ahead about them also tells which sessions are new.
func expect(tx store.Tx, d brush.DeviceID, fresh []session.Evidence) error {
	if len(fresh) == 0 {
		return nil
	}
	first, last := fresh[0].Span()
	for i := range fresh[1:] {
		from, to := fresh[i+1].Span()
		if from.Before(first) {
			first = from
		}
		if to.After(last) {
			last = to
		}
	}
	return tx.Expect([]store.Stretch{around(d, first, last)})
}

// around is the stretch of a device in which new evidence may join what is kept.
func around(d brush.DeviceID, first, last time.Time) store.Stretch {
	return store.Stretch{Device: d, From: first.Add(-session.Stretch), To: last.Add(session.Stretch)}
}

// about is what will be asked for, as far as that is known before anything is read: most handles say by themselves when it was.
func (h *heard) about() (all []store.Stretch, sources []brush.SourceID) {
	for _, s := range h.sources {
		sources = append(sources, s.id)
	}
	all = make([]store.Stretch, 0, len(h.devices))
	for i := range h.devices {
		d := &h.devices[i]
		if !d.isBrush {
			continue
		}
		var first, last time.Time
		take := func(from, to time.Time) {
			if first.IsZero() || from.Before(first) {
				first = from
			}
			if to.After(last) {
				last = to
			}
		}
		for k := range d.stretches {
			take(d.stretches[k].Span())
		}
		for _, r := range d.records {
			if r.record.Unix.OK && !r.record.Local {
				start := time.Unix(r.record.Unix.V, 0)
				take(start, start.Add(time.Duration(r.record.Duration)*time.Second))
			}
		}
		if first.IsZero() {
			all = append(all, store.Stretch{Device: d.id})
		} else {
			all = append(all, around(d.id, first, last))
		}
	}
	return all, sources
}
