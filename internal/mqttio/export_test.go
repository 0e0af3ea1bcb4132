package mqttio

import (
	"strings"

	"github.com/enamel-home/enamel/brush"
)

// Retained counts the messages that the library keeps for those who subscribe later, but for what it tells of itself, which nobody may hear.
func (b *Broker) Retained() (n int) {
	for name := range b.server.Topics.Retained.GetAll() {
		if !strings.HasPrefix(name, "$SYS/") {
			n++
		}
	}
	return n
}

// Waiting returns how many messages of a household have a place in line or wait for one.
func (u *Upstream) Waiting(h brush.HouseholdID) int {
	u.lanes.mu.Lock()
	defer u.lanes.mu.Unlock()
	if l := u.lanes.of[h]; l != nil {
		return l.users
	}
	return 0
}
