package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

func allLines(r io.Reader, maxLine int) (lines []string, ns []int, long int, err error) {
	l := wire.NewLines(r, maxLine)
	for {
		b, n, err := l.Next()
		var fe *brush.FieldError
		switch {
		case err == nil:
			lines, ns = append(lines, string(b)), append(ns, n)
		case errors.As(err, &fe):
			long++
		default:
			return lines, ns, long, err
		}
	}
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		name, in string
		max      int
		want     string // joined by |
		ns       string
		long     int
		bad      string
	}{
		{name: "nothing", in: ""},
		{name: "only space", in: " \n\r\n\t"},
		{name: "lines", in: "a\nb\n", want: "a|b", ns: "12"},
		{name: "no last end", in: "a\nb", want: "a|b", ns: "12"},
		{name: "blank lines are counted", in: "\n \na\r\n\r\n b \n", want: "a|b", ns: "35"},
		{name: "byte order mark", in: "\xef\xbb\xbfa\nb", want: "a|b", ns: "12"},
		{name: "too long in the middle", in: "a\n" + strings.Repeat("x", 50) + "\nb", max: 10, want: "a|b", ns: "13", long: 1},
		{name: "too long at the end", in: "a\n" + strings.Repeat("x", 50), max: 10, want: "a", ns: "1", long: 1},
		{name: "just long enough", in: strings.Repeat("x", 10) + "\r\nb", max: 10, want: strings.Repeat("x", 10) + "|b", ns: "12"},
		{name: "one too long", in: strings.Repeat("x", 11) + "\r\nb", max: 10, want: "b", ns: "2", long: 1},
		{name: "empty array", in: " [ ] ", want: ""},
		{name: "array", in: `[{"a":1},{"b":[1,2,"]"]}]`, want: `{"a":1}|{"b":[1,2,"]"]}`, ns: "12"},
		{name: "pretty array", in: "[\n {\n \"a\": 1\n },\n\n {\"q\":\"\\\"}],\"}\n]\n", want: "{\n \"a\": 1\n }|{\"q\":\"\\\"}],\"}", ns: "12"},
		{name: "long white space between", in: "[" + strings.Repeat(" ", 100) + "1," + strings.Repeat("\n", 100) + "2]", max: 10, want: "1|2", ns: "12"},
		{name: "long element", in: "[1,{\"a\":\"" + strings.Repeat("x,]", 50) + "\"},3]", max: 10, want: "1|3", ns: "13", long: 1},
		{name: "open array", in: "[1,2", want: "1", ns: "1", bad: "it ends too early after element 1"},
		{name: "no element", in: "[1,,2]", want: "1", ns: "1", bad: "an element is expected"},
		{name: "comma at the end", in: "[1,]", want: "1", ns: "1", bad: "an element is expected"},
		{name: "behind the end", in: "[1]x", want: "1", ns: "1", bad: "something follows"},
		{name: "stray bracket", in: "[}", bad: "never opened"},
	} {
		for _, how := range []string{"whole", "byte by byte"} {
			t.Run(c.name+"/"+how, func(t *testing.T) {
				var r io.Reader = strings.NewReader(c.in)
				if how != "whole" {
					r = iotest.OneByteReader(r)
				}
				lines, ns, long, err := allLines(r, c.max)
				var got strings.Builder
				for _, n := range ns {
					got.WriteByte('0' + byte(n))
				}
				if g := strings.Join(lines, "|"); g != c.want || got.String() != c.ns && c.ns != "" || long != c.long {
					t.Errorf("lines %q numbers %v long %d, want %q %s %d", g, ns, long, c.want, c.ns, c.long)
				}
				if c.bad == "" && err != io.EOF || c.bad != "" && (!errors.Is(err, brush.ErrInvalid) || !strings.Contains(err.Error(), c.bad)) {
					t.Errorf("ended with %v, want %q", err, c.bad)
				}
			})
		}
	}
}

func TestLinesBrokenReader(t *testing.T) {
	broken := errors.New("the wire was cut")
	lines, _, _, err := allLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), 0)
	if len(lines) != 1 || !errors.Is(err, broken) {
		t.Errorf("got %q, %v: half a line must not be given out", lines, err)
	}
}

// Whatever encoding/json reads as an array, Lines gives out element by element; and it never gives out what is too long.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"a\n\nb", `[1,"x",{"a":[]}]`, "[[],[]]", "[1,]", "[\"\\\"]\"]", "{\"a\":1}\r\n[2]"} {
		f.Add([]byte(s), 8)
	}
	f.Fuzz(func(t *testing.T, in []byte, limit int) {
		if limit < 1 || limit > 1000 {
			return
		}
		whole, wn, wl, we := allLines(bytes.NewReader(in), limit)
		slow, sn, sl, se := allLines(iotest.OneByteReader(bytes.NewReader(in)), limit)
		if strings.Join(whole, "\x00") != strings.Join(slow, "\x00") || len(wn) != len(sn) || wl != sl || (we == io.EOF) != (se == io.EOF) {
			t.Errorf("whole %q %v %d %v, byte by byte %q %v %d %v", whole, wn, wl, we, slow, sn, sl, se)
		}
		for _, l := range whole {
			if len(l) > limit || l == "" {
				t.Errorf("line of %d bytes with a limit of %d", len(l), limit)
			}
		}
		var elements []json.RawMessage
		if trimmed := bytes.TrimLeft(in, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '[' && json.Unmarshal(in, &elements) == nil {
			got, _, _, err := allLines(bytes.NewReader(in), len(in)+1)
			if err != io.EOF || len(got) != len(elements) {
				t.Fatalf("an array of %d elements: %d, %v", len(elements), len(got), err)
			}
			for i := range got {
				if got[i] != string(bytes.Trim(elements[i], " \t\r\n")) {
					t.Errorf("element %d is %q, want %q", i, got[i], elements[i])
				}
			}
		}
	})
}
