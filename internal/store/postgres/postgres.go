// Package postgres is the store of many boxes: a PostgreSQL that several replicas write to at once, each with many updates in a commit.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/gather"
	"github.com/enamel-home/enamel/internal/store/rows"
)

// Bounds.
const (
	writers  = 4                // connections, each with a commit of its own
	readers  = 8                // connections
	usual    = 8 * time.Second  // Settings.Patience
	spareFor = 5 * time.Minute  // a connection that answers questions is kept unused
	usedFor  = time.Hour        // and used: a failover or a new password is noticed by then
	idleFor  = 60 * time.Second // after which the server gives up a transaction of ours that says nothing, and its locks
)

// Settings are what a store may be told.
type Settings struct {
	Log *slog.Logger     // nil: silent. What is tried again in the background is logged, nothing else
	Now func() time.Time // nil: time.Now; it only chooses which partitions are made ahead
	// Patience is how long the database may take for a connection, for a transaction, or from one row to the next; 0: 8 s. Whatever it does, or
	// does not, an update is answered within three times that after its turn has come.
	Patience time.Duration
}

// Store is a schema of a PostgreSQL. It is safe for concurrent use, and several processes may have the same schema open.
type Store struct {
	rows.Reader
	pool     *pgxpool.Pool
	config   *pgx.ConnConfig
	log      *slog.Logger
	now      func() time.Time
	patience time.Duration
	schema   string
	replica  string // tells this store's hints from others'
	seed     maphash.Seed

	lines  [writers]*gather.Queue[work]
	once   sync.Once // of Close
	closed atomic.Bool
	stop   context.CancelFunc // of what runs in the background
	behind sync.WaitGroup

	hints hints

	updates, nextLook atomic.Int64
	filling           chan struct{}
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Hinter = (*Store)(nil)
)

// Open connects to the database that the address names (postgres://user:password@host,host/database?sslmode=verify-full, or what else
// PostgreSQL's own programs understand) and brings the tables of the first schema of its search path up to date. A schema that a newer Enamel
// wrote is brush.ErrConflict, and is not touched; an address that does not parse is brush.ErrInvalid.
func Open(ctx context.Context, address string, set Settings) (*Store, error) {
	if set.Patience <= 0 {
		set.Patience = usual
	}
	config, err := parse(address, set.Patience)
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{config: config, log: set.Log, now: set.Now, patience: set.Patience, seed: maphash.MakeSeed(), replica: newReplica()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.migrate(ctx); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	pool, err := pgxpool.ParseConfig("")
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	pool.ConnConfig = config.Copy()
	// Whoever takes an export in slowly may; asked watches for a database that gives nothing.
	pool.ConnConfig.RuntimeParams["statement_timeout"] = "0"
	pool.MaxConns = readers
	pool.MinIdleConns = 1
	pool.MaxConnIdleTime = spareFor
	pool.MaxConnLifetime = usedFor
	if s.pool, err = pgxpool.NewWithConfig(ctx, pool); err != nil {
		return nil, fmt.Errorf("open store: %w: %w", brush.ErrUnavailable, err)
	}
	s.Reader = rows.NewReader(asked{s.pool, s.patience})
	s.hints.init()
	s.filling = make(chan struct{}, 1)
	s.nextLook.Store(firstLook)
	for i := range s.lines {
		w := &writer{s: s}
		w.line = gather.NewQueue[work](w)
		s.lines[i] = w.line
	}
	working, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.behind.Go(func() { s.tell(working) })
	s.behind.Go(func() { s.keepHouse(working) })
	if err := rows.CountAll(ctx, s); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), s.Close())
	}
	return s, nil
}

// parse reads an address and adds what every connection of ours needs.
func parse(address string, patience time.Duration) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		// The driver's words name the setting and leave the password out.
		return nil, fmt.Errorf("%w: %w", &brush.FieldError{Field: "store", Reason: "is no address of a PostgreSQL"}, err)
	}
	// A server that does not answer leaves time for the next of the address.
	if each := patience / time.Duration(1+len(config.Fallbacks)); config.ConnectTimeout <= 0 || config.ConnectTimeout > each {
		config.ConnectTimeout = each
	}
	// Of several servers only the one that takes writes will do: after a failover the old one may still answer questions.
	config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	config.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	for name, value := range map[string]string{
		"application_name": "enamel",
		// The server gives up before we do, and can then say what it gave up.
		"statement_timeout":                   millis(patience * 3 / 4),
		"lock_timeout":                        millis(patience / 2),
		"idle_in_transaction_session_timeout": millis(idleFor),
		"plan_cache_mode":                     "force_generic_plan", // planning over partitions costs more than any plan saves
		"timezone":                            "UTC",
	} {
		if _, told := config.RuntimeParams[name]; !told {
			config.RuntimeParams[name] = value
		}
	}
	config.AfterConnect = durable
	return config, nil
}

func millis(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }

// durable makes a commit wait for the disk also where the operator's settings would not. A higher wish, such as remote_apply, stands.
func durable(ctx context.Context, c *pgconn.PgConn) error {
	r := c.Exec(ctx, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')")
	_, err := r.ReadAll()
	return err
}

// connect gives a connection that is nobody else's, and tells warned of every warning of the server.
func (s *Store) connect(ctx context.Context, warned func(*pgconn.Notice)) (*pgx.Conn, error) {
	config := s.config.Copy()
	if warned != nil {
		config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { warned(n) }
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect: %w: %w", brush.ErrUnavailable, err)
	}
	return c, nil
}

// Ping is store.Store's.
func (s *Store) Ping(ctx context.Context) error {
	if s.closed.Load() {
		return fmt.Errorf("ping store: closed: %w", brush.ErrUnavailable)
	}
	err := asked{s.pool, s.patience}.Query(ctx, "SELECT count(*) FROM (SELECT 1 FROM household LIMIT 1) AS one", nil, func([]any) error { return nil })
	if err != nil {
		return fmt.Errorf("ping store: %w: %w", brush.ErrUnavailable, err)
	}
	return nil
}

// Close is store.Store's. Closing again does nothing.
func (s *Store) Close() error {
	s.once.Do(func() {
		s.closed.Store(true)
		for _, l := range s.lines {
			l.Close()
		}
		s.stop()
		s.behind.Wait()
		s.pool.Close()
	})
	return nil
}

// answers of the server that say what became of a statement or a transaction.
const (
	codeDeadlock     = "40P01"
	codeSerialize    = "40001"
	codeLockNotGiven = "55P03"
)

// ofStatement reports whether an error of the database is the fault of what the statement was given, and would be so again.
func ofStatement(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) && len(e.Code) == 5 {
		switch e.Code[:2] {
		case "22", "23", "54": // data, constraint, limit of the program
			return true
		}
	}
	return errors.Is(err, brush.ErrInvalid)
}
