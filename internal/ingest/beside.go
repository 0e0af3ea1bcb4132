package ingest

import (
	"bytes"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// The bounds of looking beside.
const (
	steady     = time.Minute // a handle whose clock was read so shortly before says nothing new with it
	besideMost = 4096        // kept frames that one update reads again
)

// beside returns the readings of a handle's clock, and the stored sessions, that were kept earlier about the moments of these: a record
// on a counter may come before the clock that places it, or behind it, by whichever request, and means the same. strangers says that some
// record of these is not placed by the clocks that are at hand. A handle that tells its clock all the time is not looked up each time.
func (g *Ingester) beside(tx store.Tx, h brush.HouseholdID, b *store.Brush, d *device, strangers []read) (clocks []session.Clock, records []read, err error) {
	var about []time.Time // in order
	was := d.clockWas.At
	for _, k := range d.clocks {
		if k.At.Sub(was).Abs() > steady {
			about = append(about, k.At)
		}
		was = k.At
	}
	for _, r := range strangers {
		about = append(about, r.at)
	}
	left := besideMost
	var done time.Time // up to there it was read
	for _, at := range about {
		from, to := at.Add(-session.ClockGood), at.Add(session.ClockGood)
		if from.Before(done) {
			from = done
		}
		if !from.Before(to) || left == 0 {
			continue
		}
		done = to
		fs, err := framesOf(tx, b, from, to, left)
		if err != nil {
			return nil, nil, err
		}
		if len(fs) == 0 {
			continue
		}
		left -= len(fs)
		near := g.listen(fs).devices[0]
		g.recognise(h, b, &near)
		clocks = append(clocks, near.clocks...)
		for _, r := range near.records {
			if !r.record.Unix.OK {
				records = append(records, r)
			}
		}
	}
	return clocks, records, nil
}

// framesOf reads a handle's kept frames of a span that can tell a clock or a record, which no advertisement does; at most so many. More of them are passed by: an error would end the update.
func framesOf(tx store.Tx, b *store.Brush, from, to time.Time, most int) (fs []brush.Frame, err error) {
	err = tx.Frames(b.Device, from, to, func(f *brush.Frame) error {
		if len(fs) < most && f.Kind != brush.Advert {
			kept := *f
			kept.Payload = bytes.Clone(f.Payload)
			fs = append(fs, kept)
		}
		return nil
	})
	return fs, err
}
