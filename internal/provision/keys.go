package provision

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// Issued is something new that a device comes in with.
type Issued struct {
	store.DeviceKey
	Token       string    // told once; "": it is a certificate
	Certificate []byte    // the chain in PEM; nil: it is a token
	Before      time.Time // until when what it came in with before is good; zero: there was nothing
}

// proved finds a device by its factory secret. account.ErrUnauthorized for a wrong one and for a device that is none, *account.WaitError.
func (s *Service) proved(ctx context.Context, d brush.DeviceID, secret, address string) (store.MadeDevice, error) {
	if wait := s.secrets.Try(string(d), address, s.Now()); wait > 0 {
		return store.MadeDevice{}, &account.WaitError{For: wait}
	}
	made, err := s.Store.MadeDevice(ctx, d)
	none := errors.Is(err, brush.ErrNotFound)
	if err != nil && !none {
		return made, fmt.Errorf("find a device: %w", err)
	}
	// A device that is none takes as long as a wrong secret.
	hash := secretHash(secret)
	if subtle.ConstantTimeCompare(made.Secret[:], hash[:]) != 1 || none {
		return store.MadeDevice{}, account.ErrUnauthorized
	}
	s.secrets.Worked(string(d), address)
	return made, nil
}

// claimed returns whose a device is. *UnclaimedError, ErrShut.
func claimed(d brush.DeviceID, ask func(brush.DeviceID) (store.DeviceClaim, error)) (store.DeviceClaim, error) {
	c, err := ask(d)
	switch {
	case errors.Is(err, brush.ErrNotFound):
		return c, &UnclaimedError{For: AskAgain}
	case err != nil:
		return c, err
	case !c.Shut.IsZero():
		return c, ErrShut
	}
	return c, nil
}

// Exchange gives a device a token for its factory secret. *UnclaimedError while nobody has claimed it, ErrShut when its household does not let it in,
// account.ErrUnauthorized, *account.WaitError.
func (s *Service) Exchange(ctx context.Context, d brush.DeviceID, secret, address string) (Issued, error) {
	if _, err := s.proved(ctx, d, secret, address); err != nil {
		return Issued{}, err
	}
	return s.issueToken(ctx, d, "")
}

// Rotate gives a device that came in with its own token another one. ErrNotDevice for everybody else.
func (s *Service) Rotate(ctx context.Context, p *account.Principal) (Issued, error) {
	k, err := s.Self(ctx, p)
	if err != nil {
		return Issued{}, err
	}
	if k.Kind != store.DeviceToken {
		return Issued{}, ErrNotDevice
	}
	return s.issueToken(ctx, k.Device, k.Household)
}

// Self returns what a device came in with. ErrNotDevice for everybody who is none.
func (s *Service) Self(ctx context.Context, p *account.Principal) (store.DeviceKey, error) {
	ks, err := s.Store.DeviceKeys(ctx, p.Household)
	if err != nil {
		return store.DeviceKey{}, fmt.Errorf("read the devices' keys: %w", err)
	}
	i := slices.IndexFunc(ks, func(k store.DeviceKey) bool { return k.ID == p.TokenID && k.Device == p.Device })
	if i < 0 || p.TokenID == "" {
		return store.DeviceKey{}, ErrNotDevice
	}
	return ks[i], nil
}

// issueToken gives a claimed device a token; only "": whosever it is, else only while it is theirs.
func (s *Service) issueToken(ctx context.Context, d brush.DeviceID, only brush.HouseholdID) (Issued, error) {
	token, err := s.secret()
	if err != nil {
		return Issued{}, err
	}
	token = TokenPrefix + token
	i, err := s.issue(ctx, d, only, func(k *store.DeviceKey) error {
		k.Kind, k.Hash = store.DeviceToken, tokenHash(token)
		return nil
	})
	i.Token = token
	if err != nil {
		return Issued{}, err
	}
	return i, nil
}

// issue gives a claimed device a key; fill says which. What it had before ends in Overlap.
func (s *Service) issue(ctx context.Context, d brush.DeviceID, only brush.HouseholdID, fill func(*store.DeviceKey) error) (Issued, error) {
	// Most that ask for a credential too early are not claimed yet: they cost no update.
	if _, err := claimed(d, func(d brush.DeviceID) (store.DeviceClaim, error) { return s.Store.DeviceClaim(ctx, d) }); err != nil {
		return Issued{}, fmt.Errorf("give a device a credential: %w", err)
	}
	id, err := s.newID("device-")
	if err != nil {
		return Issued{}, err
	}
	now := s.Now()
	ctx = store.WithActor(ctx, store.Actor{By: store.Named{Kind: store.NameBrush, ID: string(d)}, Request: store.ActorOf(ctx).Request}) // it asks for itself
	var out Issued
	var gone []string
	err = s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error {
		out, gone = Issued{}, nil
		c, err := claimed(d, tx.DeviceClaim)
		if err != nil {
			return err
		}
		if only != "" && c.Household != only {
			return account.ErrUnauthorized
		}
		house := tx.Household(c.Household)
		ks, err := tx.KeysOfDevice(d)
		if err != nil {
			return err
		}
		live, recent := 0, 0
		for i := len(ks) - 1; i >= 0; i-- { // newest first
			k := ks[i]
			if since := now.Sub(k.Created); k.Household == c.Household && since >= 0 && since < IssueWithin {
				if recent++; recent >= MostIssued {
					return &account.WaitError{For: IssueWithin - since}
				}
			}
			if live++; !good(k, now) || k.Household != c.Household || live >= MostKeys {
				gone = append(gone, k.ID)
				if err := tx.DeleteDeviceKey(k.Hash); err != nil {
					return err
				}
				continue
			}
			if by := now.Add(Overlap); k.Ends.IsZero() || k.Ends.After(by) {
				k.Ends = by
				if err := tx.PutDeviceKey(k); err != nil {
					return err
				}
			}
			if k.Ends.After(out.Before) {
				out.Before = k.Ends
			}
		}
		out.DeviceKey = store.DeviceKey{ID: id, Device: d, Household: c.Household, Created: now, LastUsed: now}
		if err := fill(&out.DeviceKey); err != nil {
			return err
		}
		if err := tx.PutDeviceKey(out.DeviceKey); err != nil {
			return err
		}
		return store.Audit(ctx, house, store.AuditEntry{At: now, Act: store.ActTokenMade, About: store.Named{Kind: store.NameBrush, ID: string(d)}, Detail: "device_" + string(out.Kind)})
	})
	if err != nil {
		return Issued{}, fmt.Errorf("give a device a credential: %w", err)
	}
	if len(gone) > 0 {
		s.Changed(out.Household)
	}
	return out, nil
}

// Access is account.Bearers': the device that a token is of, for as long as its household has it and lets it in.
func (s *Service) Access(ctx context.Context, bearer string) (*account.Principal, error) {
	return s.enter(ctx, tokenHash(bearer), store.DeviceToken)
}

func (s *Service) enter(ctx context.Context, hash [32]byte, kind store.KeyKind) (*account.Principal, error) {
	now := s.Now()
	k, err := s.Store.DeviceEntry(ctx, hash, now)
	if err == nil && k.Kind != kind {
		err = brush.ErrNotFound
	}
	if err != nil {
		return nil, unknown("find a device's key", err)
	}
	if now.Sub(k.LastUsed) >= touchEvery || k.LastUsed.Equal(k.Created) {
		// When it was last used is a comfort; a store that cannot write it now does not shut the door.
		_ = s.Store.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.TouchDeviceKey(k.Hash, now) })
	}
	return &account.Principal{Household: k.Household, Scopes: []string{account.FramesWrite}, Source: brush.SourceID(k.Device), Device: k.Device,
		TokenID: k.ID, TokenName: string(k.Device), Client: string(k.Device)}, nil
}

// Good is account.Bearers': what devices of a household come in with now.
func (s *Service) Good(ctx context.Context, h brush.HouseholdID) (ids []string, err error) {
	cs, err := s.Store.DeviceClaims(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read the devices: %w", err)
	}
	in := map[brush.DeviceID]bool{}
	for _, c := range cs {
		in[c.Device] = c.Shut.IsZero()
	}
	if len(in) == 0 {
		return nil, nil
	}
	ks, err := s.Store.DeviceKeys(ctx, h)
	if err != nil {
		return nil, fmt.Errorf("read the devices' keys: %w", err)
	}
	for _, k := range ks {
		if in[k.Device] && good(k, s.Now()) {
			ids = append(ids, k.ID)
		}
	}
	return ids, nil
}
