package sonicare

import (
	"slices"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// single are the classic attributes that say one thing [sonicare-4].
var single = map[uint16]struct{ name, clause string }{
	charState:     {"activity", "sonicare-7"},
	charRoutine:   {"activity", "sonicare-7"},
	charElapsed:   {"elapsed_s", "sonicare-8"},
	charTarget:    {"target_s", "sonicare-4"},
	charMode:      {"mode", "sonicare-6"},
	charAvailable: {brand.PartTable, "sonicare-6"},
	charIntensity: {"intensity", "sonicare-4"},
	charClock:     {"clock_s", "sonicare-4"},
	charSerial:    {"head.serial", "sonicare-12"},
	charLimit:     {"head.limit_s", "sonicare-12"},
	charUsed:      {"head.used_s", "sonicare-12"},
	charRing:      {"head.ring", "sonicare-12"},
}

// recordFields are the parts of a stored session [sonicare-10].
var recordFields = []brand.Field{
	{From: 0, To: 4, Name: "record.start_s", Clause: "sonicare-10"},
	{From: 4, To: 6, Name: "record.id", Clause: "sonicare-10"},
	{From: 6, To: 8, Name: "record.duration_s", Clause: "sonicare-10"},
	{From: 6, To: 10, Name: "record.complete", Clause: "sonicare-10"},
	{From: 8, To: 10, Name: "record.target_s", Clause: "sonicare-10"},
	{From: 10, To: 11, Name: "record.mode", Clause: "sonicare-6"},
	{From: 11, To: 12, Name: "record.intensity", Clause: "sonicare-10"},
	{From: 12, To: 13, Name: "record.mode", Clause: "sonicare-10"},
}

// explain says which bytes say what.
func explain(f *brush.Frame, _ []byte) ([]brand.Field, string) {
	if f.Kind == brush.Advert {
		return nil, "sonicare-1"
	}
	all := func(name, clause string) ([]brand.Field, string) {
		return []brand.Field{{From: 0, To: len(f.Payload), Name: name, Clause: clause}}, clause
	}
	fam, n := number(&f.UUID)
	switch fam {
	case sig:
		return all("model_id", "sonicare-5")
	case condor:
		if n == condorNotify {
			return explainCondor(f.Payload), "sonicare-17"
		}
		return nil, "sonicare-16"
	case stream:
		return nil, "sonicare-2"
	}
	if one, ok := single[n]; ok {
		return all(one.name, one.clause)
	}
	switch n {
	case charRoutines:
		if len(f.Payload) == 1 {
			return all("mode", "sonicare-6")
		}
		return all(brand.PartTable, "sonicare-6")
	case charRecord:
		if f.Kind == brush.Read {
			return recordFields, "sonicare-10"
		}
		moved := append(slices.Clone(recordFields), brand.Field{From: -1, To: 0, Name: brand.PartCounter, Clause: "sonicare-10"})
		for i := range moved {
			moved[i].From++
			moved[i].To++
		}
		return moved, "sonicare-10"
	case charSensor:
		fs := []brand.Field{{From: 0, To: 2, Name: brand.PartKind, Clause: "sonicare-11"}, {From: 2, To: 4, Name: brand.PartCounter, Clause: "sonicare-11"}}
		if len(f.Payload) == 6 {
			return append(fs, brand.Field{From: 4, To: 6, Name: "temperature_c", Clause: "sonicare-11"}), "sonicare-11"
		}
		return append(fs, brand.Field{From: 6, To: 7, Name: "pressure", Clause: "sonicare-11"}), "sonicare-11"
	}
	return nil, "sonicare-4"
}

// ports are the values of a change by their names [sonicare-18].
var ports = map[string]string{
	"RoutineStatus.Mode": "mode", "RoutineStatus.Duration": "elapsed_s", "RoutineStatus.Length": "target_s", "RoutineStatus.Intensity": "intensity",
	"Sonicare.HandleState": "activity", "Sonicare.RoutineIDs": brand.PartTable, "Sonicare.HandleTime": "clock_s",
	"Battery.BatteryPercent": "battery_pct",
	"BrushHead.SerialNumber": "head.serial", "BrushHead.LifetimeLimit": "head.limit_s", "BrushHead.LifetimeUsage": "head.used_s",
	"BrushHead.RingId": "head.ring", "BrushHead.RingID": "head.ring",
}

// explainCondor says what stands in a packet that holds a whole change.
func explainCondor(b []byte) []brand.Field {
	fs := []brand.Field{
		{From: 0, To: 1, Name: brand.PartCounter, Clause: "sonicare-16"},
		{From: 1, To: 3, Name: brand.PartMagic, Clause: "sonicare-17"},
		{From: 3, To: 4, Name: brand.PartKind, Clause: "sonicare-17"},
		{From: 4, To: 6, Name: brand.PartLength, Clause: "sonicare-17"},
	}
	_, body, ok := condorFrame(b)
	if !ok {
		return fs
	}
	path, rest, ok := cut(body, 0)
	if !ok {
		return fs
	}
	at := 1 + frameHead
	from := at + len(path) + 1
	fs = append(fs, brand.Field{From: at, To: from, Name: brand.PartName, Clause: "sonicare-18"})
	_, port, _ := cut(path, '/')
	if string(port) == "SensorData.b" {
		fs = append(fs, brand.Field{From: from, To: from + 2, Name: brand.PartKind, Clause: "sonicare-18"}, brand.Field{From: from + 2, To: from + 4, Name: brand.PartCounter, Clause: "sonicare-18"})
		if len(rest) == 5 {
			return append(fs, brand.Field{From: from + 4, To: from + 5, Name: "pressure", Clause: "sonicare-18"})
		}
		return append(fs, brand.Field{From: from + 5, To: from + 6, Name: "temperature_c", Clause: "sonicare-18"})
	}
	if n := len(rest); n > 0 && rest[n-1] == 0 {
		rest = rest[:n-1]
	}
	members(rest, func(key, v []byte) {
		name, known := ports[string(port)+"."+string(key)]
		if !known {
			return
		}
		// Both are pieces of rest, so the room behind them tells where they stand.
		begin, end := cap(rest)-cap(key)-1, cap(rest)-cap(v)+len(v)
		fs = append(fs, brand.Field{From: from + begin, To: from + end, Name: name, Clause: "sonicare-18"})
	})
	return fs
}
