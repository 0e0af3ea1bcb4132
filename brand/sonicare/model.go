package sonicare

import "github.com/enamel-home/enamel/brush"

// Mode tables [sonicare-6], as brush.Mode and brush.Reading number them. Of several that a handle's frames name the highest counts, so
// what the handle itself lists stands above what is known of its model, and that above a guess.
const (
	TableKids    = 1    // the index of a Sonicare For Kids
	TableClassic = 2    // the index of any other handle: only the first is known
	TableModel   = 0x40 // + list: the index into the routines that handles of the model are known to have
	TableList    = 0x80 // + list: the index into the routines that the handle itself lists
	TableRoutine = 0xC0 // the routine's own number
)

// routines are the names by the maker's own number [sonicare-6].
var routines = [...]string{"clean", "white+", "gum health", "tongue care", "deep clean+", "sensitive"}

// listOf returns a list of routine numbers as the bits of a table. Only lists that begin with the first routine and rise are known.
func listOf(ids []byte) (bits uint8, ok bool) {
	if len(ids) < 2 || ids[0] != 0 {
		return 0, false
	}
	for i, id := range ids {
		if int(id) >= len(routines) || i > 0 && id <= ids[i-1] {
			return 0, false
		}
		bits |= 1 << id
	}
	return bits, true
}

// modes names every table.
var modes = func() map[brush.Mode]string {
	m := map[brush.Mode]string{
		brush.NewMode(TableKids, 0):    "gentle",
		brush.NewMode(TableKids, 2):    "extra gentle",
		brush.NewMode(TableClassic, 0): routines[0],
	}
	for id, name := range routines {
		m[brush.NewMode(TableRoutine, uint8(id))] = name
	}
	for bits := uint8(1); bits < 1<<len(routines); bits += 2 {
		index := uint8(0)
		for id, name := range routines {
			if bits&(1<<id) != 0 {
				m[brush.NewMode(TableModel|bits, index)] = name
				m[brush.NewMode(TableList|bits, index)] = name
				index++
			}
		}
	}
	return m
}()

// Routine lists that are known of models [sonicare-6].
const (
	cleanGumDeep      = 1<<0 | 1<<2 | 1<<4
	cleanWhiteDeep    = 1<<0 | 1<<1 | 1<<4
	cleanWhiteGumDeep = 1<<0 | 1<<1 | 1<<2 | 1<<4
)

// families are the models by the digits that stand after HX; a shorter one stands for all that begin with it [sonicare-5].
var families = [...]struct {
	digits string
	name   string
	table  uint8
}{
	{"63", "For Kids", TableKids},
	{"742", "7100", 0},
	{"912", "", TableModel | cleanWhiteDeep},
	{"960", "ExpertClean", TableModel | cleanGumDeep},
	{"961", "ExpertClean", TableModel | cleanWhiteDeep},
	{"962", "ExpertClean", TableClassic},
	{"991", "", TableModel | cleanWhiteGumDeep},
	{"992", "DiamondClean Smart", TableModel | cleanWhiteGumDeep},
	{"993", "", TableClassic},
	{"999", "Prestige", TableRoutine},
}

// condorModel is the three digits of the handles that speak the other language [sonicare-16].
const condorModel = 742

// modelID returns the number of a model's text, such as "HX6340   " or "HX992X": its three digits and its last sign, of 36 [sonicare-5].
func modelID(b []byte) (id uint16, ok bool) {
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == 0) {
		b = b[:len(b)-1]
	}
	if len(b) != 6 || b[0] != 'H' || b[1] != 'X' {
		return 0, false
	}
	for _, c := range b[2:5] {
		if c < '0' || c > '9' {
			return 0, false
		}
		id = id*10 + uint16(c-'0')
	}
	switch c := b[5]; {
	case c >= '0' && c <= '9':
		return id*36 + uint16(c-'0'), true
	case c >= 'A' && c <= 'Z':
		return id*36 + uint16(c-'A') + 10, true
	}
	return 0, false
}

// tableOf returns the mode table of a model, 0 for one that nobody has named.
func tableOf(id uint16) uint8 {
	n := id / 36
	for i := range families {
		f := &families[i]
		if d := digits(f.digits); n == d || len(f.digits) == 2 && n/10 == d {
			return f.table
		}
	}
	return 0
}

func digits(s string) (n uint16) {
	for i := range len(s) {
		n = n*10 + uint16(s[i]-'0')
	}
	return n
}

// models names every number that a known family can have.
var models = func() map[uint16]string {
	const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	m := map[uint16]string{}
	add := func(name string, n uint16, digits string) {
		for i := range len(signs) {
			model := "HX" + digits + signs[i:i+1]
			if name != "" {
				model = name + " " + model
			}
			m[n*36+uint16(i)] = model
		}
	}
	for i := range families {
		f := &families[i]
		if len(f.digits) == 3 {
			add(f.name, digits(f.digits), f.digits)
			continue
		}
		for d := range 10 {
			add(f.name, digits(f.digits)*10+uint16(d), f.digits+signs[d:d+1])
		}
	}
	return m
}()
