package intake

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brush"
)

var now = time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)

const one = `{"device":"AA:00:00:00:00:01","at":"2026-06-01T09:00:00Z","kind":"advert","company":220,"hex":"0632700308000501010004"}`

// A short body reads as a long one does, whatever is in it, and payloads that share memory share no bytes.
func FuzzLinesOf(f *testing.F) {
	for _, s := range []string{"", "\n", one, one + "\n\n" + one, "[" + one + "," + one + "]", "[]", "[", "{}", "\xef\xbb\xbf" + one, one[:60], strings.Repeat(" ", 20) + one} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		long, err := Lines(bytes.NewReader(body), Sender{Source: "hall"}, now)
		short, serr := LinesOf(body, Sender{Source: "hall"}, now)
		if fmt.Sprint(err) != fmt.Sprint(serr) || !reflect.DeepEqual(long, short) {
			t.Fatalf("%q: %v, %v and %v, %v", body, long, err, short, serr)
		}
	})
}

func TestLinesOfAsksLittle(t *testing.T) {
	n := testing.AllocsPerRun(20, func() {
		if fs, err := LinesOf([]byte(one), Sender{Source: "hall"}, now); err != nil || len(fs) != 1 {
			t.Fatal(fs, err)
		}
	})
	if n > 10 {
		t.Errorf("%v allocations", n)
	}
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			_, _ = LinesOf([]byte(one), Sender{Source: "hall"}, now)
		}
	})
	if r.AllocedBytesPerOp() > 2000 {
		t.Errorf("%d bytes for a line of %d", r.AllocedBytesPerOp(), len(one))
	}
}

// Whose a frame is, and when it can have been.
func TestSenders(t *testing.T) {
	for _, c := range []struct {
		what   string
		line   string
		from   Sender
		field  string // of the complaint
		source brush.SourceID
	}{
		{"plain", one, Sender{Source: "hall"}, "", "hall"},
		{"an ear", strings.Replace(one, `{`, `{"source":"bath",`, 1), Sender{Source: "hall"}, "", "hall/bath"},
		{"its own name", strings.Replace(one, `{`, `{"source":"hall",`, 1), Sender{Source: "hall"}, "", "hall"},
		{"too long", strings.Replace(one, `{`, `{"source":"`+strings.Repeat("x", 60)+`",`, 1), Sender{Source: "hall"}, "source", ""},
		{"its device", one, Sender{Source: "b", Device: "AA:00:00:00:00:01"}, "", "b"},
		{"another device", one, Sender{Source: "b", Device: "AA:00:00:00:00:02"}, "device", ""},
		{"long ago", strings.Replace(one, "2026-06-01", "2013-12-31", 1), Sender{Source: "hall"}, "at", ""},
		{"far ahead", strings.Replace(one, "2026-06-01T09", "2026-07-03T11", 1), Sender{Source: "hall"}, "at", ""},
		{"a little ahead", strings.Replace(one, "09:00:00", "10:04:59", 1), Sender{Source: "hall"}, "", "hall"},
	} {
		fs, err := LinesOf([]byte(c.line), c.from, now)
		var bad BadLines
		switch {
		case c.field == "" && (err != nil || len(fs) != 1 || fs[0].Source != c.source):
			t.Errorf("%s: %v, %v", c.what, fs, err)
		case c.field != "" && (!errors.As(err, &bad) || bad[0].Field != c.field || bad[0].Line != 1 || !errors.Is(err, brush.ErrInvalid)):
			t.Errorf("%s: %v", c.what, err)
		}
	}
	if _, err := LinesOf([]byte(strings.Repeat("{}\n", 30)), Sender{Source: "hall"}, now); err == nil || !strings.Contains(err.Error(), "line 1: device is missing, and 19 more") {
		t.Errorf("%v", err)
	}
	if _, err := LinesOf([]byte(strings.Repeat(one+"\n", MaxFrames+1)), Sender{Source: "hall"}, now); !errors.Is(err, ErrTooMany) {
		t.Errorf("%v", err)
	}
}

// What was heard later than it is here is put off, by whatever way it comes, and nothing of its message is taken; a line that is none is
// told all the same, and a server whose clock was never set puts off everything.
func TestEarly(t *testing.T) {
	at := func(s string) string { return strings.Replace(one, "2026-06-01T09:00:00Z", s, 1) }
	hall := Sender{Source: "hall"}
	for _, c := range []struct {
		what string
		body string
		now  time.Time
		by   time.Duration // 0: not put off
	}{
		{"a little ahead", at("2026-06-01T10:05:00Z"), now, 0},
		{"ahead", at("2026-06-01T10:05:01Z"), now, 5*time.Minute + time.Second},
		{"one of many", one + "\n" + at("2026-06-01T12:00:00Z") + "\n" + at("2026-06-02T10:00:00Z") + "\n" + one, now, 24 * time.Hour},
		{"a month ahead", at("2026-07-03T10:00:00Z"), now, 32 * 24 * time.Hour},
		{"and no frame", at("2026-06-01T12:00:00Z") + "\n{}", now, 0},
		{"a clock that was never set", one, time.Unix(60, 0), now.Add(-time.Hour).Sub(time.Unix(60, 0))},
	} {
		fs, err := LinesOf([]byte(c.body), hall, c.now)
		var early *Early
		if errors.As(err, &early) != (c.by != 0) || early != nil && (early.By != c.by || !errors.Is(err, brush.ErrUnavailable) || errors.Is(err, brush.ErrInvalid) || fs != nil) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	if _, err := Report("AA:00:00:00:00:01", []byte(`{"at":1780398000,"battery":50}`), false, hall, now); !errors.Is(err, brush.ErrUnavailable) {
		t.Errorf("a report: %v", err)
	}
}
