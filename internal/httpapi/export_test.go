package httpapi

import (
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/live"
)

// MostHouses is how many households one generation holds.
const MostHouses = mostHouses

// Houses is what remembers households, for a test of its bounds.
type Houses struct{ k houses }

// NewHouses returns an empty one that heeds a hub.
func NewHouses(hub *live.Hub) *Houses {
	h := &Houses{}
	hub.Heed(h.k.doubt)
	return h
}

// Visit begins to read a household; what it returns ends that.
func (h *Houses) Visit(id brush.HouseholdID) (arrive func()) {
	place, l := h.k.look(id)
	return func() {
		l.h = &house{}
		h.k.keep(place, l)
	}
}

// Has reports whether a household is remembered.
func (h *Houses) Has(id brush.HouseholdID) bool {
	_, l := h.k.look(id)
	return l.h != nil
}

// Size is how many places there are.
func (h *Houses) Size() int {
	h.k.mu.Lock()
	defer h.k.mu.Unlock()
	return len(h.k.young) + len(h.k.old)
}
