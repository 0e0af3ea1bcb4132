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

// work is a way of sending: so many senders at once, each with a brush of its own, so many frames a request.
type work struct {
	name    string
	workers int
	lines   int
	frame   func(worker, n int) brush.Frame // the nth that a sender sends
	most    int                             // more than are sent in a round
}

// advert is a brush that brushes for two minutes, and does so again twelve hours later.
func advert(worker, n int) brush.Frame {
	second := n % 120
	r := oralb.Spec.Virtual()
	r.Activity, r.Elapsed = brush.Some(brush.Running), brush.Some(uint32(second))
	r.Sector, r.Pressure = brush.Some(uint8(second/30+1)), brush.Some(brush.PressureNormal)
	f, ok := oralb.Spec.Encode(&r)
	if !ok {
		panic("bench: Oral-B does not say this reading")
	}
	f.Device, f.Seq = brush.DeviceID(fmt.Sprintf("02:00:00:00:00:%02X", worker)), uint64(n+1)
	f.At = firstUpload.Add(time.Duration(n/120)*12*time.Hour + time.Duration(second)*time.Second + 250*time.Millisecond)
	return f
}

// frames makes what a sender sends in its nth request.
func (w work) frames(worker, n int, into []brush.Frame) []brush.Frame {
	into = into[:0]
	for i := range w.lines {
		into = append(into, w.frame(worker, n*w.lines+i))
	}
	return into
}

// rate is what a round of sending came to.
type rate struct {
	perSecond float64
	cost      float64 // µs that the program kept processors busy for each, its database's own processes not counted; 0: not known
	sent      []int   // requests of each sender
}

// overHTTP sends to the real program for a while.
func (w work) overHTTP(ctx context.Context, binary string, at data, span time.Duration) (r rate, err error) {
	s, err := begin(ctx, binary, at)
	if err != nil {
		return r, err
	}
	defer s.end()
	// Everything that is sent is made before, so that a sender costs the shared machine as little as it can.
	bodies := make([][][]byte, w.workers)
	for id := range bodies {
		var fs []brush.Frame
		for n := range w.most / w.lines / w.workers {
			fs = w.frames(id, n, fs)
			var body []byte
			for i := range fs {
				body = append(wire.AppendFrame(body, &fs[i]), '\n')
			}
			bodies[id] = append(bodies[id], body)
		}
	}
	busy := s.busy()
	if r.perSecond, r.sent, err = s.sendAll(ctx, bodies, w.lines, span); err != nil {
		return r, err
	}
	requests := 0
	for _, n := range r.sent {
		requests += n
	}
	r.cost = float64((s.busy() - busy).Microseconds()) / float64(max(requests*w.lines, 1))
	return r, nil
}

// sendAll lets each sender post its bodies one after the other, for a while. It returns what was kept a second, each body being so
// many, and how many bodies each sender sent.
func (s *server) sendAll(ctx context.Context, bodies [][][]byte, each int, span time.Duration) (perSecond float64, sent []int, err error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: len(bodies)}}
	defer client.CloseIdleConnections()
	sent = make([]int, len(bodies))
	var total atomic.Int64
	var failed error
	var once sync.Once
	var wg sync.WaitGroup
	start := time.Now()
	for id := range bodies {
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
				total.Add(int64(each))
			}
		})
	}
	wg.Wait()
	return float64(total.Load()) / time.Since(start).Seconds(), sent, failed
}

func (s *server) post(ctx context.Context, c *http.Client, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+s.path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
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
func (w work) ceiling(ctx context.Context, at data, sent []int) (float64, error) {
	// First the house itself writes them, and everything it writes is noted down.
	noted, err := w.note(ctx, filepath.Join(at.dir, "noted.db"), sent)
	if err != nil {
		return 0, err
	}
	st, err := at.open(ctx)
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
