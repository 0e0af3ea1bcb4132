package notify

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/seal"
	"github.com/enamel-home/enamel/internal/store"
)

// TestReseal: after a rotation the secrets of hooks are under the first key, and sign as before; with another key file nothing is touched, and each is told.
func TestReseal(t *testing.T) {
	h := newHouse(t)
	path := filepath.Join(t.TempDir(), "key")
	box, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	s := h.server(true, func(c *Config) { c.Seal = box })
	k, _, err := s.Add(t.Context(), home, NewHook{Name: "x", URL: "http://127.0.0.1:9/", Kinds: Kinds()})
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.signatures(home, &k.Hook, "msg_1", h.Now(), []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	pass := func(s *Service) (sealed, shut int) {
		t.Helper()
		err := s.Reseal(t.Context(), []store.Household{{ID: home}, {ID: "away"}}, func(err error) {
			if err == nil {
				sealed++
			} else {
				shut++
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return sealed, shut
	}
	if sealed, shut := pass(s); sealed != 0 || shut != 0 {
		t.Errorf("under the first key: %d sealed, %d shut", sealed, shut)
	}
	other, err := seal.Load(path + ".other")
	if err != nil {
		t.Fatal(err)
	}
	if sealed, shut := pass(h.server(true, func(c *Config) { c.Seal = other })); sealed != 0 || shut != 1 {
		t.Errorf("with another file: %d sealed, %d shut", sealed, shut)
	}
	if err := seal.Rotate(path); err != nil {
		t.Fatal(err)
	}
	if sealed, shut := pass(s); sealed != 1 || shut != 0 {
		t.Errorf("after a rotation: %d sealed, %d shut", sealed, shut)
	}
	if err := seal.Drop(path); err != nil {
		t.Fatal(err)
	}
	now, err := h.st.Hook(t.Context(), home, k.ID)
	if err != nil || bytes.Equal(now.Secret, k.Secret) {
		t.Fatalf("the secret is as it was, %v", err)
	}
	if after, err := s.signatures(home, &now, "msg_1", h.Now(), []byte("{}")); err != nil || after != before {
		t.Errorf("it signs otherwise: %q, %q, %v", before, after, err)
	}
}

// TestResealGivesWay: between two households others get their turn, and it ends when it is told to.
func TestResealGivesWay(t *testing.T) {
	h := newHouse(t)
	s := h.server(true)
	begun := time.Now()
	if err := s.Reseal(t.Context(), make([]store.Household, 20), func(error) {}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took < 20*time.Millisecond {
		t.Errorf("20 households in %v", took)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := s.Reseal(ended, make([]store.Household, 20), func(error) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("told to end: %v", err)
	}
}
