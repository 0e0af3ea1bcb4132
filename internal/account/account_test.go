package account

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/store"
)

func TestPasswordsThatAreRefused(t *testing.T) {
	for p, ok := range map[string]bool{
		"":                              false,
		"ninechars":                     false,
		"tencharact":                    true,
		"áéíóúáéíóx":                    true, // characters, not bytes
		"áéíóúáéíó":                     false,
		strings.Repeat("xy", 128):       true,
		strings.Repeat("xy", 128) + "z": false,
		"1234567890":                    false,
		"9876543210":                    false,
		"aaaaaaaaaaaa":                  false,
		"abcdefghijkl":                  false,
		"Password123":                   false,
		"!!PASSWORD!!":                  false,
		"QwertyUiop1":                   false,
		"toothbrush2026":                false,
		"correcthorsebatterystaple":     false,
		"four words by chance":          true,
		"ada@example.org":               false,
		"zz\xffzzzzzzzzzz":              false,
		"ada.lovelace1":                 true,
	} {
		if err := checkPassword(p, "ada@example.org"); (err == nil) != ok {
			t.Errorf("%q: %v", p, err)
		}
	}
	if err := checkPassword("lovelace1815", "lovelace@example.org"); err == nil {
		t.Error("the name of the address with a year is taken")
	}
	if n := len(common()); n < 300 {
		t.Errorf("the list holds only %d words", n)
	}
}

func service() *Service { return New(nil, time.Now, nil) }

func TestPasswordHash(t *testing.T) {
	s := service()
	h, err := s.hashPassword(t.Context(), "four words by chance")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(h, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("%s", h)
	}
	again, err := s.hashPassword(t.Context(), "four words by chance")
	if err != nil || again == h {
		t.Error("two hashes share their salt")
	}
	for _, c := range []struct {
		stored, password string
		want             bool
	}{
		{h, "four words by chance", true},
		{h, "four words by chancE", false},
		{h, "", false},
		{"", "four words by chance", false},
		{"", "", false},
		{"four words by chance", "four words by chance", false},
		{strings.Replace(h, "argon2id", "argon2i", 1), "four words by chance", false},
		{strings.Replace(h, "v=19", "v=16", 1), "four words by chance", false},
		{strings.Replace(h, "m=19456", "m=99999999", 1), "four words by chance", false},
		{strings.Replace(h, "p=1", "p=0", 1), "four words by chance", false},
		{h[:len(h)-4], "four words by chance", false},
		// The reference implementation's own test [argon2 test.c], of 64 MiB and two passes.
		{"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password", true},
	} {
		if got, err := s.verifyPassword(t.Context(), c.stored, c.password); got != c.want || err != nil {
			t.Errorf("%q against %.60q: %v %v", c.password, c.stored, got, err)
		}
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=1,t=0,p=0$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, s string) {
		h, ok := parsePHC(s)
		if ok && (h.memory > mostMemoryKiB || h.passes > mostPasses || h.passes == 0 || h.lanes > mostLanes || h.lanes == 0 || len(h.salt) < 8 || len(h.sum) < 16) {
			t.Errorf("%q asks for %+v", s, h)
		}
	})
}

func TestThrottle(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	th := newThrottle()
	for i := range freePair {
		if w := th.try("ada", "192.0.2.1:5", now); w != 0 {
			t.Fatalf("try %d waits %v", i, w)
		}
	}
	w1 := th.try("ada", "192.0.2.1:6", now)
	if w1 <= 0 {
		t.Fatal("no delay")
	}
	if th.try("ada", "192.0.2.2:5", now) != 0 || th.try("bob", "192.0.2.1:5", now) != 0 {
		t.Error("others wait too")
	}
	// The delay grows, and has an end.
	var longestSeen time.Duration
	for range 40 {
		now = now.Add(longest)
		if w := th.try("ada", "192.0.2.1:5", now); w != 0 {
			t.Fatalf("after the longest delay: %v", w)
		}
		longestSeen = max(longestSeen, th.try("ada", "192.0.2.1:5", now))
	}
	if longestSeen <= w1 || longestSeen > longest {
		t.Errorf("from %v to %v", w1, longestSeen)
	}
	// Who got in begins anew.
	th.worked("ada", "192.0.2.1:5")
	if w := th.try("ada", "192.0.2.1:5", now); w != 0 {
		t.Errorf("after a success: %v", w)
	}
	// So does who was quiet.
	now = now.Add(forgotten + time.Second)
	for i := range freePair {
		if w := th.try("ada", "192.0.2.1:5", now); w != 0 {
			t.Fatalf("quiet, try %d waits %v", i, w)
		}
	}
	// One address with many accounts is slowed as well, and one IPv6 household is one address.
	slowed := false
	for i := range 3 * freeWhole {
		slowed = slowed || th.try(strings.Repeat("x", i), "[2001:db8::"+string("0123456789abcdef"[i%16])+"]:5", now) > 0
	}
	if !slowed {
		t.Error("an address may try every account")
	}
	// The memory is bounded.
	for i := range 3 * entries {
		th.try("ada", strings.Repeat("h", i%50)+string(rune('a'+i%26))+time.Duration(i).String(), now)
	}
	if n, m := th.pairs.order.Len(), len(th.whole.byName); n > entries || m > entries || len(th.pairs.byName) != n {
		t.Errorf("%d and %d entries", n, m)
	}
}

func TestRoles(t *testing.T) {
	for role, may := range map[store.Role]map[string]bool{
		store.Owner:     {PeopleWrite: true, SessionsWrite: true, FramesWrite: true, LiveRead: true, HouseholdWrite: true},
		store.Caregiver: {PeopleWrite: false, HouseholdWrite: false, SessionsWrite: true, SessionsRead: true},
		store.Viewer:    {SessionsRead: true, HouseholdWrite: false, SessionsWrite: false, FramesWrite: false, BrushesWrite: false},
		"":              {SessionsRead: false},
	} {
		p := principalOf(store.Account{}, store.Membership{Role: role}, &store.Login{})
		for scope, want := range may {
			if p.May(scope) != want {
				t.Errorf("%q and %s: %v", role, scope, !want)
			}
		}
	}
}

func TestIDsAreInOrder(t *testing.T) {
	s, last := service(), ""
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 100 {
		id, err := s.newID(at)
		if err != nil || len(id) != 36 || id[14] != '7' || !strings.ContainsRune("89ab", rune(id[19])) || id <= last {
			t.Fatalf("%s after %s: %v", id, last, err)
		}
		last, at = id, at.Add(time.Millisecond)
	}
}

// What a stored hash may ask of this machine is bounded: whoever can write one must not be able to take all its memory or hours of its time.
func TestHashesAreBounded(t *testing.T) {
	for text, want := range map[string]bool{"m=1048576,t=16,p=16": true, "m=1048577,t=1,p=1": false, "m=8,t=17,p=1": false, "m=8,t=1,p=17": false, "m=8,t=1,p=1": true} {
		if _, ok := parsePHC("$argon2id$v=19$" + text + "$" + strings.Repeat("A", 11) + "$" + strings.Repeat("A", 43)); ok != want {
			t.Errorf("%s: taken is %v", text, ok)
		}
	}
}

// The numbers of the throttle: five tries of one account, thirty of an address, five minutes at most, and half an hour until all is forgotten.
func TestThrottleNumbers(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	free := func(account func(int) string, th *throttle) (n int) {
		for th.try(account(n), "192.0.2.1:5", now) == 0 {
			n++
		}
		return n
	}
	one := func(int) string { return "ada" }
	each := func(n int) string { return "somebody " + strings.Repeat("x", n) }
	if n, m := free(one, newThrottle()), free(each, newThrottle()); n != 5 || m != 30 {
		t.Errorf("%d tries of one account and %d of an address are free", n, m)
	}
	th := newThrottle()
	free(one, th)
	var delay time.Duration
	for range 40 {
		now = now.Add(5 * time.Minute)
		if w := th.try("ada", "192.0.2.1:5", now); w != 0 {
			t.Fatalf("after five minutes: another %v", w)
		}
		delay = th.try("ada", "192.0.2.1:5", now)
	}
	if delay != 5*time.Minute {
		t.Errorf("the longest delay is %v", delay)
	}
	for after, want := range map[time.Duration]int{30 * time.Minute: 1, 30*time.Minute + 1: 5} {
		th, was := newThrottle(), now
		free(one, th)
		now = now.Add(after)
		if n := free(one, th); n != want {
			t.Errorf("after %v of quiet %d tries are free, want %d", after, n, want)
		}
		now = was
	}
}

// A ledger remembers 4096 names, and forgets the one first that was tried longest ago; a PIN may be tried four times without a delay.
func TestLedgerIsBounded(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for others, want := range map[int]bool{4095: true, 4096: false} {
		l := newLedger(1)
		l.count("ada", now)
		for n := range others {
			l.count(fmt.Sprint("somebody ", n), now)
		}
		if got := l.wait("ada", now) > 0; got != want {
			t.Errorf("behind %d others it is remembered: %v", others, got)
		}
	}
	p, n := newPins(freePin), 0
	for p.try("login", now) == 0 {
		n++
	}
	if n != 4 {
		t.Errorf("%d PINs are free", n)
	}
}
