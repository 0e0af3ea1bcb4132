package session

import "time"

// Keep returns the evidence without what was heard at other times than keep says; a record counts by its start. What is left names no source
// that heard nothing of it.
func (e *Evidence) Keep(keep func(time.Time) bool) Evidence {
	out := Evidence{Device: e.Device, Brand: e.Brand}
	at := func(ms int64) bool { return keep(time.UnixMilli(ms).UTC()) }
	for i := range e.obs {
		if o := e.obs[i]; at(o.at) {
			o.src = out.source(e.sources[o.src])
			out.put(&o)
		}
	}
	for i := range e.events {
		if h := e.events[i]; at(h.at) {
			h.src = out.source(e.sources[h.src])
			out.putEvent(&h)
		}
	}
	for i := range e.records {
		if n := e.records[i]; at(n.start) {
			n.src = out.source(e.sources[n.src])
			out.putRecord(&n)
		}
	}
	return out
}
