// Package timer reads the entries of people who brush without a handle that speaks: the coach's timer, and a note afterwards; the numbered clauses are in README.md.
package timer

import (
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// The formats [timer-1].
const (
	Format     = "enamel-timer/1"
	FormatNote = "enamel-note/1"
)

// MaxEntry is the longest entry, in bytes [timer-1].
const MaxEntry = 512

const (
	longest = 2 * time.Hour
	table   = 1
)

// Brush is what kind of brush somebody brushed with, as an entry says it [timer-4].
type Brush string

// The kinds of brush.
const (
	Manual   Brush = "manual"
	Electric Brush = "electric"
)

// Spec is what the house knows of entries.
var Spec = brand.Spec{
	ID:      "timer",
	Name:    "Timer and notes",
	Claims:  claims,
	Decode:  decode,
	Explain: explain,
	Modes:   map[brush.Mode]string{brush.NewMode(table, 0): "manual brush", brush.NewMode(table, 1): "electric brush"},
	Tells:   brand.Tells{Live: true},
	Limit:   longest,
}

func claims(f *brush.Frame) bool {
	return f.Kind == brush.Entry && (f.Format == Format || f.Format == FormatNote)
}

// decode reads an entry. Either all of it can be true, or it is not understood [timer-2].
func decode(f *brush.Frame, r *brush.Reading) brand.Verdict {
	if !claims(f) || len(f.Payload) > MaxEntry {
		return brand.Unknown
	}
	ok := false
	if f.Format == Format {
		ok = live(f.Payload, r)
	} else {
		ok = note(f.Payload, r)
	}
	if !ok {
		*r = brush.Reading{}
		return brand.Unknown
	}
	return brand.Understood
}

// live reads what the timer shows [timer-3].
func live(b []byte, r *brush.Reading) bool {
	o := object{b: b}
	for o.member() {
		switch string(o.key) {
		case "state":
			name := o.word()
			for _, a := range [...]brush.Activity{brush.Running, brush.Paused, brush.Idle} {
				if string(name) == a.String() {
					r.Activity = brush.Some(a)
				}
			}
		case "t":
			r.Elapsed = brush.Some(o.number(uint32(longest / time.Second)))
		case "target_s":
			r.Target = brush.Some(uint16(o.length()))
		case "brush":
			r.Mode = o.brush()
		default:
			o.skip()
		}
	}
	return o.done() && r.Activity.OK && r.Elapsed.OK
}

// note reads what somebody remembers [timer-5]. The record is made only of what holds together: a note that is none costs nothing.
func note(b []byte, r *brush.Reading) bool {
	var id, start brush.Opt[uint32]
	var duration uint32
	mode := brush.Some(brush.NewMode(table, 0))
	o := object{b: b}
	for o.member() {
		switch string(o.key) {
		case "id":
			id = brush.Some(o.number(1<<32 - 1))
		case "start":
			start = brush.Some(o.number(1<<32 - 1))
		case "duration_s":
			duration = o.length()
		case "brush":
			mode = o.brush()
		default:
			o.skip()
		}
	}
	if !o.done() || !start.OK || duration == 0 {
		return false
	}
	r.Record = &brush.Record{ID: id, Unix: brush.Some(int64(start.V)), Duration: duration, Mode: mode}
	return true
}

// Note is a person's own word, after the fact, that somebody brushed.
type Note struct {
	Person  brush.PersonID
	ID      uint32 // tells notes of one person apart; 0: their start does
	Start   time.Time
	Seconds uint32 // 1 to 7200
	Brush   Brush  // "": Manual
}

// Frame says a note as a frame without a source. It holds together however often it is made: its moment is the end of the brushing.
func (n *Note) Frame() brush.Frame {
	kind := n.Brush
	if kind == "" {
		kind = Manual
	}
	b := append(make([]byte, 0, 96), '{')
	if n.ID != 0 {
		b = append(strconv.AppendUint(append(b, `"id":`...), uint64(n.ID), 10), ',')
	}
	b = strconv.AppendInt(append(b, `"start":`...), n.Start.Unix(), 10)
	b = strconv.AppendUint(append(b, `,"duration_s":`...), uint64(n.Seconds), 10)
	b = append(append(append(b, `,"brush":"`...), kind...), `"}`...)
	return brush.Frame{Device: brush.EntriesOf(n.Person), At: time.Unix(n.Start.Unix(), 0).UTC().Add(time.Duration(n.Seconds) * time.Second),
		Kind: brush.Entry, Format: FormatNote, Payload: b}
}
