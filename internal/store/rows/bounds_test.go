package rows

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/store"
)

// TestMostNear: four rows of a kind are remembered of a brush.
func TestMostNear(t *testing.T) {
	at := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	mem := NewMemory(1 << 20).house("h")
	b := mem.brush("d")
	b.evidence.known = true
	for n := range 9 {
		mem.putEvidence(&store.Evidence{ID: strconv.Itoa(n), Device: "d", First: at.Add(time.Duration(n) * time.Hour), Last: at.Add(time.Duration(n)*time.Hour + time.Minute)})
		if got := len(b.evidence.rows); got != min(n+1, 4) {
			t.Errorf("of %d rows %d are remembered", n+1, got)
		}
	}
	if b.evidence.knows(micros(at.Add(4 * time.Hour))) {
		t.Error("a row that was forgotten counts as known")
	}
}

// limits is a connection to a database that is empty, and notes the last argument of each question, which is how many rows are wanted.
type limits struct{ of []int64 }

func (l *limits) Exec(context.Context, string, ...any) (int64, error) { return 0, nil }
func (l *limits) Later(context.Context, string, ...any) error         { return nil }

func (l *limits) Query(_ context.Context, _ string, args []any, _ func([]any) error) error {
	n, _ := args[len(args)-1].(int64)
	l.of = append(l.of, n)
	return nil
}

// TestMostAhead: three hundred rows of a kind are read ahead, and one more tells that there are more.
func TestMostAhead(t *testing.T) {
	l := &limits{}
	at := time.Date(2026, 5, 23, 7, 0, 0, 0, time.UTC)
	tx := NewTx(t.Context(), l, "h")
	if err := tx.Expect([]store.Stretch{{Device: "d", From: at, To: at.Add(time.Hour)}}); err != nil {
		t.Fatal(err)
	}
	if n := slices.Max(l.of); n != 301 || len(l.of) != 3 {
		t.Errorf("asks for rows: %v", l.of)
	}
}

// TestWideAtOnce: the step that packs sessions holds five hundred at a time.
func TestWideAtOnce(t *testing.T) {
	l := &limits{}
	if err := packWide(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(l.of, []int64{500}) {
		t.Errorf("asks for rows: %v", l.of)
	}
}

// Of a household no more days are remembered than it may need.
func TestMostDays(t *testing.T) {
	mem := NewMemory(1 << 20).house("h")
	most := 0
	for day := range int64(100) {
		mem.roomForDays(1)
		mem.days[day] = dayMemory{n: 1}
		most = max(most, len(mem.days))
	}
	if most != mostDays {
		t.Errorf("%d days are remembered", most)
	}
}
