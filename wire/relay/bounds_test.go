package relay_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire/relay"
)

// TestBodiesAreBounded: what one body may hold, counted by the reader and not by what it claims.
func TestBodiesAreBounded(t *testing.T) {
	const message = `{"id":"02:00:00:00:60:02","manufacturerdata":"dc000471050332010301030a04"}`
	padded := func(n int) string { return message[:len(message)-1] + strings.Repeat(" ", n-len(message)) + "}" }
	for _, c := range []struct {
		what string
		body string
		want string // of the error; "": none
	}{
		{"4 MiB", strings.Repeat(" ", 4<<20-len(message)) + message, ""},
		{"a byte more", strings.Repeat(" ", 4<<20-len(message)+1) + message, "longer than 4 MiB"},
		{"a message of 256 KiB", padded(256 << 10), ""},
		{"a byte more in a message", padded(256<<10 + 1), "more than 256 KiB"},
		{"20,000 messages", strings.Repeat("{} ", 20_000), ""},
		{"one message more", strings.Repeat("{} ", 20_001), "more than 20,000"},
		{"5,000 frames", strings.Repeat(message, 5000), ""},
		{"one frame more", strings.Repeat(message, 5001), "more than 5,000"},
		{"16 levels", `{"a":` + strings.Repeat("[", 15) + strings.Repeat("]", 15) + `}`, ""},
		{"17 levels", `{"a":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`, "too deeply"},
	} {
		_, err := relay.Parse(relay.Theengs, []byte(c.body), now, "")
		switch {
		case c.want == "" && err != nil && (strings.Contains(err.Error(), "than") || strings.Contains(err.Error(), "deeply")):
			t.Errorf("%s: %v", c.what, err)
		case c.want != "" && (!errors.Is(err, brush.ErrInvalid) || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v", c.what, err)
		}
	}
}
