package rows

import (
	"context"
	"strconv"
	"strings"
)

// Runner runs the statements of this package on a connection or a pool. Errors are the database's own.
type Runner interface {
	// Exec runs a statement and returns how many rows it changed.
	Exec(ctx context.Context, query string, args ...any) (int64, error)
	// Later runs a statement at once, or before the next Exec or Query, or with the commit: in that order, and its error may come then.
	// Arguments are not to be changed after.
	Later(ctx context.Context, query string, args ...any) error
	// Query calls row with each row's values, which are good until it returns: int64, float64, string, []byte or nil. An error of row ends it
	// and is returned as it is.
	Query(ctx context.Context, query string, args []any, row func(values []any) error) error
}

// Aside is a Runner that may be asked aside: whatever the running update gave to Later, and was not sent yet, changes none of the answers.
// What others wrote does, and what it wrote itself is not waited for.
type Aside interface {
	Aside(ctx context.Context, all []Question) error
}

// Question is a text, its arguments and what is called with each row, as Runner.Query's.
type Question struct {
	Text string
	Args []any
	Row  func(values []any) error
}

// Positional writes ? for $1, $2 ... where they stand once each and in order. What else there is stays as it is. A database that looks up every $n
// by its name, at a tenth of the cost of a write, is spared that.
func Positional(query string) string {
	var b strings.Builder
	rest := query
	for n := 1; ; n++ {
		before, after, found := strings.Cut(rest, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		mark := strconv.Itoa(n)
		if !strings.HasPrefix(after, mark) || len(after) > len(mark) && after[len(mark)] >= '0' && after[len(mark)] <= '9' {
			return query
		}
		b.WriteByte('?')
		rest = after[len(mark):]
	}
}
