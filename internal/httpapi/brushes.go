package httpapi

import (
	"compress/gzip"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

func (s *server) brushes(ctx context.Context, _ *none) (*body[List[Brush]], error) {
	bs, err := s.Store.Brushes(ctx, principal(ctx).Household)
	if err != nil {
		return nil, fmt.Errorf("read the brushes: %w", err)
	}
	out := &body[List[Brush]]{List[Brush]{Items: make([]Brush, 0, len(bs))}}
	for i := range bs {
		if p := principal(ctx); p.SeesAny(bs[i].People) {
			out.Body.Items = append(out.Body.Items, s.brushFor(p, &bs[i]))
		}
	}
	return out, nil
}

// brushFor returns the form of a brush without the people whom who asks may not see.
func (s *server) brushFor(p *account.Principal, b *store.Brush) Brush {
	out := brushOf(b, s.Brands)
	out.People = slices.DeleteFunc(out.People, func(id string) bool { return !p.Sees(brush.PersonID(id)) })
	return out
}

func (s *server) changeBrush(ctx context.Context, in *brushPatchOf) (*body[Brush], error) {
	if p := principal(ctx); p.Narrowed() {
		if _, err := s.brush(ctx, p, brush.DeviceID(in.Device)); err != nil {
			return nil, err
		}
		return nil, errNarrowed()
	}
	c := account.BrushPatch{Name: in.Body.Name, Model: in.Body.Model, Virtual: in.Body.Virtual}
	if in.Body.People != nil {
		people := make([]brush.PersonID, 0, len(*in.Body.People))
		for _, id := range *in.Body.People {
			people = append(people, brush.PersonID(id))
		}
		c.People = &people
	}
	h, d := principal(ctx).Household, brush.DeviceID(in.Device)
	var key []byte
	if in.Body.Key != nil {
		var err error
		if key, err = parseKey(*in.Body.Key); err != nil {
			return nil, err
		}
	}
	b, err := s.Accounts.ChangeBrush(ctx, h, d, c)
	if err != nil {
		return nil, err
	}
	if in.Body.Key != nil {
		if err := s.Ingest.SetKey(ctx, h, d, key); err != nil {
			return nil, err
		}
		bs, err := s.Store.Brushes(ctx, h)
		if err != nil {
			return nil, fmt.Errorf("read the brushes: %w", err)
		}
		if i := slices.IndexFunc(bs, func(b store.Brush) bool { return b.Device == d }); i >= 0 {
			b = bs[i]
		}
	}
	s.Hub.Wake(principal(ctx).Household)
	return &body[Brush]{brushOf(&b, s.Brands)}, nil
}

// parseKey reads a key as people paste it; nil for an empty one. What was sent is in no error.
func parseKey(text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	key, err := hex.DecodeString(text)
	if err != nil || len(key) != ingest.KeyLen {
		return nil, &brush.FieldError{Field: "key", Reason: "must be 32 hexadecimal digits, or empty for none"}
	}
	return key, nil
}

func (s *server) sources(ctx context.Context, _ *none) (*body[List[Source]], error) {
	ss, err := s.Store.Sources(ctx, principal(ctx).Household)
	if err != nil {
		return nil, fmt.Errorf("read the sources: %w", err)
	}
	if principal(ctx).Narrowed() {
		ss = nil // where and when the others brush is theirs
	}
	out := &body[List[Source]]{List[Source]{Items: make([]Source, 0, len(ss))}}
	for _, x := range ss {
		out.Body.Items = append(out.Body.Items, Source{ID: string(x.ID), Name: x.Name, LastHeard: x.LastHeard.UTC()})
	}
	return out, nil
}

// somebody refuses a person for whom a brush is to be who is nobody of the household, or nobody whom the one that is asking sees. "" is fine for who sees everybody.
func (s *server) somebody(ctx context.Context, person string) error {
	p := principal(ctx)
	nobody := &brush.FieldError{Field: "person_id", Reason: "is nobody of this household"}
	if p.Narrowed() && !p.Sees(brush.PersonID(person)) {
		return nobody
	}
	if person == "" {
		return nil
	}
	ps, err := s.Store.People(ctx, p.Household)
	if err != nil {
		return fmt.Errorf("read the people: %w", err)
	}
	if !slices.ContainsFunc(ps, func(x store.Person) bool { return string(x.ID) == person }) {
		return nobody
	}
	return nil
}

func (s *server) virtualBrush(ctx context.Context, in *body[VirtualRequest]) (*body[VirtualBrush], error) {
	if s.Virtual == nil {
		return nil, says(http.StatusNotFound, "This server has no virtual brushes.")
	}
	b, h := in.Body, principal(ctx).Household
	if b.Seconds == 0 {
		b.Seconds = 120
	}
	if err := s.somebody(ctx, b.PersonID); err != nil {
		return nil, err
	}
	d, err := s.Virtual.Start(ctx, h, brush.BrandID(b.Brand), brush.PersonID(b.PersonID), b.Seconds, b.Seed)
	if errors.Is(err, brush.ErrConflict) {
		return nil, says(http.StatusConflict, "This virtual brush brushes already, or two others do. Wait until it has ended.")
	}
	if err != nil {
		return nil, fmt.Errorf("start a virtual brush: %w", err)
	}
	s.Hub.Wake(h)
	return &body[VirtualBrush]{VirtualBrush{Device: string(d)}}, nil
}

// exportFrames streams the kept frames of a brush. When it breaks in the middle the connection is cut, so that a part does not look whole.
func (s *server) exportFrames(w http.ResponseWriter, r *http.Request) {
	h, d := principal(r.Context()).Household, brush.DeviceID(r.PathValue("device"))
	from, err := moment(r, "from")
	to, err2 := moment(r, "to")
	if err == nil {
		err = err2
	}
	if err == nil {
		err = s.knowsBrush(r.Context(), principal(r.Context()), d)
	}
	if err == nil {
		p, _ := d.Person()
		// Who follows a brush asks for the last moments again and again: that is one look, and one line of the log.
		note := s.Privacy.Note
		if from.After(s.Now().Add(-privacy.GoingOn)) {
			note = s.Privacy.NoteGoingOn
		}
		err = note(r.Context(), h, store.ActFramesExported, store.Named{Kind: store.NameBrush, ID: string(d)}, p)
	}
	if err != nil {
		s.writeProblem(w, r, err)
		return
	}
	if to.IsZero() {
		to = s.Now().Add(24 * time.Hour)
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Content-Disposition", `attachment; filename="frames.jsonl"`)
	w.Header().Set("Vary", "Accept-Encoding")
	var out io.Writer = w
	if accepts(r, "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		defer func() { _ = z.Close() }()
		out = z
	}
	control := http.NewResponseController(w)
	buf := make([]byte, 0, 64<<10)
	flush := func() error {
		_ = control.SetWriteDeadline(time.Now().Add(answerWithin)) // a writer without deadlines has none to set
		_, err := out.Write(buf)
		buf = buf[:0]
		return err
	}
	err = s.Store.Frames(r.Context(), h, d, from, to, func(f *brush.Frame) error {
		buf = append(wire.AppendFrame(buf, f), '\n')
		if len(buf) < 60<<10 {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		s.log.InfoContext(r.Context(), "export broke", "request", requestID(r.Context()), "error", err)
		panic(http.ErrAbortHandler)
	}
}

func (s *server) knowsBrush(ctx context.Context, who *account.Principal, d brush.DeviceID) error {
	h := who.Household
	if p, ok := d.Person(); ok { // a person's entries are exported like what a brush said
		if !who.Sees(p) {
			return hidden("the person")
		}
		people, err := s.Store.People(ctx, h)
		if err != nil {
			return fmt.Errorf("read the people: %w", err)
		}
		if !slices.ContainsFunc(people, func(o store.Person) bool { return o.ID == p }) {
			return fmt.Errorf("find the person: %w", brush.ErrNotFound)
		}
		return nil
	}
	if _, err := s.brush(ctx, who, d); err != nil {
		return err
	}
	if who.Narrowed() {
		return errNarrowed() // whoever held it
	}
	return nil
}

// moment reads a time of the query; zero when it is not there.
func moment(r *http.Request, name string) (time.Time, error) {
	v := r.URL.Query().Get(name)
	if v == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, v)
	if err != nil {
		return time.Time{}, &brush.FieldError{Field: "query." + name, Reason: "is no time such as 2026-11-22T07:30:00Z"}
	}
	return t, nil
}
