package session

import (
	"cmp"
	"slices"
	"time"
)

// Recall is how long an encrypted word is known again: evidence of the same handle that lies this far around a stretch is handed to
// Evidence.Recall before the stretch is folded.
const Recall = 30 * 24 * time.Hour

const (
	recall  = int64(Recall / time.Millisecond)
	mayLag  = int64(tail / time.Millisecond) // repeats of one word, and the clocks of two sources, lie no further apart
	mayLack = int64(staleAfter) * int64(1e3) // ms for which a counter that begins anew is not believed without a clock
)

// HasCounters reports whether any of it was encrypted, so that it can be told from what was recorded and is played again.
func (e *Evidence) HasCounters() bool {
	for i := range e.events {
		if e.events[i].has&eventCounter != 0 {
			return true
		}
	}
	return false
}

// Recall tells e what another stretch of the same handle holds of encrypted words, so that Fold knows which of its own were heard there
// before. It adds no evidence: neither the binary form nor Merge knows of it.
func (e *Evidence) Recall(other *Evidence) {
	for i := range other.events {
		if h := &other.events[i]; h.has&eventCounter != 0 {
			e.recall = append(e.recall, *h)
		}
	}
}

// words returns the encrypted words that are known, of this stretch and of those that Recall was told of, each as it was heard first.
func (e *Evidence) words() []event {
	var ws []event
	for _, hs := range [2][]event{e.events, e.recall} {
		for i := range hs {
			if hs[i].has&eventCounter != 0 {
				ws = append(ws, hs[i])
			}
		}
	}
	slices.SortFunc(ws, func(a, b event) int { return cmp.Or(cmpSaid(&a, &b), cmp.Compare(a.at, b.at)) })
	return slices.CompactFunc(ws, func(a, b event) bool { return cmpSaid(&a, &b) == 0 })
}

// playedAgain reports whether a hearing is of an encrypted word that was recorded and played again. Whoever lacks the key can only repeat
// what the handle once sent, so two things give it away, whatever order the frames arrive in:
//
//   - the same word was heard more than ten minutes before, and less than Recall;
//   - a word with a higher counter was heard more than ten minutes before, and less than 26 hours. A handle whose counter began anew is not
//     shut out by that when its own clock has gone on meanwhile, and one without a clock no longer than those 26 hours.
func (h *event) playedAgain(words []event) bool {
	if h.has&eventCounter == 0 {
		return false
	}
	for i := range words {
		if h.repeats(&words[i]) {
			return true
		}
	}
	return false
}

// repeats reports whether a word can only be a repetition of what was sent not later than another, which was heard before.
func (h *event) repeats(k *event) bool {
	since := h.at - k.at
	clocks := h.has&k.has&eventUnix != 0 && h.unix >= clockSet && k.unix >= clockSet
	switch {
	case since <= mayLag || since > recall:
		return false
	case cmpSaid(h, k) == 0, clocks && h.unix == k.unix && (h.has^k.has)&eventEnd == 0:
		return true
	}
	return since <= mayLack && h.counter <= k.counter && !(clocks && h.unix > k.unix)
}
