package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/enamel-home/enamel/brush"
)

// Tables that are kept by time, each as partitions of one width and a rest, which takes whatever no partition does. Widths are whole weeks
// that begin on a Monday in UTC.
var byTime = []struct {
	table, column string
	width         time.Duration
	ahead         int // partitions that are made before they are needed
}{
	{"session", "start_at", 13 * week, 1},
	{"session_slots", "start_at", 13 * week, 1},
	{"frame_row", "first_at", week, 3},
	{"frame_block", "first_at", week, 3},
}

// Bounds of keeping house.
const (
	week       = 7 * 24 * time.Hour
	tendEach   = time.Hour
	tendIn     = 10 * time.Minute
	politeFor  = 300 * time.Millisecond // a lock that stops everybody is waited for no longer, so that nobody waits longer behind it
	politeness = 20                     // attempts
	// MinMoved is how many rows of one stretch of time make a partition of their own worth it: what comes with a clock that is years off
	// stays in the rest.
	MinMoved = 1000
	moves    = 8 // at once
)

// monday is where counting begins: a Monday before every frame.
var monday = time.Date(1999, 11, 29, 0, 0, 0, 0, time.UTC)

// keepHouse tends the partitions each hour, and looks at fresh tables as they fill, until ctx ends.
func (s *Store) keepHouse(ctx context.Context) {
	tick := time.NewTicker(tendEach)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.Tend(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("make partitions: trying again within the hour; new rows are kept apart meanwhile", "error", err)
			}
		case <-s.filling:
			if err := s.look(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("look at fresh tables: the database does it by itself, later", "error", err)
			}
		}
	}
}

// A table that was just made looks to the planner as if any index were as good as another, and some then cost as much as there are rows. The
// server looks by itself within minutes; a first import should not wait for that. So the tables are looked at after the first updates of a
// store, and after four times as many, and so on, until they are large.
const (
	firstLook = 300     // updates
	lastLook  = 100_000 // updates
	largeRows = 50_000  // rows of a partition
)

// filled counts updates that were committed.
func (s *Store) filled(n int) {
	for {
		next := s.nextLook.Load()
		if next > lastLook || s.updates.Add(int64(n)) < next {
			return
		}
		n = 0
		if s.nextLook.CompareAndSwap(next, next*4) {
			select {
			case s.filling <- struct{}{}:
			default:
			}
		}
	}
}

// look lets the planner see what is in those partitions that are small.
func (s *Store) look(ctx context.Context) error {
	conn, err := s.connect(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	rs, err := conn.Query(ctx, "SELECT relname::text FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind = 'r' AND reltuples < $2", pgx.Identifier{s.schema}.Sanitize(), float32(largeRows))
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rs, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := conn.Exec(ctx, "ANALYZE "+pgx.Identifier{s.schema, name}.Sanitize()); err != nil && !isBusy(err) {
			return err
		}
	}
	return nil
}

// Tend makes the partitions that will be needed soon, and those for which much has gathered in the rest: what is done each hour. Another
// replica that does the same at this moment is left to it.
func (s *Store) Tend(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, tendIn)
	defer cancel()
	conn, err := s.connect(ctx, nil)
	if err != nil {
		return fmt.Errorf("make partitions: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := s.partitions(ctx, conn); err != nil {
		return fmt.Errorf("make partitions: %w: %w", brush.ErrUnavailable, err)
	}
	return nil
}

// partitions is Tend on a connection that is closed after.
func (s *Store) partitions(ctx context.Context, conn *pgx.Conn) error {
	var mine bool
	if _, err := conn.Exec(ctx, "SET statement_timeout = 0"); err != nil {
		return err
	}
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", int64(houseLock)).Scan(&mine); err != nil || !mine {
		return err
	}
	// A server that is told goodbye ends the connection when it comes to it, and until then whoever is next finds the lock taken.
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_, _ = conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", int64(houseLock))
	}()
	for _, t := range byTime {
		have, err := parts(ctx, conn, t.table)
		if err != nil {
			return err
		}
		first := int64(s.now().UTC().Sub(monday) / t.width)
		var texts []string
		for n := first; n <= first+int64(t.ahead); n++ {
			if _, ok := have[n]; !ok {
				texts = append(texts, part(t.table, t.column, t.width, n)...)
			}
		}
		if len(texts) > 0 {
			if err := politely(ctx, conn, texts); err != nil && !isBusy(err) {
				return err
			}
		}
		// Late and old rows that have gathered in the rest.
		rs, err := conn.Query(ctx, fmt.Sprintf("SELECT (%[1]s - $1) / $2 AS n FROM %[2]s_rest WHERE %[1]s >= $1 GROUP BY n HAVING count(*) >= $3 ORDER BY n LIMIT $4", t.column, t.table),
			monday.UnixMicro(), t.width.Microseconds(), int64(MinMoved), int64(moves))
		if err != nil {
			return err
		}
		many, err := pgx.CollectRows(rs, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		for _, n := range many {
			if err := politely(ctx, conn, part(t.table, t.column, t.width, n)); err != nil && !isBusy(err) {
				return err
			}
		}
	}
	return nil
}

func partName(table string, width time.Duration, n int64) string {
	return table + "_" + monday.Add(time.Duration(n)*width).Format("20060102")
}

// parts returns the partitions of a table by their number, the rest not among them.
func parts(ctx context.Context, conn *pgx.Conn, table string) (map[int64]string, error) {
	rs, err := conn.Query(ctx, "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::text::regclass", table)
	if err != nil {
		return nil, err
	}
	names, err := pgx.CollectRows(rs, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	have := map[int64]string{}
	for _, t := range byTime {
		if t.table != table {
			continue
		}
		for _, name := range names {
			if begin, err := time.Parse("20060102", strings.TrimPrefix(name, table+"_")); err == nil {
				have[int64(begin.Sub(monday)/t.width)] = name
			}
		}
	}
	return have, nil
}

// part is what makes one partition and moves into it what the rest holds of its time. It stops writers for as long as that takes.
func part(table, column string, width time.Duration, n int64) []string {
	name := partName(table, width, n)
	from, to := monday.Add(time.Duration(n)*width).UnixMicro(), monday.Add(time.Duration(n+1)*width).UnixMicro()
	return []string{
		fmt.Sprintf("LOCK TABLE %s_rest IN ACCESS EXCLUSIVE MODE", table),
		fmt.Sprintf("CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS)", name, table),
		fmt.Sprintf("WITH moved AS (DELETE FROM %[1]s_rest WHERE %[2]s >= %[3]d AND %[2]s < %[4]d RETURNING *) INSERT INTO %[5]s SELECT * FROM moved", table, column, from, to, name),
		fmt.Sprintf("ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%d) TO (%d)", table, name, from, to),
	}
}

// politely runs statements in one transaction, and again when a lock was not given soon.
func politely(ctx context.Context, conn *pgx.Conn, texts []string) (err error) {
	for range politeness {
		if err = once(ctx, conn, texts); !isBusy(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(politeFor):
		}
	}
	return err
}

func once(ctx context.Context, conn *pgx.Conn, texts []string) (err error) {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback(ctx))
		}
	}()
	if _, err := tx.Exec(ctx, "SET LOCAL lock_timeout = "+millis(politeFor)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, strings.Join(texts, ";\n"), pgx.QueryExecModeSimpleProtocol); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// isBusy reports whether somebody else was in the way.
func isBusy(err error) bool {
	var said *pgconn.PgError
	if !errors.As(err, &said) {
		return false
	}
	return said.Code == codeLockNotGiven || said.Code == codeDeadlock || said.Code == codeSerialize
}

// DropBefore drops the partitions that hold nothing heard since frames, and nothing begun since sessions; the zero time drops none. What is
// as old and lies in a partition with newer rows, or in the rest, stays: rows are deleted one household at a time. It returns how many
// partitions went.
func (s *Store) DropBefore(ctx context.Context, frames, sessions time.Time) (dropped int, err error) {
	conn, err := s.connect(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("drop partitions: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for _, t := range byTime {
		before := frames
		if t.column == "start_at" {
			before = sessions
		}
		if before.IsZero() {
			continue
		}
		have, err := parts(ctx, conn, t.table)
		if err != nil {
			return dropped, fmt.Errorf("drop partitions: %w: %w", brush.ErrUnavailable, err)
		}
		for n, name := range have {
			if monday.Add(time.Duration(n+1) * t.width).After(before) {
				continue
			}
			if err := politely(ctx, conn, []string{"DROP TABLE " + name}); err != nil {
				return dropped, fmt.Errorf("drop partitions: %w: %w", brush.ErrUnavailable, err)
			}
			dropped++
		}
	}
	return dropped, nil
}
