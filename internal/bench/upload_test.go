package main

import (
	"reflect"
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
)

// TestSameBrushing: in JSON and in CBOR the reference work says the same, all of it, and each second is told as the peers are told it.
func TestSameBrushing(t *testing.T) {
	for n := range 50 {
		u := uploadOf(3, n)
		var read [2]brush.Reading
		for i, f := range []brush.Frame{sessionJSON(3, n), sessionCBOR(3, n)} {
			if _, verdict := all.Set().DecodeWith(&f, brand.Known{}, &read[i]); verdict != brand.Understood {
				t.Fatalf("%s: verdict %v: %q", f.Format, verdict, f.Payload)
			}
		}
		if !reflect.DeepEqual(read[0], read[1]) {
			t.Fatalf("JSON says %+v, CBOR %+v", read[0].Record, read[1].Record)
		}
		if read[0].Record == nil {
			t.Fatal("no session was read")
		}
		zones := map[int]brush.ZoneSet{}
		second := 0
		for _, r := range read[0].Record.Seconds {
			for range r.For {
				is := u.Samples[second]
				if _, met := zones[is.Zone]; !met {
					zones[is.Zone] = r.Zones
				}
				if r.Zones == 0 || r.Zones != zones[is.Zone] || int(r.Pressure) != is.Pressure+1 || !r.Mode.OK {
					t.Fatalf("second %d is %+v, sent was %+v", second, r, is)
				}
				second++
			}
		}
		if second != len(u.Samples) || len(zones) != 4 {
			t.Fatalf("%d seconds in %d zones were read", second, len(zones))
		}
	}
}
