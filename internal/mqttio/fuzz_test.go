package mqttio

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/intake"
)

// FuzzTopics: a topic's name never panics, a wildcard names nothing, and a token for one device never speaks of another, nor of another household.
func FuzzTopics(f *testing.F) {
	for _, s := range []string{"enamel/v1/frames", "enamel/home/v1/frames", "enamel/v1/d/report", "enamel/v1/d/report/cbor", "enamel/v1/d/settings", "enamel/v1/relays/shelly",
		"enamel/v1/relays/theengs/a/BTtoMQTT/b", "home/x/BTtoMQTT/y", "home/x/LWT", "enamel/v1/+/report", "enamel//v1/frames", "enamel/v1", "", "/", "$SYS/x", "enamel/v1/v1/frames"} {
		f.Add(s)
	}
	one := &account.Principal{Household: "home", Device: "D", TokenID: "t"}
	f.Fuzz(func(t *testing.T, name string) {
		p := parseTopic(name)
		if p.kind != noTopic && (strings.ContainsAny(name, "+#") || strings.HasPrefix(name, "$")) {
			t.Fatalf("%q: %+v", name, p)
		}
		if (p.kind == reports || p.kind == settings) && (p.device == "" || strings.Contains(p.device, "/")) {
			t.Fatalf("%q: %+v", name, p)
		}
		if p.own(one) && (p.household != "" && p.household != "home" || p.kind == relays || p.kind == aside || (p.kind == reports || p.kind == settings) && p.device != "D") {
			t.Fatalf("%q is D's own: %+v", name, p)
		}
		if mayPublish(one, p) && p.kind == settings {
			t.Fatalf("%q: settings are published by clients", name)
		}
	})
}

// FuzzMessages: whatever is published is frames of its sender within the limits, or a refusal that says why.
func FuzzMessages(f *testing.F) {
	const line = `{"device":"D","at":"2026-06-01T09:00:00Z","kind":"advert","company":220,"hex":"0632700308000501010004"}`
	for _, topic := range []string{"enamel/v1/frames", "enamel/v1/D/report", "enamel/v1/D/report/cbor", "enamel/v1/relays/shelly", "enamel/v1/relays/homeassistant/x/sensor/y/state",
		"home/x/BTtoMQTT/y", "home/x/LWT"} {
		for _, payload := range []string{line, `{"at":1780000000,"battery":87}`, "\xa1\x62at\x1a\x6a\x44\xb9\xf0", `{"addr":"02:00:00:00:60:03","advData":"0201060effdc000471050332010301030a04"}`, "", "x"} {
			f.Add(topic, []byte(payload))
		}
	}
	now := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, name string, payload []byte) {
		p := parseTopic(name)
		if p.kind == noTopic || len(payload) > maxPacket {
			return
		}
		for _, from := range []intake.Sender{{Source: "hall"}, {Source: "brush", Device: "D"}} {
			fs, err := framesOf(message{topic: p, name: name, payload: payload}, from, all.Set(), now)
			if err != nil {
				var early *intake.Early
				if final(err) == errors.As(err, &early) || fs != nil || err.Error() == "" {
					t.Fatalf("%q %q: %d frames, %v", name, payload, len(fs), err)
				}
				continue
			}
			for i := range fs {
				x := &fs[i]
				if x.Source != from.Source && !strings.HasPrefix(string(x.Source), string(from.Source)+"/") || x.Device == "" || from.Device != "" && x.Device != from.Device ||
					x.At.Year() < 2014 || x.At.After(now.Add(5*time.Minute)) || len(x.Payload) > brush.MaxPayload {
					t.Fatalf("%q %q: %+v", name, payload, x)
				}
			}
		}
	})
}

// FuzzHead: whatever a first packet looks like, nothing above its bound is let through.
func FuzzHead(f *testing.F) {
	for _, b := range [][]byte{{0x10, 12}, {0x10, 0xff, 0xff, 0xff, 0x7f}, {0x10, 0x80, 0x40}, {0x10, 0x81, 0x40}, {0x30, 0}, {}} {
		f.Add(b, 1)
	}
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		var whole, parts head
		bad := whole.look(b)
		cut = min(max(cut, 0), len(b))
		again := parts.look(b[:cut])
		if again == nil && !parts.done {
			again = parts.look(b[cut:])
		}
		if (bad == nil) != (again == nil) || bad == nil && whole != parts {
			t.Fatalf("% x: %v in one piece, %v in two", b, bad, again)
		}
		if bad == nil && whole.done && (b[0]>>4 != 1 || whole.length > maxConnect) || !whole.done && bad == nil && len(b) > 5 {
			t.Fatalf("% x: %+v", bytes.Clone(b), whole)
		}
	})
}
