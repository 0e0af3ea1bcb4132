package ingest

import (
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// recall tells parts of one handle's evidence, which span first to last, what the stretches around them hold of encrypted words, and
// returns those stretches, oldest first. It reads nothing for handles that encrypt nothing.
func recall(tx store.Tx, first, last time.Time, parts ...*session.Evidence) ([]session.Evidence, error) {
	if !slices.ContainsFunc(parts, (*session.Evidence).HasCounters) {
		return nil, nil
	}
	kept, err := tx.Evidence(parts[0].Device, first.Add(-session.Recall), last.Add(session.Recall))
	if err != nil {
		return nil, err
	}
	var around []session.Evidence
	for i := range kept {
		e, err := session.ParseEvidence(kept[i].Blob)
		if err != nil {
			return nil, err
		}
		if !e.HasCounters() {
			continue
		}
		around = append(around, e)
		for _, part := range parts {
			part.Recall(&e)
		}
	}
	return around, nil
}

// refold folds the stretches again that lie behind last: what came late may show that something in them was only played again.
func (g *Ingester) refold(tx store.Tx, h brush.HouseholdID, b *store.Brush, around []session.Evidence, last, now time.Time) error {
	for i := range around {
		from, to := around[i].Span()
		if !from.After(last) {
			continue
		}
		e := around[i]
		for k := range around {
			e.Recall(&around[k])
		}
		if err := g.reconcile(tx, h, b, session.Fold(&e, now, g.Rules), from, to, now); err != nil {
			return err
		}
	}
	return nil
}
