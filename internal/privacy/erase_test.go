package privacy_test

import (
	"bytes"
	"compress/flate"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// dump returns every column of every row of every table, with packed frames unpacked.
func (r *rig) dump(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{}
	take := func(table string, values []any) {
		var b strings.Builder
		for _, v := range values {
			switch v := v.(type) {
			case []byte:
				b.Write(v)
				b.Write(inflated(v))
			default:
				fmt.Fprint(&b, v)
			}
			b.WriteByte('|')
		}
		out[table] += b.String() + "\n"
	}
	if r.path != "" {
		db, err := sql.Open("sqlite", r.path)
		must(t, err)
		defer db.Close()
		for _, table := range column(t, db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
			rs, err := db.Query("SELECT * FROM " + table)
			must(t, err)
			cols, err := rs.Columns()
			must(t, err)
			for rs.Next() {
				values, into := make([]any, len(cols)), make([]any, len(cols))
				for i := range into {
					into[i] = &values[i]
				}
				must(t, rs.Scan(into...))
				take(table, values)
			}
			must(t, rs.Err())
			must(t, rs.Close())
		}
		return out
	}
	ctx := context.Background()
	c, err := pgx.Connect(ctx, r.address)
	must(t, err)
	defer c.Close(ctx)
	rs, err := c.Query(ctx, "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
	must(t, err)
	tables, err := pgx.CollectRows(rs, pgx.RowTo[string])
	must(t, err)
	for _, table := range tables {
		rs, err := c.Query(ctx, `SELECT * FROM "`+table+`"`)
		must(t, err)
		for rs.Next() {
			values, err := rs.Values()
			must(t, err)
			take(table, values)
		}
		must(t, rs.Err())
	}
	if len(tables) < 20 {
		t.Fatalf("only the tables %v", tables)
	}
	return out
}

func column(t testing.TB, db *sql.DB, query string) (all []string) {
	t.Helper()
	rs, err := db.Query(query)
	must(t, err)
	defer rs.Close()
	for rs.Next() {
		var s string
		must(t, rs.Scan(&s))
		all = append(all, s)
	}
	return all
}

// inflated returns what a packed body of frames holds, nil for anything else.
func inflated(b []byte) []byte {
	if len(b) < 2 || b[0] != 2 {
		return nil
	}
	_, n := binary.Uvarint(b[1:])
	if n <= 0 {
		return nil
	}
	plain, err := io.ReadAll(flate.NewReader(bytes.NewReader(b[1+n:])))
	if err != nil {
		return nil
	}
	return plain
}

// traces returns where a mark is found.
func (r *rig) traces(t testing.TB, raw bool) (where []string) {
	t.Helper()
	for table, text := range r.dump(t) {
		if m := found(text, r.marks()); m != "" {
			where = append(where, table+": "+m)
		}
	}
	if raw && r.path != "" {
		for name, text := range files(t, r.path) {
			if m := found(text, r.marks()); m != "" {
				where = append(where, "file "+name+": "+m)
			}
		}
	}
	return where
}

// TestNothingIsLeft fills a database with somebody in every place, erases them, and looks everywhere.
func TestNothingIsLeft(t *testing.T) {
	for _, db := range []string{"sqlite", "postgres"} {
		t.Run(db, func(t *testing.T) {
			r := newRig(t, db)
			r.fill(t, 6)
			ctx := r.as()
			before := r.dump(t)
			for _, table := range []string{"session", "person", "feed", "audit_name", "consent", "report_link", "brush", "source", "brushed", "frame_row", "frame_block"} {
				if db == "sqlite" && found(before[table], r.marks()) == "" {
					t.Errorf("there is nothing to erase in %s", table)
				}
			}
			bens := r.story(t)
			audit, err := r.st.AuditHead(ctx, r.h)
			must(t, err)
			feed, err := r.st.Last(ctx, r.h)
			must(t, err)

			if done, err := r.s.ErasePerson(ctx, r.h, r.kid, "Somebody"); done || !errors.Is(err, brush.ErrInvalid) {
				t.Fatalf("another name is typed: %v, %v", done, err)
			}
			done, err := r.s.ErasePerson(ctx, r.h, r.kid, " "+kid+" ")
			if err != nil || !done {
				t.Fatalf("erase: %v, %v", done, err)
			}
			if where := r.traces(t, true); len(where) > 0 {
				t.Errorf("there are traces: %q", where)
			}
			if got := r.story(t); got != bens {
				t.Errorf("the sibling's brushings are\n%s\nand were\n%s", got, bens)
			}
			rep, err := r.s.Check(ctx, r.h, audit)
			if err != nil || rep.Fault != "" || rep.Head.Count != audit.Count+2 {
				t.Errorf("the log: %+v, %v", rep, err)
			}
			var last store.Seq
			for {
				cs, err := r.st.Changes(ctx, r.h, last, 100)
				must(t, err)
				if len(cs) == 0 {
					break
				}
				for _, c := range cs {
					if last++; c.Seq != last {
						t.Fatalf("the feed has a gap at %d", last)
					}
				}
			}
			if last <= feed {
				t.Errorf("the feed ends at %d, and did at %d", last, feed)
			}
			if es, err := r.st.Erasures(ctx); err != nil || len(es) > 0 {
				t.Errorf("under way: %v, %v", es, err)
			}
			if _, err := r.s.ErasePerson(ctx, r.h, r.kid, kid); !errors.Is(err, brush.ErrNotFound) {
				t.Errorf("erase again: %v", err)
			}
		})
	}
}

// story is what is kept of the sibling: brushings with their seconds, and frames.
func (r *rig) story(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	var b strings.Builder
	ss, err := r.st.Sessions(ctx, r.h, store.SessionQuery{Person: brush.Some(r.ben), Removed: true, WithSlots: true, Limit: 1000})
	must(t, err)
	for _, s := range ss {
		n := 0
		must(t, r.st.Frames(ctx, r.h, s.Device, s.Start, s.LastHeard, func(f *brush.Frame) error {
			if string(f.Payload) == "sibling payload" {
				n++
			}
			return nil
		}))
		fmt.Fprintln(&b, s.ID, s.Start, s.Duration, s.Score.V.Total, len(s.Slots), s.Note, n)
	}
	bs, err := r.st.Brushings(ctx, r.h, r.ben, noon.AddDate(-1, 0, 0), time.Time{})
	must(t, err)
	fmt.Fprintln(&b, len(ss), bs)
	return b.String()
}

// TestErasureGoesOn lets every operation of an erasure fail in turn. What was promised is brought to its end by the next server.
func TestErasureGoesOn(t *testing.T) {
	for n := 1; ; n += 3 {
		r := newRig(t, "sqlite")
		r.fill(t, 2)
		reached := r.st.FailAt(n)
		_, err := r.s.ErasePerson(r.as(), r.h, r.kid, kid)
		if !reached() {
			must(t, err)
			if n < 20 {
				t.Fatalf("there were only %d operations", n)
			}
			return
		}
		must(t, r.st.Close())
		r.open(t)
		must(t, r.s.Pass(context.Background()))
		people, err2 := r.st.People(context.Background(), r.h)
		must(t, err2)
		if len(people) == 2 { // it was not begun, and was not said to be
			if err == nil {
				t.Fatalf("operation %d: it was promised and not begun", n)
			}
		} else if where := r.traces(t, true); len(where) > 0 {
			t.Fatalf("operation %d: there are traces: %q", n, where)
		}
		must(t, r.st.Close())
	}
}

const childPath, childHouse, childKid = "ENAMEL_TEST_ERASE", "ENAMEL_TEST_HOUSE", "ENAMEL_TEST_KID"

// TestErasureInAChild is no test but the program that TestKilledErasure kills.
func TestErasureInAChild(t *testing.T) {
	path := os.Getenv(childPath)
	if path == "" {
		return
	}
	r := &rig{path: path, h: brush.HouseholdID(os.Getenv(childHouse)), kid: brush.PersonID(os.Getenv(childKid))}
	r.open(t)
	fmt.Println("open")
	if _, err := r.s.ErasePerson(r.as(), r.h, r.kid, kid); err != nil && !errors.Is(err, brush.ErrNotFound) {
		t.Fatal(err)
	}
	must(t, r.s.Pass(context.Background()))
	must(t, r.st.Close())
	fmt.Println("erased")
}

// TestKilledErasure kills a real process in the middle of it, again and again.
func TestKilledErasure(t *testing.T) {
	r := newRig(t, "sqlite")
	r.fill(t, 20)
	must(t, r.st.Close())
	kills := 0
	for wait := 3 * time.Millisecond; ; wait += 7 * time.Millisecond {
		c := exec.Command(os.Args[0], "-test.run=^TestErasureInAChild$", "-test.v")
		c.Env = append(os.Environ(), childPath+"="+r.path, childHouse+"="+string(r.h), childKid+"="+string(r.kid))
		out, err := c.StdoutPipe()
		must(t, err)
		must(t, c.Start())
		said := make([]byte, 4096)
		text := ""
		for !strings.Contains(text, "open") {
			n, err := out.Read(said)
			if err != nil {
				t.Fatalf("the child says %q: %v", text, err)
			}
			text += string(said[:n])
		}
		time.Sleep(wait)
		_ = c.Process.Kill()
		rest, _ := io.ReadAll(out)
		err = c.Wait()
		if strings.Contains(text+string(rest), "\nerased") {
			break
		}
		if err == nil {
			t.Fatalf("the child ended: %s", text+string(rest))
		}
		if kills++; kills > 300 {
			t.Fatal("it never ends")
		}
	}
	t.Log("killed " + strconv.Itoa(kills) + " times")
	if kills < 3 {
		t.Errorf("it was killed %d times", kills)
	}
	r.open(t)
	if where := r.traces(t, true); len(where) > 0 {
		t.Errorf("there are traces: %q", where)
	}
	if rep, err := r.s.Check(context.Background(), r.h, store.AuditHead{}); err != nil || rep.Fault != "" {
		t.Errorf("the log: %+v, %v", rep, err)
	}
}

// TestHouseholdErased: nothing of a household is left in any table or file.
func TestHouseholdErased(t *testing.T) {
	for _, db := range []string{"sqlite", "postgres"} {
		t.Run(db, func(t *testing.T) {
			r := newRig(t, db)
			r.fill(t, 3)
			must(t, r.st.UpdateKeys(context.Background(), func(tx store.KeysTx) error {
				return errors.Join(tx.PutDeviceBatch(store.DeviceBatch{ID: "batch", Brand: "enamel", Count: 1, Created: noon}),
					tx.PutMadeDevice(store.MadeDevice{Device: "my-brush-1", Batch: "batch", Code: [32]byte{1}, Secret: [32]byte{2}}),
					tx.PutDeviceClaim(store.DeviceClaim{Device: "my-brush-1", Household: r.h, Claimed: noon}),
					tx.PutDeviceKey(store.DeviceKey{Hash: [32]byte{3}, ID: "device-1", Device: "my-brush-1", Household: r.h, Kind: store.DeviceToken, Created: noon, LastUsed: noon}))
			}))
			days, err := r.st.FleetDays(context.Background(), 0, 1e6)
			must(t, err)
			if _, err := r.s.EraseHousehold(r.as(), r.h, "Mill"); !errors.Is(err, brush.ErrInvalid) {
				t.Fatalf("another name is typed: %v", err)
			}
			if done, err := r.s.EraseHousehold(r.as(), r.h, "Mill Lane"); err != nil || !done {
				t.Fatalf("erase: %v, %v", done, err)
			}
			r.ids = append(r.ids, string(r.h), r.account, "ada@example.org", "Mill Lane", sibling, string(r.bens[0]))
			if where := r.traces(t, true); len(where) > 0 {
				t.Errorf("there are traces: %q", where)
			}
			// What its maker said of a device is nobody's: somebody else may have it now.
			if m, err := r.st.MadeDevice(context.Background(), "my-brush-1"); err != nil || m.Batch != "batch" {
				t.Errorf("a device that nobody has any more: %+v, %v", m, err)
			}
			if c, err := r.st.DeviceClaim(context.Background(), "my-brush-1"); !errors.Is(err, brush.ErrNotFound) {
				t.Errorf("it is still somebody's: %+v, %v", c, err)
			}
			now, err := r.st.FleetDays(context.Background(), 0, 1e6)
			if fmt.Sprint(now) != fmt.Sprint(days) || err != nil {
				t.Errorf("the fleet's count is %v, and was %v, %v", now, days, err)
			}
		})
	}
}
