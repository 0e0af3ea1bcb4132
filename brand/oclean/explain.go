package oclean

import (
	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// explain says which bytes say what.
func explain(f *brush.Frame, _ []byte) (fs []brand.Field, form string) {
	add := func(from, to int, name, clause string) {
		fs = append(fs, brand.Field{From: from, To: to, Name: name, Clause: clause})
	}
	head := func(at int) {
		add(at, at+6, "record.unix_s", "oclean-7")
		add(at+6, at+7, "record.mode", "oclean-9")
		add(at+7, at+9, "record.duration_s", "oclean-7")
	}
	b := f.Payload
	if f.Kind == brush.Report {
		switch f.Format {
		case FormatRecord:
			if head(0); len(b) == recordLen {
				add(atZones, atZones+len(zones), "record.zone_times", "oclean-8")
				add(atScore, atScore+1, "record.own_score", "oclean-7")
			}
			return fs, "oclean-7"
		case FormatBattery:
			add(0, len(b), "battery_pct", "oclean-12")
		case FormatModel:
			add(0, len(b), "model_id", "oclean-2")
		}
		return fs, "oclean-12"
	}
	switch answer(f) {
	case answerStatus:
		add(0, 2, brand.PartKind, "oclean-3")
		add(2, 3, "activity", "oclean-4")
		add(5, 6, "battery_pct", "oclean-4")
		return fs, "oclean-4"
	case answerStream:
		add(0, 2, brand.PartKind, "oclean-3")
		add(2, atCount, brand.PartMagic, "oclean-5")
		add(atCount, atFirst, brand.PartLength, "oclean-5")
		if _, first, ok := stream(b); ok {
			head(len(b) - len(first))
		}
		return fs, "oclean-5"
	case answerRecords:
		add(0, 2, brand.PartKind, "oclean-3")
		add(3, 4, brand.PartLength, "oclean-10")
		head(4)
		add(22, 30, "record.zone_times", "oclean-8")
		add(30, 31, "record.own_score", "oclean-10")
		return fs, "oclean-10"
	}
	if i := begins(b); f.UUID == charRecords && i > 0 {
		head(i)
		return fs, "oclean-6"
	}
	return nil, "oclean-3"
}
