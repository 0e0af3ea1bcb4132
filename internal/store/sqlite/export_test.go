package sqlite

import (
	"runtime"

	"github.com/enamel-home/enamel/internal/store/rows"
)

// Waits returns when so many updates wait in the queue.
func (s *Store) Waits(n int) {
	for s.queue.Waiting() < n {
		runtime.Gosched()
	}
}

// Forgetful makes a store that was just opened remember nothing of the rows it wrote, and returns it.
func (s *Store) Forgetful() *Store {
	s.memory = nil
	return s
}

// Narrow makes a store that was just opened remember no more than so many bytes, and returns it.
func (s *Store) Narrow(most int) *Store {
	s.memory = rows.NewMemory(most)
	return s
}
