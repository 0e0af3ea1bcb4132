package oralb

import (
	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// advertFields are the parts of manufacturer data [oralb-2].
var advertFields = []brand.Field{
	{From: 0, To: 1, Name: "protocol", Clause: "oralb-2"},
	{From: 1, To: 2, Name: "model_id", Clause: "oralb-4"},
	{From: 2, To: 3, Name: "firmware", Clause: "oralb-2"},
	{From: 3, To: 4, Name: "activity", Clause: "oralb-5"},
	{From: 4, To: 5, Name: "pressure", Clause: "oralb-6"},
	{From: 4, To: 5, Name: "motor_slowed", Clause: "oralb-6"},
	{From: 4, To: 5, Name: "power_button", Clause: "oralb-6"},
	{From: 4, To: 5, Name: "mode_button", Clause: "oralb-6"},
	{From: 5, To: 7, Name: "elapsed_s", Clause: "oralb-7"},
	{From: 7, To: 8, Name: "mode", Clause: "oralb-8"},
	{From: 8, To: 9, Name: "sector", Clause: "oralb-9"},
	{From: 8, To: 9, Name: "face", Clause: "oralb-2"},
	{From: 9, To: 10, Name: "sector_pct", Clause: "oralb-10"},
	{From: 10, To: 11, Name: "sectors", Clause: "oralb-11"},
}

// saidFields are the parts of what others said [oralb-21].
var saidFields = []brand.Field{
	{From: 0, To: 1, Name: brand.PartControl, Clause: "oralb-21"},
	{From: 1, To: 2, Name: "activity", Clause: "oralb-5"},
	{From: 2, To: 3, Name: "pressure", Clause: "oralb-6"},
	{From: 2, To: 3, Name: "power_button", Clause: "oralb-6"},
	{From: 2, To: 3, Name: "mode_button", Clause: "oralb-6"},
	{From: 3, To: 5, Name: "elapsed_s", Clause: "oralb-7"},
	{From: 5, To: 6, Name: brand.PartTable, Clause: "oralb-8"},
	{From: 6, To: 7, Name: "mode", Clause: "oralb-8"},
	{From: 7, To: 8, Name: "sector", Clause: "oralb-9"},
	{From: 7, To: 8, Name: "face", Clause: "oralb-21"},
	{From: 8, To: 9, Name: "sectors", Clause: "oralb-21"},
	{From: 9, To: 10, Name: "battery_pct", Clause: "oralb-21"},
}

// recordFields and oldRecordFields are the parts of stored sessions [oralb-19] [oralb-18].
var recordFields = []brand.Field{
	{From: 0, To: 4, Name: "record.start_s", Clause: "oralb-19"},
	{From: 4, To: 6, Name: "record.id", Clause: "oralb-19"},
	{From: 4, To: 6, Name: "record.user_id", Clause: "oralb-19"},
	{From: 6, To: 8, Name: "record.target_s", Clause: "oralb-19"},
	{From: 6, To: 8, Name: "record.sectors", Clause: "oralb-19"},
	{From: 8, To: 10, Name: "record.duration_s", Clause: "oralb-19"},
	{From: 10, To: 12, Name: "record.pressure_high_s", Clause: "oralb-19"},
	{From: 12, To: 14, Name: "record.pressure_low_s", Clause: "oralb-19"},
	{From: 14, To: 15, Name: "record.force_mean_mn", Clause: "oralb-19"},
	{From: 15, To: 16, Name: "record.force_max_mn", Clause: "oralb-19"},
	{From: 16, To: 17, Name: "record.pressure_high_times", Clause: "oralb-19"},
	{From: 17, To: 18, Name: "record.pressure_low_times", Clause: "oralb-19"},
	{From: 19, To: 20, Name: "record.mode", Clause: "oralb-8"},
	{From: 20, To: 21, Name: "record.battery_pct", Clause: "oralb-19"},
}

var oldRecordFields = []brand.Field{
	{From: 0, To: 4, Name: "record.start_s", Clause: "oralb-18"},
	{From: 4, To: 6, Name: "record.duration_s", Clause: "oralb-18"},
	{From: 7, To: 8, Name: "record.mode", Clause: "oralb-8"},
	{From: 8, To: 10, Name: "record.pressure_high_s", Clause: "oralb-18"},
	{From: 10, To: 11, Name: "record.pressure_high_times", Clause: "oralb-18"},
	{From: 11, To: 12, Name: "record.battery_pct", Clause: "oralb-18"},
	{From: 12, To: 14, Name: "record.target_s", Clause: "oralb-18"},
	{From: 12, To: 14, Name: "record.sectors", Clause: "oralb-18"},
	{From: 14, To: 16, Name: "record.id", Clause: "oralb-18"},
	{From: 14, To: 16, Name: "record.user_id", Clause: "oralb-18"},
}

// explain says which bytes say what.
func explain(f *brush.Frame, _ []byte) ([]brand.Field, string) {
	n := len(f.Payload)
	switch f.Kind {
	case brush.Advert:
		switch n {
		case advertLen, advertLenV1:
			return advertFields, "oralb-2"
		case chargerLen:
			return nil, "oralb-16"
		}
		return nil, "oralb-1"
	case brush.Report:
		return saidFields, "oralb-21"
	}
	char, _ := number(&f.UUID)
	if char >= chargerFirst && char < chargerEnd {
		return nil, "oralb-16"
	}
	one := func(from, to int, clause string, names ...string) (fs []brand.Field) {
		for _, name := range names {
			fs = append(fs, brand.Field{From: from, To: to, Name: name, Clause: clause})
		}
		return fs
	}
	const chars = "oralb-13"
	switch char {
	case charIdentity:
		return []brand.Field{{From: 0, To: 1, Name: "model_id", Clause: "oralb-4"}, {From: 1, To: 2, Name: "protocol", Clause: chars}, {From: 2, To: 3, Name: "firmware", Clause: chars}}, chars
	case charState:
		return one(0, 1, "oralb-5", "activity"), chars
	case charBattery:
		return one(0, 1, chars, "battery_pct"), chars
	case charButton:
		if n == 4 {
			return one(0, 1, chars, "power_button", "mode_button"), chars
		}
		return append(one(0, 1, chars, "power_button"), one(1, 2, chars, "mode_button")...), chars
	case charMode:
		return one(0, 1, "oralb-8", "mode"), chars
	case charTimer:
		return one(0, 2, "oralb-7", "elapsed_s"), chars
	case charSector:
		if n == 2 {
			return one(1, 2, "oralb-14", "sectors"), "oralb-14"
		}
		return append(one(0, 1, "oralb-14", "sector"), one(2, 3, "oralb-14", "sectors")...), "oralb-14"
	case charFace:
		return one(0, 1, chars, "face"), chars
	case charPressure:
		if n == 1 {
			return one(0, 1, "oralb-15", "pressure", "motor_slowed"), "oralb-15"
		}
		return append(one(0, 1, "oralb-15", "pressure"), one(3, 5, "oralb-15", "force_mn")...), "oralb-15"
	case charClock:
		return one(0, 4, chars, "clock_s"), chars
	case charSectors:
		return one(0, n, chars, "target_s", "sectors"), chars
	case charRecord:
		if n == 16 {
			return oldRecordFields, "oralb-18"
		}
		return recordFields, "oralb-19"
	case charHead:
		return []brand.Field{{From: 0, To: 1, Name: brand.PartControl, Clause: chars}, {From: 1, To: 3, Name: "head_days", Clause: chars}, {From: 3, To: 5, Name: "head_s", Clause: chars}}, chars
	}
	return nil, chars
}
