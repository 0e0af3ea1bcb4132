package mqttio_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/mqttio"
)

// BenchmarkPublish: 50 clients publish frames, each with 32 under way, decoded, folded and committed before each acknowledgement.
func BenchmarkPublish(b *testing.B) {
	r := newRig(b, mqttio.Limits{Messages: 1e6, Bytes: 1 << 30})
	const clients = 50
	token := r.token(home, "hall", "")
	var each sync.WaitGroup
	b.ResetTimer()
	for i := range clients {
		c := r.in(connect{id: fmt.Sprint(i), token: token})
		n := b.N/clients + 1
		places := make(chan struct{}, 32)
		each.Go(func() {
			for k := range n {
				places <- struct{}{}
				if _, err := c.Write(c.publication(1, uint16(k%60000+1), "enamel/v1/frames", line(fmt.Sprintf("AA:00:00:00:04:%02X", i), k))); err != nil {
					b.Error(err)
					return
				}
			}
		})
		each.Go(func() {
			for range n {
				if kind, body := c.next(); kind != 4 {
					b.Errorf("%d % x", kind, body)
					return
				}
				<-places
			}
		})
	}
	each.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkIdle: what a connection costs that says nothing.
func BenchmarkIdle(b *testing.B) {
	r := newRig(b, mqttio.Limits{PerAddress: 1e6, PerToken: 1e6, Connections: 1e6})
	token := r.token(home, "hall", "")
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range b.N {
		r.in(connect{id: fmt.Sprint(i), token: token, keepAlive: 300})
	}
	time.Sleep(100 * time.Millisecond)
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(b.N), "heap/connection,both-ends")
	b.ReportMetric(float64(after.StackInuse-before.StackInuse)/float64(b.N), "stack/connection")
}
