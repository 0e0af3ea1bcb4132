package httpapi

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/wire"
)

// answers is how JSON leaves: what screens ask for all the time is spelled here without reflection, which would cost more than reading it from
// the disk does; everything else by encoding/json. Both spell a value the same, byte for byte.
var answers = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		kept := outs.Get().(*out)
		defer outs.Put(kept)
		o := out{b: kept.b[:0]}
		switch v := v.(type) {
		case List[Brushing]:
			appendList(&o, v.Items, v.Next, (*out).brushing)
		case List[DaySlots]:
			appendList(&o, v.Items, v.Next, (*out).daySlots)
		case Brushing:
			o.brushing(&v)
		case Today:
			o.today(&v)
		default:
			o.bad = true
		}
		if o.bad {
			a, ok := w.(*answer)
			if !ok {
				return huma.DefaultJSONFormat.Marshal(w, v)
			}
			b := bytes.NewBuffer(kept.b[:0])
			if err := huma.DefaultJSONFormat.Marshal(b, v); err != nil {
				return err
			}
			if b.Cap() <= longestKept {
				kept.b = b.Bytes()
			}
			return a.whole(b.Bytes())
		}
		o.b = append(o.b, '\n')
		if cap(o.b) <= longestKept {
			kept.b = o.b
		}
		if a, ok := w.(*answer); ok {
			return a.whole(o.b)
		}
		_, err := w.Write(o.b)
		return err
	},
	Unmarshal: readJSON,
}

// outs keeps the memory of answers, but not of very long ones.
var outs = sync.Pool{New: func() any { return new(out) }}

const longestKept = 256 << 10

// out is JSON as it grows. bad: something is in it that only encoding/json can judge.
type out struct {
	b   []byte
	bad bool
}

// text appends a key or any other text as it stands.
func (o *out) text(s string) { o.b = append(o.b, s...) }

// str appends a string in quotes. Text that needs more than quotes is rare.
func (o *out) str(s string) {
	if !plain(s) {
		o.any(s)
		return
	}
	o.word(s)
}

// word appends a text of this program's own in quotes: one that needs no more.
func (o *out) word(s string) {
	o.b = append(append(append(o.b, '"'), s...), '"')
}

// plain reports whether a string needs no more than quotes: it is ASCII without control characters, quotes and backslashes. Most are ids, and
// looked at eight bytes at a time: what lies below a space, above a tilde or is one of the two sets the top bit of its byte, and that of another
// at worst as well.
func plain(s string) bool {
	const each, tops = 0x0101010101010101, 0x8080808080808080
	for ; len(s) >= 8; s = s[8:] {
		v := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		quote, slash := v^each*'"', v^each*'\\'
		if (v|(v+each)|(v-each*' ')|(quote-each)|(slash-each))&tops != 0 {
			return false
		}
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// any appends what is rare.
func (o *out) any(v any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		o.bad = true
		return
	}
	o.b = append(o.b, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

func (o *out) num(v int64)   { o.b = strconv.AppendInt(o.b, v, 10) }
func (o *out) uint(v uint32) { o.b = strconv.AppendUint(o.b, uint64(v), 10) }
func (o *out) flag(v bool)   { o.b = strconv.AppendBool(o.b, v) }

func (o *out) float(v float64) {
	if abs := math.Abs(v); !(abs < 1e21) || abs != 0 && abs < 1e-6 {
		o.bad = true // in scientific notation, or no number
		return
	}
	o.b = strconv.AppendFloat(o.b, v, 'f', -1, 64)
}

func (o *out) time(t time.Time) {
	year, month, day := t.Date()
	if t.Location() == time.UTC && year >= 1 && year <= 9999 {
		h, m, s := t.Clock()
		o.b = append(o.b, '"', byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10), '-', tens(int(month)), ones(int(month)), '-',
			tens(day), ones(day), 'T', tens(h), ones(h), ':', tens(m), ones(m), ':', tens(s), ones(s))
		if ns := t.Nanosecond(); ns != 0 {
			digits := [...]byte{'.', 0, 0, 0, 0, 0, 0, 0, 0, 0}
			last := 0
			for i := 9; i > 0; i, ns = i-1, ns/10 {
				if digits[i] = ones(ns); last == 0 && ns%10 != 0 {
					last = i
				}
			}
			o.b = append(o.b, digits[:last+1]...)
		}
		o.b = append(o.b, 'Z', '"')
		return
	}
	b, err := t.AppendText(append(o.b, '"'))
	if err != nil {
		o.bad = true
		return
	}
	o.b = append(b, '"')
}

func tens(v int) byte { return byte('0' + v/10%10) }
func ones(v int) byte { return byte('0' + v%10) }

// What follows appends a field that may be left out, with its key, which begins with a comma.

func (o *out) strIf(key, s string) {
	if s != "" {
		o.text(key)
		o.str(s)
	}
}

func (o *out) flagIf(key string, v bool) {
	if v {
		o.text(key)
		o.text("true")
	}
}

func (o *out) uintIf(key string, v uint32) {
	if v != 0 {
		o.text(key)
		o.uint(v)
	}
}

func pointedIf[T uint8 | uint32 | int](o *out, key string, v *T) {
	if v != nil {
		o.text(key)
		o.num(int64(*v))
	}
}

func (o *out) timeIf(key string, t *time.Time) {
	if t != nil {
		o.text(key)
		o.time(*t)
	}
}

// appendArray appends an array; nil is null.
func appendArray[T any](o *out, all []T, one func(*out, *T)) {
	if all == nil {
		o.text("null")
		return
	}
	o.text("[")
	for i := range all {
		if i > 0 {
			o.text(",")
		}
		one(o, &all[i])
	}
	o.text("]")
}

func appendList[T any](o *out, items []T, next string, one func(*out, *T)) {
	o.text(`{"items":`)
	appendArray(o, items, one)
	o.strIf(`,"next":`, next)
	o.text("}")
}

func (o *out) brushing(b *Brushing) {
	o.text(`{"device":`)
	o.str(b.Device)
	o.text(`,"brand":`)
	o.str(b.Brand)
	o.text(`,"origin":`)
	o.str(b.Origin)
	o.text(`,"state":`)
	o.str(b.State)
	o.text(`,"started_at":`)
	o.time(b.StartedAt)
	o.timeIf(`,"ended_at":`, b.EndedAt)
	o.text(`,"last_heard_at":`)
	o.time(b.LastHeard)
	o.text(`,"duration_s":`)
	o.uint(b.Duration)
	o.strIf(`,"ended":`, b.Ended)
	o.strIf(`,"end_state":`, b.EndState)
	o.flagIf(`,"continues":`, b.Continues)
	o.strIf(`,"mode":`, b.Mode)
	o.uintIf(`,"target_s":`, uint32(b.Target))
	o.uintIf(`,"sectors":`, uint32(b.Sectors))
	pointedIf(o, `,"face":`, b.Face)
	pointedIf(o, `,"battery_pct":`, b.Battery)
	pointedIf(o, `,"pressure_high_s":`, b.PressureHigh)
	pointedIf(o, `,"own_score":`, b.OwnScore)
	if b.Record != nil {
		o.text(`,"record":`)
		o.any(b.Record)
	}
	o.text(`,"heard_s":`)
	o.uint(b.HeardSeconds)
	o.text(`,"heard_share":`)
	o.float(b.HeardShare)
	if len(b.Sources) > 0 {
		o.text(`,"sources":`)
		appendArray(o, b.Sources, (*out).share)
	}
	if len(b.Runs) > 0 {
		o.text(`,"runs":`)
		o.any(b.Runs)
	}
	o.text(`,"id":`)
	o.str(b.ID)
	o.strIf(`,"person_id":`, b.PersonID)
	o.flagIf(`,"guest":`, b.Guest)
	o.strIf(`,"how":`, b.How)
	o.strIf(`,"suggested_person_id":`, b.Suggested)
	if b.Score != nil {
		o.score(b.Score)
	}
	o.strIf(`,"note":`, b.Note)
	o.text(`,"version":`)
	o.str(b.Version)
	o.strIf(`,"brush_name":`, b.BrushName)
	o.text(`,"brand_name":`)
	o.str(b.BrandName)
	o.text(`,"date":`)
	o.str(b.Date)
	o.text(`,"slot":`)
	o.str(b.Slot)
	o.text(`,"tells_live":`)
	o.flag(b.TellsLive)
	if b.Amended != nil {
		o.text(`,"amended":`)
		o.any(b.Amended)
	}
	o.text(`,"updated_at":`)
	o.time(b.UpdatedAt)
	o.text("}")
}

func (o *out) share(s *wire.Share) {
	o.text(`{"source":`)
	o.str(s.Source)
	o.strIf(`,"name":`, s.Name)
	o.text(`,"heard_s":`)
	o.uint(s.Heard)
	o.text("}")
}

func (o *out) score(s *wire.Score) {
	o.text(`,"score":{"version":`)
	o.num(int64(s.Version))
	o.text(`,"total":`)
	o.num(int64(s.Total))
	o.text(`,"word":`)
	o.str(s.Word)
	o.part(`,"time":`, &s.Time)
	if s.Coverage != nil {
		o.part(`,"coverage":`, s.Coverage)
	}
	if s.Pressure != nil {
		o.part(`,"pressure":`, s.Pressure)
	}
	o.text("}")
}

func (o *out) part(key string, p *wire.Part) {
	o.text(key)
	o.text(`{"points":`)
	o.float(p.Points)
	o.text(`,"weight":`)
	o.float(p.Weight)
	o.text(`,"got":`)
	o.uint(p.Got)
	o.text(`,"of":`)
	o.uint(p.Of)
	o.text(`,"why":`)
	o.str(p.Why)
	o.text("}")
}

func (o *out) daySlots(d *DaySlots) {
	o.text(`{"date":`)
	o.str(d.Date)
	o.slot(`,"morning":`, &d.Morning)
	o.slot(`,"evening":`, &d.Evening)
	o.text("}")
}

func (o *out) slot(key string, s *Slot) {
	o.text(key)
	o.text(`{"state":`)
	o.str(s.State)
	o.text(`,"seconds":`)
	o.num(int64(s.Seconds))
	o.text(`,"target_s":`)
	o.num(int64(s.Target))
	o.text(`,"session_ids":`)
	appendArray(o, s.SessionIDs, func(o *out, id *string) { o.str(*id) })
	pointedIf(o, `,"score":`, s.Score)
	o.strIf(`,"word":`, s.Word)
	o.strIf(`,"origin":`, s.Origin)
	o.timeIf(`,"started_at":`, s.StartedAt)
	o.text("}")
}

func (o *out) today(t *Today) {
	o.text(`{"now":`)
	o.time(t.Now)
	o.text(`,"date":`)
	o.str(t.Date)
	o.text(`,"part":`)
	o.str(t.Part)
	o.text(`,"people":`)
	appendArray(o, t.People, (*out).todayPerson)
	o.text(`,"open":`)
	appendArray(o, t.Open, (*out).brushing)
	o.text(`,"unassigned":`)
	appendArray(o, t.Unassigned, (*out).brushing)
	o.text(`,"reminders":`)
	appendArray(o, t.Reminders, (*out).todayReminder)
	o.text("}")
}

func (o *out) todayReminder(r *TodayReminder) {
	o.text(`{"person_id":`)
	o.str(r.PersonID)
	o.text(`,"part":`)
	o.str(r.Part)
	o.text("}")
}

func (o *out) todayPerson(p *TodayPerson) {
	o.text(`{"person":`)
	o.any(p.Person)
	o.slot(`,"morning":`, &p.Morning)
	o.slot(`,"evening":`, &p.Evening)
	o.text(`,"streak":{"days":`)
	o.num(int64(p.Streak.Days))
	o.text(`,"mended":`)
	o.flag(p.Streak.Mended)
	o.text(`},"week":`)
	appendArray(o, p.Week, (*out).daySlots)
	o.text("}")
}
