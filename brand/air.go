package brand

import "github.com/enamel-home/enamel/brush"

// Air says how a maker's handles are found and reached, for a radio that must be told before it looks: a page's chooser shows only what it was
// asked for, and lets it use only the services that it named. The zero value is that of handles that are not connected to.
type Air struct {
	Companies []uint16     // in manufacturer data
	Services  []brush.UUID // that are advertised
	Names     []string     // with which the names of handles begin
	Talks     []brush.UUID // services that a connection uses
}
