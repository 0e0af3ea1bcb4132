package timer

import (
	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// names are what the members of entries say [timer-3] [timer-5].
var (
	liveNames = map[string]string{"state": "activity", "t": "elapsed_s", "target_s": "target_s", "brush": "mode"}
	noteNames = map[string]string{"id": "record.id", "start": "record.unix_s", "duration_s": "record.duration_s", "brush": "record.mode"}
)

// explain says which bytes say what: a member's name and its value together.
func explain(f *brush.Frame, _ []byte) (fs []brand.Field, form string) {
	names, clause := liveNames, "timer-3"
	if f.Format == FormatNote {
		names, clause = noteNames, "timer-5"
	}
	o := object{b: f.Payload}
	for o.member() {
		name, known := names[string(o.key)]
		from := cap(f.Payload) - cap(o.key) - 1
		if o.skip(); known && !o.bad {
			fs = append(fs, brand.Field{From: from, To: o.i, Name: name, Clause: clause})
		}
	}
	return fs, "timer-1"
}
