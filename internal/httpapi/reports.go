package httpapi

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/report"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

type (
	periodOf struct {
		ID   string `path:"id" maxLength:"64"`
		From string `query:"from" required:"true" format:"date" doc:"First day"`
		To   string `query:"to" required:"true" format:"date" doc:"Last day; at most 400 days"`
	}
	newLinkOf struct {
		ID   string `path:"id" maxLength:"64"`
		Body NewReportLink
	}
	linkQuery struct {
		Person string `query:"person" maxLength:"64" doc:"Only this person's"`
	}
	byLink struct {
		Link string `path:"link" maxLength:"64" doc:"The id of a link"`
	}
	headOf struct {
		Device string `path:"device" maxLength:"64"`
		Body   NewHead
	}
	// robots keeps an answer out of every index.
	robots[T any] struct {
		Robots string `header:"X-Robots-Tag"`
		Body   T
	}
)

// linkScope is what a link lets its receiver have, as a consent says it.
const linkScope = "report:read"

// formats are what a report can be fetched as.
var formats = []string{"pdf", "fhir", "csv"}

func (s *server) reportRoutes() {
	register(s, door{id: "insights", method: "GET", path: "/people/{id}/insights", scope: account.SessionsRead, tag: "reports", errors: []int{404}, summary: "What a person's brushings of a period say",
		description: "Computed from the sessions that are kept. It compares with the plan, and with nobody else."}, s.insights)
	making(s, door{id: "shareReport", secret: true, method: "POST", path: "/people/{id}/report-links", scope: account.HouseholdWrite, tag: "reports", status: 201, errors: []int{404, 422},
		summary: "Lend a report by link", description: "Whoever has the link reads the report of this person and period, without an account, until it ends or is revoked. It is told only in this answer."},
		s.shareReport, s.sharedReport)
	register(s, door{id: "reportLinks", method: "GET", path: "/household/report-links", scope: account.HouseholdWrite, tag: "reports", summary: "Links to reports, newest first"}, s.reportLinks)
	register(s, door{id: "revokeReportLink", method: "DELETE", path: "/household/report-links/{link}", scope: account.HouseholdWrite, tag: "reports", errors: []int{404},
		summary: "Revoke a link to a report", description: "At once, and for good."}, s.revokeReportLink)
	register(s, door{id: "newHead", method: "PUT", path: "/brushes/{device}/head", scope: account.BrushesWrite, tag: "brushes", status: 204, errors: []int{404}, summary: "Say that a brush got a new head"}, s.newHead)
	register(s, door{id: "openReportLink", method: "POST", path: "/shared/report", scope: open, tag: "reports", errors: []int{404, 429}, summary: "Read a report that was lent",
		description: "By the secret behind the # of a link. 404 for every secret that opens nothing, whatever the reason."}, s.openLink)

	text := &huma.Schema{Type: huma.TypeString}
	format := &huma.Schema{Type: huma.TypeString}
	for _, f := range formats {
		format.Enum = append(format.Enum, f)
	}
	files := map[string]reflect.Type{"application/pdf": reflect.TypeFor[string](), "application/fhir+json": reflect.TypeFor[string](), "text/csv": reflect.TypeFor[string]()}
	formatParam := &huma.Param{Name: "format", In: "path", Required: true, Schema: format, Description: "PDF, FHIR R4 bundle, or a table"}
	s.registerPlain(door{id: "report", method: "GET", path: "/people/{id}/report/{format}", scope: account.SessionsRead, tag: "reports", errors: []int{404, 422}, summary: "A report as a file: PDF, FHIR R4 bundle, or a table"},
		nil, files, []*huma.Param{
			{Name: "id", In: "path", Required: true, Schema: text}, formatParam,
			{Name: "from", In: "query", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "date"}, Description: "First day"},
			{Name: "to", In: "query", Required: true, Schema: &huma.Schema{Type: huma.TypeString, Format: "date"}, Description: "Last day; at most 400 days"},
			{Name: "unnamed", In: "query", Schema: &huma.Schema{Type: huma.TypeBoolean}, Description: "It does not say what the person is called"},
			{Name: "for", In: "query", Schema: text, Description: "Who it is written for, such as Dr. Okafor"},
			{Name: "lang", In: "query", Schema: text, Description: "A language tag"},
		}, s.reportFile)
	s.registerPlain(door{id: "openReportLinkFile", method: "POST", path: "/shared/report/{format}", scope: open, tag: "reports", errors: []int{404, 422, 429}, summary: "A report that was lent, as a file"},
		map[string]reflect.Type{"application/json": reflect.TypeFor[LinkSecret]()}, files, []*huma.Param{formatParam}, s.openLinkFile)
}

func days(from, to string) (f, t session.Date, err error) {
	f, ok := session.ParseDate(from)
	if !ok {
		return f, t, &brush.FieldError{Field: "query.from", Reason: "is no day"}
	}
	if t, ok = session.ParseDate(to); !ok {
		return f, t, &brush.FieldError{Field: "query.to", Reason: "is no day"}
	}
	return f, t, nil
}

// reportOf makes the report of somebody whom who asks may see, and writes down that it was read.
func (s *server) reportOf(ctx context.Context, id, from, to string) (*report.Report, error) {
	f, t, err := days(from, to)
	if err != nil {
		return nil, err
	}
	p := brush.PersonID(id)
	if !principal(ctx).Sees(p) {
		return nil, hidden("the person")
	}
	r, err := s.reports.Of(ctx, principal(ctx).Household, p, f, t)
	var field *brush.FieldError
	if errors.As(err, &field) {
		return nil, &brush.FieldError{Field: "query." + field.Field, Reason: field.Reason}
	}
	if err != nil {
		return nil, err
	}
	return r, s.saw(ctx, p)
}

func (s *server) insights(ctx context.Context, in *periodOf) (*body[Insights], error) {
	r, err := s.reportOf(ctx, in.ID, in.From, in.To)
	if err != nil {
		return nil, err
	}
	return &body[Insights]{insightsOf(r, true)}, nil
}

func (s *server) shareReport(ctx context.Context, in *newLinkOf) (report.Made, error) {
	b := in.Body
	if !store.SameText(b.TextVersion, store.AppText) {
		return report.Made{}, &brush.FieldError{Field: "text_version", Reason: "is none that was shown"}
	}
	if !principal(ctx).Sees(brush.PersonID(in.ID)) {
		return report.Made{}, hidden("the person")
	}
	from, to, err := days(b.From, b.To)
	if err != nil {
		return report.Made{}, err
	}
	return s.reports.Make(ctx, principal(ctx).Household, report.NewLink{Person: brush.PersonID(in.ID), From: from, To: to, Receiver: b.Receiver, Days: b.Days, Named: b.Named},
		func(tx store.Tx, l *store.ReportLink) (string, error) {
			c, err := s.Privacy.GiveIn(ctx, tx, privacy.NewConsent{Person: l.Person, Receiver: privacy.Receiver{Kind: "link", ID: l.ID, Name: l.Receiver}, Scopes: []string{linkScope}, Text: b.TextVersion})
			return c.ID, err
		})
}

func (s *server) sharedReport(ctx context.Context, m report.Made) (MadeReportLink, error) {
	link := s.address(requestOf(ctx).r) + "/r#" + m.Secret
	squares, err := qrOf(link)
	return MadeReportLink{ReportLink: reportLinkOf(&m.ReportLink, s.Now(), nil), Link: link, QR: squares}, err
}

func (s *server) reportLinks(ctx context.Context, in *linkQuery) (*body[List[ReportLink]], error) {
	if principal(ctx).Narrowed() {
		return nil, errNarrowed()
	}
	id := principal(ctx).Household
	all, err := s.reports.Links(ctx, id, brush.PersonID(in.Person))
	if err != nil {
		return nil, err
	}
	cs, err := s.Privacy.Consents(ctx, id, brush.PersonID(in.Person))
	if err != nil {
		return nil, err
	}
	out := &body[List[ReportLink]]{List[ReportLink]{Items: []ReportLink{}}}
	for i := range all {
		out.Body.Items = append(out.Body.Items, reportLinkOf(&all[i], s.Now(), cs))
	}
	return out, nil
}

// reportLinkOf returns the form of a link. cs are the consents that it may need; nil: it was made now.
func reportLinkOf(l *store.ReportLink, now time.Time, cs []store.Consent) ReportLink {
	out := ReportLink{ID: l.ID, PersonID: string(l.Person), Receiver: l.Receiver, From: l.First.String(), To: l.Last.String(), Named: l.Named, CreatedAt: l.Created.UTC(), ExpiresAt: l.Expires.UTC(),
		RevokedAt: atOrNil(l.Revoked), Views: l.Views, ViewedAt: atOrNil(l.Viewed), Open: l.Open(now)}
	if cs != nil && !slices.ContainsFunc(cs, func(c store.Consent) bool { return c.ID == l.Consent && c.Holds() }) {
		out.Open = false
	}
	return out
}

func (s *server) revokeReportLink(ctx context.Context, in *byLink) (*body[ReportLink], error) {
	if principal(ctx).Narrowed() {
		return nil, errNarrowed()
	}
	l, err := s.reports.Revoke(ctx, principal(ctx).Household, in.Link)
	if err != nil {
		return nil, err
	}
	return &body[ReportLink]{reportLinkOf(&l, s.Now(), nil)}, nil
}

func (s *server) newHead(ctx context.Context, in *headOf) (*none, error) {
	d := brush.DeviceID(in.Device)
	if _, err := s.brush(ctx, principal(ctx), d); err != nil {
		return nil, err
	}
	var at time.Time
	if in.Body.At != nil {
		at = *in.Body.At
	}
	if err := s.reports.NewHead(ctx, principal(ctx).Household, d, at); err != nil {
		return nil, err
	}
	s.Hub.Wake(principal(ctx).Household)
	return nil, nil
}

// lent is the report that a secret opens. Guesses are slowed, by address; who had one that opens something may go on at once.
func (s *server) lent(ctx context.Context, secret string) (*report.Report, store.ReportLink, error) {
	peer := requestOf(ctx).peer
	if wait := s.links.Try("link", peer, s.Now()); wait > 0 {
		return nil, store.ReportLink{}, &account.WaitError{For: wait}
	}
	r, l, err := s.reports.Opened(ctx, secret)
	switch {
	case errors.Is(err, report.ErrLink):
		return nil, l, says(http.StatusNotFound, "This link opens nothing, or nothing any more. Ask who gave it to you for a new one.")
	case err != nil:
		return nil, l, err
	}
	s.links.Worked("link", peer)
	return r, l, nil
}

func (s *server) openLink(ctx context.Context, in *body[LinkSecret]) (*robots[SharedReport], error) {
	r, l, err := s.lent(ctx, in.Body.Secret)
	if err != nil {
		return nil, err
	}
	return &robots[SharedReport]{Robots: "noindex", Body: SharedReport{Report: insightsOf(r, false), Receiver: l.Receiver, ExpiresAt: l.Expires.UTC()}}, nil
}

func (s *server) openLinkFile(w http.ResponseWriter, r *http.Request) {
	var in LinkSecret
	if err := readBody(w, r, &in); err != nil {
		s.writeProblem(w, r, err)
		return
	}
	one, l, err := s.lent(r.Context(), in.Secret)
	if err != nil {
		s.writeProblem(w, r, err)
		return
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	s.sendReport(w, r, one, r.Header.Get("Accept-Language"), l.Receiver)
}

func (s *server) reportFile(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if !slices.Contains(formats, r.PathValue("format")) {
		s.writeProblem(w, r, hidden("the format"))
		return
	}
	one, err := s.reportOf(r.Context(), r.PathValue("id"), q.Get("from"), q.Get("to"))
	if err == nil {
		err = s.Privacy.Note(r.Context(), principal(r.Context()).Household, store.ActReportTaken, store.Named{Kind: store.NamePerson, ID: string(one.Person.ID)}, one.Person.ID)
	}
	if err == nil && len(q.Get("for")) > 200 {
		err = &brush.FieldError{Field: "query.for", Reason: "is too long"}
	}
	if err != nil {
		s.writeProblem(w, r, err)
		return
	}
	one.Named = q.Get("unnamed") != "true"
	s.sendReport(w, r, one, q.Get("lang"), q.Get("for"))
}

// sendReport answers with a file. It is made whole first: half of one must not look like all of it.
func (s *server) sendReport(w http.ResponseWriter, r *http.Request, one *report.Report, language, receiver string) {
	var out bytes.Buffer
	var err error
	kind, ext := "application/pdf", "pdf"
	switch r.PathValue("format") {
	case "pdf":
		err = one.PDF(&out, language, receiver)
	case "fhir":
		kind, ext = "application/fhir+json; fhirVersion=4.0", "fhir.json"
		err = one.FHIR(&out)
	case "csv":
		kind, ext = "text/csv; charset=utf-8; header=present", "csv"
		err = one.CSV(&out)
	default:
		err = hidden("the format")
	}
	if err != nil {
		s.writeProblem(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="brushing-report-`+one.To.String()+"."+ext+`"`)
	_, _ = w.Write(out.Bytes()) // the only error is a listener that has gone
}

// makerName is what a maker is called.
func (s *server) makerName(id brush.BrandID) string {
	if maker := s.Brands.ByID(id); maker != nil {
		return maker.Name
	}
	return ""
}
