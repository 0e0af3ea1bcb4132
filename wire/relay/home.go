package relay

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// home gathers the states of one handle's entities, which come one by one, into one report.
type home struct {
	device brush.DeviceID
	at     time.Time
	said   said
}

// The words of Home Assistant's integration behind the byte of an advertisement. Its mode words come from two tables, of which some words
// stand in both with another byte: those are only taken where the entity's name tells an iO from the others.
var (
	haStates = map[string]uint8{"initializing": 1, "idle": 2, "running": 3, "charging": 4, "setup": 5, "flight_menu": 6, "selection_menu": 8, "off": 9,
		"post_brushing_statistics": 10, "final_test": 113, "pcb_test": 114, "sleeping": 115, "transport": 116}
	haModes = [3]map[string]uint8{
		1: {"off": 0, "daily_clean": 1, "sensitive": 2, "massage": 3, "gum_care": 3, "whitening": 4, "deep_clean": 5, "tongue_cleaning": 6, "turbo": 7},
		2: {"daily_clean": 0, "sensitive": 1, "gum_care": 2, "whiten": 3, "intense": 4, "super_sensitive": 5, "tongue_cleaning": 6, "settings": 8, "off": 9},
	}
	haOlder = []string{"triumph", "smart_series", "genius", "pro_series"}
)

// haBrushes are pieces of the names that the integration, or an owner, gives a brush.
var haBrushes = append([]string{"io_series", "oral", "brush"}, haOlder...)

// haSuffixes are the entities of a handle by the end of their name, longer ones first.
var haSuffixes = []string{"_number_of_sectors", "_toothbrush_state", "_signal_strength", "_brushing_mode", "_sector_timer", "_pressure", "_duration", "_battery",
	"_sector", "_time", "_mode"}

// homeAssistant reads an entity's state as the REST and websocket interfaces have it, or an advertisement of the Bluetooth debug dump.
func (p *parser) homeAssistant(o object) error {
	was := ""                                                     // the state before, of a state_changed event
	for _, name := range []string{"event", "data", "new_state"} { // which holds the new one inside
		if _, raw := o.first(name); raw != nil {
			if _, old := o.first("old_state"); old != nil && name == "new_state" {
				before, err := o.inner("old_state")
				if err != nil {
					return err
				}
				if was, err = before.text("state"); err != nil {
					return err
				}
			}
			inner, err := o.inner(name)
			if err != nil {
				return err
			}
			o = inner
		}
	}
	if _, raw := o.first("manufacturer_data", "service_data", "raw"); raw != nil {
		return p.dump(o)
	}
	id, err := o.text("entity_id")
	if err != nil {
		return err
	}
	if id == "" {
		return o.no("entity_id", "is missing")
	}
	state, err := o.text("state")
	if err != nil {
		return err
	}
	if _, raw := o.first("last_changed"); raw != nil && strings.HasPrefix(id, "binary_sensor.") {
		return p.brushing(o, id, was, state)
	}
	at, err := p.when(o, "last_updated", "last_changed", "at")
	if err != nil {
		return err
	}
	attributes, err := o.inner("attributes")
	if err != nil {
		return err
	}
	unit, err := attributes.text("unit_of_measurement")
	if err != nil {
		return err
	}
	domain, name, ok := strings.Cut(id, ".")
	if !ok || domain != "sensor" && domain != "binary_sensor" || name == "" || badID(name) != "" {
		return o.no("entity_id", "must be a sensor of at most 64 bytes")
	}
	device := inTopic(p.topic)
	if _, raw := o.first("device"); raw != nil {
		if device, err = p.device(o, "device"); err != nil {
			return err
		}
	}
	if domain == "binary_sensor" {
		return nil // brushing or not: the state says more
	}
	return p.entity(device, name, state, unit, at, o)
}

// brushing takes a change of the binary sensor that Home Assistant has of a Xiaomi handle, on when a brushing began and off when it ended, as
// the report "xiaomi-said" has it; its layout is clause 11 of the maker's wire format. Only a change from one to the other that is told with
// its time is one: a state that is told again, or is back after it was unavailable, says nothing of when.
func (p *parser) brushing(o object, id, was, state string) error {
	name, ok := strings.CutSuffix(strings.TrimPrefix(id, "binary_sensor."), "_toothbrush")
	if !ok || !(was == "off" && state == "on" || was == "on" && state == "off") {
		return nil
	}
	if name == "" || badID(name) != "" {
		return o.no("entity_id", "must be a sensor of at most 64 bytes")
	}
	at, err := p.when(o, "last_changed")
	if err != nil {
		return err
	}
	device := inTopic(p.topic)
	if _, raw := o.first("device"); raw != nil {
		if device, err = p.device(o, "device"); err != nil {
			return err
		}
	}
	if device == "" {
		device = brush.DeviceID(name)
	}
	ended := byte(0)
	if state == "off" {
		ended = 1
	}
	return p.add(brush.Frame{Device: device, At: at, Kind: brush.Report, Format: "xiaomi-said", Payload: []byte{ended}})
}

// statestream takes a bare state whose topic names the entity: <prefix>/sensor/<name>/state. It reports whether it was one.
func (p *parser) statestream(body []byte) bool {
	s := segments(p.topic)
	if len(s) < 3 || s[len(s)-1] != "state" || s[len(s)-3] != "sensor" || len(body) > 255 {
		return false
	}
	state := strings.Trim(strings.TrimSpace(string(body)), `"`)
	name := s[len(s)-2]
	if name == "" || badID(name) != "" || strings.HasPrefix(state, "{") || strings.HasPrefix(state, "[") {
		return false
	}
	// A statestream carries every entity of the house: a washing machine that is running, and a fridge's battery, are no brush.
	if !slices.ContainsFunc(haBrushes, func(s string) bool { return strings.Contains(name, s) }) {
		return true
	}
	// What an entity says that nobody understands is not kept.
	_ = p.entity("", name, state, "", p.now, object{})
	return true
}

// entity takes one entity's state. The device is the entity's name without its ending where no address is given.
func (p *parser) entity(device brush.DeviceID, name, state, unit string, at time.Time, o object) error {
	suffix := ""
	for _, s := range haSuffixes {
		if strings.HasSuffix(name, s) {
			name, suffix = strings.TrimSuffix(name, s), s
			break
		}
	}
	if state == "unavailable" || state == "unknown" || state == "" {
		return nil
	}
	if device == "" {
		device = brush.DeviceID(name)
	}
	if device == "" {
		return o.no("entity_id", "names no device")
	}
	var s said
	var mode string
	number := func(high uint32) (uint32, bool) {
		v, err := strconv.ParseFloat(state, 64)
		if unit == "min" {
			v *= 60
		}
		return uint32(math.Max(0, math.Min(v, 1e9))), err == nil && v >= 0 && v <= float64(high)
	}
	ok := true
	switch suffix {
	case "", "_toothbrush_state":
		var b uint8
		b, ok = haStates[state]
		s.state = brush.Some(b)
	case "_time", "_duration":
		var v uint32
		v, ok = number(2*60*60 - 1)
		s.seconds = brush.Some(v)
	case "_brushing_mode", "_mode":
		mode = state
	case "_pressure":
		switch state { // a button hides the pressure there, and low is not the advertisement's
		case "normal":
			s.flags = brush.Some(uint8(0))
		case "high":
			s.flags = brush.Some(uint8(0x80))
		default:
			return nil
		}
	case "_sector":
		n, found := strings.CutPrefix(state, "sector_")
		if !found || len(n) != 1 || n[0] < '1' || n[0] > '7' {
			return nil
		}
		s.sector = brush.Some(n[0] - '0')
	case "_number_of_sectors":
		var v uint32
		v, ok = number(8)
		s.count = brush.Opt[uint8]{V: uint8(v), OK: v > 0}
	case "_battery":
		var v uint32
		v, ok = number(100)
		s.battery = brush.Some(uint8(v))
	default:
		return nil // the sector timer means another thing on each generation
	}
	if !ok {
		return o.no("state", "is none that such an entity has")
	}
	h, err := p.home(device)
	if err != nil {
		return err
	}
	if at.After(h.at) {
		h.at = at
	}
	h.take(&s, mode, name)
	return nil
}

func (p *parser) home(device brush.DeviceID) (*home, error) {
	for _, h := range p.homes {
		if h.device == device {
			return h, nil
		}
	}
	if len(p.homes) == 100 {
		return nil, &brush.FieldError{Field: "entity_id", Reason: "speaks of more than 100 devices"}
	}
	h := &home{device: device}
	p.homes = append(p.homes, h)
	return h, nil
}

// take adds what one entity said.
func (h *home) take(s *said, mode, name string) {
	for _, v := range []struct{ to, from *brush.Opt[uint8] }{{&h.said.state, &s.state}, {&h.said.flags, &s.flags}, {&h.said.battery, &s.battery},
		{&h.said.sector, &s.sector}, {&h.said.count, &s.count}} {
		if v.from.OK {
			*v.to = *v.from
		}
	}
	if s.seconds.OK {
		h.said.seconds = s.seconds
	}
	if mode == "" {
		return
	}
	tables := []uint8{1, 2}
	if strings.Contains(name, "io_series") {
		tables = []uint8{2}
	}
	for _, older := range haOlder {
		if strings.Contains(name, older) {
			tables = []uint8{1}
		}
	}
	var found []uint8
	for _, t := range tables {
		if _, ok := haModes[t][mode]; ok {
			found = append(found, t)
		}
	}
	if len(found) == 1 { // a word of both tables says nothing certain
		h.said.table, h.said.mode = found[0], brush.Some(haModes[found[0]][mode])
	}
}

// haDone adds one frame for each handle that was spoken of.
func (p *parser) haDone() error {
	for _, h := range p.homes {
		if f, ok := h.said.frame(brush.Frame{Device: h.device, At: h.at}); ok {
			if err := p.add(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// dump reads an advertisement as Home Assistant's Bluetooth page shows it.
func (p *parser) dump(o object) error {
	f, err := p.head(o)
	if err != nil {
		return err
	}
	if _, raw := o.first("raw"); raw != nil {
		ad, err := o.bytes("raw")
		if err != nil {
			return err
		}
		return p.structures(f, ad)
	}
	if err := p.byCompany(f, o, 10, "manufacturer_data"); err != nil {
		return err
	}
	return p.byService(f, o, "service_data")
}
