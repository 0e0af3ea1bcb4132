package laifen

import (
	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// explain says which bytes say what.
func explain(f *brush.Frame, _ []byte) ([]brand.Field, string) {
	if len(f.Payload) > 0 && f.Payload[0] == proMark {
		return []brand.Field{
			{From: 0, To: 1, Name: brand.PartMagic, Clause: "laifen-4"},
			{From: 1, To: 3, Name: brand.PartKind, Clause: "laifen-4"},
			{From: 3, To: 4, Name: brand.PartCounter, Clause: "laifen-4"},
			{From: 5, To: proHeader, Name: brand.PartLength, Clause: "laifen-4"},
			{From: proHeader + 2, To: proHeader + 3, Name: "battery_pct", Clause: "laifen-4"},
			{From: proHeader + 5, To: proHeader + 7, Name: "target_s", Clause: "laifen-4"},
			{From: proHeader + 13, To: proHeader + 14, Name: "activity", Clause: "laifen-4"},
			{From: proHeader + proStatus, To: proHeader + proStatus + 1, Name: brand.PartCheck, Clause: "laifen-3"},
		}, "laifen-4"
	}
	if len(f.Payload) > 1 && f.Payload[1] == 0x0F {
		return nil, "laifen-3"
	}
	fs := []brand.Field{{From: 0, To: 4, Name: brand.PartKind, Clause: "laifen-2"}, {From: waveBattery, To: waveBattery + 1, Name: "battery_pct", Clause: "laifen-2"}}
	if len(f.Payload) == waveLong {
		fs = append(fs, brand.Field{From: waveRunning, To: waveRunning + 1, Name: "activity", Clause: "laifen-2"})
	}
	return fs, "laifen-2"
}
