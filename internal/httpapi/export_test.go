package httpapi

import (
	"runtime"
	"strconv"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/live"
	"github.com/enamel-home/enamel/internal/store"
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

// ToldAfter is how many sessions a stream of only some people remembers to have told when it has told of so many.
func ToldAfter(n int) int {
	f := &follower{p: &account.Principal{People: []brush.PersonID{"mia"}}, told: map[string]bool{}}
	for i := range n {
		f.sees(&store.Session{ID: brush.SessionID(strconv.Itoa(i)), Person: "mia"}, true)
	}
	return len(f.told)
}

// LargestKept is how large the largest buffer is that is kept for the next answer.
func LargestKept() (most int) {
	var all []*out
	for range 64 {
		o := outs.Get().(*out)
		most, all = max(most, cap(o.b)), append(all, o)
	}
	runtime.KeepAlive(all) // they are not put back: the next call finds what was kept since
	return most
}

// Answer spells an answer as the API does.
var Answer = answers.Marshal
