package ingest_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

// BenchmarkFleet: many households with ten brushes each that report once a second; every report is an update of its own, many at once.
func BenchmarkFleet(b *testing.B) {
	const households, each = 100, 10
	ctx := context.Background()
	st, err := sqlite.Open(ctx, filepath.Join(b.TempDir(), "enamel.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	begin := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for h := range households {
		id := brush.HouseholdID(fmt.Sprint("h", h))
		err := st.Update(ctx, id, func(tx store.Tx) error {
			return tx.PutHousehold(store.Household{ID: id, Name: "Home", TimeZone: "UTC", DayTurns: 240, Created: begin})
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	in := &ingest.Ingester{Store: st, Brands: all.Set(), Now: func() time.Time { return begin }}
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range 100 {
		wg.Go(func() {
			for n := int(next.Add(1)) - 1; n < b.N; n = int(next.Add(1)) - 1 {
				second, k := n/(households*each), n%(households*each)
				d := brush.DeviceID(fmt.Sprint("brush-", k))
				f := brush.Frame{Source: brush.SourceID(d), Device: d, At: begin.Add(time.Duration(second) * time.Second), Kind: brush.Report, Format: "enamel/1",
					Payload: fmt.Appendf(nil, `{"battery":87,"live":{"state":"running","t":%d,"mode":0,"pressure":"normal","layout":4,"zones":[%d]}}`, second%7000, second/30%4+1)}
				if err := in.Accept(ctx, brush.HouseholdID(fmt.Sprint("h", k%households)), []brush.Frame{f}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
}
