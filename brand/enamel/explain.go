package enamel

import (
	"slices"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// names are what the members of a report say, by the names of the objects around them [enamel-3].
var names = map[string]struct{ name, clause string }{
	"model":    {"model_id", "enamel-3"},
	"firmware": {"firmware", "enamel-3"},
	"battery":  {"battery_pct", "enamel-3"},
	"clock":    {"clock_s", "enamel-3"},

	"live.state":    {"activity", "enamel-4"},
	"live.t":        {"elapsed_s", "enamel-4"},
	"live.mode":     {"mode", "enamel-4"},
	"live.target_s": {"target_s", "enamel-4"},
	"live.pressure": {"pressure", "enamel-4"},
	"live.force_mn": {"force_mn", "enamel-4"},
	"live.layout":   {brand.PartLayout, "enamel-5"},
	"live.zones":    {"zones", "enamel-5"},

	"session.id":          {"record.id", "enamel-6"},
	"session.start":       {"record.unix_s", "enamel-6"},
	"session.start_clock": {"record.start_s", "enamel-6"},
	"session.duration_s":  {"record.duration_s", "enamel-6"},
	"session.target_s":    {"record.target_s", "enamel-6"},
	"session.mode":        {"record.mode", "enamel-6"},
	"session.high_s":      {"record.pressure_high_s", "enamel-6"},
	"session.high_times":  {"record.pressure_high_times", "enamel-6"},
	"session.complete":    {"record.complete", "enamel-6"},
	"session.score":       {"record.own_score", "enamel-6"},
	"session.battery":     {"record.battery_pct", "enamel-6"},
	"session.seconds":     {"record.runs", "enamel-8"},
	"session.layout":      {brand.PartLayout, "enamel-5"},
	"session.zones":       {"record.zone_times", "enamel-6"},

	"head.days":    {"head_days", "enamel-3"},
	"head.seconds": {"head_s", "enamel-3"},

	"settings.version":    {"settings.version", "enamel-10"},
	"settings.target_s":   {"settings.target_s", "enamel-10"},
	"settings.sounds":     {"settings.sounds", "enamel-10"},
	"settings.mode_names": {"settings.mode_names", "enamel-10"},
}

// objects are the members that hold others.
var objects = []string{"live", "session", "head", "settings"}

// beside are names of the same bytes: a label's number beside the canonical zones, the time off beside the seconds.
var beside = map[string]string{"zones": "zone", "record.runs": "record.off_s"}

// liveFields are the parts of a live value [enamel-12].
var liveFields = []brand.Field{
	{From: 0, To: 1, Name: brand.PartLayout, Clause: "enamel-12"},
	{From: 1, To: 2, Name: "activity", Clause: "enamel-12"},
	{From: 1, To: 2, Name: "pressure", Clause: "enamel-12"},
	{From: 1, To: 2, Name: "mode", Clause: "enamel-12"},
	{From: 2, To: 3, Name: "battery_pct", Clause: "enamel-12"},
	{From: 3, To: 5, Name: "elapsed_s", Clause: "enamel-12"},
	{From: 5, To: 6, Name: "mode", Clause: "enamel-4"},
	{From: 6, To: 8, Name: "zones", Clause: "enamel-5"},
	{From: 6, To: 8, Name: "zone", Clause: "enamel-5"},
	{From: 8, To: 10, Name: "target_s", Clause: "enamel-12"},
	{From: 10, To: 12, Name: "force_mn", Clause: "enamel-12"},
}

// explain says which bytes say what: of a report a member's name and its value together.
func explain(f *brush.Frame, _ []byte) (fs []brand.Field, form string) {
	b := f.Payload
	switch {
	case f.Kind == brush.Report:
		return members(b, 0, f.Format == FormatCBOR, ""), "enamel-1"
	case f.UUID == Service, f.UUID == CharLive:
		return liveFields, "enamel-12"
	case f.UUID == CharAbout:
		return members(b, 0, true, ""), "enamel-11"
	case f.UUID == CharSettings:
		return members(b, 0, true, "settings."), "enamel-10"
	case f.UUID == CharSessions && len(b) > firstHead:
		return append([]brand.Field{
			{From: 0, To: 4, Name: brand.PartCounter, Clause: "enamel-13"},
			{From: 4, To: 6, Name: brand.PartLength, Clause: "enamel-13"},
			{From: 6, To: firstHead, Name: brand.PartCheck, Clause: "enamel-13"},
		}, members(b[firstHead:], firstHead, true, "")...), "enamel-13"
	case f.UUID == CharMotion:
		return []brand.Field{
			{From: 0, To: 1, Name: brand.PartKind, Clause: "enamel-14"},
			{From: 4, To: 6, Name: "elapsed_s", Clause: "enamel-14"},
			{From: 6, To: 8, Name: brand.PartCounter, Clause: "enamel-14"},
		}, "enamel-14"
	}
	return nil, "enamel-11"
}

// members finds the members that are known of the object b, which stands at that place of the payload, and of the objects in it.
func members(b []byte, at int, inCBOR bool, path string) (fs []brand.Field) {
	s := scan{b: b, cbor: inCBOR}
	if inCBOR {
		s.selfDescribed()
	}
	var inside func(path string)
	inside = func(path string) {
		for s.open('{'); ; {
			from := s.i
			if !s.member() {
				return
			}
			if !inCBOR {
				from = cap(b) - cap(s.key) - 1 // the comma and the space before the name are nobody's
			}
			key := path + string(s.key)
			if path == "" && slices.Contains(objects, key) {
				fs = append(fs, brand.Field{From: at + from, To: at + s.i, Name: brand.PartName, Clause: "enamel-3"})
				inside(key + ".")
				continue
			}
			s.skip()
			if one, ok := names[key]; ok && !s.bad {
				fs = append(fs, brand.Field{From: at + from, To: at + s.i, Name: one.name, Clause: one.clause})
				if also := beside[one.name]; also != "" {
					fs = append(fs, brand.Field{From: at + from, To: at + s.i, Name: also, Clause: one.clause})
				}
			}
		}
	}
	inside(path)
	return fs
}
