package rows

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/session"
)

// The packed part of a session: its version; then, with numbers as unsigned varints unless it says otherwise,
//
//	what is there: flags, see packedContinues and on
//	duration, heard, seconds too hard; ending; what the handle said at its end
//	µs from its start to when it was updated, and to when somebody was given it (signed, wrapping)
//	mode, target, sectors, face, battery, the handle's own score: those that are there
//	the score: its version, total, and each part that is there: points and weight as fractions, got, of
//	brand; why this person, as one of hows or a text; suggestion; note
//	what the handle stored and what was amended, each with its length: those that are there
//	who heard it, to the end
//
// A text is its length and its bytes. A fraction is the bits of its IEEE 754 form, last first: of round ones few are set.
const packedVersion = 1

const (
	packedContinues = 1 << iota
	packedPressure
	packedMode
	packedTarget
	packedSectors
	packedFace
	packedBattery
	packedOwnScore
	packedScore
	packedCoverage
	packedPressureScore
	packedRecorded
	packedAmended
	packedEnd // the first flag that is none
)

// hows are written as their place; any other as their number and the length of its text, then the text.
var hows = [...]store.How{store.HowNobody, store.HowOnly, store.HowPerson, store.HowHandle, store.HowEntry}

var errPacked = errors.New("the packed part of a session does not parse")

// appendPacked appends what sessionRest does not have as columns.
func appendPacked(b []byte, s *store.Session) []byte {
	sc := &s.Score.V
	var flags uint64
	for _, v := range [...]struct {
		is   bool
		flag uint64
	}{{s.Continues, packedContinues}, {s.Pressure, packedPressure}, {s.Mode.OK, packedMode}, {s.Target.OK, packedTarget}, {s.Sectors.OK, packedSectors},
		{s.Face.OK, packedFace}, {s.Battery.OK, packedBattery}, {s.OwnScore.OK, packedOwnScore}, {s.Score.OK, packedScore},
		{s.Score.OK && sc.Coverage.OK, packedCoverage}, {s.Score.OK && sc.Pressure.OK, packedPressureScore},
		{s.Recorded != nil, packedRecorded}, {s.Amended != nil, packedAmended}} {
		if v.is {
			flags |= v.flag
		}
	}
	b = append(b, packedVersion)
	for _, v := range [...]uint64{flags, uint64(s.Duration), uint64(s.Heard), uint64(s.High), uint64(s.Ending), uint64(s.Over)} {
		b = binary.AppendUvarint(b, v)
	}
	start := micros(s.Start)
	b = binary.AppendVarint(b, micros(s.Updated)-start)
	b = binary.AppendVarint(b, micros(s.AssignedAt)-start)
	for _, v := range [...]brush.Opt[uint16]{{V: uint16(s.Mode.V), OK: s.Mode.OK}, s.Target} {
		if v.OK {
			b = binary.AppendUvarint(b, uint64(v.V))
		}
	}
	for _, v := range [...]brush.Opt[uint8]{s.Sectors, s.Face, s.Battery, s.OwnScore} {
		if v.OK {
			b = append(b, v.V)
		}
	}
	if s.Score.OK {
		b = append(b, sc.Version, sc.Total)
		for _, p := range [...]brush.Opt[session.Part]{brush.Some(sc.Time), sc.Coverage, sc.Pressure} {
			if p.OK {
				b = appendFraction(appendFraction(b, p.V.Points), p.V.Weight)
				b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(p.V.Got)), uint64(p.V.Of))
			}
		}
	}
	b = appendText(b, string(s.Brand))
	b = appendHow(b, s.How)
	b = appendText(b, string(s.Suggested))
	b = appendText(b, s.Note)
	if s.Recorded != nil {
		b = appendText(b, string(session.AppendRecorded(nil, s.Recorded)))
	}
	if s.Amended != nil {
		b = appendText(b, string(appendAmendment(nil, s.Amended)))
	}
	return appendShares(b, s.Sources)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendFraction(b []byte, f float64) []byte {
	return binary.AppendUvarint(b, bits.ReverseBytes64(math.Float64bits(f)))
}

func appendHow(b []byte, h store.How) []byte {
	for i, known := range hows {
		if h == known {
			return append(b, byte(i))
		}
	}
	return append(binary.AppendUvarint(b, uint64(len(hows)+len(h))), h...)
}

// words are what the row before said: rows that are read together mostly say the same, and one string serves them.
type words struct {
	brand  brush.BrandID
	source brush.SourceID
}

// same returns the string that the bytes are, and keeps it for the next time.
func same[T ~string](have *T, b []byte) T {
	if string(*have) != string(b) {
		*have = T(b)
	}
	return *have
}

// parsePacked reads what appendPacked wrote of a session whose start is set already. The strings of s stand for themselves; b may be changed after.
func parsePacked(b []byte, s *store.Session, was *words) error {
	if len(b) == 0 || b[0] != packedVersion {
		return errPacked
	}
	r := body{b: b[1:]}
	flags := r.most(packedEnd - 1)
	if flags&packedScore == 0 && flags&(packedCoverage|packedPressureScore) != 0 {
		return errPacked
	}
	s.Continues, s.Pressure = flags&packedContinues != 0, flags&packedPressure != 0
	s.Duration, s.Heard, s.High = uint32(r.most(math.MaxUint32)), uint32(r.most(math.MaxUint32)), uint32(r.most(math.MaxUint32))
	s.Ending, s.Over = session.Ending(r.most(math.MaxUint8)), brush.Activity(r.most(math.MaxUint8))
	start := micros(s.Start)
	s.Updated = fromMicros(start + r.varint())
	s.AssignedAt = fromMicros(start + r.varint())
	if flags&packedMode != 0 {
		s.Mode = brush.Some(brush.Mode(r.most(math.MaxUint16)))
	}
	if flags&packedTarget != 0 {
		s.Target = brush.Some(uint16(r.most(math.MaxUint16)))
	}
	for _, v := range [...]struct {
		flag uint64
		to   *brush.Opt[uint8]
	}{{packedSectors, &s.Sectors}, {packedFace, &s.Face}, {packedBattery, &s.Battery}, {packedOwnScore, &s.OwnScore}} {
		if flags&v.flag != 0 {
			*v.to = brush.Some(r.octet())
		}
	}
	if flags&packedScore != 0 {
		sc := session.Score{Version: r.octet(), Total: r.octet(), Time: r.part()}
		if flags&packedCoverage != 0 {
			sc.Coverage = brush.Some(r.part())
		}
		if flags&packedPressureScore != 0 {
			sc.Pressure = brush.Some(r.part())
		}
		s.Score = brush.Some(sc)
	}
	s.Brand = same(&was.brand, r.take(r.count(1)))
	if n := r.uvarint(); n < uint64(len(hows)) {
		s.How = hows[n]
	} else if n -= uint64(len(hows)); n <= uint64(len(r.b)) {
		s.How = store.How(r.take(int(n)))
	} else {
		return errPacked
	}
	s.Suggested = brush.PersonID(r.take(r.count(1)))
	s.Note = string(r.take(r.count(1)))
	var err error
	if flags&packedRecorded != 0 && !r.bad {
		if s.Recorded, err = session.ParseRecorded(r.take(r.count(1))); err != nil {
			return err
		}
	}
	if flags&packedAmended != 0 && !r.bad {
		if s.Amended, err = parseAmendment(r.take(r.count(1))); err != nil {
			return err
		}
	}
	if r.bad {
		return errPacked
	}
	s.Sources, err = parseShares(r.b, &was.source)
	return err
}

// most reads a number that is no larger than that.
func (r *body) most(most uint64) uint64 {
	v := r.uvarint()
	if v > most {
		r.bad, r.b = true, nil
		return 0
	}
	return v
}

func (r *body) octet() uint8 {
	if b := r.take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (r *body) fraction() float64 { return math.Float64frombits(bits.ReverseBytes64(r.uvarint())) }

func (r *body) part() session.Part {
	return session.Part{Points: r.fraction(), Weight: r.fraction(), Got: uint32(r.most(math.MaxUint32)), Of: uint32(r.most(math.MaxUint32))}
}

// appendShares appends who heard how much: for each the length of its id, the id and the seconds; numbers are unsigned varints.
func appendShares(b []byte, shares []session.Share) []byte {
	for _, s := range shares {
		b = binary.AppendUvarint(b, uint64(len(s.Source)))
		b = append(b, s.Source...)
		b = binary.AppendUvarint(b, uint64(s.Heard))
	}
	return b
}

var errShares = errors.New("the sources of a session do not parse")

// parseShares reads what appendShares wrote; first is the first source of another session, which may be the same.
func parseShares(b []byte, first *brush.SourceID) ([]session.Share, error) {
	var all []session.Share
	for len(b) > 0 {
		n, w := binary.Uvarint(b)
		if w <= 0 || n > uint64(len(b)-w) {
			return nil, errShares
		}
		id := b[w : w+int(n)]
		b = b[w+int(n):]
		heard, w := binary.Uvarint(b)
		if w <= 0 || heard > math.MaxUint32 {
			return nil, errShares
		}
		b = b[w:]
		one := session.Share{Heard: uint32(heard)}
		if len(all) == 0 {
			one.Source = same(first, id)
		} else {
			one.Source = brush.SourceID(id)
		}
		all = append(all, one)
	}
	return all, nil
}
