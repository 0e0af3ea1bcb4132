package httpapi_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/account"
)

// BenchmarkFrames sends brushings to the door, without a network between.
func BenchmarkFrames(b *testing.B) {
	for _, shape := range []struct{ lines, senders int }{{1, 16}, {100, 4}} {
		b.Run(fmt.Sprintf("lines=%d/senders=%d", shape.lines, shape.senders), func(b *testing.B) {
			r := settled(b)
			r.log.mute()
			token := r.token(r.household, "bench", account.FramesWrite)
			start := r.clock().Add(-24 * time.Hour)
			var sent atomic.Int64
			var wg sync.WaitGroup
			b.ResetTimer()
			for s := range shape.senders {
				wg.Go(func() {
					device := fmt.Sprintf("AA:00:00:00:01:%02X", s)
					for k := 0; sent.Add(int64(shape.lines)) <= int64(b.N+shape.lines*shape.senders); k++ {
						var body strings.Builder
						for i := range shape.lines {
							n := k*shape.lines + i
							body.WriteString(line(device, start.Add(time.Duration(n/120)*12*time.Minute+time.Duration(n%120)*time.Second), 3, n%120) + "\n")
						}
						if w := r.as(token, "POST", "/api/v1/frames", body.String()); w.Code != 200 {
							b.Errorf("%d %s", w.Code, w.Body)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(sent.Load())/b.Elapsed().Seconds(), "frames/s")
		})
	}
}
