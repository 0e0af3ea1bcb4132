package ingest_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
)

func BenchmarkZZ(b *testing.B) {
	ctx := context.Background()
	st, err := sqlite.Open(ctx, filepath.Join(b.TempDir(), "x.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	st.Update(ctx, "h", func(tx store.Tx) error {
		return tx.PutHousehold(store.Household{ID: "h", Name: "x", TimeZone: "UTC", DayTurns: 240, Created: time.Now()})
	})
	g := &ingest.Ingester{Store: st, Brands: all.Set(), Now: time.Now}
	k := 0
	base := time.Date(2016, 1, 1, 7, 0, 0, 0, time.UTC)
	for b.Loop() {
		var fs []brush.Frame
		for range 100 {
			k++
			at := base.Add(time.Duration(k%7000) * 12 * time.Hour)
			fs = append(fs, brush.Frame{Source: "s", Seq: uint64(k), Device: brush.DeviceID(fmt.Sprintf("d%d", k/7000)), At: at.Add(3 * time.Minute), Kind: brush.Report, Format: "enamel/1",
				Payload: []byte(fmt.Sprintf(`{"battery":87,"session":{"id":%d,"start":%d,"duration_s":120,"target_s":120,"mode":0,"high_s":4.5,"layout":4,"zones":[30,30,30,30]}}`, k, at.Unix()))})
		}
		if err := g.Accept(ctx, "h", fs); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*100)/b.Elapsed().Seconds(), "sessions/s")
}
