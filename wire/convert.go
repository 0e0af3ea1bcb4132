package wire

import (
	"math"
	"strconv"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// FromSession returns a session in its JSON form. modeName gives the maker's words for a mode. Heard is counted from the slots; a caller
// who has a session without slots tells it with SetHeard.
func FromSession(s *session.Session, modeName func(brush.Mode) string, withRuns bool) Session {
	w := Session{
		Device: string(s.Device), Brand: string(s.Brand), Origin: s.Origin().String(), State: s.State.String(),
		StartedAt: s.Start.UTC(), LastHeard: s.LastHeard.UTC(), Duration: s.Duration,
		Ended: s.Ending.String(), Continues: s.Continues,
		Target: s.Target.Or(0), Sectors: s.Sectors.Or(0),
		Sources: make([]Share, len(s.Sources)),
	}
	if s.State == session.Ended {
		end := s.End.UTC()
		w.EndedAt = &end
		if s.Over != brush.Unknown {
			w.EndState = s.Over.String()
		}
	}
	if s.Mode.OK {
		w.Mode = modeName(s.Mode.V)
	}
	if s.Face.OK {
		w.Face = &s.Face.V
	}
	if s.Battery.OK {
		w.Battery = &s.Battery.V
	}
	if s.Pressure {
		w.PressureHigh = &s.High
	}
	if s.OwnScore.OK {
		w.OwnScore = &s.OwnScore.V
	}
	if s.Recorded != nil && s.Origin() == session.Measured {
		w.Record = fromRecorded(s.Recorded)
	}
	for i, sh := range s.Sources {
		w.Sources[i] = Share{Source: string(sh.Source), Heard: sh.Heard}
	}
	w.SetHeard(s.HeardSeconds())
	if withRuns {
		w.Runs = runs(s, modeName)
	}
	return w
}

func fromRecorded(r *session.Recorded) *Record {
	w := &Record{StartedAt: r.Start.UTC(), Duration: r.Duration, Target: r.Target.Or(0)}
	if r.High.OK {
		w.PressureHigh = &r.High.V
	}
	if r.Complete.OK {
		w.Complete = &r.Complete.V
	}
	if r.Score.OK {
		w.Score = &r.Score.V
	}
	if r.Battery.OK {
		w.Battery = &r.Battery.V
	}
	if r.Measured {
		for z := range brush.Zones {
			w.Zones = append(w.Zones, Zone{Zone: z.String(), Seconds: r.Zones[z]})
		}
	}
	return w
}

// SetHeard sets how many seconds were heard, and their share of the duration.
func (w *Session) SetHeard(seconds uint32) {
	w.HeardSeconds, w.HeardShare = seconds, 0
	if w.Duration > 0 {
		w.HeardShare = math.Round(min(1, float64(seconds)/float64(w.Duration))*1000) / 1000
	}
}

// runs returns the session's seconds as runs of equal ones.
func runs(s *session.Session, modeName func(brush.Mode) string) []Run {
	var out []Run
	for from := 0; from < len(s.Slots); {
		slot := s.Slots[from]
		to := from + 1
		for to < len(s.Slots) && s.Slots[to] == slot {
			to++
		}
		r := Run{From: uint32(from), To: uint32(to), Heard: slot.Heard != 0, Sector: slot.Sector, Pressure: slot.Pressure.String()}
		for i, sh := range s.Sources {
			if i < 64 && slot.Heard&(1<<i) != 0 {
				r.Sources = append(r.Sources, string(sh.Source))
			}
		}
		if slot.HasMode {
			r.Mode = modeName(slot.Mode)
		}
		for z := range brush.Zones {
			if slot.Zones.Has(z) {
				r.Zones = append(r.Zones, z.String())
			}
		}
		out = append(out, r)
		from = to
	}
	return out
}

// FromScore returns the score of a session of that origin in its JSON form, each part with its sentence.
func FromScore(s session.Score, o session.Origin) Score {
	w := Score{Version: int(s.Version), Total: int(s.Total), Word: s.Word()}
	how := map[session.Origin]string{session.Timed: ", by the timer", session.Noted: ", as noted"}[o]
	w.Time = part(s.Time, minutes(s.Time.Got)+" of "+minutes(s.Time.Of)+how+".")
	if s.Coverage.OK {
		c := s.Coverage.V
		why := strconv.Itoa(int(c.Got)) + " of " + strconv.Itoa(int(c.Of)) + " zones got half of their fair share or more."
		if c.Got == c.Of {
			why = "Every zone that this brush measures got half of its fair share or more."
		}
		p := part(c, why)
		w.Coverage = &p
	}
	if s.Pressure.OK {
		why := "The brush never said too hard."
		if n := s.Pressure.V.Got; n > 0 {
			why = "The brush said too hard for " + spell(n) + "."
		}
		p := part(s.Pressure.V, why)
		w.Pressure = &p
	}
	return w
}

func part(p session.Part, why string) Part {
	return Part{Points: math.Round(p.Points*10) / 10, Weight: math.Round(p.Weight*10) / 10, Got: p.Got, Of: p.Of, Why: why}
}

// minutes returns seconds as m:ss.
func minutes(s uint32) string {
	b := strconv.AppendUint(nil, uint64(s/60), 10)
	b = append(b, ':', '0'+byte(s%60/10), '0'+byte(s%10))
	return string(b)
}

// spell returns seconds as "4 s", and from two minutes on as "2:05 minutes".
func spell(s uint32) string {
	if s < 120 {
		return strconv.Itoa(int(s)) + " s"
	}
	return minutes(s) + " minutes"
}
