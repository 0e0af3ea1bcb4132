package oralb

import "github.com/enamel-home/enamel/brush"

// models names the platforms [oralb-4]. A platform is not a marketing name: iO 6 to iO 10 share numbers.
var models = map[uint16]string{
	0: "Triumph D36", 1: "Triumph D36", 2: "Triumph D36", 63: "Triumph D36",
	32: "Genius Series D701", 33: "Genius Series D701", 34: "Genius Series D701",
	39: "Smart Series D700", 40: "Smart Series D700", 41: "Smart Series D700",
	48: "iO Series", 49: "iO Series", 50: "iO Series", 52: "iO Series 4", 53: "iO Series 5", 54: "iO Series",
	64: "Smart Series D21", 65: "Smart Series D21", 66: "Smart Series D21", 67: "Smart Series D21",
	68: "Smart Series D21", 69: "Smart Series D21", 70: "Smart Series D21", 127: "Smart Series D21",
	80: "Pro Series D601", 81: "Pro Series D601", 82: "Pro Series D601", 83: "Pro Series D601",
	84: "Pro Series D601", 85: "Pro Series D601", 86: "Pro Series D601", 87: "Pro Series D601",
	112: "Genius X D706", 113: "Genius X D706", 114: "Genius X D706",
	117: "Genius X D706", 118: "Genius X D706", 119: "Genius X D706",
}

// tables is the mode table of every known platform [oralb-4]; 0 for the others.
var tables = [256]uint8{
	0: TableSmart, 1: TableSmart, 2: TableSmart, 63: TableSmart,
	32: TableSmart, 33: TableSmart, 34: TableSmart,
	39: TableSmart, 40: TableSmart, 41: TableSmart,
	48: TableIO, 49: TableIO, 50: TableIO, 52: TableIO, 53: TableIO, 54: TableIO,
	64: TableSmart, 65: TableSmart, 66: TableSmart, 67: TableSmart, 68: TableSmart, 69: TableSmart, 70: TableSmart, 127: TableSmart,
	80: TableSmart, 81: TableSmart, 82: TableSmart, 83: TableSmart, 84: TableSmart, 85: TableSmart, 86: TableSmart, 87: TableSmart,
	112: TableSmart, 113: TableSmart, 114: TableSmart, 117: TableSmart, 118: TableSmart, 119: TableSmart,
}

// firstIO is the protocol from which a platform that nobody knows yet is taken for an iO [oralb-8].
const firstIO = 6

// tableOf returns the mode table of a platform, by its number, and by the protocol for one that is not known.
func tableOf(model, protocol uint8) uint8 {
	if t := tables[model]; t != 0 {
		return t
	}
	if protocol >= firstIO {
		return TableIO
	}
	return TableSmart
}

// modes names both tables [oralb-8].
var modes = map[brush.Mode]string{
	brush.NewMode(TableSmart, 0): "off",
	brush.NewMode(TableSmart, 1): "daily clean",
	brush.NewMode(TableSmart, 2): "sensitive",
	brush.NewMode(TableSmart, 3): "gum care",
	brush.NewMode(TableSmart, 4): "whitening",
	brush.NewMode(TableSmart, 5): "deep clean",
	brush.NewMode(TableSmart, 6): "tongue cleaning",
	brush.NewMode(TableSmart, 7): "turbo",

	brush.NewMode(TableIO, 0):  "daily clean",
	brush.NewMode(TableIO, 1):  "sensitive",
	brush.NewMode(TableIO, 2):  "gum care",
	brush.NewMode(TableIO, 3):  "whiten",
	brush.NewMode(TableIO, 4):  "intense",
	brush.NewMode(TableIO, 5):  "super sensitive",
	brush.NewMode(TableIO, 6):  "tongue cleaning",
	brush.NewMode(TableIO, 7):  "off",
	brush.NewMode(TableIO, 8):  "settings",
	brush.NewMode(TableIO, 9):  "off",
	brush.NewMode(TableIO, 11): "smart adapt",
	brush.NewMode(TableIO, 12): "gentle white",
}
