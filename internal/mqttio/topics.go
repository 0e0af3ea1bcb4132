package mqttio

import (
	"slices"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/intake"
	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/relay"
)

// The topics, as docs/mqtt.md has them.
const (
	root  = "enamel"
	first = "v1"
)

type kind uint8

const (
	noTopic  kind = iota
	frames        // wire lines
	reports       // the open format
	relays        // a relay's own words
	aside         // what a relay says of itself: taken, and nothing is kept of it
	settings      // the way back: nobody but us publishes there
)

// topic is what the name of a topic means.
type topic struct {
	kind      kind
	household brush.HouseholdID // "": the sender's own
	device    string            // of reports and settings
	cbor      bool
	relay     relay.Kind
}

// parseTopic reads a topic's name; its kind is noTopic for one that is none of ours. A filter with a wildcard is none.
func parseTopic(name string) topic {
	var t topic
	if len(name) > intake.MaxTopic || strings.ContainsAny(name, "+#\x00") {
		return t
	}
	parts := strings.Split(name, "/")
	if len(parts) >= 3 && parts[0] == "home" && parts[1] != "" { // where OpenMQTTGateway and Theengs publish when nobody told them otherwise
		return topic{kind: omg(parts), relay: relay.OpenMQTTGateway}
	}
	if len(parts) < 3 || parts[0] != root {
		return t
	}
	parts = parts[1:]
	if parts[0] != first {
		t.household = brush.HouseholdID(parts[0])
		if parts = parts[1:]; t.household == "" || parts[0] != first {
			return topic{}
		}
	}
	parts = parts[1:]
	switch {
	case len(parts) == 1 && parts[0] == "frames":
		t.kind = frames
	case len(parts) >= 2 && parts[0] == "relays":
		t.relay = relay.Kind(parts[1])
		if !slices.Contains(relay.Kinds, t.relay) {
			return topic{}
		}
		t.kind = relays
		if len(parts) > 2 && (t.relay == relay.OpenMQTTGateway || t.relay == relay.Theengs) {
			t.kind = omg(parts)
		}
	case len(parts) == 2 && parts[1] == "report", len(parts) == 3 && parts[1] == "report" && parts[2] == "cbor":
		t.kind, t.device, t.cbor = reports, parts[0], len(parts) == 3
	case len(parts) == 2 && parts[1] == "settings":
		t.kind, t.device = settings, parts[0]
	}
	if t.kind == noTopic || (t.kind == reports || t.kind == settings) && (t.device == "" || t.device == "frames" || t.device == "relays") {
		return topic{}
	}
	return t
}

// omg says of a topic below OpenMQTTGateway's base whether it is about what was heard.
func omg(parts []string) kind {
	if slices.Contains(parts, "BTtoMQTT") {
		return relays
	}
	return aside
}

// own reports whether a topic is the principal's own to speak or listen at.
func (t topic) own(p *account.Principal) bool {
	if t.kind == noTopic || t.household != "" && t.household != p.Household {
		return false
	}
	if p.Device == "" {
		return true
	}
	switch t.kind {
	case reports, settings:
		d, err := wire.ParseDevice(t.device)
		return err == nil && d == p.Device
	case frames:
		return true // each line is looked at
	}
	return false
}

// message is what came by a topic.
type message struct {
	topic       topic
	name        string // the topic's
	contentType string // as MQTT 5 has it; "": not said
	payload     []byte
}

// framesOf reads a message. The error is a brush.ErrInvalid that names what is wrong, or an *intake.Early: later it may be taken.
func framesOf(m message, from intake.Sender, makers brand.Set, now time.Time) ([]brush.Frame, error) {
	switch m.topic.kind {
	case frames:
		return intake.LinesOf(m.payload, from, now)
	case relays:
		return intake.Relay(m.topic.relay, m.payload, m.name, from, makers, now)
	case reports:
		f, err := intake.Report(m.topic.device, m.payload, m.topic.cbor || m.contentType == "application/cbor", from, now)
		if err != nil {
			return nil, err
		}
		return []brush.Frame{f}, nil
	}
	return nil, nil
}
