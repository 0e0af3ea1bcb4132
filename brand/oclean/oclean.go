// Package oclean reads what Oclean handles say over a connection, and talks with them; the numbered clauses that its comments cite are in
// README.md.
package oclean

import (
	"strconv"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// The formats of reports that the Dialogue makes of what only it can know [oclean-12].
const (
	FormatRecord  = "oclean-record"  // one stored session, put together again: 9 to 41 bytes of its beginning, or all 42
	FormatBattery = "oclean-battery" // the value of the standard battery characteristic: one byte, percent
	FormatModel   = "oclean-model"   // the value of the standard model characteristic: text
)

// TableScheme is the one mode table: the numbers of the maker's schemes [oclean-9].
const TableScheme = 1

// Spec is what the house knows of the maker.
var Spec = brand.Spec{
	ID:       "oclean",
	Name:     "Oclean",
	Claims:   claims,
	Decode:   decode,
	Explain:  explain,
	Dialogue: func([]byte) brand.Dialogue { return NewDialogue(Options{}) },
	Tells:    brand.Tells{Zones: true, Records: true},
	Modes:    schemes(),
	Models:   modelNames(),
	Limit:    longest,
	Air: brand.Air{Services: []brush.UUID{service}, Names: []string{"Oclean"},
		Talks: []brush.UUID{service, brush.UUID16(0xAAAA), brush.UUID16(0x180A), brush.UUID16(0x180F)}},
}

// service is the maker's own [oclean-1].
var service = brush.MustUUID("8082caa8-41a6-4021-91c6-56f9b954cc18")

// The maker's characteristics [oclean-1].
var (
	charAnswer  = brush.MustUUID("5f78df94-798c-46f5-990a-855b673fbb86")
	charAsk     = brush.MustUUID("9d84b9a3-000c-49d8-9183-855b673fbb85")
	charAskRec  = brush.MustUUID("5f78df94-798c-46f5-990a-855b673fbb89")
	charRecords = brush.MustUUID("5f78df94-798c-46f5-990a-855b673fbb90")
	charChange  = brush.MustUUID("6c290d2e-1c03-aca1-ab48-a9b908bae79e")
	charWiFiAsk = brush.UUID16(0xBBB2)
	charWiFi    = brush.UUID16(0xBBB3)

	charBattery = brush.UUID16(0x2A19) // standard: every maker has them, so nobody's claim
	charModel   = brush.UUID16(0x2A24)
)

func claims(f *brush.Frame) bool {
	switch f.Kind {
	case brush.Notify, brush.Read:
		switch f.UUID {
		case charAnswer, charRecords, charChange, charWiFi:
			return true
		}
	case brush.Report:
		switch f.Format {
		case FormatRecord, FormatBattery, FormatModel:
			return true
		}
	}
	return false
}

// schemes names every scheme by its number: the names live in the maker's cloud [oclean-9].
func schemes() map[brush.Mode]string {
	m := make(map[brush.Mode]string, 256)
	for i := range 256 {
		m[brush.NewMode(TableScheme, uint8(i))] = "scheme " + strconv.Itoa(i)
	}
	return m
}

// models are the model ids that handles give, with the product's name; the place in the list is Reading.ModelID, so new ones go to its
// end [oclean-2].
var models = [...]struct{ id, name string }{
	{"OCLEANY3M", "Oclean X"},
	{"OCLEANY3MH", "Oclean X (Y3MH)"},
	{"OCLEANY3", "Oclean X Pro"},
	{"OCLEANY3P", "Oclean X Pro Elite"},
	{"OCLEANX20", "Oclean X20"},
	{"OCLEANV1a", "Oclean X Ultra"},
	{"OCLEANY5", "Oclean Z1"},
	{"OCLEANA1", "Oclean Air 1"},
	{"OCLEANY3PD", "Oclean X Pro Elite (Y3PD)"},
}

func modelNames() map[uint16]string {
	m := make(map[uint16]string, len(models))
	for i := range models {
		m[uint16(i+1)] = models[i].name
	}
	return m
}

// model returns the number of a model id; ok is false for one that is not in the list.
func model(id []byte) (n uint16, ok bool) {
	for i := range models {
		if string(id) == models[i].id {
			return uint16(i + 1), true
		}
	}
	return 0, false
}
