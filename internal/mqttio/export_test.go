package mqttio

import "strings"

// Retained counts the messages that the library keeps for those who subscribe later, but for what it tells of itself, which nobody may hear.
func (b *Broker) Retained() (n int) {
	for name := range b.server.Topics.Retained.GetAll() {
		if !strings.HasPrefix(name, "$SYS/") {
			n++
		}
	}
	return n
}
