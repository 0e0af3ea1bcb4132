package report_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/report"
	"github.com/enamel-home/enamel/internal/store"
)

// lend makes a link with what is agreed to for it.
func (r *rig) lend(t testing.TB, n report.NewLink) (report.Made, error) {
	t.Helper()
	p := &privacy.Service{Store: r.st, Now: r.s.Now}
	ctx := store.WithActor(context.Background(), store.Actor{By: store.Named{Kind: store.NameAccount, ID: "acc"}})
	return r.s.Make(ctx, home, n, func(tx store.Tx, l *store.ReportLink) (string, error) {
		c, err := p.GiveIn(ctx, tx, privacy.NewConsent{Person: l.Person, Receiver: privacy.Receiver{Kind: "link", ID: l.ID, Name: l.Receiver}, Scopes: []string{"report:read"}, Text: store.CurrentText().Version})
		return c.ID, err
	})
}

func (r *rig) good(t testing.TB) report.NewLink {
	return report.NewLink{Person: "anna", From: day(t, "2026-11-01"), To: day(t, "2026-11-22"), Receiver: " Dr. Okafor ", Days: 14, Named: true}
}

func (r *rig) acts(t testing.TB) (all []store.Act) {
	t.Helper()
	ls, err := r.st.AuditLines(context.Background(), home, store.AuditQuery{})
	must(t, err)
	for _, l := range ls {
		all = append(all, l.Act)
	}
	return all
}

// TestLink: a link opens the report that was lent, until it ends; what it opens is what was agreed to.
func TestLink(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	ctx := context.Background()
	m, err := r.lend(t, r.good(t))
	must(t, err)
	if len(m.Secret) != 43 || m.Receiver != "Dr. Okafor" || m.Account != "acc" || !m.Expires.Equal(evening.AddDate(0, 0, 14)) {
		t.Errorf("made %+v with a secret of %d", m.ReportLink, len(m.Secret))
	}
	one, l, err := r.s.Opened(ctx, m.Secret)
	must(t, err)
	if one.From != m.First || one.To != m.Last || !one.Named || len(one.Brushings) == 0 || l.Views != 1 {
		t.Errorf("opened %v to %v, %d views", one.From, one.To, l.Views)
	}
	if acts := r.acts(t); len(acts) != 3 || acts[0] != store.ActLinkViewed || acts[1] != store.ActLinkMade || acts[2] != store.ActConsentGiven {
		t.Errorf("the log says %v", acts)
	}
	_, l, err = r.s.Opened(ctx, m.Secret) // the PDF
	must(t, err)
	r.now = r.now.Add(10 * time.Minute)
	_, again, err := r.s.Opened(ctx, m.Secret)
	must(t, err)
	if l.Views != 1 || again.Views != 2 {
		t.Errorf("%d views at once, %d later", l.Views, again.Views)
	}
	for _, wrong := range []string{"", "x", m.Secret + "x", m.Secret[1:], m.ID, string(make([]byte, 5000))} {
		if _, _, err := r.s.Opened(ctx, wrong); !errors.Is(err, report.ErrLink) || !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("the secret %.20q: %v", wrong, err)
		}
	}
	r.now = evening.AddDate(0, 0, 14).Add(-time.Second)
	if _, _, err := r.s.Opened(ctx, m.Secret); err != nil {
		t.Errorf("the last second: %v", err)
	}
	r.now = r.now.Add(time.Second)
	if _, _, err := r.s.Opened(ctx, m.Secret); !errors.Is(err, report.ErrLink) {
		t.Errorf("after its end: %v", err)
	}
}

// TestLinkTakenBack: a link opens nothing once it is revoked, its consent is withdrawn, or the person is gone.
func TestLinkTakenBack(t *testing.T) {
	ctx := context.Background()
	for name, takeBack := range map[string]func(*rig, *privacy.Service, report.Made) error{
		"revoked": func(r *rig, _ *privacy.Service, m report.Made) error {
			l, err := r.s.Revoke(ctx, home, m.ID)
			if cs, _ := r.st.Consents(ctx, home, "anna"); len(cs) != 1 || cs[0].Holds() || l.Revoked.IsZero() {
				t.Errorf("revoked %+v with the consents %+v", l, cs)
			}
			if _, again := r.s.Revoke(ctx, home, m.ID); again != nil {
				t.Errorf("again: %v", again)
			}
			return err
		},
		"withdrawn": func(_ *rig, p *privacy.Service, m report.Made) error {
			_, err := p.Withdraw(ctx, home, m.Consent)
			return err
		},
		"erased": func(r *rig, p *privacy.Service, _ report.Made) error {
			_, err := p.ErasePerson(ctx, home, "anna", "Anna")
			if ls, lerr := r.s.Links(ctx, home, ""); len(ls) != 0 || lerr != nil {
				t.Errorf("links of somebody who is gone: %v, %v", ls, lerr)
			}
			return err
		},
	} {
		r := newRig(t)
		r.fill(t, 3)
		m, err := r.lend(t, r.good(t))
		must(t, err)
		must(t, takeBack(r, &privacy.Service{Store: r.st, Now: r.s.Now}, m))
		if _, _, err := r.s.Opened(ctx, m.Secret); !errors.Is(err, report.ErrLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := newRig(t)
	if _, err := r.s.Revoke(ctx, home, "none"); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("revoke nothing: %v", err)
	}
	if _, err := r.s.Revoke(ctx, "other", "none"); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("revoke another household's: %v", err)
	}
}

// TestLinkBounds: what cannot be lent is refused with the field's name, and leaves neither a link nor a consent.
func TestLinkBounds(t *testing.T) {
	r := newRig(t)
	ctx := context.Background()
	for field, change := range map[string]func(*report.NewLink){
		"days":     func(n *report.NewLink) { n.Days = 91 },
		"days ":    func(n *report.NewLink) { n.Days = 0 },
		"receiver": func(n *report.NewLink) { n.Receiver = " " },
		"receive":  func(n *report.NewLink) { n.Receiver = fmt.Sprintf("%81s", "x")[:80] + "xé" },
		"to":       func(n *report.NewLink) { n.To = n.From.Add(-1) },
	} {
		n := r.good(t)
		change(&n)
		if field == "receive" {
			n.Receiver = "é" + fmt.Sprintf("%080d", 1)
		}
		if _, err := r.lend(t, n); !errors.Is(err, brush.ErrInvalid) {
			t.Errorf("%s: %v", field, err)
		}
	}
	n := r.good(t)
	n.Person = "nobody"
	if _, err := r.lend(t, n); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("for nobody: %v", err)
	}
	if _, err := r.s.Make(ctx, home, r.good(t), func(store.Tx, *store.ReportLink) (string, error) { return "", brush.ErrForbidden }); !errors.Is(err, brush.ErrForbidden) {
		t.Errorf("nobody agreed: %v", err)
	}
	if ls, err := r.s.Links(ctx, home, ""); len(ls) != 0 || err != nil {
		t.Errorf("links that were refused: %v, %v", ls, err)
	}
	for range report.MostLinks {
		_, err := r.lend(t, r.good(t))
		must(t, err)
	}
	if _, err := r.lend(t, r.good(t)); !errors.Is(err, brush.ErrInvalid) {
		t.Errorf("one too many: %v", err)
	}
	if cs, err := r.st.Consents(ctx, home, ""); len(cs) != report.MostLinks || err != nil {
		t.Errorf("%d consents, %v", len(cs), err)
	}
	// Those that ended make room, and of them the newest are listed.
	for range 2 {
		r.now = r.now.AddDate(0, 0, 15)
		for range report.MostLinks {
			_, err := r.lend(t, r.good(t))
			must(t, err)
		}
	}
	if ls, err := r.s.Links(ctx, home, "anna"); err != nil || len(ls) != report.MostLinks+50 {
		t.Errorf("%d links are listed, %v", len(ls), err)
	}
}

// TestNewHead: a head is as old as somebody said, of a brush that is there.
func TestNewHead(t *testing.T) {
	r := newRig(t)
	r.fill(t, 10)
	ctx := context.Background()
	for _, at := range []time.Time{evening.Add(time.Hour), evening.AddDate(-2, 0, -1)} {
		if err := r.s.NewHead(ctx, home, "d16", at); !errors.Is(err, brush.ErrInvalid) {
			t.Errorf("at %v: %v", at, err)
		}
	}
	if err := r.s.NewHead(ctx, home, "none", time.Time{}); !errors.Is(err, brush.ErrNotFound) {
		t.Errorf("of no brush: %v", err)
	}
	must(t, r.s.NewHead(ctx, home, "dio", evening.AddDate(0, 0, -3)))
	for _, b := range r.of(t, "anna", "2026-11-01").Brushes {
		if b.Device == "dio" && (!b.Head.OK || b.Head.V.Days != 3 || b.Head.V.Seconds == 0 || b.Head.V.Seconds > 4*130) {
			t.Errorf("the head %+v", b.Head)
		}
	}
}
