package postgres

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/enamel-home/enamel/brush"
)

// hints are the households that other replicas should look at. They are told after the commit, on another connection: NOTIFY inside would
// make all commits of the database wait for each other, and a hint that is lost costs a follower a second, never a change.
type hints struct {
	mu   sync.Mutex
	some map[brush.HouseholdID]struct{}
	wake chan struct{}
}

// Bounds of hints.
const (
	maxHints   = 4096                 // households that wait to be told of; more are left to the followers' own look
	together   = 2 * time.Millisecond // how long hints are gathered
	maxPayload = 7000                 // bytes; PostgreSQL takes 7999
	listenIn   = time.Second          // until a listener that lost its connection tries again
	listenFor  = 30 * time.Second     // until a silent connection is asked whether it is still there
)

func (x *hints) init() {
	x.some = map[brush.HouseholdID]struct{}{}
	x.wake = make(chan struct{}, 1)
}

func (x *hints) add(h brush.HouseholdID) {
	x.mu.Lock()
	if len(x.some) < maxHints {
		x.some[h] = struct{}{}
	}
	x.mu.Unlock()
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

func (x *hints) take() map[brush.HouseholdID]struct{} {
	x.mu.Lock()
	defer x.mu.Unlock()
	some := x.some
	x.some = make(map[brush.HouseholdID]struct{}, len(some))
	return some
}

// newReplica is a name that no other store has.
func newReplica() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// channel is where the replicas of one schema tell each other.
func (s *Store) channel() string { return "enamel." + s.schema }

// tell sends hints until ctx ends. Payloads are a replica's name and households, one a line.
func (s *Store) tell(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.hints.wake:
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(together):
		}
		some := s.hints.take()
		var payloads []string
		var b strings.Builder
		for h := range some {
			if b.Len() > 0 && b.Len()+len(h) > maxPayload {
				payloads = append(payloads, b.String())
				b.Reset()
			}
			if b.Len() == 0 {
				b.WriteString(s.replica)
			}
			b.WriteString("\n" + string(h))
		}
		if b.Len() > 0 {
			payloads = append(payloads, b.String())
		}
		var batch pgx.Batch
		batch.Queue("BEGIN")
		batch.Queue("SET LOCAL synchronous_commit = off") // nothing is lost with a hint
		batch.Queue("SELECT pg_notify($1, p) FROM unnest($2::text[]) AS p", s.channel(), payloads)
		batch.Queue("COMMIT")
		ctx, cancel := context.WithTimeout(ctx, s.patience)
		err := s.pool.SendBatch(ctx, &batch).Close()
		cancel()
		if err != nil && ctx.Err() == nil {
			s.log.Debug("tell other replicas", "error", err)
		}
	}
}

// Hints calls wake with every household that another replica has changed, until ctx ends. A connection that breaks is made again.
func (s *Store) Hints(ctx context.Context, wake func(brush.HouseholdID)) {
	for {
		err := s.listen(ctx, wake)
		if ctx.Err() != nil {
			return
		}
		s.log.Warn("listen to other replicas: trying again; their changes are shown up to a second late meanwhile", "error", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(listenIn):
		}
	}
}

func (s *Store) listen(ctx context.Context, wake func(brush.HouseholdID)) error {
	conn, err := s.connect(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "LISTEN "+pgx.Identifier{s.channel()}.Sanitize()); err != nil {
		return err
	}
	for {
		quiet, cancel := context.WithTimeout(ctx, listenFor)
		n, err := conn.WaitForNotification(quiet)
		silent := quiet.Err() != nil && ctx.Err() == nil
		cancel()
		if err != nil {
			if !silent || conn.IsClosed() {
				return err
			}
			alive, cancel := context.WithTimeout(ctx, s.patience)
			err := conn.Ping(alive)
			cancel()
			if err != nil {
				return err
			}
			continue
		}
		from, hs, _ := strings.Cut(n.Payload, "\n")
		if from == s.replica {
			continue
		}
		for h := range strings.SplitSeq(hs, "\n") {
			wake(brush.HouseholdID(h))
		}
	}
}
