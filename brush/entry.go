package brush

import "strings"

// entries begins the id of a device that is no handle: under it stand a person's entries.
const entries = "timer:"

// EntriesOf returns the device under which a person's own entries stand: what the coach's timer says, and what somebody notes afterwards.
// Each person has one, and no handle has such an id.
func EntriesOf(p PersonID) DeviceID { return DeviceID(entries + string(p)) }

// Person returns whose entries stand under a device; ok is false for a handle.
func (d DeviceID) Person() (p PersonID, ok bool) {
	id, ok := strings.CutPrefix(string(d), entries)
	return PersonID(id), ok
}
