package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// client is a client of MQTT 3.1.1 that says what a brush says and nothing more, so that it costs the shared machine little.
type client struct {
	net.Conn
	r *bufio.Reader
}

// dial connects and says who it is. small is for those who are many and hear nothing but their acknowledgements.
func dial(addr, id, user, token string, small bool) (*client, error) {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	size := 4096
	if small {
		size = 64
	}
	c := &client{Conn: nc, r: bufio.NewReaderSize(nc, size)}
	body := append(text("MQTT"), 4, 0xc2, 0, 240) // a user name, a password, a clean session, 240 s of keep-alive
	body = append(append(append(body, text(id)...), text(user)...), text(token)...)
	if _, err := nc.Write(packet(0x10, body)); err != nil {
		return nil, errors.Join(err, nc.Close())
	}
	first, b, err := c.next()
	if err == nil && (first != 0x20 || len(b) != 2 || b[1] != 0) {
		err = fmt.Errorf("CONNACK % x", b)
	}
	if err != nil {
		return nil, errors.Join(err, nc.Close())
	}
	return c, nil
}

func text(s string) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...) }

func packet(first byte, body []byte) []byte {
	return append(binary.AppendUvarint([]byte{first}, uint64(len(body))), body...)
}

// publication is a PUBLISH; id is only said with a quality of service above 0.
func publication(qos byte, id uint16, topic string, payload []byte) []byte {
	body := text(topic)
	if qos > 0 {
		body = binary.BigEndian.AppendUint16(body, id)
	}
	return packet(0x30|qos<<1, append(body, payload...))
}

// next reads a packet, which is never long.
func (c *client) next() (first byte, body []byte, err error) {
	if first, err = c.r.ReadByte(); err != nil {
		return 0, nil, err
	}
	n, err := binary.ReadUvarint(c.r)
	if err != nil || n > 1024 {
		return 0, nil, errors.Join(err, fmt.Errorf("a packet of %d bytes", n))
	}
	body = make([]byte, n)
	_, err = io.ReadFull(c.r, body)
	return first, body, err
}

// broker starts the program with its MQTT door open, by the settings that it reads from its surroundings. open is begin or start.
func broker(ctx context.Context, open func(context.Context, string, data) (*server, error), binary string, d data, more map[string]string) (s *server, at string, err error) {
	if at, err = free(); err != nil {
		return nil, "", err
	}
	undo, err := surroundings(more, map[string]string{"ENAMEL_MQTT_LISTEN": at})
	if err != nil {
		return nil, "", err
	}
	defer undo()
	s, err = open(ctx, binary, d)
	return s, at, err
}

// surroundings sets variables that a program started meanwhile reads, and returns how to take them back.
func surroundings(some ...map[string]string) (undo func(), err error) {
	var names []string
	undo = func() {
		for _, n := range names {
			_ = os.Unsetenv(n)
		}
	}
	for _, vars := range some {
		for n, v := range vars {
			if err := os.Setenv(n, v); err != nil {
				undo()
				return nil, err
			}
			names = append(names, n)
		}
	}
	return undo, nil
}

// The clients of the reference work over MQTT.
const (
	mqttClients = 50
	mqttWindow  = 16
	mqttMost    = 2_000 // sessions that each of them has made beforehand
)

// mqtt measures finished brushings at quality of service 1: acknowledged, and really stored.
func (b *bench) mqtt(ctx context.Context) error {
	fmt.Printf("kept sessions a second over MQTT, quality of service 1, %d clients, %d under way each, %v; the sender shares the machine\n", mqttClients, mqttWindow, b.places)
	pubs := make([][][]byte, mqttClients)
	size := 0
	for id := range pubs {
		for n := range mqttMost {
			f := sessionJSON(id, n)
			// What HTTP has around the report stands in it here: when it was made.
			payload := append(fmt.Appendf(nil, `{"at":%d,`, f.At.Unix()), f.Payload[1:]...)
			size = len(payload)
			pubs[id] = append(pubs[id], publication(1, uint16(n+1), "enamel/v1/"+deviceOf(id)+"/report", payload))
		}
	}
	var acked, stored []float64
	for n := range b.rounds {
		at, err := b.places.at(ctx, fmt.Sprintf("mqtt-%d", n))
		if err != nil {
			return err
		}
		a, s, err := b.publish(ctx, at, pubs)
		if err != nil {
			return err
		}
		acked, stored = append(acked, a), append(stored, s)
	}
	fmt.Printf("%d bytes each   acknowledged %s   stored %s\n", size, figure(acked), figure(stored))
	return nil
}

// publish sends for a while. It returns how many sessions a second were acknowledged, and how many of them a reader finds afterwards.
func (b *bench) publish(ctx context.Context, d data, pubs [][][]byte) (acked, stored float64, err error) {
	s, at, err := broker(ctx, begin, b.binary, d, nil)
	if err != nil {
		return 0, 0, err
	}
	defer s.end()
	cs := make([]*client, len(pubs))
	for id := range cs {
		if cs[id], err = dial(at, deviceOf(id), "", s.token, false); err != nil {
			return 0, 0, err
		}
		defer cs[id].Close()
	}
	var total atomic.Int64
	var failed error
	var once sync.Once
	fail := func(err error) { once.Do(func() { failed = err }) }
	var wg sync.WaitGroup
	start := time.Now()
	for id, c := range cs {
		window := make(chan struct{}, mqttWindow)
		ended := make(chan struct{})
		wg.Go(func() { // acknowledgements
			defer close(ended)
			for {
				first, _, err := c.next()
				if err != nil {
					return // closed below, or by the broker: the sender then tells
				}
				if first == 0x40 {
					total.Add(1)
					<-window
				}
			}
		})
		wg.Go(func() {
			defer c.Close()
			for _, p := range pubs[id] {
				select {
				case window <- struct{}{}:
				case <-ended:
					fail(fmt.Errorf("client %d was hung up on", id))
					return
				}
				if time.Since(start) > b.span {
					<-window
					break
				}
				if _, err := c.Write(p); err != nil {
					fail(err)
					return
				}
			}
			for range mqttWindow { // what is under way
				select {
				case window <- struct{}{}:
				case <-ended:
					fail(fmt.Errorf("client %d was hung up on", id))
					return
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(start).Seconds()
	if failed != nil {
		return 0, 0, failed
	}
	n, err := countSessions(ctx, d, len(pubs))
	return float64(total.Load()) / took, float64(n) / took, err
}

// countSessions counts what is stored, as a reader finds it.
func countSessions(ctx context.Context, d data, devices int) (n int, err error) {
	st, err := d.open(ctx)
	if err != nil {
		return 0, err
	}
	defer st.Close()
	hs, err := st.Households(ctx)
	if err != nil {
		return 0, err
	}
	for _, h := range hs {
		for id := range devices {
			q := store.SessionQuery{Device: brush.DeviceID(deviceOf(id)), Limit: 1000}
			for {
				ss, err := st.Sessions(ctx, h.ID, q)
				if err != nil {
					return 0, err
				}
				n += len(ss)
				if len(ss) < q.Limit {
					break
				}
				last := &ss[len(ss)-1]
				q.Before, q.BeforeID = last.Start, last.ID
			}
		}
	}
	return n, nil
}
