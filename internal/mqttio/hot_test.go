package mqttio_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/internal/mqttio"
)

// A household that sends as much as it can waits for itself: its neighbours' messages are kept nearly as soon as ever.
func TestHotHousehold(t *testing.T) {
	r := newRig(t, mqttio.Limits{Messages: 1e6, Bytes: 1 << 30})
	calm := r.in(connect{id: "calm", token: r.token(other, "next", "")})
	id := uint16(0)
	tell := func() (took []time.Duration) {
		for range 60 {
			id++
			begun := time.Now()
			if code := calm.publish(id, "enamel/v1/frames", line(brush1, int(id))); code != 0 {
				t.Fatalf("the neighbour gets %#x", code)
			}
			took = append(took, time.Since(begun))
			time.Sleep(5 * time.Millisecond)
		}
		slices.Sort(took)
		return took
	}
	quiet := tell()
	token := r.token(home, "hot", "")
	stop := make(chan struct{})
	var all sync.WaitGroup
	var kept atomic.Int64
	for i := range 16 {
		c := r.in(connect{id: fmt.Sprint(i), token: token})
		places := make(chan struct{}, 32)
		all.Go(func() {
			for n := 0; ; n++ {
				select {
				case places <- struct{}{}:
				case <-stop:
					_ = c.Close()
					return
				}
				// Every message is of another brush: what a commit can be made to cost at most.
				if _, err := c.Write(c.publication(1, uint16(n%60000+1), "enamel/v1/frames", line(fmt.Sprintf("AA:00:00:%02X:%02X:%02X", i, n>>8&1, n&255), n))); err != nil {
					return
				}
			}
		})
		all.Go(func() {
			for {
				if kind, _ := c.within(time.Minute); kind != 4 {
					return
				}
				kept.Add(1)
				<-places
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	before, begun := kept.Load(), time.Now()
	hot := tell()
	flood := float64(kept.Load()-before) / time.Since(begun).Seconds()
	close(stop)
	all.Wait()
	t.Logf("the neighbour's messages are kept after %v, at worst %v; beside a flood of %.0f messages a second after %v, at worst %v",
		quiet[30], quiet[59], flood, hot[30], hot[59])
	if flood == 0 {
		t.Fatal("there was no flood")
	}
	// Those who flood wait for all that they have under way. A neighbour who waited in the same line would wait as long.
	if own := time.Duration(16 * 32 / flood * float64(time.Second)); hot[30] > own/3 {
		t.Errorf("it waits for %v, and who floods for %v", hot[30], own)
	}
}
