package httpapi

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// brush returns a brush that who asks may see; brush.ErrNotFound.
func (s *server) brush(ctx context.Context, p *account.Principal, d brush.DeviceID) (store.Brush, error) {
	bs, err := s.Store.Brushes(ctx, p.Household)
	if err != nil {
		return store.Brush{}, fmt.Errorf("read the brushes: %w", err)
	}
	i := slices.IndexFunc(bs, func(b store.Brush) bool { return b.Device == d })
	if i < 0 || !p.SeesAny(bs[i].People) {
		return store.Brush{}, fmt.Errorf("read the brush: %w", brush.ErrNotFound)
	}
	return bs[i], nil
}

// listening returns a brush that can be told something.
func (s *server) listening(ctx context.Context, d brush.DeviceID) (store.Brush, error) {
	b, err := s.brush(ctx, principal(ctx), d)
	if err != nil {
		return b, err
	}
	if maker := s.Brands.ByID(b.Brand); maker == nil || !maker.Tells.Settings {
		return b, says(http.StatusConflict, "This brush cannot be told anything.")
	}
	return b, nil
}

func (s *server) brushSettings(ctx context.Context, in *byDevice) (*body[BrushSettings], error) {
	b, err := s.listening(ctx, brush.DeviceID(in.Device))
	if err != nil {
		return nil, err
	}
	return &body[BrushSettings]{*settingsOf(&b)}, nil
}

func (s *server) wishSettings(ctx context.Context, in *settingsOfBrush) (*body[BrushSettings], error) {
	if _, err := s.listening(ctx, brush.DeviceID(in.Device)); err != nil {
		return nil, err
	}
	if principal(ctx).Narrowed() {
		return nil, errNarrowed()
	}
	wish, err := preferences(&in.Body)
	if err != nil {
		return nil, err
	}
	h := principal(ctx).Household
	b, err := s.Accounts.WishSettings(ctx, h, brush.DeviceID(in.Device), wish)
	if err != nil {
		return nil, err
	}
	s.Hub.Wake(h)
	if s.SettingsChanged != nil {
		s.SettingsChanged(h, b.Device)
	}
	return &body[BrushSettings]{*settingsOf(&b)}, nil
}

// desiredSettings answers the brush itself, in the words of the open format.
func (s *server) desiredSettings(w http.ResponseWriter, r *http.Request) {
	obeys := r.URL.Query().Get("version")
	version, err := strconv.ParseUint(obeys, 10, 32)
	if obeys != "" && err != nil {
		s.writeProblem(w, r, &brush.FieldError{Field: "query.version", Reason: "must be a number from 0 to 4294967295"})
		return
	}
	p := principal(r.Context())
	if p.Device != "" && p.Device != brush.DeviceID(r.PathValue("device")) {
		s.writeProblem(w, r, says(http.StatusForbidden, "This token is for another brush."))
		return
	}
	b, err := s.brush(r.Context(), p, brush.DeviceID(r.PathValue("device")))
	if err != nil {
		s.writeProblem(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept")
	if b.Desired == nil || obeys != "" && uint32(version) == b.Desired.Version.V {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	maker := s.Brands.ByID(b.Brand)
	if maker == nil || maker.Tell == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	kind, cbor := "application/json", strings.Contains(r.Header.Get("Accept"), "application/cbor")
	if cbor {
		kind = "application/cbor"
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(maker.Tell(nil, b.Desired, cbor)) // a brush that has gone asks again
}

func settingsOf(b *store.Brush) *BrushSettings {
	return &BrushSettings{Version: b.Version(), Desired: shownSettings(b.Desired), Reported: shownSettings(b.Reported),
		InSync: b.Desired == nil || b.Reported != nil && b.Reported.Obeys(b.Desired)}
}

func shownSettings(v *brush.Preferences) *Settings {
	if v == nil {
		return nil
	}
	out := &Settings{Version: pointer(v.Version), Target: pointer(v.Target)}
	if v.Sounds.OK {
		name := v.Sounds.V.String()
		out.Sounds = &name
	}
	if v.Modes != nil {
		out.ModeNames = map[string]string{}
	}
	for _, m := range v.Modes {
		out.ModeNames[strconv.Itoa(int(m.Code))] = m.Name
	}
	return out
}

// preferences reads a wish.
func preferences(in *Settings) (v brush.Preferences, err error) {
	if in.Target != nil {
		v.Target = brush.Some(*in.Target)
	}
	if in.Sounds != nil {
		sounds, ok := brush.ParseSounds(*in.Sounds)
		if !ok {
			return v, &brush.FieldError{Field: "sounds", Reason: "must be off, low or high"}
		}
		v.Sounds = brush.Some(sounds)
	}
	if in.ModeNames != nil {
		v.Modes = []brush.ModeName{}
	}
	for _, key := range slices.Sorted(maps.Keys(in.ModeNames)) {
		code, err := strconv.ParseUint(key, 10, 8)
		if err != nil || strconv.FormatUint(code, 10) != key {
			return v, &brush.FieldError{Field: "mode_names", Reason: "must be named by numbers from 0 to 255"}
		}
		v.Modes = append(v.Modes, brush.ModeName{Code: uint8(code), Name: in.ModeNames[key]})
	}
	slices.SortFunc(v.Modes, func(a, b brush.ModeName) int { return int(a.Code) - int(b.Code) })
	return v, nil
}
