package provision

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// NewClaim says which device a household wants, and what it shall be called there.
type NewClaim struct {
	Code    string
	Name    string // "": none
	Address string // of whoever tries
}

// Device is a household's device with what it comes in with.
type Device struct {
	store.DeviceClaim
	Name  string // the household's own
	Brand brush.BrandID
	Model string            // the household's word, else the maker's
	Heard time.Time         // zero: not since it was claimed
	Keys  []store.DeviceKey // that are good now, oldest first
}

// Claim makes a device the household's: with a brush of that name, and its code used up until it is released. A field error for a code that is
// mistyped, *account.WaitError for whoever tries too fast, ErrNoCode, ErrYours, ErrTaken, ErrMany.
func (s *Service) Claim(ctx context.Context, p *account.Principal, n NewClaim) (Device, error) {
	code, err := ParseCode(n.Code) // whoever mistypes guesses nothing
	if err != nil {
		return Device{}, err
	}
	n.Name = strings.TrimSpace(n.Name)
	if len([]rune(n.Name)) > 60 || strings.ContainsFunc(n.Name, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' }) {
		return Device{}, bad("name", "is longer than 60 characters, or no text")
	}
	// By account and address, and by account alone: here an account is proved, so that no stranger keeps it out.
	now, who := s.Now(), p.Maker()+" "+string(p.Household)
	for _, from := range [...]string{n.Address, "account " + who} {
		if wait := s.claims.Try(who, from, now); wait > 0 {
			return Device{}, &account.WaitError{For: wait}
		}
	}
	hash := codeHash(code)
	made, err := s.Store.MadeByCode(ctx, hash)
	if err == nil && subtle.ConstantTimeCompare(made.Code[:], hash[:]) != 1 {
		err = brush.ErrNotFound
	}
	if errors.Is(err, brush.ErrNotFound) {
		s.guessed()
		return Device{}, ErrNoCode
	}
	if err != nil {
		return Device{}, fmt.Errorf("look for a claim code: %w", err)
	}
	for _, from := range [...]string{n.Address, "account " + who} {
		s.claims.Worked(who, from)
	}
	var d Device
	err = s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		house := tx.Household(p.Household)
		if _, err := house.Household(); err != nil {
			return err
		}
		is, err := tx.DeviceClaim(made.Device)
		switch {
		case err == nil && is.Household == p.Household:
			return ErrYours
		case err == nil:
			return ErrTaken
		case !errors.Is(err, brush.ErrNotFound):
			return err
		}
		had, err := tx.CountDeviceClaims(p.Household)
		if err != nil {
			return err
		}
		if had >= MostDevices {
			return ErrMany
		}
		d = Device{DeviceClaim: store.DeviceClaim{Device: made.Device, Household: p.Household, Claimed: now}}
		if err := tx.PutDeviceClaim(d.DeviceClaim); err != nil {
			return err
		}
		b, err := house.Brush(made.Device)
		if errors.Is(err, brush.ErrNotFound) {
			b, err = store.Brush{Device: made.Device, Brand: made.Brand, Model: made.Model, FirstHeard: now, LastHeard: now, Created: now}, nil
		}
		if err != nil {
			return err
		}
		if n.Name != "" {
			b.Name = n.Name
		}
		if b.Model == "" {
			b.Model = made.Model
		}
		d.Name, d.Brand, d.Model = b.Name, b.Brand, b.Model
		if err := house.PutBrush(b); err != nil {
			return err
		}
		if _, err := house.Emit(store.Change{Kind: store.BrushChanged, Subject: string(made.Device), At: now}); err != nil {
			return err
		}
		if err := store.Audit(ctx, house, store.AuditEntry{At: now, Act: store.ActDeviceClaimed, About: store.Named{Kind: store.NameBrush, ID: string(made.Device)}}); err != nil {
			return err
		}
		return store.Made(ctx, house, d)
	})
	if err != nil {
		return Device{}, fmt.Errorf("claim a device: %w", err)
	}
	s.Changed(p.Household)
	return d, nil
}

// Devices returns a household's devices, the one claimed first first.
func (s *Service) Devices(ctx context.Context, h brush.HouseholdID) ([]Device, error) {
	cs, err := s.Store.DeviceClaims(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read the devices: %w", err)
	}
	if len(cs) == 0 {
		return nil, nil
	}
	ks, err := s.Store.DeviceKeys(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read the devices' keys: %w", err)
	}
	bs, err := s.Store.Brushes(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read the brushes: %w", err)
	}
	now := s.Now()
	out := make([]Device, len(cs))
	at := map[brush.DeviceID]*Device{}
	for i, c := range cs {
		out[i].DeviceClaim = c
		at[c.Device] = &out[i]
	}
	for _, b := range bs {
		if d := at[b.Device]; d != nil {
			d.Name, d.Brand, d.Model = b.Name, b.Brand, b.Model
			if b.Frames > 0 && b.LastHeard.After(d.Claimed) {
				d.Heard = b.LastHeard
			}
		}
	}
	for _, k := range ks {
		if d := at[k.Device]; d != nil && good(k, now) && d.Shut.IsZero() {
			d.Keys = append(d.Keys, k)
		}
	}
	return out, nil
}

func good(k store.DeviceKey, now time.Time) bool { return k.Ends.IsZero() || k.Ends.After(now) }

// change changes one device of a household in one update, with what is written down of it; brush.ErrNotFound for another's. Credentials that are
// taken away by it end at once where they are in use.
func (s *Service) change(ctx context.Context, doing string, h brush.HouseholdID, d brush.DeviceID, detail string,
	fn func(tx store.KeysTx, c store.DeviceClaim, ks []store.DeviceKey, now time.Time) (gone []store.DeviceKey, err error)) error {
	now := s.Now()
	var ids []string
	err := s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		house := tx.Household(h)
		if _, err := house.Household(); err != nil {
			return err
		}
		c, err := tx.DeviceClaim(d)
		if err != nil {
			return err
		}
		if c.Household != h {
			return brush.ErrNotFound
		}
		ks, err := tx.KeysOfDevice(d)
		if err != nil {
			return err
		}
		gone, err := fn(tx, c, ks, now)
		if err != nil {
			return err
		}
		ids = ids[:0]
		for _, k := range gone {
			ids = append(ids, k.ID)
			if err := tx.DeleteDeviceKey(k.Hash); err != nil {
				return err
			}
		}
		if err := store.Audit(ctx, house, store.AuditEntry{At: now, Act: store.ActDeviceRevoked, About: store.Named{Kind: store.NameBrush, ID: string(d)}, Detail: detail}); err != nil {
			return err
		}
		return announce(house, h, now)
	})
	if err == nil || len(ids) > 0 { // also when what became of it is not known: whoever is still good comes in again
		s.Changed(h)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// Release lets go of a device: what it came in with is good no more, its brushings stay here, and the code on its box is good again, for whoever
// has the box.
func (s *Service) Release(ctx context.Context, h brush.HouseholdID, d brush.DeviceID) error {
	return s.change(ctx, "release a device", h, d, "released", func(tx store.KeysTx, _ store.DeviceClaim, ks []store.DeviceKey, _ time.Time) ([]store.DeviceKey, error) {
		return ks, tx.DeleteDeviceClaim(d)
	})
}

// ShutOut takes every credential of a device back, and gives it none until LetIn.
func (s *Service) ShutOut(ctx context.Context, h brush.HouseholdID, d brush.DeviceID) error {
	return s.change(ctx, "shut a device out", h, d, "shut_out", func(tx store.KeysTx, c store.DeviceClaim, ks []store.DeviceKey, now time.Time) ([]store.DeviceKey, error) {
		if c.Shut.IsZero() {
			c.Shut = now
		}
		return ks, tx.PutDeviceClaim(c)
	})
}

// LetIn lets a device in again: it asks for a credential by itself.
func (s *Service) LetIn(ctx context.Context, h brush.HouseholdID, d brush.DeviceID) error {
	return s.change(ctx, "let a device in", h, d, "let_in", func(tx store.KeysTx, c store.DeviceClaim, ks []store.DeviceKey, now time.Time) ([]store.DeviceKey, error) {
		c.Shut = time.Time{}
		return ks, tx.PutDeviceClaim(c) // no key outlives a time outside
	})
}

// Renew has everything that a device comes in with end in Overlap: it asks for something new by itself.
func (s *Service) Renew(ctx context.Context, h brush.HouseholdID, d brush.DeviceID) error {
	return s.change(ctx, "renew a device's credential", h, d, "renewed", func(tx store.KeysTx, _ store.DeviceClaim, ks []store.DeviceKey, now time.Time) (gone []store.DeviceKey, err error) {
		for _, k := range ks {
			if !good(k, now) {
				gone = append(gone, k)
				continue
			}
			if by := now.Add(Overlap); k.Ends.IsZero() || k.Ends.After(by) {
				k.Ends = by
				if err := tx.PutDeviceKey(k); err != nil {
					return nil, err
				}
			}
		}
		return gone, nil
	})
}
