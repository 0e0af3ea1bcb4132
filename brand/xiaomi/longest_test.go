package xiaomi

import (
	"encoding/binary"
	"testing"

	"github.com/enamel-home/enamel/brush"
)

// An advertisement has 255 bytes at most; a longer one is no handle's.
func TestLongest(t *testing.T) {
	f := brush.Frame{Kind: brush.Advert, UUID: service}
	for n, want := range map[int]bool{255: true, 256: false} {
		f.Payload = make([]byte, n)
		binary.LittleEndian.PutUint16(f.Payload[2:], productT500)
		var b beacon
		if got := b.parse(&f); got != want {
			t.Errorf("%d bytes: %v", n, got)
		}
	}
}
