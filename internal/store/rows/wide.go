package rows

import (
	"context"
	"fmt"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// wideCols are the columns that a session had before step 12, when each of its fields was one. What is here is of that step, and stays as it is.
const wideCols = "household, person, start_at, id, " + "device, brand, end_at, last_heard, duration, state, ending, over, fleeting, continues, mode, target, sectors, face, battery, " +
	"pressure, high, sources, guest, how, assigned_at, suggested, note, removed, heard, updated, own_score, recorded, score_version, score_total, " +
	"time_points, time_weight, time_got, time_of, coverage_points, coverage_weight, coverage_got, coverage_of, " +
	"pressure_points, pressure_weight, pressure_got, pressure_of, amended"

const (
	// The order is that of both tables' keys, so that what is read ahead is one stretch, and what is written is appended.
	askWide    = "SELECT " + wideCols + " FROM session_wide WHERE (household, person, start_at, id) > ($1, $2, $3, $4) ORDER BY household, person, start_at, id LIMIT "
	putPacked  = "INSERT INTO session (household, person, start_at, id, device, end_at, last_heard, state, fleeting, guest, removed, packed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
	wideAtOnce = 500 // rows that are held at a time
)

// packWide writes every session of session_wide to session. It is the middle of a step, whose transaction is the whole move: whoever is
// killed in it finds the old table as it was and begins again, no question meets a database that is half of each, and another process, of the
// version before, writes nothing into a table that is on its way out.
func packWide(ctx context.Context, run Runner) error {
	q := &asker{ctx: ctx, run: run}
	type row struct {
		household brush.HouseholdID
		store.Session
	}
	var last row
	for before := int64(zeroMicros); ; {
		all, err := list(q, "read sessions to pack", askWide+most("$5"), []any{string(last.household), string(last.Person), before, string(last.ID), int64(wideAtOnce)},
			func(r *record) (v row, err error) {
				v.household = brush.HouseholdID(r.str())
				if v.Session, err = readWide(r); err != nil {
					err = fmt.Errorf("session %s of household %s: %w", v.ID, v.household, err)
				}
				return v, err
			})
		if err != nil {
			return err
		}
		for i := range all {
			if err := q.later("pack a session", putPacked, sessionArgs(all[i].household, &all[i].Session)...); err != nil {
				return err
			}
		}
		if len(all) < wideAtOnce {
			return nil
		}
		last = all[len(all)-1]
		before = micros(last.Start)
	}
}

func readWide(r *record) (store.Session, error) {
	var s store.Session
	s.Person = brush.PersonID(r.str())
	s.Start = r.time()
	s.ID = brush.SessionID(r.str())
	s.Device = brush.DeviceID(r.str())
	s.Brand = brush.BrandID(r.str())
	s.End = r.time()
	s.LastHeard = r.time()
	s.Duration = uint32(r.int())
	s.State = session.State(r.int())
	s.Ending = session.Ending(r.int())
	s.Over = brush.Activity(r.int())
	s.Fleeting = r.flag()
	s.Continues = r.flag()
	s.Mode = some[brush.Mode](r)
	s.Target = some[uint16](r)
	s.Sectors = some[uint8](r)
	s.Face = some[uint8](r)
	s.Battery = some[uint8](r)
	s.Pressure = r.flag()
	s.High = uint32(r.int())
	var err error
	if s.Sources, err = parseShares(r.bytes(), new(brush.SourceID)); err != nil {
		return s, err
	}
	s.Guest = r.flag()
	s.How = store.How(r.str())
	s.AssignedAt = r.time()
	s.Suggested = brush.PersonID(r.str())
	s.Note = r.str()
	s.Removed = r.flag()
	s.Heard = uint32(r.int())
	s.Updated = r.time()
	s.OwnScore = some[uint8](r)
	if !r.absent() {
		if s.Recorded, err = session.ParseRecorded(r.bytes()); err != nil {
			return s, err
		}
	}
	if version := some[uint8](r); version.OK {
		sc := session.Score{Version: version.V, Total: uint8(r.int())}
		sc.Time = readPart(r).V
		sc.Coverage = readPart(r)
		sc.Pressure = readPart(r)
		s.Score = brush.Some(sc)
	} else {
		r.i += 13
	}
	if !r.absent() {
		if s.Amended, err = parseAmendment(r.bytes()); err != nil {
			return s, err
		}
	}
	return s, nil
}

func readPart(r *record) brush.Opt[session.Part] {
	if r.absent() {
		r.i += 3
		return brush.Opt[session.Part]{}
	}
	return brush.Some(session.Part{Points: r.float(), Weight: r.float(), Got: uint32(r.int()), Of: uint32(r.int())})
}
