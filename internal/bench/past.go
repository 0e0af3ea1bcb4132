package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// past is a made-up past: so many households of three people who brushed twice a day.
type past struct {
	households, days int
}

const peopleEach = 3

func (p past) household(n int) brush.HouseholdID { return brush.HouseholdID(fmt.Sprintf("h%05d", n)) }
func (p past) person(n, k int) brush.PersonID    { return brush.PersonID(fmt.Sprintf("h%05d-%d", n, k)) }

// cookie is the browser's secret of a household's owner: made up, and the same each time.
func (p past) cookie(n int) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("bench cookie %d", n)))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// make writes what is missing of the past up to now, through the store's own rows: a person's brushings are an update.
func (p past) make(ctx context.Context, st store.Store, now time.Time, progress func(done int)) error {
	today := store.DayOf(now)
	for n := range p.households {
		id := p.household(n)
		_, err := st.Household(ctx, id)
		if errors.Is(err, brush.ErrNotFound) {
			err = p.found(ctx, st, n, now)
		}
		if err != nil {
			return err
		}
		for k := range peopleEach {
			newest, err := st.Sessions(ctx, id, store.SessionQuery{Person: brush.Some(p.person(n, k)), Limit: 1})
			if err != nil {
				return err
			}
			from := today - store.Day(p.days)
			if len(newest) > 0 {
				from = store.DayOf(newest[0].Start) + 1
			}
			if err := p.brush(ctx, st, n, k, from, today, now); err != nil {
				return err
			}
		}
		progress(n + 1)
	}
	return nil
}

// found makes a household, its people, brushes and owner.
func (p past) found(ctx context.Context, st store.Store, n int, now time.Time) error {
	id := p.household(n)
	owner := store.Account{ID: "owner-" + string(id), Email: fmt.Sprintf("owner%d@example.org", n), Name: "Owner", Created: now}
	return st.UpdateKeys(ctx, func(tx store.KeysTx) error {
		h := tx.Household(id)
		err := errors.Join(tx.PutAccount(owner), tx.PutMembership(store.Membership{Account: owner.ID, Household: id, Role: store.Owner, Created: now}),
			h.PutHousehold(store.Household{ID: id, Name: fmt.Sprintf("Home %d", n), TimeZone: "Europe/Berlin", DayTurns: 240, Created: now}),
			h.PutSource(store.Source{ID: "hall", Name: "Hall", LastHeard: now, Created: now}))
		for k := range peopleEach {
			who := p.person(n, k)
			err = errors.Join(err, h.PutPerson(store.Person{ID: who, Name: fmt.Sprintf("Person %d", k), Glaze: "leaf", Target: 120, Morning: true, Evening: true, Order: k, Created: now}),
				h.PutBrush(store.Brush{Device: device(n, k), Brand: "oralb", People: []brush.PersonID{who}, FirstHeard: now, LastHeard: now, Created: now}))
		}
		return err
	})
}

func device(n, k int) brush.DeviceID {
	return brush.DeviceID(fmt.Sprintf("02:%02X:%02X:%02X:00:%02X", n>>16&255, n>>8&255, n&255, k))
}

// brush writes a person's brushings of some days. One evening in twenty is forgotten.
func (p past) brush(ctx context.Context, st store.Store, n, k int, from, to store.Day, now time.Time) error {
	const portion = 400 // days in an update
	for ; from <= to; from += portion {
		err := st.Update(ctx, p.household(n), func(tx store.Tx) error {
			rnd := rand.New(rand.NewPCG(uint64(n*peopleEach+k), uint64(from)))
			for day := from; day <= to && day < from+portion; day++ {
				for part, at := range []time.Duration{6 * time.Hour, 20 * time.Hour} {
					start := day.Begin().Add(at + time.Duration(rnd.IntN(3600))*time.Second)
					if start.After(now.Add(-time.Hour)) || part == 1 && rnd.IntN(20) == 0 {
						continue
					}
					if err := tx.PutSession(p.session(rnd, n, k, start)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (p past) session(rnd *rand.Rand, n, k int, start time.Time) store.Session {
	var u brush.UUID
	binary.BigEndian.PutUint64(u[:8], uint64(start.UnixMilli())<<16|0x7000)
	binary.BigEndian.PutUint64(u[8:], rnd.Uint64()&(1<<62-1)|1<<63)
	long := uint32(110 + rnd.IntN(30))
	end := start.Add(time.Duration(long) * time.Second)
	s := store.Session{ID: brush.SessionID(u.String()), Person: p.person(n, k), How: store.HowOnly, AssignedAt: end, Heard: long, Updated: end}
	s.Session = session.Session{Device: device(n, k), Brand: "oralb", Start: start, End: end, LastHeard: end.Add(5 * time.Second), Duration: long, Ending: session.Heard,
		Over: brush.Idle, Mode: brush.Some(brush.NewMode(2, 0)), Sectors: brush.Some[uint8](6), Battery: brush.Some(uint8(rnd.IntN(101))), Pressure: true,
		High: uint32(rnd.IntN(10)), Sources: []session.Share{{Source: "hall", Heard: long}}}
	s.Slots = make([]session.Slot, long)
	for i := range s.Slots {
		s.Slots[i] = session.Slot{Heard: 1, Mode: brush.NewMode(2, 0), HasMode: true, Sector: uint8(i/20 + 1), Pressure: brush.PressureNormal}
	}
	s.Score = brush.Some(session.ScoreOf(&s.Session, 120))
	return s
}

// enter opens a log-in for each owner, as if they had signed in just now.
func (p past) enter(ctx context.Context, st store.Store, now time.Time) error {
	return st.UpdateKeys(ctx, func(tx store.KeysTx) error {
		for n := range p.households {
			l := store.Login{Hash: sha256.Sum256([]byte(p.cookie(n))), Account: "owner-" + string(p.household(n)), Household: p.household(n),
				Created: now, LastUsed: now, Expires: now.AddDate(0, 0, 7)}
			if err := tx.PutLogin(l); err != nil {
				return err
			}
		}
		return nil
	})
}
