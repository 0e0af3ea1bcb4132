package main

import (
	"context"
	"slices"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// notes is a store that notes down what is written to it. One sender uses it at a time.
type notes struct {
	store.Store
	writes []func(store.Tx) error
}

// Update is store.Keeper's.
func (n *notes) Update(ctx context.Context, h brush.HouseholdID, fn func(store.Tx) error) error {
	before := len(n.writes)
	return n.Store.Update(ctx, h, func(tx store.Tx) error {
		n.writes = n.writes[:before] // fn may run more than once
		return fn(&noting{tx, n})
	})
}

// noting is a Tx whose writes are noted.
type noting struct {
	store.Tx
	n *notes
}

func (t *noting) write(w func(store.Tx) error) error {
	t.n.writes = append(t.n.writes, w)
	return w(t.Tx)
}

// Expect is noted too: without it each session of a batch would be looked for by itself, and the store alone would look slow.
func (t *noting) Expect(about []store.Stretch, sources ...brush.SourceID) error {
	return t.write(func(tx store.Tx) error { return tx.Expect(about, sources...) })
}

func (t *noting) KeepFrames(d brush.DeviceID, fs []brush.Frame) error {
	fs = slices.Clone(fs)
	return t.write(func(tx store.Tx) error { return tx.KeepFrames(d, fs) })
}

func (t *noting) PutEvidence(e store.Evidence) error {
	e.Blob = slices.Clone(e.Blob)
	return t.write(func(tx store.Tx) error { return tx.PutEvidence(e) })
}

func (t *noting) DeleteEvidence(d brush.DeviceID, id string) error {
	return t.write(func(tx store.Tx) error { return tx.DeleteEvidence(d, id) })
}

func (t *noting) PutSession(s store.Session) error {
	s.Slots = slices.Clone(s.Slots)
	return t.write(func(tx store.Tx) error { return tx.PutSession(s) })
}

func (t *noting) DeleteSession(id brush.SessionID) error {
	return t.write(func(tx store.Tx) error { return tx.DeleteSession(id) })
}

func (t *noting) PutBrush(b store.Brush) error {
	return t.write(func(tx store.Tx) error { return tx.PutBrush(b) })
}

func (t *noting) PutSource(s store.Source) error {
	return t.write(func(tx store.Tx) error { return tx.PutSource(s) })
}

func (t *noting) Emit(c store.Change) (seq store.Seq, err error) {
	err = t.write(func(tx store.Tx) error {
		var err error
		seq, err = tx.Emit(c)
		return err
	})
	return seq, err
}
