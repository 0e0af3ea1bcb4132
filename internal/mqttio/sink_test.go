package mqttio_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/autopaho"
	"github.com/eclipse/paho.golang/paho"
	paho3 "github.com/eclipse/paho.mqtt.golang"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/mqttio"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/sinktest"
)

// publisher sends one message with a quality of service of 1 or more, and returns nil when it was acknowledged as taken.
type publisher func(ctx context.Context, topic string, payload []byte) error

// Accept sends frames as lines, in messages of a few dozen kilobytes.
func (p publisher) Accept(ctx context.Context, fs []brush.Frame) error {
	var lines []byte
	for i := range fs {
		lines = append(wire.AppendFrame(lines, &fs[i]), '\n')
		if len(lines) > 30<<10 || i == len(fs)-1 {
			if err := p(ctx, "enamel/v1/frames", lines); err != nil {
				return fmt.Errorf("%w: %w", brush.ErrUnavailable, err)
			}
			lines = nil
		}
	}
	return nil
}

// v5 is a client of MQTT 5 that comes back by itself.
func (r *rig) v5(t testing.TB, token string, qos byte) publisher {
	u, err := url.Parse("mqtt://" + r.address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	cm, err := autopaho.NewConnection(ctx, autopaho.ClientConfig{ServerUrls: []*url.URL{u}, KeepAlive: 20, ConnectUsername: "", ConnectPassword: []byte(token),
		SessionExpiryInterval: 600, ReconnectBackoff: autopaho.NewConstantBackoff(5 * time.Millisecond), ConnectTimeout: time.Second,
		ClientConfig: paho.ClientConfig{ClientID: "gateway"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		<-cm.Done()
	})
	return func(ctx context.Context, topic string, payload []byte) error {
		ctx, stop := context.WithTimeout(ctx, 5*time.Second)
		defer stop()
		if err := cm.AwaitConnection(ctx); err != nil {
			return err
		}
		res, err := cm.Publish(ctx, &paho.Publish{Topic: topic, QoS: qos, Payload: payload})
		if err == nil && res != nil && res.ReasonCode >= 0x80 {
			err = fmt.Errorf("refused with %#x", res.ReasonCode)
		}
		return err
	}
}

// v3 is a client of MQTT 3.1.1. It comes back when it has something to say: where this library does so by itself, it tells its caller that a
// message is done when it begins to send it again.
func (r *rig) v3(t testing.TB, token string, qos byte) publisher {
	c := paho3.NewClient(paho3.NewClientOptions().AddBroker("tcp://" + r.address).SetClientID("gateway").SetUsername("hall").SetPassword(token).
		SetAutoReconnect(false).SetProtocolVersion(4).SetConnectTimeout(time.Second))
	t.Cleanup(func() { c.Disconnect(0) })
	return func(ctx context.Context, topic string, payload []byte) error {
		if !c.IsConnectionOpen() {
			if k := c.Connect(); k.Wait() && k.Error() != nil {
				return k.Error()
			}
		}
		k := c.Publish(topic, qos, false, payload)
		select {
		case <-k.Done():
			return k.Error()
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Second):
			return context.DeadlineExceeded
		}
	}
}

// The whole way from a sender over MQTT to the file, with a store that breaks at every operation.
func TestSinkOverMQTT(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		client func(*rig, testing.TB, string, byte) publisher
		qos    byte
	}{{"5", (*rig).v5, 1}, {"3.1.1", (*rig).v3, 1}, {"5 with quality of service 2", (*rig).v5, 2}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			sinktest.Run(t, func(t *testing.T) sinktest.Rig {
				r := newRig(t, mqttio.Limits{})
				return sinktest.Rig{
					Sink:   c.client(r, t, r.token(home, "hall", ""), c.qos),
					FailAt: func(n int) func() bool { return r.st.FailAt(n) },
					Kept:   func(t testing.TB) ([]brush.Frame, []session.Session) { return r.kept(t, home) },
					Source: func(s brush.SourceID) brush.SourceID {
						if s == "" || s == "hall" {
							return "hall"
						}
						return "hall/" + s
					},
					Restart: func(testing.TB) {
						r.shut()
						r.open(nil)
					},
				}
			})
		})
	}
}
