package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/notify"
	"github.com/enamel-home/enamel/internal/oauth"
	"github.com/enamel-home/enamel/internal/remind"
	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
)

// sealCmd is about the key file.
type sealCmd struct {
	Rotate sealRotateCmd `cmd:"" help:"Put a new key first in the key file, and seal everything anew under it. A server may run meanwhile."`
	Finish sealFinishCmd `cmd:"" help:"Seal anew what is not under the first key of the key file: after a rotation that was stopped, or a key that you put there yourself."`
}

type sealRotateCmd struct {
	dataDir
}

type sealFinishCmd struct {
	dataDir
	Drop bool `help:"Then take the older keys out of the key file. Copies of the store from before then need a copy of the key file from before, too."`
}

// Run makes the key and seals anew.
func (c sealRotateCmd) Run(ctx context.Context) error {
	path := c.keyFile()
	if path == "" {
		return seal.ErrNone
	}
	if err := seal.Rotate(path); err != nil {
		return err
	}
	if err := c.sealAnew(ctx); err != nil {
		return fmt.Errorf("the new key is in place, and \"enamel seal finish\" goes on from here: %w", err)
	}
	fmt.Println("Copy the key file anew, apart from the store. \"enamel seal finish --drop\" takes the older keys out of it.")
	return nil
}

// Run seals anew, and drops what opens nothing any more.
func (c sealFinishCmd) Run(ctx context.Context) error {
	if c.keyFile() == "" {
		return seal.ErrNone
	}
	if err := c.sealAnew(ctx); err != nil {
		return err
	}
	if !c.Drop {
		return nil
	}
	if err := c.sealAnew(ctx); err != nil { // what another wrote under an older key while the first pass went on
		return err
	}
	return seal.Drop(c.keyFile())
}

// keyFile is where the key file is; "": there is none.
func (d dataDir) keyFile() string {
	if d.SealFile == "" && d.isFile() {
		return filepath.Join(d.Data, "enamel.key")
	}
	return d.SealFile
}

// sealAnew goes through everything once. What cannot be opened is an error: its key must not be dropped.
func (d dataDir) sealAnew(ctx context.Context) error {
	if _, err := os.Stat(d.keyFile()); err != nil {
		return fmt.Errorf("seal-file: %w", err) // a new one would open nothing
	}
	box, err := d.box()
	if err != nil {
		return err
	}
	st, err := d.there(ctx)
	if err != nil {
		return err
	}
	sealed, shut, why, err := sealAll(ctx, st, box)
	err = errors.Join(err, st.Close())
	fmt.Printf("%d secrets sealed anew\n", sealed)
	if err == nil && shut > 0 {
		err = fmt.Errorf("%d secrets stay as they are: %w", shut, why)
	}
	return err
}

// sealAll seals everything that is sealed anew where the key is not the first, and what was kept open before there was a key. Every room that keeps
// sealed secrets has its line here.
func sealAll(ctx context.Context, st store.Store, box *seal.Box) (sealed, shut int, why, err error) {
	hs, err := st.Households(ctx)
	if err != nil {
		return 0, 0, nil, err
	}
	found := func(err error) {
		switch {
		case err == nil:
			sealed++
		case why == nil:
			why = err
			fallthrough
		default:
			shut++
		}
	}
	keys := ingest.Ingester{Store: st, Brands: all.Set(), Seal: box, Now: now}
	hooks := notify.New(notify.Config{Store: st, Seal: box, Now: now, Log: slog.New(slog.DiscardHandler)})
	err = keys.SealKeys(ctx, hs, found)
	if err == nil {
		err = hooks.Reseal(ctx, hs, found)
	}
	if err == nil {
		reminders := remind.New(remind.Config{Store: st, Seal: box, Now: now, Log: slog.New(slog.DiscardHandler)})
		err = reminders.Reseal(ctx, hs, found)
	}
	if err == nil {
		err = oauth.Reseal(ctx, st, box.Again, found)
	}
	if err == nil {
		err = account.Reseal(ctx, st, hs, box.Again, found)
	}
	return sealed, shut, why, err
}

// sealAtStart does so beside a server that has just started, until it is done. The log is told once of what cannot be opened.
func sealAtStart(ctx context.Context, st store.Store, box *seal.Box, log *slog.Logger) {
	for {
		sealed, shut, why, err := sealAll(ctx, st, box)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Warn("secrets could not be sealed; it is tried again", "error", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Minute):
			}
			continue
		case shut > 0 && errors.Is(why, seal.ErrNone):
			log.Warn("secrets are kept that need a key file: give it with --seal-file. What needs them rests until then", "secrets", shut)
		case shut > 0:
			log.Error("secrets cannot be opened: the key file is not the one that they were sealed with. Put that one back and start again; until then brushes that encrypt say that they need "+
				"their key, webhooks are not sent, and nobody can log in elsewhere with this server", "secrets", shut, "reason", why)
		}
		if sealed > 0 {
			log.Info("secrets were sealed", "secrets", sealed)
		}
		return
	}
}
