package ingest_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brush"
)

// BenchmarkSessions keeps finished brushings of two minutes, told second by second in the open format, one a call and a hundred a call: decoded,
// folded, and on disk before the yes. Every caller is a household of its own whose brushes are used each hour one after the other, or whose only brush is used twice a day.
func BenchmarkSessions(b *testing.B) {
	first := time.Date(2026, 1, 1, 6, 0, 0, 0, time.UTC)
	column := func(chance *rand.Rand, values int) string {
		out := ""
		for at := 0; at < 120; {
			n := min(1+chance.IntN(12), 120-at)
			out += "," + strconv.Itoa(1+chance.IntN(values)) + "," + strconv.Itoa(n)
			at += n
		}
		return "[" + out[1:] + "]"
	}
	type shape struct{ frames, callers, brushes int }
	kept := func(where string, fresh func(testing.TB) string, shape shape) {
		b.Run(fmt.Sprintf("%s/sessions=%d/callers=%d/brushes=%d", where, shape.frames, shape.callers, shape.brushes), func(b *testing.B) {
			brushes, each := shape.brushes, 3600
			if brushes == 1 {
				each = 12 * 3600
			}
			s := openStore(b, fresh(b))
			defer s.Close()
			chance := rand.New(rand.NewPCG(1, 1))
			load := make([][]call, shape.callers)
			var c call
			for n := range b.N {
				w := n / shape.frames % shape.callers
				k := n / (shape.frames * shape.callers) * shape.frames
				k += n % shape.frames // the household's kth session
				at := first.Add(time.Duration(k/brushes*each) * time.Second)
				c.frames = append(c.frames, brush.Frame{Source: "wifi", Seq: uint64(k + 1), Device: brush.DeviceID("cup-" + strconv.Itoa(k%brushes)), At: at.Add(125 * time.Second),
					Kind: brush.Report, Format: enamel.Format, Payload: fmt.Appendf(nil, `{"battery":%d,"session":{"id":%d,"start":%d,"duration_s":120,"target_s":120,"mode":0,"high_s":2.5,"layout":12,`+
						`"seconds":{"zone":%s,"pressure":%s,"mode":[0,120]}}}`, 40+k%40, k, at.Unix(), column(chance, 12), column(chance, 3))})
				if len(c.frames) == shape.frames || n == b.N-1 {
					c.home, c.now = brush.HouseholdID("home-"+strconv.Itoa(w)), at.Add(126*time.Second)
					load[w] = append(load[w], c)
					c = call{}
				}
			}
			run(b, load, func(c call) error {
				g := ingester(s)
				g.Now = func() time.Time { return c.now }
				return g.Accept(context.Background(), c.home, c.frames)
			})
		})
	}
	for _, p := range places {
		for _, shape := range []shape{{1, 16, 50}, {100, 4, 50}, {100, 4, 1}} {
			kept(p.name, p.fresh, shape)
		}
	}
}
