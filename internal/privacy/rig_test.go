package privacy_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/faulty"
	"github.com/enamel-home/enamel/internal/store/postgres"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/session"
)

// The words that only one person's data holds.
const (
	kid     = "Quillfeather"
	sibling = "Ben"
	secret  = "loose tooth zanzibar"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// rig is a household over a real database.
type rig struct {
	path    string // of the file; "": PostgreSQL
	address string
	st      *faulty.Store
	acc     *account.Service
	in      *ingest.Ingester
	s       *privacy.Service
	h       brush.HouseholdID
	account string
	kid     brush.PersonID
	ben     brush.PersonID
	ids     []string // of the kid's sessions
	bens    []brush.SessionID
}

func clock() time.Time { return noon }

// as is a context in which somebody acts.
func (r *rig) as() context.Context {
	return store.WithActor(context.Background(), store.Actor{By: store.Named{Kind: store.NameAccount, ID: r.account}, Request: "req"})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (r *rig) open(t testing.TB) {
	t.Helper()
	var st store.Store
	var err error
	if r.path != "" {
		st, err = sqlite.Open(context.Background(), r.path)
	} else {
		st, err = postgres.Open(context.Background(), r.address, postgres.Settings{})
	}
	must(t, err)
	r.st = faulty.New(st)
	r.acc = account.New(r.st, clock, nil)
	r.in = &ingest.Ingester{Store: r.st, Brands: all.Set(), Now: clock}
	r.s = &privacy.Service{Store: r.st, Brands: all.Set(), Now: clock}
}

func newRig(t testing.TB, db string) *rig {
	t.Helper()
	r := &rig{}
	if db == "sqlite" {
		r.path = filepath.Join(t.TempDir(), "enamel.db")
	} else {
		r.address = pgtest.Emptied(t)
	}
	r.open(t)
	t.Cleanup(func() { _ = r.st.Close() })
	p, err := r.acc.SetupHere(context.Background(), account.Setup{Name: "Ada", Email: "ada@example.org", Password: "four words by chance", Household: "Mill Lane", TimeZone: "Europe/Berlin",
		People: []account.NewPerson{{Name: kid, BirthYear: 2019, MilkTeeth: true}, {Name: sibling}}})
	must(t, err)
	r.h, r.account = p.Household, p.Account.ID
	people, err := r.st.People(context.Background(), r.h)
	must(t, err)
	r.kid, r.ben = people[0].ID, people[1].ID
	return r
}

// notBrush is a frame that nobody understands, whose payload can be looked for.
func notBrush(d brush.DeviceID, seq uint64, at time.Time, payload string) brush.Frame {
	return brush.Frame{Source: "hall", Seq: seq, Device: d, At: at, Kind: brush.Advert, Company: brush.Some[uint16](0xfffe), Payload: []byte(payload)}
}

// fill puts the kid into every place that there is: brushings on a brush shared with a sibling, on one of their own, timed and noted ones, notes,
// suggestions, consents, the feed and the log.
func (r *rig) fill(t testing.TB, sessions int) {
	t.Helper()
	ctx := r.as()
	const shared, own brush.DeviceID = "AA:00:00:00:00:01", "AA:00:00:00:00:02"
	seq := uint64(0)
	brushing := func(d brush.DeviceID, begin time.Time, mark string) {
		var fs []brush.Frame
		for s := 0; s <= 40; s += 2 {
			seq++
			state := byte(3)
			if s == 40 {
				state = 2
			}
			fs = append(fs, brush.Frame{Source: "hall", Seq: seq, Device: d, At: begin.Add(time.Duration(s) * time.Second), Kind: brush.Advert, Company: brush.Some[uint16](0x00dc),
				Payload: []byte{0x06, 0x32, 0x6b, state, 0x80, 0, byte(s), 0x01, 0x01, 0, 0x04}})
			seq++
			fs = append(fs, notBrush(d, seq, begin.Add(time.Duration(s)*time.Second+time.Millisecond), mark))
		}
		must(t, r.in.Accept(ctx, r.h, fs))
	}
	start := noon.Add(-20 * 24 * time.Hour)
	for i := range sessions {
		at := start.Add(time.Duration(i) * 11 * time.Hour)
		brushing(shared, at, kid+" payload on the shared one")
		brushing(shared, at.Add(6*time.Minute), "sibling payload")
		brushing(own, at.Add(time.Hour), kid+" payload on their own")
	}
	// So much in one call that it is packed at once, of both in one block.
	var many []brush.Frame
	for i := range 400 {
		many = append(many, notBrush(shared, 2e6+uint64(2*i), start.Add(time.Duration(i)*100*time.Millisecond), kid+" packed "+strconv.Itoa(i)),
			notBrush(shared, 2e6+uint64(2*i)+1, start.Add(6*time.Minute+time.Duration(i)*100*time.Millisecond), "sibling payload"))
	}
	must(t, r.in.Accept(ctx, r.h, many))
	must(t, r.in.Accept(ctx, r.h, []brush.Frame{notBrush(shared, 1e6, start.Add(5*time.Hour), kid+" between brushings")}))
	must(t, r.in.Sweep(ctx))
	ss, err := r.st.Sessions(ctx, r.h, store.SessionQuery{Limit: 1000})
	must(t, err)
	if len(ss) != 3*sessions {
		t.Fatalf("%d brushings were heard, want %d", len(ss), 3*sessions)
	}
	for i := range ss {
		s := &ss[i]
		sibs := s.Device == shared && s.Start.Sub(start)%(11*time.Hour) > time.Minute && s.Start.Sub(start)%(11*time.Hour) < 10*time.Hour
		if sibs {
			must(t, r.in.Assign(ctx, r.h, s.ID, r.ben, false))
			r.bens = append(r.bens, s.ID)
			continue
		}
		must(t, r.in.Assign(ctx, r.h, s.ID, r.kid, false))
		must(t, r.in.SetNote(ctx, r.h, s.ID, secret))
		r.ids = append(r.ids, string(s.ID))
	}
	must(t, r.in.Remove(ctx, r.h, brush.SessionID(r.ids[0])))
	note, _, err := r.in.TakeNote(ctx, r.h, "app:"+brush.SourceID(r.account), ingest.Note{ID: "n1", Person: r.kid, Start: noon.Add(-5 * time.Hour), Length: 2 * time.Minute})
	must(t, err)
	r.ids = append(r.ids, string(note.ID))
	both, one, name := []brush.PersonID{r.kid, r.ben}, []brush.PersonID{r.kid}, kid+"’s brush"
	_, err = r.acc.ChangeBrush(ctx, r.h, shared, account.BrushPatch{People: &both})
	must(t, err)
	_, err = r.acc.ChangeBrush(ctx, r.h, own, account.BrushPatch{People: &one, Name: &name})
	must(t, err)
	_, err = r.s.Give(ctx, r.h, privacy.NewConsent{Person: r.kid, Receiver: privacy.Receiver{Kind: "app", ID: "app-of-" + kid, Name: "Coach of " + kid}, Scopes: []string{"sessions:read"}, Text: store.CurrentText().Version})
	must(t, err)
	must(t, r.st.Update(ctx, r.h, func(tx store.Tx) error {
		l := store.ReportLink{ID: "link-of-" + kid, Hash: [32]byte{7}, Person: r.kid, Receiver: "Dentist of " + kid, First: session.Date{Year: 2026, Month: 1, Day: 1}, Last: session.Date{Year: 2026, Month: 5, Day: 1}, Created: noon, Expires: noon}
		if err := tx.PutReportLink(l); err != nil {
			return err
		}
		for _, p := range []brush.PersonID{r.kid, r.ben} {
			if err := tx.PutReminder(store.Reminder{Person: p, Reminder: session.Reminder{On: true, Part: session.Evening, At: 1201, Days: session.EveryDay}}); err != nil {
				return err
			}
		}
		if err := tx.PutPush(store.Push{ID: "push-of-" + r.account, Account: r.account, Sealed: store.Secret("sealed"), Created: noon}); err != nil {
			return err
		}
		by := store.Actor{By: store.Named{Kind: store.NameLink, ID: l.ID}}
		return tx.Audit(store.AuditEntry{At: noon, Act: store.ActLinkViewed, Actor: by, About: by.By, Person: r.kid})
	}))
	must(t, r.s.Saw(store.WithActor(ctx, store.Actor{By: store.Named{Kind: store.NameToken, ID: "tok"}}), r.h, r.kid, r.ben))
	must(t, r.st.Update(ctx, r.h, func(tx store.Tx) error {
		s, err := tx.Session(r.bens[0])
		if err != nil {
			return err
		}
		s.Suggested = r.kid
		src := store.Source{ID: "hall", Name: kid + "'s room", Created: noon}
		if err := tx.PutSource(src); err != nil {
			return err
		}
		return tx.PutSession(s)
	}))
	// The name as it was typed first is no longer in any row, but may be in the file.
	nick := kid + " the Second"
	_, err = r.acc.ChangePerson(ctx, r.h, r.kid, account.PersonPatch{Name: &nick})
	must(t, err)
	was := kid
	_, err = r.acc.ChangePerson(ctx, r.h, r.kid, account.PersonPatch{Name: &was})
	must(t, err)
}

// marks are what nothing may hold any more.
func (r *rig) marks() []string {
	return append([]string{kid, strings.ToLower(kid), secret, string(r.kid)}, r.ids...)
}

// found returns the first mark that a text holds, and "".
func found(text string, marks []string) string {
	for _, m := range marks {
		if strings.Contains(text, m) {
			return m
		}
	}
	return ""
}

func files(t testing.TB, path string) map[string]string {
	t.Helper()
	out := map[string]string{}
	names, err := filepath.Glob(path + "*")
	must(t, err)
	for _, n := range names {
		b, err := os.ReadFile(n)
		must(t, err)
		out[filepath.Base(n)] = string(b)
	}
	return out
}
