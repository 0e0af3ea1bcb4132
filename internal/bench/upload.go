package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// upload is the reference work: one finished brushing, a summary and a sample a second.
type upload struct {
	ID       string    `json:"id"`
	Device   string    `json:"device"`
	Start    time.Time `json:"start"`
	Duration int       `json:"duration_s"`
	Mode     int       `json:"mode"`
	Zones    [4]int    `json:"zones_s"`
	High     float64   `json:"high_s"`
	Battery  int       `json:"battery"`
	Firmware string    `json:"firmware"`
	Samples  []sample  `json:"samples"`
}

// sample is a second of an upload.
type sample struct {
	T        int `json:"t"`
	Zone     int `json:"zone"`
	Pressure int `json:"pressure"` // 0 low, 1 normal, 2 high
	Mode     int `json:"mode"`
}

// firstUpload is when the brushes of the reference work begin to brush.
var firstUpload = time.Date(2014, 1, 2, 7, 0, 0, 0, time.UTC)

// uploadOf makes the nth brushing of a sender's brush: twice a day, two minutes, no two alike.
func uploadOf(sender, n int) upload {
	u := upload{ID: fmt.Sprintf("%04d-%08d", sender, n), Device: deviceOf(sender), Start: firstUpload.Add(time.Duration(n) * 8 * time.Hour),
		Duration: 120, Battery: 100 - n%80, Firmware: "1.2.3", Samples: make([]sample, 120)}
	for t := range u.Samples {
		s := sample{T: t, Zone: t/30 + 1, Pressure: 1}
		if (t+n)%23 < 3 {
			s.Pressure = 2
			u.High++
		}
		if (t+n*7)%41 == 0 {
			s.Zone = s.Zone%4 + 1
		}
		u.Zones[s.Zone-1]++
		u.Samples[t] = s
	}
	return u
}

func deviceOf(sender int) string { return "bench-" + strconv.Itoa(sender) }

// plain is the upload as anybody would write it: what the peers are sent.
func (u *upload) plain() []byte {
	b, err := json.Marshal(u)
	if err != nil {
		panic(err) // our own type
	}
	return b
}

// report is the upload in the open format, a frame.
func (u *upload) report(format string, payload []byte, n int) brush.Frame {
	return brush.Frame{Device: brush.DeviceID(u.Device), Seq: uint64(n + 1), At: u.Start.Add(3 * time.Minute), Kind: brush.Report, Format: format, Payload: payload}
}

func sessionJSON(worker, n int) brush.Frame {
	u := uploadOf(worker, n)
	zone, pressure, mode := u.columns()
	b := fmt.Appendf(nil, `{"firmware":123,"battery":%d,"session":{"id":%d,"start":%d,"duration_s":%d,"target_s":120,"mode":%d,"high_s":%g,"layout":4,"zones":[%d,%d,%d,%d],"seconds":{"zone":%s,"pressure":%s,"mode":%s}}}`,
		u.Battery, n, u.Start.Unix(), u.Duration, u.Mode, u.High, u.Zones[0], u.Zones[1], u.Zones[2], u.Zones[3], listJSON(zone), listJSON(pressure), listJSON(mode))
	return u.report("enamel/1", b, n)
}

// columns are the samples as runs: a value, and for how many seconds it stood.
func (u *upload) columns() (zone, pressure, mode []int) {
	for _, s := range u.Samples {
		zone, pressure, mode = run(zone, s.Zone), run(pressure, s.Pressure+1), run(mode, s.Mode)
	}
	return zone, pressure, mode
}

func run(column []int, value int) []int {
	if n := len(column); n > 0 && column[n-2] == value {
		column[n-1]++
		return column
	}
	return append(column, value, 1)
}

func listJSON(vs []int) []byte {
	b, err := json.Marshal(vs)
	if err != nil {
		panic(err) // numbers
	}
	return b
}

func sessionCBOR(worker, n int) brush.Frame {
	u := uploadOf(worker, n)
	zone, pressure, mode := u.columns()
	b := cborHead(nil, 5, 3)
	b = cborHead(cborText(b, "firmware"), 0, 123)
	b = cborHead(cborText(b, "battery"), 0, u.Battery)
	b = cborHead(cborText(b, "session"), 5, 9)
	for _, f := range []struct {
		name  string
		value int
	}{{"id", n}, {"start", int(u.Start.Unix())}, {"duration_s", u.Duration}, {"target_s", 120}, {"mode", u.Mode}, {"high_s", int(u.High)}, {"layout", 4}} {
		b = cborHead(cborText(b, f.name), 0, f.value)
	}
	b = cborList(cborText(b, "zones"), u.Zones[:])
	b = cborHead(cborText(b, "seconds"), 5, 3)
	b = cborList(cborText(b, "zone"), zone)
	b = cborList(cborText(b, "pressure"), pressure)
	b = cborList(cborText(b, "mode"), mode)
	return u.report("enamel/1+cbor", b, n)
}

// cborHead begins an item of CBOR: its major type, and its value or how many follow.
func cborHead(b []byte, major byte, n int) []byte {
	switch major <<= 5; {
	case n < 24:
		return append(b, major|byte(n))
	case n < 1<<8:
		return append(b, major|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
}

func cborText(b []byte, s string) []byte { return append(cborHead(b, 3, len(s)), s...) }

func cborList(b []byte, vs []int) []byte {
	b = cborHead(b, 4, len(vs))
	for _, v := range vs {
		b = cborHead(b, 0, v)
	}
	return b
}

// overPeer sends the same brushings to one of the others. It returns how many it kept a second.
func (w work) overPeer(ctx context.Context, kind string, at data, span time.Duration) (float64, error) {
	s, err := beginPeer(ctx, kind, at)
	if err != nil {
		return 0, err
	}
	defer s.end()
	bodies := make([][][]byte, w.workers)
	for id := range bodies {
		for n := range min(w.most, 12_000) / w.lines / w.workers {
			us := make([]upload, w.lines)
			for i := range us {
				us[i] = uploadOf(id, n*w.lines+i)
			}
			var body []byte
			var err error
			if w.lines == 1 {
				body = us[0].plain()
			} else if body, err = json.Marshal(us); err != nil {
				return 0, err
			}
			bodies[id] = append(bodies[id], body)
		}
	}
	perSecond, _, err := s.sendAll(ctx, bodies, w.lines, span)
	return perSecond, err
}
