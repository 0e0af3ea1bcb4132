package brand_test

import (
	"testing"
	"time"

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

// BenchmarkDecodeToRead decodes recorded advertisements and, beside it, only adds up their bytes. The two alternate in short stretches and the
// best stretch of each counts, so that a busy machine weighs on both. It fails when decoding costs more than three times the reading of the bytes.
func BenchmarkDecodeToRead(b *testing.B) {
	const most = 3.0
	for _, s := range all.Set() {
		fs := adverts(b, s)
		if len(fs) == 0 {
			continue // a maker without recorded advertisements
		}
		b.Run(string(s.ID), func(b *testing.B) {
			var r brush.Reading
			var sum uint32
			decode, read := time.Hour, time.Hour
			stretch := func() {
				start := time.Now()
				for range 50 {
					for i := range fs {
						r = brush.Reading{}
						s.Decode(&fs[i], &r)
					}
				}
				decode = min(decode, time.Since(start))
				start = time.Now()
				for range 50 {
					for i := range fs {
						for _, v := range fs[i].Payload {
							sum += uint32(v)
						}
					}
				}
				read = min(read, time.Since(start))
			}
			for range 200 {
				stretch()
			}
			for b.Loop() {
				stretch()
			}
			if sum == 0 || !r.Protocol.OK {
				b.Error("nothing was read")
			}
			ratio := float64(decode) / float64(read)
			b.ReportMetric(ratio, "decode/read")
			b.ReportMetric(float64(decode.Nanoseconds())/float64(50*len(fs)), "ns/decode")
			b.ReportMetric(float64(read.Nanoseconds())/float64(50*len(fs)), "ns/read")
			if ratio > most {
				b.Errorf("decoding costs %.1f times the reading of the bytes, at most %.0f are allowed", ratio, most)
			}
		})
	}
}
