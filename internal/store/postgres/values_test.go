package postgres_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/enamel-home/enamel/internal/pgtest"
	"github.com/enamel-home/enamel/internal/store/postgres"
)

// TestValues: what is read as it came is what the driver reads, of every type that our tables have and of others, in both forms.
func TestValues(t *testing.T) {
	ctx := context.Background()
	c, err := pgx.Connect(ctx, pgtest.Shared(t).Address())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(ctx) }()
	const text = `SELECT n::bigint, x::double precision, s::text, b::bytea, n::int, n::bigint = 1 FROM (VALUES
		(1, 0.1, 'Zoë', '\x00ff'), (-2147483648, 'NaN', '', '\x'), (NULL, NULL, NULL, NULL), (7, '-Infinity', 'a', '\x01')) AS v (n, x, s, b)`
	for _, columns := range []string{"*", "n, x, s, b"} {
		for _, mode := range []pgx.QueryExecMode{pgx.QueryExecModeCacheStatement, pgx.QueryExecModeSimpleProtocol} {
			ask := "SELECT " + columns + " FROM (" + text + ") AS t (n, x, s, b, i, f)"
			var want [][]any
			rs, err := c.Query(ctx, ask, mode)
			if err != nil {
				t.Fatal(err)
			}
			for rs.Next() {
				v, err := rs.Values()
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, v)
			}
			if rs, err = c.Query(ctx, ask, mode); err != nil {
				t.Fatal(err)
			}
			var got [][]any
			if err := postgres.Each(rs, func(v []any) error { got = append(got, append([]any(nil), v...)); return nil }); err != nil {
				t.Fatal(err)
			}
			// NaN is not itself.
			if len(got) != 4 || got[1][1] == want[1][1] {
				t.Fatalf("%v; want %v", got, want)
			}
			got[1][1], want[1][1] = nil, nil
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s in mode %v:\n got %#v\nwant %#v", columns, mode, got, want)
			}
		}
	}
}
