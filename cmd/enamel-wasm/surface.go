// Command enamel-wasm is the decoders and the dialogues for the browser, as WebAssembly: the same code that the server runs.
package main

import (
	"bytes"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

// Limits on what a page hands over.
const (
	maxLines     = 8 << 20 // bytes of one decode
	maxDialogues = 16      // at once
	maxSecret    = 1 << 10 // bytes
)

// surface is what a page may call. Each call is one crossing, so decode takes as many lines as there are.
type surface struct {
	makers    brand.Set
	dialogues map[int]brand.Dialogue
	last      int // handle given out last
}

// decode returns one JSON line for each wire line: what its frame says, as enamel decode prints it.
func (s *surface) decode(lines []byte) []byte {
	if len(lines) > maxLines {
		return failed("lines: are more than " + strconv.Itoa(maxLines) + " bytes")
	}
	b, err := wire.AppendMeanings(nil, bytes.NewReader(lines), s.makers)
	if err != nil {
		return append(b, failed(err.Error())...)
	}
	return b
}

// makersOf is how handles of the makers that are connected to are found and reached, for the page's chooser: a JSON array of {"id":"...",
// "name":"...","live":true,"records":true,"companies":[1],"services":["..."],"names":["..."],"talks":["..."]}.
func (s *surface) makersOf() []byte {
	b := []byte{'['}
	for _, m := range s.makers {
		if m.Dialogue == nil {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = wire.AppendString(append(b, `{"id":`...), string(m.ID))
		b = wire.AppendString(append(b, `,"name":`...), m.Name)
		b = strconv.AppendBool(append(b, `,"live":`...), m.Tells.Live)
		b = strconv.AppendBool(append(b, `,"records":`...), m.Tells.Records)
		b = append(b, `,"companies":[`...)
		for i, c := range m.Air.Companies {
			if i > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendUint(b, uint64(c), 10)
		}
		b = appendUUIDs(append(b, `],"services":`...), m.Air.Services)
		b = append(b, `,"names":[`...)
		for i, n := range m.Air.Names {
			if i > 0 {
				b = append(b, ',')
			}
			b = wire.AppendString(b, n)
		}
		b = append(appendUUIDs(append(b, `],"talks":`...), m.Air.Talks), '}')
	}
	return append(b, ']')
}

func appendUUIDs(b []byte, us []brush.UUID) []byte {
	b = append(b, '[')
	for i, u := range us {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(u.Append(append(b, '"')), '"')
	}
	return append(b, ']')
}

// dialogue begins a maker's dialogue: {"handle":1}, or {"error":"..."}.
func (s *surface) dialogue(id, secretHex string) []byte {
	return s.begin(id, secretHex, false)
}

// follow begins the dialogue of somebody who wants to be there while it brushes; makers who have none of their own get their dialogue.
func (s *surface) follow(id, secretHex string) []byte { return s.begin(id, secretHex, true) }

func (s *surface) begin(id, secretHex string, follow bool) []byte {
	m := s.makers.ByID(brush.BrandID(id))
	if m == nil || m.Dialogue == nil {
		return failed("brand: is none that is connected to")
	}
	talk := m.Dialogue
	if follow && m.Follow != nil {
		talk = m.Follow
	}
	if len(secretHex) > 2*maxSecret {
		return failed("secret: is more than " + strconv.Itoa(maxSecret) + " bytes")
	}
	secret, ok := brush.ParseHex(nil, secretHex)
	if !ok {
		return failed("secret: is not hexadecimal")
	}
	if len(s.dialogues) == maxDialogues {
		return failed("handle: there are " + strconv.Itoa(maxDialogues) + " dialogues already; step one to its end, or close it")
	}
	if s.dialogues == nil {
		s.dialogues = map[int]brand.Dialogue{}
	}
	s.last++
	s.dialogues[s.last] = talk(secret)
	return append(strconv.AppendInt([]byte(`{"handle":`), int64(s.last), 10), '}')
}

// mayCall says whether a handle may be connected to now, which a page asks before each connection: {"may":true}, or {"error":"..."}. Times are
// in ms since 1970, 0 for none that is known; see brand.Call.
func (s *surface) mayCall(id string, allowed, busy bool, ended, called, now float64) []byte {
	m := s.makers.ByID(brush.BrandID(id))
	if m == nil {
		return failed("brand: is not known")
	}
	c := brand.Call{Allowed: allowed, Busy: busy}
	for _, t := range []struct {
		name string
		ms   float64
		to   *time.Time
	}{{"ended", ended, &c.Ended}, {"called", called, &c.Called}, {"now", now, &c.Now}} {
		if !isTime(t.ms) {
			return failed(t.name + ": is no time")
		}
		if t.ms > 0 {
			*t.to = time.UnixMilli(int64(t.ms)).UTC()
		}
	}
	return append(strconv.AppendBool([]byte(`{"may":`), m.MayCall(c)), '}')
}

// isTime reports whether a page's number is a time in ms since 1970.
func isTime(ms float64) bool { return ms >= 0 && ms < 1<<53 }

// close forgets a dialogue.
func (s *surface) close(handle int) { delete(s.dialogues, handle) }

// events and actions are the names of brand's kinds, which count from 1.
var (
	events  = [...]string{"connected", "value", "written", "refused", "elapsed", "disconnected", "subscribed", "needs_bond", "bonded"}
	actions = [...]string{"subscribe", "read", "write", "wait", "emit", "hang_up", "bond"}
)

// step tells a dialogue what happened at a moment in ms since 1970: one of events, the characteristic's UUID where there is one, and for a
// value its wire line. It returns the actions as a JSON array, or {"error":"..."}. A dialogue that hung up or lost its link is forgotten.
func (s *surface) step(handle int, kind, char, line string, ms float64) []byte {
	d := s.dialogues[handle]
	if d == nil {
		return failed("handle: there is no such dialogue, or it is over")
	}
	var e brand.Event
	for i, name := range events {
		if name == kind {
			e.Kind = brand.EventKind(i + 1)
		}
	}
	if e.Kind == 0 {
		return failed("kind: is not known")
	}
	if char != "" {
		u, ok := brush.ParseUUID([]byte(char))
		if !ok {
			return failed("char: is no UUID")
		}
		e.Char = u
	}
	if e.Kind == brand.Value {
		if err := wire.ParseFrame([]byte(line), &e.Frame); err != nil {
			return failed(err.Error())
		}
	}
	if !isTime(ms) {
		return failed("ms: is no time")
	}
	as := d.Step(e, time.UnixMilli(int64(ms)).UTC())
	if e.Kind == brand.Disconnected {
		s.close(handle)
	}
	b := []byte{'['}
	for i := range as {
		if i > 0 {
			b = append(b, ',')
		}
		if as[i].Kind == brand.HangUp {
			s.close(handle)
		}
		b = appendAction(b, &as[i])
	}
	return append(b, ']')
}

// appendAction appends {"do":"read","char":"..."} and what else the action has: "hex", "ms", or "frame".
func appendAction(b []byte, a *brand.Action) []byte {
	name := ""
	if i := int(a.Kind) - 1; i >= 0 && i < len(actions) {
		name = actions[i]
	}
	b = wire.AppendString(append(b, `{"do":`...), name)
	if !a.Char.IsZero() {
		b = append(a.Char.Append(append(b, `,"char":"`...)), '"')
	}
	switch a.Kind {
	case brand.WriteValue:
		b = append(brush.AppendHex(append(b, `,"hex":"`...), a.Data), '"')
	case brand.Wait:
		b = strconv.AppendInt(append(b, `,"ms":`...), a.After.Milliseconds(), 10)
	case brand.Emit:
		b = wire.AppendFrame(append(b, `,"frame":`...), &a.Frame)
	}
	return append(b, '}')
}

func failed(why string) []byte {
	return append(wire.AppendString([]byte(`{"error":`), why), '}')
}
