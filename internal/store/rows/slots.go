package rows

import (
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

func slotsOf(s *store.Session) []byte { return session.AppendSlots(nil, s.Slots) }
