package provision_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
)

func TestCodes(t *testing.T) {
	r := newRig(t, nil)
	_, made, err := r.MakeBatch(t.Context(), provision.NewBatch{Brand: "enamel", Count: 200})
	must(t, err)
	seen := map[string]bool{}
	for _, p := range made {
		if len(p.Code) != 13 || seen[p.Code] || seen[string(p.Device)] || seen[p.Secret] || len(p.Secret) < 43 || !strings.HasPrefix(string(p.Device), "enamel-") {
			t.Fatal(p)
		}
		seen[p.Code], seen[string(p.Device)], seen[p.Secret] = true, true, true
		typed := strings.ToLower(provision.ShownCode(p.Code))
		typed = strings.NewReplacer("0", "o", "1", "l").Replace(typed)
		if got, err := provision.ParseCode(" " + typed + " "); err != nil || got != p.Code {
			t.Fatalf("%s typed as %s: %s %v", p.Code, typed, got, err)
		}
		// Every wrong character, and every two neighbours that changed places, are found without asking anybody.
		for i := range p.Code {
			for _, c := range "0123456789ABCDEFGHJKMNPQRSTVWXYZ" {
				if wrong := p.Code[:i] + string(c) + p.Code[i+1:]; wrong != p.Code {
					if _, err := provision.ParseCode(wrong); err == nil {
						t.Fatalf("%s is taken for %s", wrong, p.Code)
					}
				}
			}
			if i > 0 && p.Code[i] != p.Code[i-1] {
				wrong := p.Code[:i-1] + string(p.Code[i]) + string(p.Code[i-1]) + p.Code[i+1:]
				if _, err := provision.ParseCode(wrong); err == nil {
					t.Fatalf("%s is taken for %s", wrong, p.Code)
				}
			}
		}
	}
	for _, none := range []string{"", "----", "U000-0000-0000-0", "0000-0000-0000-00", strings.Repeat("0", 65), "00000000000é0", "0000\n"} {
		var field *brush.FieldError
		if _, err := provision.ParseCode(none); !errors.As(err, &field) || field.Field != "code" {
			t.Errorf("%q: %v", none, err)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"", "7K2M-9QXD-4TRV-8", "0000000000000", "oooo-iiii-llll-0", "\xff", "U*~$="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := provision.ParseCode(s)
		if err != nil {
			var field *brush.FieldError
			if !errors.As(err, &field) || field.Field != "code" || strings.Contains(field.Reason, s) && len(s) > 3 {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if again, err := provision.ParseCode(provision.ShownCode(code)); err != nil || again != code {
			t.Fatalf("%q became %q and then %q, %v", s, code, again, err)
		}
	})
}

func TestClaim(t *testing.T) {
	r := newRig(t, nil)
	_, made := r.batch(t, "aa:bb:cc:00:00:01", "two")
	one := made[0]
	if one.Device != "AA:BB:CC:00:00:01" {
		t.Fatal(one)
	}
	d := r.claim(t, "home", provision.ShownCode(one.Code))
	if d.Name != "blue" || d.Model != "One" || d.Brand != "enamel" || d.Household != "home" {
		t.Error(d)
	}
	bs, err := r.st.Brushes(t.Context(), "home")
	must(t, err)
	if len(bs) != 1 || bs[0].Device != one.Device || bs[0].Name != "blue" || bs[0].Brand != "enamel" || bs[0].Model != "One" {
		t.Errorf("%+v", bs)
	}
	if len(r.changed) != 1 || r.changed[0] != "home" {
		t.Error(r.changed)
	}
	try := func(h brush.HouseholdID, code string) error {
		_, err := r.Claim(t.Context(), owner(h), provision.NewClaim{Code: code, Address: "192.0.2.1:1"})
		return err
	}
	if err := try("home", one.Code); !errors.Is(err, provision.ErrYours) {
		t.Error(err)
	}
	err = try("next", one.Code)
	if !errors.Is(err, provision.ErrTaken) || strings.Contains(err.Error(), "home") {
		t.Error(err)
	}
	// Released, it is nobody's: the code on the box is good again, and the brush stays where it was.
	if err := r.Release(t.Context(), "next", one.Device); !errors.Is(err, brush.ErrNotFound) {
		t.Error(err)
	}
	must(t, r.Release(t.Context(), "home", one.Device))
	if bs, err := r.st.Brushes(t.Context(), "home"); err != nil || len(bs) != 1 {
		t.Error(bs, err)
	}
	if ds, err := r.Devices(t.Context(), "home"); err != nil || len(ds) != 0 {
		t.Error(ds, err)
	}
	must(t, try("next", one.Code))
	lines, err := r.st.AuditLines(t.Context(), "home", store.AuditQuery{})
	must(t, err)
	if len(lines) != 2 || lines[1].Act != store.ActDeviceClaimed || lines[0].Act != store.ActDeviceRevoked || lines[0].Detail != "released" || lines[0].About.ID != string(one.Device) {
		t.Errorf("%+v", lines)
	}
}

// Whoever guesses is slowed down by account and address; a mistyped code is no guess, and who waited may go on.
func TestGuesses(t *testing.T) {
	r := newRig(t, nil)
	_, made := r.batch(t, "one")
	other := newRig(t, nil)
	_, none, err := other.MakeBatch(t.Context(), provision.NewBatch{Brand: "enamel", Count: 40})
	must(t, err)
	claim := func(h brush.HouseholdID, code, from string) error {
		_, err := r.Claim(t.Context(), owner(h), provision.NewClaim{Code: code, Address: from})
		return err
	}
	for range 50 {
		if err := claim("home", "0000-0000-0000-1", "192.0.2.1:1"); !errors.Is(err, brush.ErrInvalid) {
			t.Fatal(err)
		}
	}
	var wait *account.WaitError
	tries := 0
	for ; tries < 40; tries++ {
		err := claim("home", none[tries].Code, fmt.Sprintf("192.0.2.%d:1", tries))
		if errors.As(err, &wait) {
			break
		}
		if !errors.Is(err, provision.ErrNoCode) {
			t.Fatal(err)
		}
	}
	if tries < 3 || tries > 10 {
		t.Errorf("%d tries before a wait, from as many addresses", tries)
	}
	if n := r.WrongCodes(); n != int64(tries) {
		t.Errorf("%d wrong codes counted of %d", n, tries)
	}
	if err := claim("home", made[0].Code, "192.0.2.1:1"); !errors.As(err, &wait) {
		t.Errorf("a good code in between: %v", err)
	}
	must(t, claim("next", made[0].Code, "198.51.100.1:1")) // nobody else waits
	r.pass(time.Hour)
	if err := claim("home", made[0].Code, "192.0.2.1:1"); !errors.Is(err, provision.ErrTaken) {
		t.Error(err)
	}
}

func TestMostDevices(t *testing.T) {
	r := newRig(t, nil)
	_, made, err := r.MakeBatch(t.Context(), provision.NewBatch{Brand: "enamel", Count: provision.MostDevices + 1})
	must(t, err)
	for _, p := range made[:provision.MostDevices] {
		must(t, r.st.UpdateKeys(t.Context(), func(tx store.KeysTx) error {
			return tx.PutDeviceClaim(store.DeviceClaim{Device: p.Device, Household: "home", Claimed: r.now})
		}))
	}
	_, err = r.Claim(t.Context(), owner("home"), provision.NewClaim{Code: made[provision.MostDevices].Code})
	if !errors.Is(err, provision.ErrMany) {
		t.Error(err)
	}
	must(t, r.Release(t.Context(), "home", made[0].Device))
	r.claim(t, "home", made[provision.MostDevices].Code)
}

func TestBatchesThatCannotBe(t *testing.T) {
	r := newRig(t, nil)
	r.batch(t, "one")
	for name, n := range map[string]provision.NewBatch{
		"count": {Brand: "enamel"}, "count ": {Brand: "enamel", Count: provision.MostInBatch + 1}, "brand": {Count: 1},
		"device":    {Brand: "enamel", IDs: []string{"a/b"}},
		"device ":   {Brand: "enamel", IDs: []string{"two", "two"}},
		"device  ":  {Brand: "enamel", IDs: []string{strings.Repeat("x", 41)}},
		"device_":   {Brand: "enamel", IDs: []string{"timer:mia"}},
		"device__":  {Brand: "enamel", IDs: []string{"self"}},
		"device___": {Brand: "enamel", IDs: []string{"app:x"}},
		"model":     {Brand: "enamel", Count: 1, Model: "a\nb"},
	} {
		var field *brush.FieldError
		_, made, err := r.MakeBatch(t.Context(), n)
		if !errors.As(err, &field) || field.Field != strings.TrimRight(name, " _") || made != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, _, err := r.MakeBatch(t.Context(), provision.NewBatch{Brand: "enamel", IDs: []string{"two", "one"}}); !errors.Is(err, brush.ErrConflict) {
		t.Error(err)
	}
}

func TestLargeBatch(t *testing.T) {
	r := newRig(t, nil)
	r.st.FailAt(0)
	_, made, err := r.MakeBatch(t.Context(), provision.NewBatch{Brand: "enamel", Count: 1100})
	must(t, err)
	// Of each device two operations, and two of each commit: the batch itself, and three parts.
	if n := r.st.Count(); n != 1+2*1100+2*4 {
		t.Errorf("%d operations", n)
	}
	for _, i := range []int{0, 499, 500, 1099} {
		r.claim(t, "home", made[i].Code)
		if r.exchange(t, made[i]).Device != made[i].Device {
			t.Error(i)
		}
	}
}

func TestGuessesAreTold(t *testing.T) {
	r := newRig(t, nil)
	var log bytes.Buffer
	s := provision.New(provision.Config{Store: r.st, Now: r.clock, Log: slog.New(slog.NewTextHandler(&log, nil))})
	other := newRig(t, nil)
	_, none, err := other.MakeBatch(t.Context(), provision.NewBatch{Brand: "enamel", Count: 9})
	must(t, err)
	for i, p := range none {
		if i == 6 {
			r.pass(time.Minute)
		}
		_, err := s.Claim(t.Context(), owner(brush.HouseholdID(fmt.Sprint("house ", i))), provision.NewClaim{Code: p.Code, Address: fmt.Sprintf("192.0.2.%d:1", i)})
		if !errors.Is(err, provision.ErrNoCode) {
			t.Fatal(err)
		}
	}
	if n := strings.Count(log.String(), "\n"); n != 2 || !strings.Contains(log.String(), "=7") || strings.Contains(log.String(), none[0].Code) {
		t.Error(n, log.String())
	}
}
