package brush

import "time"

// Activity is what the handle says it is doing, in words that fit every maker.
type Activity uint8

// The activities. Only Running means that the motor is on.
const (
	Unknown    Activity = iota // the handle says so itself, or says something nobody understands yet
	Running                    // motor on
	Paused                     // motor off in the middle of a session, timer kept
	Idle                       // motor off
	Summary                    // the handle shows the session that just ended
	Menu                       // awake, choosing a mode
	Charging                   // on the charger
	Sleeping                   // about to be silent
	Starting                   // initialising
	Settings                   // being set up
	FlightMode                 // transport lock, being set or on
	Testing                    // factory tests
)

var activityNames = [...]string{"unknown", "running", "paused", "idle", "summary", "menu", "charging", "sleeping", "starting", "settings", "flight_mode", "testing"}

// String returns the name on the wire, such as "running".
func (a Activity) String() string {
	if int(a) < len(activityNames) {
		return activityNames[a]
	}
	return "unknown"
}

// Activities counts the activities, for those who range over them.
const Activities = Activity(len(activityNames))

// Over reports whether the handle says that a session which was running has ended. A pause has not ended; nor has Unknown.
func (a Activity) Over() bool {
	switch a {
	case Idle, Summary, Menu, Charging, Sleeping, FlightMode:
		return true
	}
	return false
}

// Pressure is the handle's own class; no newtons are behind it that could be compared between makers.
type Pressure uint8

// The classes of pressure. A handle that cannot tell low from normal says normal.
const (
	PressureLow Pressure = iota + 1
	PressureNormal
	PressureHigh // the handle itself says: too hard
)

var pressureNames = [...]string{"", "low", "normal", "high"}

// String returns the name on the wire: "low", "normal", "high".
func (p Pressure) String() string {
	if int(p) < len(pressureNames) {
		return pressureNames[p]
	}
	return ""
}

// Mode is a brushing mode: the maker's code in the low byte, the maker's mode table (1...) in the high byte. Table 0 means that the frame
// does not say which table its code belongs to; other evidence of the same handle then does (Reading.Table).
type Mode uint16

// NewMode returns the mode of a maker's table and code.
func NewMode(table, code uint8) Mode { return Mode(table)<<8 | Mode(code) }

// Table returns the maker's mode table, 0 when not known.
func (m Mode) Table() uint8 { return uint8(m >> 8) }

// Code returns the maker's code.
func (m Mode) Code() uint8 { return uint8(m) }

// Reading is what one frame says. Everything is optional: a notification may carry a single value.
type Reading struct {
	// Who speaks.
	Protocol Opt[uint8]  // the maker's protocol version
	ModelID  Opt[uint16] // the maker's model or platform number
	Firmware Opt[uint16] // revision as the handle gives it
	Table    Opt[uint8]  // the mode table this handle uses, when the frame shows it

	// What it is doing.
	Activity Opt[Activity]
	Elapsed  Opt[uint32] // s, the handle's own brushing timer
	Mode     Opt[Mode]
	Target   Opt[uint16] // s, the routine's length as the handle has it

	// The pacer is a clock, not a position. Only given while the motor is on.
	Sector        Opt[uint8] // 1..Sectors
	Sectors       Opt[uint8] // how many the routine has; absent when the handle does not say
	SectorPercent Opt[uint8] // 0..100 of the current sector's time

	// What it measures.
	Pressure Opt[Pressure]
	Force    Opt[int16]   // mN, as the handle gives it; signed, because start-up samples are negative
	Zones    Opt[ZoneSet] // measured position, never the pacer
	Zone     Opt[uint8]   // the maker's own zone label's number, kept beside Zones

	// What else it shows.
	Battery     Opt[uint8] // percent
	HeadDays    Opt[uint16]
	HeadSeconds Opt[uint32]
	HeadPercent Opt[uint8] // of the head's life that is left
	Face        Opt[uint8] // the maker's display face, 0 off
	PowerButton Opt[bool]
	ModeButton  Opt[bool]
	MotorSlowed Opt[bool]
	Clock       Opt[uint32]  // the handle's own clock in seconds; only differences count
	Event       Opt[Event]   // from a handle that tells when it began and stopped, and nothing in between
	Head        *Head        // the brush head on it, as its chip tells; nil for none
	Record      *Record      // a session the handle stored itself; nil for none
	Settings    *Preferences // what it does of what it can be told; nil: not said
	Temperature Opt[int16]   // hundredths of a degree Celsius, inside the handle
	Intensity   Opt[uint8]   // the maker's own step
	// Polled says that the values were read and not notified: they may lag behind, and be left over from the last brushing.
	Polled bool
}

// Head is what a handle tells of the brush head on it.
type Head struct {
	Serial string      // of its chip, lower-case hex; "" when it is not said
	Used   Opt[uint32] // s brushed with it
	Limit  Opt[uint32] // s it is made for
	Ring   Opt[uint16] // the number of the ring that shows whose it is
}

// Event is the word of a handle that a brushing began or ended.
type Event struct {
	End    bool        // it ended; false: it began
	Number Opt[uint8]  // the frame's own counter: repeats of one event carry the same
	Unix   Opt[uint32] // s since 1970 on the handle's clock
	Count  Opt[uint8]  // of a beginning: the handle's count of brushings
	Score  Opt[uint8]  // of an end: the handle's own, 0 to 100
}

// Record is a session as the handle stored it. Its clock is only good for differences.
type Record struct {
	ID        Opt[uint32] // the handle's own number
	UserID    Opt[uint8]
	Start     uint32 // s on the handle's clock
	Duration  uint32 // s
	Target    Opt[uint16]
	Sectors   Opt[uint8]
	Mode      Opt[Mode]
	High      Opt[time.Duration] // time under the handle's own "too hard"
	Low       Opt[time.Duration]
	ForceMean Opt[int16] // mN
	ForceMax  Opt[int16] // mN
	Unix      Opt[int64] // the start in seconds since 1970, from handles that keep the time of day; then Start says nothing
	Local     bool       // Unix was counted from the wall clock of the handle's household, as if that were UTC
	Complete  Opt[bool]  // brought to its end, or given up
	Intensity Opt[uint8] // the maker's own step
	Score     Opt[uint8] // the handle's own, 0 to 100
	Zones     []ZoneTime // measured
	HighTimes Opt[uint8] // how often it was too hard
	LowTimes  Opt[uint8]
	Battery   Opt[uint8]  // percent at its end
	Off       Opt[uint32] // s for which the motor was off between the start and the end
	Seconds   []Run       // second by second on the handle's timer, from its first second; nil: not told
}

// Run is what a handle stored of some seconds of its timer, one after the other, in which nothing changed. All its values zero: it knows
// nothing of them.
type Run struct {
	For      uint16 // s, at least 1
	Mode     Opt[Mode]
	Pressure Pressure // 0: not said
	Zones    ZoneSet  // measured; 0: not said
}

// Told reports whether anything is known of the run's seconds.
func (r *Run) Told() bool { return r.Mode.OK || r.Pressure != 0 || r.Zones != 0 }

// ZoneTime is the time a handle says it spent in one zone of its own.
type ZoneTime struct {
	Label      uint8   // the maker's number of it
	Zones      ZoneSet // the canonical zones that it is
	Confidence float32 // 0 to 1, that each of Zones was brushed
	Seconds    float32
}

// ZoneSet is a set of the 16 canonical zones, one bit each; see Zone.
type ZoneSet uint16

// Zone is a canonical zone of the mouth: six sextants (upper and lower; right, front, left; the patient's own right) by outer and inner
// face, then four chewing surfaces. The order is the bit in a ZoneSet.
type Zone uint8

// The canonical zones.
const (
	UpperRightOuter Zone = iota
	UpperRightInner
	UpperFrontOuter
	UpperFrontInner
	UpperLeftOuter
	UpperLeftInner
	LowerRightOuter
	LowerRightInner
	LowerFrontOuter
	LowerFrontInner
	LowerLeftOuter
	LowerLeftInner
	UpperRightChewing
	UpperLeftChewing
	LowerRightChewing
	LowerLeftChewing
	Zones // how many
)

var zoneNames = [Zones]string{
	"upper-right-outer", "upper-right-inner", "upper-front-outer", "upper-front-inner", "upper-left-outer", "upper-left-inner",
	"lower-right-outer", "lower-right-inner", "lower-front-outer", "lower-front-inner", "lower-left-outer", "lower-left-inner",
	"upper-right-chewing", "upper-left-chewing", "lower-right-chewing", "lower-left-chewing",
}

// String returns the zone's id on the wire and on the mouth map, such as "upper-right-outer".
func (z Zone) String() string {
	if z < Zones {
		return zoneNames[z]
	}
	return ""
}

// Set returns the set that holds the zone alone.
func (z Zone) Set() ZoneSet { return 1 << z }

// Has reports whether the set holds the zone.
func (s ZoneSet) Has(z Zone) bool { return z < Zones && s&(1<<z) != 0 }
