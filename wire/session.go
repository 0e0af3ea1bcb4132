package wire

import "time"

// Session is a brushing as JSON: in the API, in the live stream and in `enamel decode --sessions`. What is not known is left out.
type Session struct {
	ID        string     `json:"id,omitempty" doc:"UUID version 7; absent where nothing is kept, as in enamel decode"`
	Device    string     `json:"device" doc:"The handle, as its source names it"`
	Brand     string     `json:"brand" doc:"The maker's id, such as oralb"`
	Origin    string     `json:"origin" enum:"measured,timed,noted" doc:"measured: a handle said it; timed: the coach's timer counted it; noted: a person wrote it down afterwards"`
	State     string     `json:"state" enum:"running,paused,ended"`
	StartedAt time.Time  `json:"started_at" doc:"Heard at, minus the handle's own timer"`
	EndedAt   *time.Time `json:"ended_at,omitempty" doc:"When the motor was last known to be on; absent while it runs"`
	LastHeard time.Time  `json:"last_heard_at"`
	Duration  uint32     `json:"duration_s" doc:"Seconds of the handle's own timer; pauses are not counted"`
	Ended     string     `json:"ended,omitempty" enum:"heard,reconstructed,reported,cut_off" doc:"How the end is known; absent while it runs"`
	EndState  string     `json:"end_state,omitempty" doc:"What the handle said at its end, such as summary"`
	Continues bool       `json:"continues,omitempty" doc:"It began within a minute of the same handle's session before"`

	Mode         string  `json:"mode,omitempty" doc:"The mode brushed longest, in the maker's words"`
	Target       uint16  `json:"target_s,omitempty" doc:"The routine's length as the handle has it"`
	Sectors      uint8   `json:"sectors,omitempty" doc:"Pacer sectors of the routine; the pacer is a clock, not a position"`
	Face         *uint8  `json:"face,omitempty" doc:"The maker's display face at the end"`
	Battery      *uint8  `json:"battery_pct,omitempty"`
	PressureHigh *uint32 `json:"pressure_high_s,omitempty" doc:"Seconds heard under the handle's own too-hard; absent when the handle reports no pressure"`
	OwnScore     *uint8  `json:"own_score,omitempty" minimum:"0" maximum:"100" doc:"The handle's own score, kept beside ours"`
	Record       *Record `json:"record,omitempty" doc:"What the handle stored of it itself; absent for a note"`
	HeardSeconds uint32  `json:"heard_s" doc:"Seconds of the timer that anybody heard"`
	HeardShare   float64 `json:"heard_share" doc:"heard_s / duration_s, 0 to 1"`
	Sources      []Share `json:"sources,omitempty" doc:"Who heard how much of it"`
	Runs         []Run   `json:"runs,omitempty" doc:"The seconds, as runs of equal ones; only in a single session and in the live stream"`
}

// Record is a session as the handle stored it, after its clock was repaired.
type Record struct {
	StartedAt    time.Time `json:"started_at"`
	Duration     uint32    `json:"duration_s"`
	Target       uint16    `json:"target_s,omitempty"`
	PressureHigh *uint32   `json:"pressure_high_s,omitempty"`
	Complete     *bool     `json:"complete,omitempty" doc:"Brought to its end, or given up"`
	Score        *uint8    `json:"score,omitempty"`
	Battery      *uint8    `json:"battery_pct,omitempty"`
	Zones        []Zone    `json:"zones,omitempty" doc:"Measured time by canonical zone"`
}

// Zone is the time spent on one canonical zone.
type Zone struct {
	Zone    string  `json:"zone" doc:"Name of the zone"`
	Seconds float64 `json:"seconds"`
}

// Share is what one source heard.
type Share struct {
	Source string `json:"source"`
	Name   string `json:"name,omitempty" doc:"The household's own name for the source"`
	Heard  uint32 `json:"heard_s" doc:"Seconds that this source heard"`
}

// Run is a run of equal seconds of the handle's timer: [From, To).
type Run struct {
	From     uint32   `json:"from_s" doc:"Second at which it begins"`
	To       uint32   `json:"to_s" doc:"Second before which it ends"`
	Heard    bool     `json:"heard" doc:"Nobody heard these seconds when false, and then nothing else is said of them"`
	Sources  []string `json:"sources,omitempty"`
	Mode     string   `json:"mode,omitempty"`
	Sector   uint8    `json:"sector,omitempty" doc:"Pacer sector, from 1"`
	Pressure string   `json:"pressure,omitempty" enum:"low,normal,high" doc:"How hard, as the handle says it"`
	Zones    []string `json:"zones,omitempty" doc:"Measured canonical zones"`
}

// Score is a score with its parts.
type Score struct {
	Version  int    `json:"version"`
	Total    int    `json:"total" minimum:"0" maximum:"100"`
	Word     string `json:"word" enum:"very good,good,a start,short"`
	Time     Part   `json:"time"`
	Coverage *Part  `json:"coverage,omitempty" doc:"Absent: no zone was measured, and the other parts are scaled to 100"`
	Pressure *Part  `json:"pressure,omitempty" doc:"Absent: the handle reports no pressure"`
}

// Part is one part of a score.
type Part struct {
	Points float64 `json:"points" doc:"Of those that there are"`
	Weight float64 `json:"weight" doc:"How much it counts beside the others"`
	Got    uint32  `json:"got" doc:"time: seconds brushed; coverage: zones with half their share; pressure: seconds too hard"`
	Of     uint32  `json:"of" doc:"time: the target; coverage: zones that could be measured; pressure: seconds brushed"`
	Why    string  `json:"why" doc:"One sentence"`
}
