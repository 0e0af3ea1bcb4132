package brand

import "github.com/enamel-home/enamel/brush"

// Field is a part of a frame's bytes, and what it says. Parts may overlap: the bits of one byte can say several things.
type Field struct {
	From, To int    // the payload's bytes From to To-1
	Name     string // of what it says, as the decode output calls it, such as elapsed_s or record.duration_s; else one of the Part names
	Clause   string // of the maker's README, such as oralb-7
}

// The parts of a frame that say nothing of brushing themselves.
const (
	PartNotRead = "not_read"   // nobody knows what it says, or nobody needs it
	PartKind    = "kind"       // says what the rest is
	PartLength  = "length"     // of the rest, or how many follow
	PartMagic   = "magic"      // is always the same
	PartCounter = "counter"    // tells frames apart
	PartCheck   = "check"      // shows that nothing was changed on the way
	PartControl = "control"    // says which parts there are
	PartAddress = "address"    // of the handle
	PartSealed  = "sealed"     // encrypted, and no key fits
	PartLayout  = "layout"     // how finely the mouth is divided
	PartTable   = "mode_table" // which names the modes have
	PartName    = "name"       // the text's own name of what stands behind
)

// Explain says what every byte of a frame is, in the order of the bytes; k is what is known of the handle. The parts that the maker names are those of a
// frame that is understood, and of one that is locked the outside; the rest is PartNotRead. It is nil for a frame of nobody.
func (s Set) Explain(f *brush.Frame, k Known) []Field {
	var r brush.Reading
	b, v := s.DecodeWith(f, k, &r)
	if b == nil {
		return nil
	}
	if s.Find(f) == nil { // every maker has it
		name := PartNotRead
		if v == Understood {
			name = "battery_pct"
		}
		return whole(f, name, "")
	}
	if b.Explain == nil {
		return whole(f, PartNotRead, "")
	}
	fields, form := b.Explain(f, k.Key)
	if v == Unknown || v == NotABrush {
		fields = nil
	}
	return cover(fields, len(f.Payload), form)
}

// Explain is Set.Explain with what is known of the frame's handle.
func (h *Handles) Explain(f *brush.Frame) []Field { return h.Makers.Explain(f, h.known[f.Device]) }

func whole(f *brush.Frame, name, clause string) []Field {
	if len(f.Payload) == 0 {
		return nil
	}
	return []Field{{From: 0, To: len(f.Payload), Name: name, Clause: clause}}
}

// cover puts parts into the order of their bytes, cuts off what is beyond n, and fills what no part names.
func cover(fields []Field, n int, form string) []Field {
	out := make([]Field, 0, len(fields)+4)
	covered := make([]bool, n)
	for _, f := range fields {
		f.From, f.To = max(f.From, 0), min(f.To, n)
		if f.From >= f.To {
			continue
		}
		for i := f.From; i < f.To; i++ {
			covered[i] = true
		}
		out = append(out, f)
	}
	for i := 0; i < n; i++ {
		if covered[i] {
			continue
		}
		from := i
		for i < n && !covered[i] {
			i++
		}
		out = append(out, Field{From: from, To: i, Name: PartNotRead, Clause: form})
	}
	// Few parts, and nearly in order: insertion keeps those of one byte as the maker wrote them.
	for i := 1; i < len(out); i++ {
		for j := i; j > 0 && out[j].From < out[j-1].From; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}
