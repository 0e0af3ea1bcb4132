package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brand/oralb"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/internal/store/sqlite"
	"github.com/enamel-home/enamel/wire"
)

// work is a way of sending: so many senders at once, each with a brush of its own, so many lines a request.
type work struct {
	name    string
	workers int
	lines   int
}

// frames makes what a sender sends in its nth request: a brush that brushes for two minutes, does so again twelve hours later.
func (w work) frames(worker, n int, into []brush.Frame) []brush.Frame {
	into = into[:0]
	begin := time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range w.lines {
		k := n*w.lines + i
		second := k % 120
		at := begin.Add(time.Duration(k/120)*12*time.Hour + time.Duration(second)*time.Second + 250*time.Millisecond)
		r := oralb.Spec.Virtual()
		r.Activity, r.Elapsed = brush.Some(brush.Running), brush.Some(uint32(second))
		r.Sector, r.Pressure = brush.Some(uint8(second/30+1)), brush.Some(brush.PressureNormal)
		f, ok := oralb.Spec.Encode(&r)
		if !ok {
			panic("bench: Oral-B does not say this reading")
		}
		f.Device, f.At, f.Seq = brush.DeviceID(fmt.Sprintf("02:00:00:00:00:%02X", worker)), at, uint64(k+1)
		into = append(into, f)
	}
	return into
}

// made is how many frames are made for a round: more than can be sent.
const made = 240_000

// overHTTP sends to the real program for a while. It returns kept frames a second, and how many requests each sender made.
func (w work) overHTTP(ctx context.Context, binary, dir string, span time.Duration) (perSecond float64, sent []int, err error) {
	s, err := begin(ctx, binary, dir)
	if err != nil {
		return 0, nil, err
	}
	defer s.end()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: w.workers}}
	sent = make([]int, w.workers)
	// Everything that is sent is made before, so that a sender costs the shared machine as little as it can.
	bodies := make([][][]byte, w.workers)
	for id := range bodies {
		var fs []brush.Frame
		for n := range made / w.lines / w.workers {
			fs = w.frames(id, n, fs)
			var body []byte
			for i := range fs {
				body = append(wire.AppendFrame(body, &fs[i]), '\n')
			}
			bodies[id] = append(bodies[id], body)
		}
	}
	var total atomic.Int64
	var failed error
	var once sync.Once
	var wg sync.WaitGroup
	start := time.Now()
	for id := range w.workers {
		wg.Go(func() {
			for _, body := range bodies[id] {
				if time.Since(start) >= span {
					break
				}
				if err := s.post(ctx, client, body); err != nil {
					once.Do(func() { failed = err })
					return
				}
				sent[id]++
				total.Add(int64(w.lines))
			}
		})
	}
	wg.Wait()
	return float64(total.Load()) / time.Since(start).Seconds(), sent, failed
}

func (s *server) post(ctx context.Context, c *http.Client, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/v1/frames", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+s.token)
	req.Header.Set("Content-Type", "application/x-ndjson")
	r, err := c.Do(req)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", r.Status, answer)
	}
	return err
}

// ceiling writes the rows that the same requests make, in the same batches at the same synchronous setting, with no door before the store:
// no HTTP, no JSON, no decoding, no fold. It returns frames a second.
func (w work) ceiling(ctx context.Context, dir string, sent []int) (float64, error) {
	// First the house itself writes them, and everything it writes is noted down.
	noted, err := w.note(ctx, filepath.Join(dir, "noted.db"), sent)
	if err != nil {
		return 0, err
	}
	st, err := sqlite.Open(ctx, filepath.Join(dir, "alone.db"))
	if err != nil {
		return 0, err
	}
	defer st.Close()
	var failed error
	var once sync.Once
	var wg sync.WaitGroup
	frames := 0
	start := time.Now()
	for _, updates := range noted {
		frames += len(updates) * w.lines
		wg.Go(func() {
			for _, writes := range updates {
				err := st.Update(ctx, household, func(tx store.Tx) error {
					for _, write := range writes {
						if err := write(tx); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					once.Do(func() { failed = err })
					return
				}
			}
		})
	}
	wg.Wait()
	return float64(frames) / time.Since(start).Seconds(), failed
}

const household brush.HouseholdID = "bench"

func (w work) note(ctx context.Context, file string, sent []int) ([][][]func(store.Tx) error, error) {
	st, err := sqlite.Open(ctx, file)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	err = st.Update(ctx, household, func(tx store.Tx) error {
		return tx.PutHousehold(store.Household{ID: household, Name: "Bench", TimeZone: "UTC", DayTurns: 240, Created: time.Now()})
	})
	if err != nil {
		return nil, err
	}
	noted := make([][][]func(store.Tx) error, len(sent))
	var wg sync.WaitGroup
	var failed error
	var once sync.Once
	for id := range sent {
		wg.Go(func() {
			n := &notes{Store: st}
			in := newIngester(n)
			for k := range sent[id] {
				fs := w.frames(id, k, nil)
				for i := range fs {
					fs[i].Source = "bench"
				}
				if err := in.Accept(ctx, household, fs); err != nil {
					once.Do(func() { failed = err })
					return
				}
				noted[id] = append(noted[id], n.writes)
				n.writes = nil
			}
		})
	}
	wg.Wait()
	return noted, failed
}

func newIngester(s store.Store) *ingest.Ingester {
	return &ingest.Ingester{Store: s, Brands: all.Set(), Now: time.Now}
}
