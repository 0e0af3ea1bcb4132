// Package relay turns what other people's gateways send about toothbrushes into frames, from raw bytes wherever there are any.
package relay

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// Kind names who sends.
type Kind string

// The kinds, with their names on the wire.
const (
	OpenMQTTGateway Kind = "openmqttgateway"
	Theengs         Kind = "theengs" // says the same as OpenMQTTGateway
	ESPHome         Kind = "esphome"
	Shelly          Kind = "shelly"
	HomeAssistant   Kind = "homeassistant"
	BlueZ           Kind = "bluez"
	Molobrakos      Kind = "molobrakos" // the lines of molobrakos/toothbrush
)

// Kinds are all kinds.
var Kinds = []Kind{OpenMQTTGateway, Theengs, ESPHome, Shelly, HomeAssistant, BlueZ, Molobrakos}

// The limits of one body.
const (
	MaxBody     = 4 << 20 // bytes
	MaxFrames   = 5000
	maxMessages = 20_000    // most are no toothbrush's
	maxMessage  = 256 << 10 // bytes; the memory of one object is a small multiple
	maxDepth    = 16        // of JSON
)

// ErrTooMany says that a body holds more than MaxFrames.
var ErrTooMany error = &brush.FieldError{Reason: "holds more than 5,000 frames"}

// Parse turns one body of that kind into frames, none for a message that is about no brushing. Where a message carries a time it is the
// frames', else now is. Topic is the MQTT topic that the message came by, "" for none; where a message does not say its device or its
// gateway, the topic does. Frames have no Seq, and as Source the gateway's own name or none. A body holds one message or many, in a
// JSON array or one behind the other. Errors are *brush.FieldError; with several messages its field is "2.rssi", counted from 1.
func Parse(kind Kind, body []byte, now time.Time, topic string) ([]brush.Frame, error) {
	if len(body) > MaxBody {
		return nil, &brush.FieldError{Reason: "is longer than 4 MiB"}
	}
	p := parser{now: now.UTC().Truncate(time.Microsecond), topic: topic}
	var read func(object) error
	switch kind {
	case OpenMQTTGateway, Theengs:
		read = p.theengs
	case ESPHome:
		if isBinary(body) {
			return p.done(p.espBinary(body))
		}
		read = p.esp
	case Shelly:
		read = p.shelly
	case HomeAssistant:
		if p.statestream(body) {
			return p.done(p.haDone())
		}
		read = p.homeAssistant
	case BlueZ:
		read = p.bluez
	case Molobrakos:
		read = p.molobrakos
	default:
		return nil, &brush.FieldError{Field: "kind", Reason: "is no relay that is known"}
	}
	n, err := p.each(body, read)
	if err == nil {
		return p.done(p.haDone())
	}
	var f *brush.FieldError
	if n > 1 && err != ErrTooMany && errors.As(err, &f) {
		err = &brush.FieldError{Field: strings.TrimSuffix(strconv.Itoa(n)+"."+f.Field, "."), Reason: f.Reason}
	}
	return nil, err
}

// Claimed keeps the frames that a maker claims. Relays hear whatever the neighbours have; only toothbrushes are anybody's business here.
func Claimed(fs []brush.Frame, makers brand.Set) []brush.Frame {
	kept := fs[:0]
	for i := range fs {
		if makers.Find(&fs[i]) != nil {
			kept = append(kept, fs[i])
		}
	}
	return kept
}

// parser collects the frames of one body.
type parser struct {
	now    time.Time
	topic  string
	frames []brush.Frame
	homes  []*home // of Home Assistant's entities, in the order in which they came
}

func (p *parser) done(err error) ([]brush.Frame, error) {
	if err != nil {
		return nil, err
	}
	return p.frames, nil
}

// add keeps a frame.
func (p *parser) add(f brush.Frame) error {
	if len(p.frames) == MaxFrames {
		return ErrTooMany
	}
	p.frames = append(p.frames, f)
	return nil
}

// each calls fn for every JSON object of the body; n is the object of the error.
func (p *parser) each(body []byte, fn func(object) error) (n int, err error) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if !shallow(body) {
		return 0, &brush.FieldError{Reason: "is nested too deeply"}
	}
	d := json.NewDecoder(bytes.NewReader(body))
	notJSON := &brush.FieldError{Reason: "must be JSON objects"}
	list := bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("["))
	if list {
		if _, err := d.Token(); err != nil {
			return 0, notJSON
		}
	}
	for !list || d.More() {
		var raw json.RawMessage
		if err := d.Decode(&raw); err == io.EOF && !list {
			return n, nil
		} else if err != nil {
			return 0, notJSON
		}
		if n++; n > maxMessages {
			return 0, &brush.FieldError{Reason: "holds more than 20,000 messages"}
		}
		if len(raw) > maxMessage {
			return n, &brush.FieldError{Reason: "is a message of more than 256 KiB"}
		}
		o, err := parseObject(raw, "")
		if err != nil {
			return n, err
		}
		if err := fn(o); err != nil {
			return n, err
		}
	}
	if _, err := d.Token(); err != nil { // the list's end
		return 0, notJSON
	}
	if _, err := d.Token(); err != io.EOF {
		return 0, &brush.FieldError{Reason: "goes on behind its list"}
	}
	return n, nil
}

// shallow reports whether no value lies deeper than the limit.
func shallow(b []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return false
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return true
}
