// Package session holds every rule about brushing: how frames become sessions, zones, score.
package session

import (
	"time"

	"github.com/enamel-home/enamel/brush"
)

// State is where a session stands.
type State uint8

// The states.
const (
	Ended   State = iota // over, as far as is known; late evidence may amend it
	Running              // motor on
	Paused               // motor off, timer kept, not over
)

var stateNames = [...]string{"ended", "running", "paused"}

// String returns the name on the wire.
func (s State) String() string { return stateNames[min(int(s), len(stateNames)-1)] }

// Ending is how the end of a session is known.
type Ending uint8

// The endings.
const (
	NotEnded      Ending = iota
	Heard                // the handle said that the motor is off
	Reconstructed        // the next session's start shows it
	Reported             // the handle's own record says it
	CutOff               // nothing more was heard
)

var endingNames = [...]string{"", "heard", "reconstructed", "reported", "cut_off"}

// String returns the name on the wire; "" while the session has not ended.
func (e Ending) String() string { return endingNames[min(int(e), len(endingNames)-1)] }

// Origin is how what is known of a session came about.
type Origin uint8

// The origins.
const (
	Measured Origin = iota // a handle said it
	Timed                  // the coach's timer counted it, for somebody whose brush says nothing
	Noted                  // a person wrote it down afterwards
)

var originNames = [...]string{"measured", "timed", "noted"}

// String returns the name on the wire.
func (o Origin) String() string { return originNames[min(int(o), len(originNames)-1)] }

// Slot is the best evidence for one second of the handle's own timer.
type Slot struct {
	Heard    uint64     // the sources that heard it: bit i is Session.Sources[i]; 0: not heard, and then nothing else is set
	Mode     brush.Mode // with HasMode
	HasMode  bool
	Sector   uint8          // pacer, 0: not said
	Pressure brush.Pressure // 0: not said
	Zones    brush.ZoneSet  // measured; 0: not said
}

// Share is what one source heard of a session.
type Share struct {
	Source brush.SourceID
	Heard  uint32 // s
}

// Session is the merge of all evidence for one brushing with one handle.
type Session struct {
	Device brush.DeviceID
	Brand  brush.BrandID

	Start     time.Time // heard at, minus the handle's timer
	End       time.Time // when the motor was last known to be on: Start plus Duration plus the pauses
	LastHeard time.Time // when the last evidence of it was heard
	Duration  uint32    // s; the largest timer heard, never counts time the motor was off
	State     State
	Ending    Ending
	Over      brush.Activity // what the handle said at its end; Unknown when the end was not heard
	Fleeting  bool           // under Rules.Least: kept as evidence, shown nowhere once it has ended
	Continues bool           // began within Rules.Rejoin of the end of the same handle's session before: one visit to the bathroom

	Mode     brush.Opt[brush.Mode] // the one brushed longest
	Target   brush.Opt[uint16]     // s, as the handle has it
	Sectors  brush.Opt[uint8]      // pacer sectors
	Face     brush.Opt[uint8]      // the maker's display face at the end
	Battery  brush.Opt[uint8]      // percent, last heard
	Pressure bool                  // the handle reports pressure
	High     uint32                // s heard under the handle's own "too hard"

	Recorded *Recorded        // what the handle stored of it itself; nil: nothing was read
	OwnScore brush.Opt[uint8] // the handle's own score, kept beside ours

	Slots   []Slot  // one per second, len is Duration
	Sources []Share // in order of SourceID
}

// Origin returns how what is known of the session came about. A person's entries never mix with what a handle says: they are another
// device. Among them a note is what nobody timed.
func (s *Session) Origin() Origin {
	if _, entry := s.Device.Person(); !entry {
		return Measured
	}
	if s.Recorded != nil {
		return Noted
	}
	return Timed
}

// HeardSeconds returns how many seconds of the handle's timer were heard by anybody.
func (s *Session) HeardSeconds() uint32 {
	var n uint32
	for i := range s.Slots {
		if s.Slots[i].Heard != 0 {
			n++
		}
	}
	return n
}

// Rules are the settable numbers of the fold.
type Rules struct {
	Least  time.Duration // shorter runs are kept as evidence and shown nowhere; 0: 10 s
	Cut    time.Duration // nothing heard for this long while running: cut off; 0: 90 s
	Rejoin time.Duration // a restart so soon after an end continues it; 0: 60 s
}
