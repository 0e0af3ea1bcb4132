package privacy

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
)

const exportPage = 100 // sessions of an export in memory at once

// ExportedSession is a brushing as an export holds it.
type ExportedSession struct {
	wire.Session
	Person  string      `json:"person_id,omitempty"`
	Guest   bool        `json:"guest,omitempty"`
	How     string      `json:"how,omitempty"`
	Score   *wire.Score `json:"score,omitempty"`
	Note    string      `json:"note,omitempty"`
	Removed bool        `json:"removed,omitempty"`
}

// Export writes an archive of all that is kept of a person, or of the household when p is "", as it is read: what changes meanwhile may be in
// one of its files and not in another. It holds little of it in memory at a time, and ends when ctx does. begin is called when it is written
// down in the log that this is taken, before the first byte. brush.ErrNotFound for no such person. How many are made at
// once is for the door to say: each may hold one of the store's hands for as long as its reader takes.
func (s *Service) Export(ctx context.Context, h brush.HouseholdID, p brush.PersonID, begin func() io.Writer) error {
	house, err := s.Store.House(ctx, h)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	x := &export{Service: s, ctx: ctx, h: h, house: house}
	act := store.ActHouseholdExport
	x.people = house.People
	if p != "" {
		act = store.ActPersonExported
		i := slices.IndexFunc(house.People, func(o store.Person) bool { return o.ID == p })
		if i < 0 {
			return fmt.Errorf("export: %w", brush.ErrNotFound)
		}
		x.person = &house.People[i]
		x.people = house.People[i : i+1]
	}
	if x.zone, err = time.LoadLocation(house.TimeZone); err != nil {
		x.zone = time.UTC
	}
	if err := s.Note(ctx, h, act, store.Named{}, p); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	x.zip = zip.NewWriter(begin())
	for _, f := range []struct {
		name  string
		write func(*bufio.Writer) error
	}{
		{"README.txt", x.readme}, {"index.html", x.page}, {"sessions.json", x.sessionsJSON}, {"sessions.csv", x.sessionsCSV}, {"seconds.csv", x.secondsCSV},
		{"frames.jsonl", x.frames}, {"settings.json", x.settings}, {"consents.json", x.consents}, {"audit.csv", x.audit},
	} {
		w, err := x.zip.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: s.Now().UTC()})
		if err != nil {
			return fmt.Errorf("export %s: %w", f.name, err)
		}
		out := bufio.NewWriterSize(w, 32<<10)
		if err := f.write(out); err != nil {
			return fmt.Errorf("export %s: %w", f.name, err)
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("export %s: %w", f.name, err)
		}
	}
	if err := x.zip.Close(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// export is one archive on its way.
type export struct {
	*Service
	ctx    context.Context
	h      brush.HouseholdID
	house  store.House
	person *store.Person  // nil: the household
	people []store.Person // whose it is
	zone   *time.Location
	zip    *zip.Writer
}

// each calls fn with every session, newest first.
func (x *export) each(slots bool, fn func(*store.Session) error) error {
	q := store.SessionQuery{Limit: exportPage, WithSlots: slots, Removed: true}
	if x.person != nil {
		q.Person = brush.Some(x.person.ID)
	}
	for {
		page, err := x.Store.Sessions(x.ctx, x.h, q)
		if err != nil {
			return err
		}
		for i := range page {
			if err := x.ctx.Err(); err != nil {
				return err
			}
			if s := &page[i]; !(s.Fleeting && s.State == session.Ended) {
				if err := fn(s); err != nil {
					return err
				}
			}
		}
		if len(page) < exportPage {
			return nil
		}
		last := &page[len(page)-1]
		q.Before, q.BeforeID = last.Start, last.ID
	}
}

func (x *export) form(s *store.Session, runs bool) ExportedSession {
	name := func(m brush.Mode) string { return "mode " + strconv.Itoa(int(m.Code())) }
	if maker := x.Brands.ByID(s.Brand); maker != nil {
		name = maker.ModeName
	}
	out := ExportedSession{Session: wire.FromSession(&s.Session, name, runs), Person: string(s.Person), Guest: s.Guest, How: string(s.How), Note: s.Note, Removed: s.Removed}
	out.ID = string(s.ID)
	out.SetHeard(s.Heard)
	if s.Score.OK && s.State == session.Ended {
		score := wire.FromScore(s.Score.V, s.Origin())
		out.Score = &score
	}
	return out
}

func (x *export) sessionsJSON(w *bufio.Writer) error {
	sep := "[\n"
	err := x.each(true, func(s *store.Session) error {
		b, err := json.Marshal(x.form(s, true))
		if err == nil {
			_, err = w.WriteString(sep)
		}
		if err == nil {
			_, err = w.Write(b)
		}
		sep = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	if sep == "[\n" {
		_, err = w.WriteString("[")
	}
	if err == nil {
		_, err = w.WriteString("\n]\n")
	}
	return err
}

// guarded keeps a program for tables from taking a text for a formula.
func guarded(v string) string {
	if v != "" && strings.ContainsRune("=+-@\t\r", rune(v[0])) {
		return "'" + v
	}
	return v
}

func table(w io.Writer, head ...string) (row func(...string) error, end func() error) {
	c := csv.NewWriter(w)
	row = func(cells ...string) error {
		for i := range cells {
			cells[i] = guarded(cells[i])
		}
		return c.Write(cells)
	}
	end = func() error { c.Flush(); return c.Error() }
	_ = c.Write(head) // its error comes again with end
	return row, end
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func (x *export) sessionsCSV(w *bufio.Writer) error {
	row, end := table(w, "id", "person_id", "person", "started_at", "ended_at", "duration_s", "origin", "device", "brush", "brand", "mode", "score", "pressure_high_s", "heard_s", "note", "removed")
	err := x.each(false, func(s *store.Session) error {
		f := x.form(s, false)
		score, high := "", ""
		if f.Score != nil {
			score = strconv.Itoa(f.Score.Total)
		}
		if f.PressureHigh != nil {
			high = strconv.FormatUint(uint64(*f.PressureHigh), 10)
		}
		return row(f.ID, f.Person, x.nameOf(s.Person), stamp(s.Start), stamp(s.End), strconv.FormatUint(uint64(s.Duration), 10), f.Origin, f.Device, x.house.Brushes[s.Device], f.Brand, f.Mode,
			score, high, strconv.FormatUint(uint64(s.Heard), 10), s.Note, strconv.FormatBool(s.Removed))
	})
	if err != nil {
		return err
	}
	return end()
}

func (x *export) nameOf(p brush.PersonID) string {
	for i := range x.house.People {
		if x.house.People[i].ID == p {
			return x.house.People[i].Name
		}
	}
	return ""
}

func (x *export) secondsCSV(w *bufio.Writer) error {
	row, end := table(w, "session_id", "second", "heard", "mode", "sector", "pressure", "zones")
	err := x.each(true, func(s *store.Session) error {
		for _, r := range x.form(s, true).Runs {
			sector := ""
			if r.Sector > 0 {
				sector = strconv.Itoa(int(r.Sector))
			}
			for at := r.From; at < r.To; at++ {
				if err := row(string(s.ID), strconv.FormatUint(uint64(at), 10), strconv.FormatBool(r.Heard), r.Mode, sector, r.Pressure, strings.Join(r.Zones, " ")); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return end()
}

// frames writes what brushes said, word for word: of a person what was heard during their brushings, of a household all of it.
func (x *export) frames(w *bufio.Writer) error {
	var line []byte
	put := func(f *brush.Frame) error {
		line = append(wire.AppendFrame(line[:0], f), '\n')
		_, err := w.Write(line)
		return err
	}
	if x.person == nil {
		var devices []brush.DeviceID
		for d := range x.house.Brushes {
			devices = append(devices, d)
		}
		for _, p := range x.house.People {
			devices = append(devices, brush.EntriesOf(p.ID))
		}
		slices.Sort(devices)
		for _, d := range slices.Compact(devices) {
			if err := x.Store.Frames(x.ctx, x.h, d, time.Unix(0, 0), x.Now().Add(40*24*time.Hour), put); err != nil {
				return err
			}
		}
		return nil
	}
	before := map[brush.DeviceID]time.Time{} // what is behind is written already: sessions come from the newest on
	return x.each(false, func(s *store.Session) error {
		from, to := s.Start, s.End
		if s.LastHeard.After(to) {
			to = s.LastHeard
		}
		if at, known := before[s.Device]; known && !to.Before(at) {
			to = at.Add(-time.Microsecond)
		}
		before[s.Device] = from
		if to.Before(from) {
			return nil
		}
		return x.Store.Frames(x.ctx, x.h, s.Device, from, to, put)
	})
}

type exportedPerson struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Glaze     string      `json:"glaze"`
	BirthYear int         `json:"birth_year,omitempty"`
	MilkTeeth bool        `json:"milk_teeth"`
	Target    int         `json:"target_s"`
	Morning   bool        `json:"morning"`
	Evening   bool        `json:"evening"`
	Coach     store.Coach `json:"coach,omitzero"`
	Created   time.Time   `json:"created_at"`
	Language  string      `json:"language,omitempty"`

	Plans  []exportedPlan  `json:"plans"`
	Earned *exportedEarned `json:"earned,omitempty"`
}

// exportedPlan is what somebody meant to do from a day on.
type exportedPlan struct {
	Since   string        `json:"since,omitempty"` // "": it always did
	Morning bool          `json:"morning"`
	Evening bool          `json:"evening"`
	Target  int           `json:"target_s"`
	Grow    *exportedGrow `json:"grow,omitempty"`
}

// exportedGrow is how a target grows, from target_s on.
type exportedGrow struct {
	Since string `json:"since"`
	Step  int    `json:"step_s"`
	Aim   int    `json:"aim_s"`
}

// exportedEarned is what days up to one have earned, whose brushings are forgotten.
type exportedEarned struct {
	Through string `json:"through"`
	Days    int    `json:"days"`
	Weeks   int    `json:"weeks"`
}

func plansOf(p *store.Person) (out []exportedPlan) {
	for _, one := range p.Plans() {
		e := exportedPlan{Morning: one.Morning, Evening: one.Evening, Target: int(one.Target)}
		if one.Since != (session.Date{}) {
			e.Since = one.Since.String()
		}
		if one.Grow != (session.Growth{}) {
			e.Grow = &exportedGrow{one.Grow.Since.String(), int(one.Grow.Step), int(one.Grow.Aim)}
		}
		out = append(out, e)
	}
	return out
}

func earnedOf(p *store.Person) *exportedEarned {
	if p.Earned.Days == 0 {
		return nil
	}
	return &exportedEarned{p.Earned.Through.String(), p.Earned.Days, p.Earned.Weeks}
}

type exportedBrush struct {
	Device    string    `json:"device"`
	Brand     string    `json:"brand"`
	Name      string    `json:"name,omitempty"`
	Model     string    `json:"model,omitempty"`
	People    []string  `json:"people,omitempty"`
	FirstSeen time.Time `json:"first_heard_at"`
	LastSeen  time.Time `json:"last_heard_at"`
}

func (x *export) settings(w *bufio.Writer) error {
	var out struct {
		Household struct {
			ID       string `json:"id"`
			Name     string `json:"name"`
			TimeZone string `json:"time_zone"`
			DayTurns int    `json:"day_turns_min"`
		} `json:"household"`
		People  []exportedPerson  `json:"people"`
		Brushes []exportedBrush   `json:"brushes"`
		Sources map[string]string `json:"sources,omitempty"`

		Reminders exportedReminders `json:"reminders"`
	}
	reminders, err := x.reminders()
	if err != nil {
		return err
	}
	out.Reminders = reminders
	out.Household.ID, out.Household.Name, out.Household.TimeZone, out.Household.DayTurns = string(x.h), x.house.Name, x.house.TimeZone, x.house.DayTurns
	today, _ := x.house.Calendar().Place(x.Now())
	for _, p := range x.people {
		out.People = append(out.People, exportedPerson{string(p.ID), p.Name, p.Glaze, p.BirthYear, p.MilkTeeth, int(p.Plan().On(today)), p.Morning, p.Evening, p.Coach, p.Created.UTC(), p.Language, plansOf(&p), earnedOf(&p)})
	}
	bs, err := x.Store.Brushes(x.ctx, x.h)
	if err != nil {
		return err
	}
	for _, b := range bs {
		if x.person != nil && !slices.Contains(b.People, x.person.ID) {
			continue
		}
		e := exportedBrush{Device: string(b.Device), Brand: string(b.Brand), Name: b.Name, Model: b.Model, FirstSeen: b.FirstHeard.UTC(), LastSeen: b.LastHeard.UTC()}
		for _, p := range b.People {
			if x.person == nil || p == x.person.ID {
				e.People = append(e.People, string(p))
			}
		}
		out.Brushes = append(out.Brushes, e)
	}
	if x.person == nil {
		out.Sources = map[string]string{}
		for id, name := range x.house.Sources {
			out.Sources[string(id)] = name
		}
	}
	return writeJSON(w, out)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

type exportedConsent struct {
	ID          string     `json:"id"`
	Person      string     `json:"person_id,omitempty"`
	Kind        string     `json:"receiver_kind,omitempty"`
	Receiver    string     `json:"receiver_id,omitempty"`
	Name        string     `json:"receiver_name,omitempty"`
	Scopes      []string   `json:"scopes,omitempty"`
	Version     string     `json:"text_version"`
	Words       string     `json:"text,omitempty"`
	Language    string     `json:"text_language,omitempty"`
	Hash        string     `json:"text_sha256"`
	GivenBy     string     `json:"given_by,omitempty"`
	Given       time.Time  `json:"given_at"`
	WithdrawnBy string     `json:"withdrawn_by,omitempty"`
	Withdrawn   *time.Time `json:"withdrawn_at,omitempty"`
	Erased      *time.Time `json:"erased_at,omitempty"`
}

func (x *export) consents(w *bufio.Writer) error {
	var p brush.PersonID
	if x.person != nil {
		p = x.person.ID
	}
	all, err := x.Consents(x.ctx, x.h, p)
	if err != nil {
		return err
	}
	out := make([]exportedConsent, 0, len(all))
	for _, c := range all {
		e := exportedConsent{ID: c.ID, Person: string(c.Person), Kind: c.ReceiverKind, Receiver: c.ReceiverID, Name: c.ReceiverName, Scopes: c.Scopes,
			Version: c.Text, Hash: hex.EncodeToString(c.TextHash[:]), GivenBy: c.GivenBy, Given: c.Given, WithdrawnBy: c.WithdrawnBy}
		if t, ok := store.TextOf(c.Text); ok && t.Hash() == c.TextHash {
			e.Words, e.Language = t.Words, t.Language
		}
		if !c.Withdrawn.IsZero() {
			e.Withdrawn = &c.Withdrawn
		}
		if !c.Erased.IsZero() {
			e.Erased = &c.Erased
		}
		out = append(out, e)
	}
	return writeJSON(w, out)
}

func (x *export) audit(w *bufio.Writer) error {
	row, end := table(w, "number", "at", "act", "by", "by_id", "app_id", "about", "about_id", "person_id", "request", "detail")
	q := store.AuditQuery{Limit: 500}
	if x.person != nil {
		q.Person = x.person.ID
	}
	for {
		ls, err := x.Store.AuditLines(x.ctx, x.h, q)
		if err != nil {
			return err
		}
		for i := range ls {
			l := &ls[i]
			if err := row(number(l.Seq), stamp(l.At), string(l.Act), string(l.By.Kind), l.By.ID, l.Client.ID, string(l.About.Kind), l.About.ID, l.Person.ID, l.Request, l.Detail); err != nil {
				return err
			}
		}
		if len(ls) < q.Limit {
			return end()
		}
		q.Before = ls[len(ls)-1].Seq
	}
}
