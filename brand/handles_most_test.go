package brand_test

import (
	"fmt"
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
)

// TestMostHandles: 4096 handles are remembered. One that comes later is decoded by what it says itself, and costs no memory.
func TestMostHandles(t *testing.T) {
	h := brand.Handles{Makers: all.Set()}
	var r brush.Reading
	remembered := 0
	for n := range 4200 {
		d := brush.DeviceID(fmt.Sprint("D", n))
		spoken := brush.Frame{Device: d, Kind: brush.Read, UUID: brush.MustUUID("477ea600-a260-11e4-ae37-0002a5d54050"), Payload: []byte{1, 0, 0, 0}}
		if _, v := h.Decode(&spoken, &r); v != brand.Understood {
			t.Fatalf("handle %d: %d", n, v)
		}
		battery := brush.Frame{Device: d, Kind: brush.Read, UUID: brush.UUID16(0x2A19), Payload: []byte{24}}
		if _, v := h.Decode(&battery, &r); v == brand.Understood {
			remembered++
		}
	}
	if remembered != 4096 {
		t.Errorf("%d handles are remembered", remembered)
	}
}
