package relay

import "github.com/enamel-home/enamel/brush"

// said is what somebody else decoded of an Oral-B handle's advertisement and is still certain, as the report "oralb-said" has it; its
// layout is clause 20 of the maker's wire format. A value that was not said stays out.
type said struct {
	state, flags, battery brush.Opt[uint8]
	seconds               brush.Opt[uint32]
	table                 uint8 // the mode's table, 0 not known
	mode                  brush.Opt[uint8]
	sector, face, count   brush.Opt[uint8]
}

// frame fills in the report; ok is false when nothing was said.
func (s *said) frame(head brush.Frame) (f brush.Frame, ok bool) {
	b := make([]byte, 10)
	bit := func(n uint, o brush.Opt[uint8], at int) {
		if o.OK {
			b[0] |= 1 << n
			b[at] |= o.V
		}
	}
	bit(0, s.state, 1)
	bit(1, s.flags, 2)
	if s.seconds.OK && s.seconds.V < 2*60*60 {
		b[0] |= 1 << 2
		b[3], b[4] = byte(s.seconds.V/60), byte(s.seconds.V%60)
	}
	if bit(3, s.mode, 6); s.mode.OK {
		b[5] = s.table
	}
	bit(4, s.sector, 7)
	if s.face.OK {
		b[0] |= 1 << 5
		b[7] |= s.face.V << 3
	}
	bit(6, s.count, 8)
	bit(7, s.battery, 9)
	head.Kind, head.Format, head.Payload = brush.Report, "oralb-said", b
	return head, b[0] != 0
}

// place takes the byte that holds sector and display face.
func (s *said) place(b uint8) {
	s.sector, s.face = brush.Some(b&7), brush.Some(b>>3&7)
}

// theengsStates and theengsModes give the byte behind a word of the Theengs decoder. It reads every mode from the table of the older
// handles, so the word may be wrong on an iO; the byte is certain, and of which table it is other evidence says.
var (
	theengsStates = map[string]uint8{"initialising": 1, "idle": 2, "running": 3, "charging": 4, "sleeping": 0x73}
	theengsModes  = map[string]uint8{"off": 0, "daily clean": 1, "sensitive": 2, "massage": 3, "gum care": 3, "whitening": 4, "deep clean": 5,
		"tongue cleaning": 6, "turbo": 7}
)

// theengs reads a message of OpenMQTTGateway or Theengs Gateway.
func (p *parser) theengs(o object) error {
	raw, err := o.bytes("manufacturerdata")
	if err != nil {
		return err
	}
	service, err := o.bytes("servicedata")
	if err != nil {
		return err
	}
	brand, err := o.text("brand")
	if err != nil {
		return err
	}
	decoded := brand == "Oral-B" || brand == "Braun"
	if raw == nil && service == nil && !decoded {
		return nil // a thermometer, or a gateway's word about itself
	}
	var head brush.Frame
	if head.Device, err = p.device(o, "id", "mac"); err != nil {
		return err
	}
	if head.At, err = p.when(o, "at"); err != nil {
		return err
	}
	if head.RSSI, err = o.rssi(); err != nil {
		return err
	}
	if head.Source, err = gateway(p.topic); err != nil {
		return err
	}
	if raw != nil {
		if err := p.makerData(head, raw, o, "manufacturerdata"); err != nil {
			return err
		}
	}
	if service != nil {
		if err := p.serviceData(head, service, o); err != nil {
			return err
		}
	}
	if raw != nil || !decoded {
		return nil
	}
	s, err := theengsSaid(o)
	if err != nil {
		return err
	}
	if f, ok := s.frame(head); ok {
		return p.add(f)
	}
	return nil
}

// serviceData adds the frame of a service datum whose UUID stands in a field of its own; without one nobody knows whose it is.
func (p *parser) serviceData(head brush.Frame, b []byte, o object) error {
	id, err := o.text("servicedatauuid")
	if err != nil || id == "" {
		return err
	}
	u, ok := uuid(id)
	if !ok {
		return o.no("servicedatauuid", "must be a UUID of 36 characters, or of 4 digits")
	}
	head.Kind, head.UUID, head.Payload = brush.Advert, u, b
	return p.add(head)
}

func theengsSaid(o object) (s said, err error) {
	state, err := o.text("state")
	if err != nil {
		return s, err
	}
	if b, ok := theengsStates[state]; ok {
		s.state = brush.Some(b)
	}
	mode, err := o.text("mode")
	if err != nil {
		return s, err
	}
	if b, ok := theengsModes[mode]; ok {
		s.mode = brush.Some(b)
	}
	if s.flags, err = o.byte("pressure"); err != nil {
		return s, err
	}
	n, err := o.number(0, 1<<32-1, "duration", "time")
	if err != nil {
		return s, err
	}
	s.seconds = brush.Opt[uint32]{V: uint32(n.V), OK: n.OK}
	// The sector is the whole byte, looked up only when it is 1 to 8. Older builds write it as "sector 1".
	name, raw := o.first("sector")
	switch text := string(raw); {
	case raw == nil:
	case len(text) == len(`"sector 1"`) && text[:8] == `"sector ` && text[8] >= '1' && text[8] <= '8':
		s.place(text[8] - '0')
	case len(text) == 1 && text[0] >= '1' && text[0] <= '8':
		s.place(text[0] - '0')
	default:
		return s, o.no(name, "must be a number from 1 to 8")
	}
	return s, nil
}

func (o object) byte(name string) (brush.Opt[uint8], error) {
	n, err := o.number(0, 255, name)
	return brush.Opt[uint8]{V: uint8(n.V), OK: n.OK}, err
}

// gateway returns the gateway's name in a topic <base>/<gateway>/BTtoMQTT/<address>, "" for none.
func gateway(topic string) (brush.SourceID, error) {
	s := segments(topic)
	for i := len(s) - 1; i > 0; i-- {
		if s[i] == "BTtoMQTT" {
			if reason := badID(s[i-1]); reason != "" {
				return "", &brush.FieldError{Field: "topic", Reason: "names a gateway whose name " + reason}
			}
			return brush.SourceID(s[i-1]), nil
		}
	}
	return "", nil
}

// molobrakos reads a line of molobrakos/toothbrush: the bytes of the advertisement under names of their own.
func (p *parser) molobrakos(o object) error {
	var head brush.Frame
	var err error
	if head.Device, err = p.device(o, "device", "address"); err != nil {
		return err
	}
	if head.At, err = p.when(o, "at"); err != nil {
		return err
	}
	if head.RSSI, err = o.rssi(); err != nil {
		return err
	}
	var s said
	if s.state, err = o.byte("running"); err != nil {
		return err
	}
	if s.flags, err = o.byte("pressure"); err != nil {
		return err
	}
	if s.mode, err = o.byte("mode"); err != nil {
		return err
	}
	n, err := o.number(0, 255*60+255, "time")
	if err != nil {
		return err
	}
	s.seconds = brush.Opt[uint32]{V: uint32(n.V), OK: n.OK}
	place, err := o.byte("quadrant")
	if err != nil {
		return err
	}
	if place.OK {
		s.place(place.V)
	}
	f, ok := s.frame(head)
	if !ok {
		return o.no("running", "is missing")
	}
	return p.add(f)
}
