package httpapi

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/store"
)

// AuditEntry is one line of the log.
type AuditEntry struct {
	Seq     int64     `json:"seq" doc:"1, 2, 3 ... without gaps"`
	At      time.Time `json:"at"`
	Act     string    `json:"act" doc:"What was done, from a closed list"`
	By      Named     `json:"by"`
	App     *Named    `json:"app,omitempty" doc:"The app it was done through"`
	About   *Named    `json:"about,omitempty" doc:"What it was done to"`
	Person  *Named    `json:"person,omitempty" doc:"Whose data it is"`
	Request string    `json:"request,omitempty" doc:"The request's id, as in X-Request-Id and in the server's log"`
	Detail  string    `json:"detail,omitempty" doc:"Words of the server, such as the names of changed fields"`
	Hash    string    `json:"hash" doc:"SHA-256 of the hash before and this entry, in hexadecimal digits"`
}

// Named is something that the log speaks of. The log holds a number; what it means can be erased.
type Named struct {
	Kind   string `json:"kind" doc:"account, token, person, session and so on; empty for nobody"`
	ID     string `json:"id,omitempty" doc:"Absent: it was erased, or is of a kind without ids"`
	Number int64  `json:"number,omitempty" doc:"The same number is the same thing, also after it was erased"`
	Name   string `json:"name,omitempty" doc:"What it is called today, where that is known"`
}

// AuditPage is a part of the log, newest first.
type AuditPage struct {
	Items []AuditEntry `json:"items" nullable:"false"`
	Next  int64        `json:"next,omitempty" doc:"Send it as before for what is older; absent at the end"`
}

// AuditReport says whether the log is as it was written.
type AuditReport struct {
	OK    bool   `json:"ok"`
	Lines int64  `json:"lines" doc:"That hold, from the first on"`
	Head  string `json:"head" doc:"The number of the last line and its hash. Who notes it elsewhere can have it compared later"`
	Fault string `json:"fault,omitempty" doc:"The first thing that does not hold"`
}

// Consent says that somebody allowed a receiver to get a person's data.
type Consent struct {
	ID          string     `json:"id"`
	PersonID    string     `json:"person_id,omitempty" doc:"Absent: erased"`
	Receiver    Receiver   `json:"receiver"`
	Scopes      []string   `json:"scopes" nullable:"false"`
	TextVersion string     `json:"text_version"`
	TextHash    string     `json:"text_sha256" doc:"Of the words, in hexadecimal digits"`
	Words       string     `json:"words,omitempty" doc:"That were shown. Absent: they are not what was agreed to any more"`
	Language    string     `json:"language,omitempty" doc:"Of the words, a tag"`
	GivenBy     string     `json:"given_by,omitempty" doc:"An account's id"`
	GivenAt     time.Time  `json:"given_at"`
	WithdrawnBy string     `json:"withdrawn_by,omitempty"`
	WithdrawnAt *time.Time `json:"withdrawn_at,omitempty" doc:"Absent: it holds"`
	ErasedAt    *time.Time `json:"erased_at,omitempty" doc:"Nothing is left of it but that there was one"`
}

// Receiver is who gets a person's data.
type Receiver struct {
	Kind string `json:"kind" doc:"app, webhook or link"`
	ID   string `json:"id" maxLength:"200"`
	Name string `json:"name" maxLength:"100"`
}

// NewConsent is what somebody agrees to.
type NewConsent struct {
	PersonID    string   `json:"person_id" minLength:"1" maxLength:"64"`
	Receiver    Receiver `json:"receiver"`
	Scopes      []string `json:"scopes" minItems:"1" maxItems:"20" nullable:"false"`
	TextVersion string   `json:"text_version" maxLength:"40" doc:"Of the words that were shown"`
}

// Consents are what was allowed, and the words that are agreed to today.
type Consents struct {
	Items []Consent   `json:"items" nullable:"false"`
	Text  ConsentText `json:"text"`
}

// EraseRequest is confirmed by what is erased being typed.
type EraseRequest struct {
	Name string `json:"name" maxLength:"200" doc:"What the person, or the household, is called"`
}

// Erased says how far it is.
type Erased struct {
	Done bool `json:"done" doc:"False: it goes on in the background, also after a restart of the server"`
}

// Erasure is what is being erased.
type Erasure struct {
	PersonID string    `json:"person_id,omitempty" doc:"Absent: the whole household"`
	AskedAt  time.Time `json:"asked_at"`
}

type (
	auditQuery struct {
		Before int64  `query:"before" minimum:"0" doc:"Only older ones"`
		Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
		Person string `query:"person" maxLength:"64" doc:"Only about this person's data"`
	}
	checkQuery struct {
		Head string `query:"head" maxLength:"100" doc:"A head that was noted earlier"`
	}
	consentQuery struct {
		Person string `query:"person" maxLength:"64"`
	}
	eraseAnswer struct {
		Status int
		Body   Erased
	}
)

// An archive that is written holds a hand of the store for as long as its reader takes, and of these there are few.
const (
	mostExports          = 2                // of all households at once
	mostHouseholdExports = 1                // of one
	exportAfter          = 30 * time.Second // may come again who has one under way
)

// exports counts the archives that are being written.
type exports struct {
	mu  sync.Mutex
	all int
	of  map[brush.HouseholdID]int
}

// take counts one until release is called. *account.WaitError when the household has one under way, brush.ErrUnavailable when others have as many as may be.
func (e *exports) take(h brush.HouseholdID) (release func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.of[h] >= mostHouseholdExports {
		return nil, &account.WaitError{For: exportAfter}
	}
	if e.all >= mostExports {
		return nil, fmt.Errorf("export: as many are being made as may: %w", brush.ErrUnavailable)
	}
	if e.of == nil {
		e.of = map[brush.HouseholdID]int{}
	}
	e.all++
	e.of[h]++
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.all--
		if e.of[h]--; e.of[h] == 0 {
			delete(e.of, h)
		}
	}, nil
}

// eraseWithin is how long an answer waits for an erasure to come to its end.
const eraseWithin = 10 * time.Second

func (s *server) privacyRoutes() {
	register(s, door{id: "audit", method: "GET", path: "/household/audit", scope: account.AuditRead, tag: "privacy", summary: "Who did what, newest first"}, s.auditLog)
	register(s, door{id: "checkAudit", method: "GET", path: "/household/audit/check", scope: account.AuditRead, tag: "privacy", errors: []int{422}, summary: "Is the log as it was written?"}, s.checkAudit)
	register(s, door{id: "consents", method: "GET", path: "/household/consents", scope: account.AuditRead, tag: "privacy", summary: "What was allowed, newest first"}, s.consents)
	register(s, door{id: "consentTexts", method: "GET", path: "/consent-texts", scope: browser, tag: "privacy", summary: "What is agreed to today, in a language",
		description: "Show the words and send their version back: what is kept is what was shown."}, s.consentTexts)
	making(s, door{id: "giveConsent", method: "POST", path: "/household/consents", scope: account.HouseholdWrite, tag: "privacy", status: 201, errors: []int{404, 422},
		summary: "Allow a receiver to get a person's data"}, s.giveConsent, s.givenConsent)
	register(s, door{id: "withdrawConsent", method: "DELETE", path: "/household/consents/{id}", scope: account.HouseholdWrite, tag: "privacy", errors: []int{404}, summary: "Take a consent back"}, s.withdrawConsent)
	register(s, door{id: "erasures", method: "GET", path: "/household/erasures", scope: account.EraseWrite, tag: "privacy", summary: "What is being erased"}, s.erasures)
	register(s, door{id: "erasePerson", method: "POST", path: "/people/{id}/erase", scope: account.EraseWrite, tag: "privacy", errors: []int{404, 422},
		summary: "Erase all that is kept of a person", description: "For good. Brushings of others on the same brush stay. 202: it goes on in the background."}, s.erasePerson)
	register(s, door{id: "eraseHousehold", method: "POST", path: "/household/erase", scope: account.EraseWrite, tag: "privacy", errors: []int{422},
		summary: "Erase the household", description: "For good, with everything in it and the accounts that belong to nothing else. Nobody is let in any more from the answer on."}, s.eraseHousehold)

	zip := map[string]reflect.Type{"application/zip": reflect.TypeFor[string]()}
	s.registerPlain(door{id: "exportPerson", method: "GET", path: "/people/{id}/export", scope: account.ExportRead, tag: "privacy", errors: []int{404, 429}, summary: "All that is kept of a person, as a ZIP archive"},
		nil, zip, []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}}, s.exportPerson)
	s.registerPlain(door{id: "exportHousehold", method: "GET", path: "/household/export", scope: account.ExportRead, tag: "privacy", errors: []int{429}, summary: "All that is kept of the household, as a ZIP archive"},
		nil, zip, nil, func(w http.ResponseWriter, r *http.Request) { s.export(w, r, "") })
}

// Actor is who asks, as the log knows them; nobody before it is known.
func (q *request) Actor() store.Actor {
	a := store.Actor{Request: q.id}
	switch p := q.who; {
	case p == nil:
	case p.Browser():
		a.By = store.Named{Kind: store.NameAccount, ID: p.Maker()}
	case p.Grant != "":
		a.By = store.Named{Kind: store.NameGrant, ID: p.Grant}
	default:
		a.By = store.Named{Kind: store.NameToken, ID: p.TokenID}
	}
	return a
}

// saw writes down that somebody from outside reads of these people: a viewer, or a program. Without that nothing is shown.
func (s *server) saw(ctx context.Context, people ...brush.PersonID) error {
	p := principal(ctx)
	if p.Browser() && p.Role != store.Viewer {
		return nil
	}
	return s.Privacy.Saw(ctx, p.Household, people...)
}

// sawAll is saw for everybody of the household.
func (s *server) sawAll(ctx context.Context) error {
	p := principal(ctx)
	if p.Browser() && p.Role != store.Viewer {
		return nil
	}
	people, err := s.Store.People(ctx, p.Household)
	if err != nil {
		return fmt.Errorf("read the people: %w", err)
	}
	ids := make([]brush.PersonID, len(people))
	for i := range people {
		ids[i] = people[i].ID
	}
	return s.saw(ctx, ids...)
}

func whoseAre(ss []store.Session) []brush.PersonID {
	ids := make([]brush.PersonID, 0, len(ss))
	for i := range ss {
		ids = append(ids, ss[i].Person)
	}
	return ids
}

func (s *server) auditLog(ctx context.Context, in *auditQuery) (*body[AuditPage], error) {
	id := principal(ctx).Household
	ls, err := s.Privacy.Lines(ctx, id, store.AuditQuery{Before: store.Seq(in.Before), Limit: in.Limit + 1, Person: brush.PersonID(in.Person)})
	if err != nil {
		return nil, err
	}
	called, err := s.called(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &body[AuditPage]{AuditPage{Items: []AuditEntry{}}}
	if len(ls) > in.Limit {
		ls = ls[:in.Limit]
		out.Body.Next = int64(ls[len(ls)-1].Seq)
	}
	some := func(n store.Named) *Named {
		if n.Kind == store.Nobody {
			return nil
		}
		return &Named{Kind: string(n.Kind), ID: n.ID, Number: n.N, Name: called[store.Named{Kind: n.Kind, ID: n.ID}]}
	}
	for i := range ls {
		l := &ls[i]
		e := AuditEntry{Seq: int64(l.Seq), At: l.At.UTC(), Act: string(l.Act), App: some(l.Client), About: some(l.About), Person: some(l.Person), Request: l.Request, Detail: l.Detail, Hash: hex.EncodeToString(l.Hash[:])}
		if by := some(l.By); by != nil {
			e.By = *by
		}
		out.Body.Items = append(out.Body.Items, e)
	}
	return out, nil
}

// called says what the things in a log are called today.
func (s *server) called(ctx context.Context, id brush.HouseholdID) (map[store.Named]string, error) {
	h, err := s.house(ctx, id)
	if err != nil {
		return nil, err
	}
	out := map[store.Named]string{}
	for _, p := range h.People {
		out[store.Named{Kind: store.NamePerson, ID: string(p.ID)}] = p.Name
	}
	for d, name := range h.Brushes {
		out[store.Named{Kind: store.NameBrush, ID: string(d)}] = name
	}
	ts, err := s.Store.Tokens(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the tokens: %w", err)
	}
	for _, t := range ts {
		out[store.Named{Kind: store.NameToken, ID: t.ID}] = t.Name
	}
	ms, err := s.Store.Members(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the members: %w", err)
	}
	for _, m := range ms {
		out[store.Named{Kind: store.NameAccount, ID: m.Account}] = m.Name
	}
	gs, err := s.Store.Grants(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the grants: %w", err)
	}
	for _, g := range gs {
		out[store.Named{Kind: store.NameGrant, ID: g.ID}] = g.ClientName
	}
	cs, err := s.Store.OAuthClients(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the apps: %w", err)
	}
	for _, c := range cs {
		out[store.Named{Kind: store.NameClient, ID: c.ID}] = c.Name
	}
	ks, err := s.Store.Hooks(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read the webhooks: %w", err)
	}
	for _, k := range ks {
		out[store.Named{Kind: store.NameHook, ID: k.ID}] = k.Name
	}
	ls, err := s.reports.Links(ctx, id, "")
	if err != nil {
		return nil, err
	}
	for _, l := range ls {
		out[store.Named{Kind: store.NameLink, ID: l.ID}] = l.Receiver
	}
	p := principal(ctx)
	if p.Browser() {
		out[store.Named{Kind: store.NameAccount, ID: p.Account.ID}] = p.Account.Name
	}
	return out, nil
}

func (s *server) checkAudit(ctx context.Context, in *checkQuery) (*body[AuditReport], error) {
	var noted store.AuditHead
	if in.Head != "" {
		var ok bool
		if noted, ok = privacy.ParseHead(in.Head); !ok {
			return nil, &brush.FieldError{Field: "query.head", Reason: "is no number and hash with a colon between"}
		}
	}
	r, err := s.Privacy.Check(ctx, principal(ctx).Household, noted)
	if err != nil {
		return nil, err
	}
	return &body[AuditReport]{AuditReport{OK: r.Fault == "", Lines: int64(r.Lines), Head: privacy.HeadText(r.Head), Fault: r.Fault}}, nil
}

func consentOf(c *store.Consent) Consent {
	out := Consent{ID: c.ID, PersonID: string(c.Person), Receiver: Receiver{Kind: c.ReceiverKind, ID: c.ReceiverID, Name: c.ReceiverName}, Scopes: append([]string{}, c.Scopes...),
		TextVersion: c.Text, TextHash: hex.EncodeToString(c.TextHash[:]), GivenBy: c.GivenBy, GivenAt: c.Given.UTC(), WithdrawnBy: c.WithdrawnBy,
		WithdrawnAt: atOrNil(c.Withdrawn), ErasedAt: atOrNil(c.Erased)}
	if t, ok := store.TextOf(c.Text); ok && t.Hash() == c.TextHash {
		out.Words, out.Language = t.Words, t.Language
	}
	return out
}

func (s *server) consents(ctx context.Context, in *consentQuery) (*body[Consents], error) {
	all, err := s.Privacy.Consents(ctx, principal(ctx).Household, brush.PersonID(in.Person))
	if err != nil {
		return nil, err
	}
	out := &body[Consents]{Consents{Items: []Consent{}, Text: consentText(store.CurrentText())}}
	for i := range all {
		out.Body.Items = append(out.Body.Items, consentOf(&all[i]))
	}
	return out, nil
}

func (s *server) giveConsent(ctx context.Context, in *body[NewConsent]) (store.Consent, error) {
	b := in.Body
	return s.Privacy.Give(ctx, principal(ctx).Household, privacy.NewConsent{Person: brush.PersonID(b.PersonID), Scopes: b.Scopes, Text: b.TextVersion,
		Receiver: privacy.Receiver{Kind: b.Receiver.Kind, ID: b.Receiver.ID, Name: b.Receiver.Name}})
}

func (s *server) givenConsent(_ context.Context, c store.Consent) (Consent, error) {
	return consentOf(&c), nil
}

func (s *server) withdrawConsent(ctx context.Context, in *byID) (*body[Consent], error) {
	c, err := s.Privacy.Withdraw(ctx, principal(ctx).Household, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[Consent]{consentOf(&c)}, nil
}

func (s *server) erasures(ctx context.Context, _ *none) (*body[List[Erasure]], error) {
	all, err := s.Privacy.Erasing(ctx, principal(ctx).Household)
	if err != nil {
		return nil, err
	}
	out := &body[List[Erasure]]{List[Erasure]{Items: []Erasure{}}}
	for _, e := range all {
		out.Body.Items = append(out.Body.Items, Erasure{PersonID: string(e.Person), AskedAt: e.Asked.UTC()})
	}
	return out, nil
}

func erasedAnswer(done bool) *eraseAnswer {
	if done {
		return &eraseAnswer{http.StatusOK, Erased{Done: true}}
	}
	return &eraseAnswer{http.StatusAccepted, Erased{}}
}

func (s *server) erasePerson(ctx context.Context, in *patchOf[EraseRequest]) (*eraseAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, eraseWithin)
	defer cancel()
	done, err := s.Privacy.ErasePerson(ctx, principal(ctx).Household, brush.PersonID(in.ID), in.Body.Name)
	if err != nil {
		return nil, err
	}
	return erasedAnswer(done), nil
}

func (s *server) eraseHousehold(ctx context.Context, in *body[EraseRequest]) (*eraseAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, eraseWithin)
	defer cancel()
	done, err := s.Privacy.EraseHousehold(ctx, principal(ctx).Household, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return erasedAnswer(done), nil
}

func (s *server) exportPerson(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if id == "" || len(id) > brush.MaxID {
		s.writeProblem(w, r, fmt.Errorf("export: %w", brush.ErrNotFound))
		return
	}
	s.export(w, r, brush.PersonID(id))
}

// export streams an archive. When it breaks in the middle the connection is cut, so that a part does not look whole.
func (s *server) export(w http.ResponseWriter, r *http.Request, p brush.PersonID) {
	release, err := s.exporting.take(principal(r.Context()).Household)
	if err != nil {
		s.writeProblem(w, r, err)
		return
	}
	defer release()
	began := false
	err = s.Privacy.Export(r.Context(), principal(r.Context()).Household, p, func() io.Writer {
		began = true
		h := w.Header()
		h.Set("Content-Type", "application/zip")
		h.Set("Content-Disposition", `attachment; filename="enamel-`+s.Now().UTC().Format("2006-01-02")+`.zip"`)
		return patientWriter{w, http.NewResponseController(w)}
	})
	switch {
	case err == nil:
	case !began:
		s.writeProblem(w, r, err)
	default:
		s.log.InfoContext(r.Context(), "export broke", "request", requestID(r.Context()), "error", err)
		panic(http.ErrAbortHandler)
	}
}

// patientWriter gives each write its own time: an archive may take longer than an answer.
type patientWriter struct {
	w       io.Writer
	control *http.ResponseController
}

func (p patientWriter) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(answerWithin)) // a recorder in a test has no deadlines
	n, err := p.w.Write(b)
	if err != nil {
		return n, fmt.Errorf("write %s bytes: %w", strconv.Itoa(len(b)), err)
	}
	return n, nil
}
