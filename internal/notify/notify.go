// Package notify tells programs outside what happens in a household: webhooks, signed, tried again for days, and never of somebody for whom nobody
// agreed.
package notify

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// The bounds of webhooks.
const (
	MostHooks   = 16   // of a household
	MostDead    = 500  // messages that a hook was given up on
	MostTries   = 100  // kept of a hook
	MostURL     = 2048 // bytes
	MostName    = 60   // characters
	mostWaiting = 1000 // messages of a hook; beyond that its cursor waits, and loses nothing
	mostAtOnce  = 256  // hooks that are worked for at once
	mostChanges = 200  // read at once
	mostTests   = 30   // of a household in a minute
	mostRound   = 50   // messages in a row for one hook, before it is another's turn

	// DeadFor is how long a message that was given up can be sent again.
	DeadFor = 30 * 24 * time.Hour
	// BothFor is how long what is sent carries the signature of the secret before, too.
	BothFor = 24 * time.Hour
	// TooOld is how old a change may be when its turn comes; an older one is given up at once, and can be sent by hand.
	TooOld = 7 * 24 * time.Hour

	lookEvery  = time.Second
	leaseLasts = 30 * time.Second
	tryWithin  = 15 * time.Second
	leaseLeast = tryWithin + 5*time.Second // what must be left of a lease when a try begins
	awayFor    = leaseLasts / 6            // until a hook that is another server's is asked for again
	giveWithin = 5 * time.Second           // for the hooks' leases to be given back by a server that stops
	tidyEvery  = time.Hour                 // between two looks through a hook's dead messages
)

// ConsentText is the version of the words that people agree to before a hook is told of somebody. New words are a new version.
const ConsentText = store.HookText

// consentScope is what a consent for a webhook says that it gets: what changes, as the API shows it.
const consentScope = "changes"

// TestKind is the kind of what Test sends.
const TestKind store.ChangeKind = "test"

// Kinds returns every kind of change that a hook can be told of.
func Kinds() []store.ChangeKind {
	return []store.ChangeKind{store.SessionOpened, store.SessionEnded, store.SessionAmended, store.SessionRemoved, store.SessionsExpired,
		store.BrushChanged, store.PersonChanged, store.HouseholdChanged, store.SourceChanged,
		store.MorningReminder, store.EveningReminder}
}

// Sealer keeps secrets so that a copy of the database gives none away. about names where a secret stands.
type Sealer interface {
	Seal(plain []byte, about string) ([]byte, error)
	Open(sealed []byte, about string) ([]byte, error)
	// Again returns a secret sealed under the key that seals now, and whether that is news.
	Again(sealed []byte, about string) (again []byte, news bool, err error)
}

// Store is what this room needs of a store.
type Store interface {
	store.Keeper
	store.Feed
	store.Hooks
	store.Consenting
	UpdateKeys(ctx context.Context, fn func(store.KeysTx) error) error
}

// Shown is a change as the API shows it.
type Shown struct {
	Data []byte           // one JSON object
	Of   []brush.PersonID // whom it speaks of; "": of somebody, and nobody said who
}

// Show puts a change in the form in which the API shows it, as it is now; brush.ErrNotFound when what it is about is not kept any more.
type Show func(ctx context.Context, h brush.HouseholdID, c store.Change) (Shown, error)

// Config is what a service works with.
type Config struct {
	Store   Store
	Seal    Sealer
	Show    Show
	Private bool   // plain HTTP and addresses inside may be told, too: the operator says so
	Holder  string // this server, unlike every other; "": by chance
	Agent   string // User-Agent of what is sent
	// Patience is how long one try may take, at most the 15 s that 0 stands for.
	Patience time.Duration
	Now      func() time.Time
	Chance   func() float64 // in [0, 1), for times that should not meet
	Random   io.Reader      // fit for secrets; nil: crypto/rand
	Log      *slog.Logger
	// Resolver and TLS are the system's own when nil.
	Resolver *net.Resolver
	TLS      *tls.Config
}

// Service keeps webhooks and serves them. All its methods may be called at once.
type Service struct {
	Config
	client *http.Client

	work sync.WaitGroup // of what pass began
	mu   sync.Mutex
	busy map[store.HookName]bool           // worked for now, here
	held map[store.HookName]time.Time      // leases of ours, and until when
	away map[store.HookName]time.Time      // another server works for it; asked again then
	test map[store.HookName]bool           // being tested
	last map[brush.HouseholdID][]time.Time // tests of the last minute
	tidy map[store.HookName]time.Time      // when its dead messages were looked through last
}

// New returns a service. It does nothing by itself before Run.
func New(c Config) *Service {
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Holder == "" {
		c.Holder = rand.Text()
	}
	if c.Patience <= 0 || c.Patience > tryWithin {
		c.Patience = tryWithin
	}
	s := &Service{Config: c, busy: map[store.HookName]bool{}, held: map[store.HookName]time.Time{}, away: map[store.HookName]time.Time{},
		test: map[store.HookName]bool{}, last: map[brush.HouseholdID][]time.Time{}, tidy: map[store.HookName]time.Time{}}
	s.client = s.newClient()
	return s
}

// Run sends what is to be sent until ctx is done. Several servers may run: a hook is always one server's.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		s.pass(ctx)
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
	s.work.Wait()
	s.giveAll()
	s.client.CloseIdleConnections()
}

// pass begins to work for every hook that is due, each for itself: one whose receiver is slow or away delays no other.
func (s *Service) pass(ctx context.Context) {
	now := s.Now()
	due, err := s.Store.HooksDue(ctx, now, 2*mostAtOnce)
	if err != nil {
		if ctx.Err() == nil {
			s.Log.Warn("look for webhooks that are due", "error", err)
		}
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	over := func(_ store.HookName, until time.Time) bool { return !until.After(now) }
	maps.DeleteFunc(s.held, over)
	maps.DeleteFunc(s.away, over)
	for _, n := range due {
		if s.busy[n] || s.away[n].After(now) {
			continue
		}
		if len(s.busy) >= mostAtOnce {
			return
		}
		s.busy[n] = true
		s.work.Go(func() {
			defer func() {
				s.mu.Lock()
				delete(s.busy, n)
				s.mu.Unlock()
			}()
			if err := s.serve(ctx, n); err != nil && ctx.Err() == nil {
				s.Log.Warn("serve a webhook", "household", n.Household, "hook", n.ID, "error", err)
			}
		})
	}
}
