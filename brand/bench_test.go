package brand_test

import (
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
)

// adverts returns the advertisements of a maker's recorded brushings: what a decoder meets all day.
func adverts(b *testing.B, s *brand.Spec) []brush.Frame {
	var fs []brush.Frame
	for _, l := range lines(b, s.ID, "sessions/*.jsonl") {
		if f := l.frame(b); f.Kind == brush.Advert {
			fs = append(fs, f)
		}
	}
	return fs
}

// BenchmarkDecodeAdvert decodes into a reading that is zeroed each time; BenchmarkReadBytes beside it adds up the same bytes.
func BenchmarkDecodeAdvert(b *testing.B) {
	for _, s := range all.Set() {
		b.Run(string(s.ID), func(b *testing.B) {
			fs := adverts(b, s)
			if len(fs) == 0 {
				return // a maker without recorded advertisements
			}
			b.ReportAllocs()
			var r brush.Reading
			i := 0
			for b.Loop() {
				r = brush.Reading{}
				s.Decode(&fs[i], &r)
				if i++; i == len(fs) {
					i = 0
				}
			}
		})
	}
}

func BenchmarkReadBytes(b *testing.B) {
	for _, s := range all.Set() {
		b.Run(string(s.ID), func(b *testing.B) {
			fs := adverts(b, s)
			if len(fs) == 0 {
				return // a maker without recorded advertisements
			}
			b.ReportAllocs()
			var sum uint32
			i := 0
			for b.Loop() {
				for _, v := range fs[i].Payload {
					sum += uint32(v)
				}
				if i++; i == len(fs) {
					i = 0
				}
			}
			if sum == 0 {
				b.Error("nothing was read")
			}
		})
	}
}
