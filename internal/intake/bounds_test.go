package intake

import (
	"errors"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire/relay"
)

// What one call may hold: five thousand frames, lines of 48 KiB, and a topic of a kilobyte.
func TestWhatACallHolds(t *testing.T) {
	for n, want := range map[int]error{5000: nil, 5001: ErrTooMany} {
		fs, err := LinesOf([]byte(strings.Repeat(one+"\n", n)), Sender{Source: "hall"}, now)
		if !errors.Is(err, want) || err == nil && len(fs) != n {
			t.Errorf("%d lines: %d frames, %v", n, len(fs), err)
		}
	}
	for n, want := range map[int]bool{48 << 10: true, 48<<10 + 1: false} {
		line := one[:len(one)-1] + strings.Repeat(" ", n-len(one)) + "}"
		if _, err := Lines(strings.NewReader(line+"\n"), Sender{Source: "hall"}, now); (err == nil) != want {
			t.Errorf("a line of %d bytes: %v", n, err)
		}
	}
	for n, want := range map[int]bool{16 << 10: true, 16<<10 + 1: false} {
		line := strings.Replace(one, "0632700308000501010004", strings.Repeat("00", n), 1)
		if _, err := Lines(strings.NewReader(line+"\n"), Sender{Source: "hall"}, now); (err == nil) != want {
			t.Errorf("a payload of %d bytes: %v", n, err)
		}
	}
	for n, want := range map[int]bool{1024: true, 1025: false} {
		_, err := Relay(relay.Theengs, []byte(`{"id":"AA:00:00:00:00:01"}`), strings.Repeat("t", n), Sender{Source: "hall"}, all.Set(), now)
		var field *brush.FieldError
		if refused := errors.As(err, &field) && field.Field == "topic"; refused == want {
			t.Errorf("a topic of %d bytes: %v", n, err)
		}
	}
}
