package wire_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
	"github.com/enamel-home/enamel/wire"
)

var maker = brand.Spec{ID: "foo", Models: map[uint16]string{3: `Foo "3"`}, Modes: map[brush.Mode]string{brush.NewMode(1, 2): "daily clean", brush.NewMode(2, 2): "gum care"}}

func TestAppendReading(t *testing.T) {
	full := brush.Reading{
		Protocol: brush.Some(uint8(8)), ModelID: brush.Some(uint16(3)), Firmware: brush.Some(uint16(82)), Table: brush.Some(uint8(1)),
		Activity: brush.Some(brush.Running), Elapsed: brush.Some(uint32(61)), Mode: brush.Some(brush.NewMode(1, 2)), Target: brush.Some(uint16(120)),
		Sector: brush.Some(uint8(3)), Sectors: brush.Some(uint8(4)), SectorPercent: brush.Some(uint8(50)),
		Pressure: brush.Some(brush.PressureHigh), Force: brush.Some(int16(-40)), Zones: brush.Some(brush.UpperLeftInner.Set() | brush.UpperLeftChewing.Set()), Zone: brush.Some(uint8(9)),
		Battery: brush.Some(uint8(0)), HeadDays: brush.Some(uint16(12)), HeadSeconds: brush.Some(uint32(7200)), Face: brush.Some(uint8(1)),
		PowerButton: brush.Some(false), ModeButton: brush.Some(true), MotorSlowed: brush.Some(false), Clock: brush.Some(uint32(4e9)),
		Record: &brush.Record{ID: brush.Some(uint32(7)), UserID: brush.Some(uint8(1)), Start: 1000, Duration: 118, Target: brush.Some(uint16(120)), Sectors: brush.Some(uint8(4)),
			Mode: brush.Some(brush.NewMode(2, 2)), High: brush.Some(4300 * time.Millisecond), Low: brush.Some(time.Duration(0)), ForceMean: brush.Some(int16(900)), ForceMax: brush.Some(int16(3100)),
			HighTimes: brush.Some(uint8(2)), LowTimes: brush.Some(uint8(5)), Battery: brush.Some(uint8(88))},
	}
	for _, c := range []struct {
		name string
		r    brush.Reading
		want string
	}{
		{"everything", full, `{"device":"D\"\\\u0001é","brand":"foo","model":"Foo \"3\"","model_id":3,"protocol":8,"firmware":82,"activity":"running","elapsed_s":61,"mode":"daily clean","mode_code":2,"target_s":120,` +
			`"sector":3,"sectors":4,"sector_pct":50,"pressure":"high","force_mn":-40,"zones":["upper-left-inner","upper-left-chewing"],"zone":9,"battery_pct":0,"head_days":12,"head_s":7200,"face":1,` +
			`"power_button":false,"mode_button":true,"motor_slowed":false,"clock_s":4000000000,"record":{"id":7,"user_id":1,"start_s":1000,"duration_s":118,"target_s":120,"sectors":4,"mode":"gum care","mode_code":2,` +
			`"pressure_high_s":4.3,"pressure_low_s":0,"force_mean_mn":900,"force_max_mn":3100,"pressure_high_times":2,"pressure_low_times":5,"battery_pct":88}}`},
		{"nothing", brush.Reading{}, `{"device":"D\"\\\u0001é","brand":"foo"}`},
		{"a mode of an unknown table", brush.Reading{Mode: brush.Some(brush.NewMode(0, 2))}, `{"device":"D\"\\\u0001é","brand":"foo","mode_code":2}`},
		{"a mode whose table the frame says apart", brush.Reading{Mode: brush.Some(brush.NewMode(0, 2)), Table: brush.Some(uint8(2))}, `{"device":"D\"\\\u0001é","brand":"foo","mode":"gum care","mode_code":2}`},
		{"a mode without a name", brush.Reading{Mode: brush.Some(brush.NewMode(1, 17))}, `{"device":"D\"\\\u0001é","brand":"foo","mode":"mode 17","mode_code":17}`},
		{"a model without a name", brush.Reading{ModelID: brush.Some(uint16(99))}, `{"device":"D\"\\\u0001é","brand":"foo","model_id":99}`},
	} {
		got := string(wire.AppendReading(nil, "D\"\\\x01é", &maker, &c.r))
		if got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
		if !json.Valid([]byte(got)) {
			t.Errorf("%s: no JSON", c.name)
		}
	}
	var b []byte
	full.Record = nil
	if n := testing.AllocsPerRun(100, func() { b = wire.AppendReading(b[:0], "D", &maker, &full) }); n != 0 {
		t.Errorf("AppendReading into room enough: %v allocations", n)
	}
}

func TestFromSession(t *testing.T) {
	start := time.Date(2026, 1, 5, 7, 58, 0, 0, time.FixedZone("", 3600))
	s := session.Session{
		Device: "D", Brand: "foo", Start: start, End: start.Add(9 * time.Second), LastHeard: start.Add(20 * time.Second), Duration: 6,
		Ending: session.Heard, Over: brush.Summary, Continues: true, Mode: brush.Some(brush.NewMode(1, 2)), Target: brush.Some(uint16(120)), Sectors: brush.Some(uint8(4)),
		Face: brush.Some(uint8(0)), Battery: brush.Some(uint8(50)), Pressure: true,
		Sources: []session.Share{{Source: "bath", Heard: 2}, {Source: "hall", Heard: 4}},
		Slots: []session.Slot{
			{Heard: 1, Mode: brush.NewMode(1, 2), HasMode: true, Sector: 1, Pressure: brush.PressureNormal},
			{Heard: 3, Mode: brush.NewMode(1, 2), HasMode: true, Sector: 1, Pressure: brush.PressureHigh, Zones: brush.UpperFrontOuter.Set()},
			{Heard: 2, Sector: 1}, {Heard: 2, Sector: 1}, {}, {Heard: 2},
		},
	}
	zero, fifty, none := uint8(0), uint8(50), uint32(0)
	end := time.Date(2026, 1, 5, 6, 58, 9, 0, time.UTC)
	want := wire.Session{
		Device: "D", Brand: "foo", Origin: "measured", State: "ended", StartedAt: time.Date(2026, 1, 5, 6, 58, 0, 0, time.UTC), EndedAt: &end, LastHeard: time.Date(2026, 1, 5, 6, 58, 20, 0, time.UTC),
		Duration: 6, Ended: "heard", EndState: "summary", Continues: true, Mode: "daily clean", Target: 120, Sectors: 4, Face: &zero, Battery: &fifty, PressureHigh: &none,
		HeardSeconds: 5, HeardShare: .833, Sources: []wire.Share{{Source: "bath", Heard: 2}, {Source: "hall", Heard: 4}},
		Runs: []wire.Run{
			{From: 0, To: 1, Heard: true, Sources: []string{"bath"}, Mode: "daily clean", Sector: 1, Pressure: "normal"},
			{From: 1, To: 2, Heard: true, Sources: []string{"bath", "hall"}, Mode: "daily clean", Sector: 1, Pressure: "high", Zones: []string{"upper-front-outer"}},
			{From: 2, To: 4, Heard: true, Sources: []string{"hall"}, Sector: 1},
			{From: 4, To: 5},
			{From: 5, To: 6, Heard: true, Sources: []string{"hall"}},
		},
	}
	if got := wire.FromSession(&s, maker.ModeName, true); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := wire.FromSession(&s, maker.ModeName, false); got.Runs != nil {
		t.Error("runs were not asked for")
	}
	s.State, s.Ending, s.Pressure, s.Slots = session.Running, session.NotEnded, false, nil
	got := wire.FromSession(&s, maker.ModeName, false)
	if got.EndedAt != nil || got.Ended != "" || got.EndState != "" || got.State != "running" || got.PressureHigh != nil || got.HeardSeconds != 0 {
		t.Errorf("a running one: %+v", got)
	}
	if got.SetHeard(3); got.HeardSeconds != 3 || got.HeardShare != .5 {
		t.Errorf("heard %d, %v", got.HeardSeconds, got.HeardShare)
	}
	if empty := wire.FromSession(&session.Session{}, maker.ModeName, true); empty.HeardShare != 0 || empty.Sources == nil {
		t.Errorf("an empty one: %+v", empty)
	}
}

func TestFromNote(t *testing.T) {
	s := session.Session{Device: brush.EntriesOf("mia"), Recorded: &session.Recorded{Number: 1, Duration: 120}, Duration: 120}
	if got := wire.FromSession(&s, maker.ModeName, true); got.Origin != "noted" || got.Record != nil || got.HeardSeconds != 0 {
		t.Errorf("%+v", got)
	}
}

func TestFromScore(t *testing.T) {
	s := session.Score{Version: 1, Total: 83, Time: session.Part{Points: 49.1667, Weight: 50, Got: 118, Of: 120}}
	got := wire.FromScore(s, session.Measured)
	if got.Word != "good" || got.Total != 83 || got.Version != 1 || got.Time.Points != 49.2 || got.Time.Why != "1:58 of 2:00." || got.Coverage != nil || got.Pressure != nil {
		t.Errorf("%+v", got)
	}
	for o, want := range map[session.Origin]string{session.Timed: "1:58 of 2:00, by the timer.", session.Noted: "1:58 of 2:00, as noted."} {
		if got := wire.FromScore(s, o).Time.Why; got != want {
			t.Errorf("%v: %s", o, got)
		}
	}
	for _, c := range []struct {
		got  uint32
		want string
	}{{0, "The brush never said too hard."}, {4, "The brush said too hard for 4 s."}, {125, "The brush said too hard for 2:05 minutes."}} {
		s.Pressure = brush.Some(session.Part{Points: 20, Weight: 20, Got: c.got, Of: 130})
		if got := wire.FromScore(s, session.Measured); got.Pressure == nil || got.Pressure.Why != c.want || got.Pressure.Got != c.got {
			t.Errorf("%d s: %+v", c.got, got.Pressure)
		}
	}
	for _, c := range []struct {
		got  uint32
		want string
	}{{9, "9 of 12 zones got half of their fair share or more."}, {12, "Every zone that this brush measures got half of its fair share or more."}} {
		s.Coverage = brush.Some(session.Part{Points: 22.5, Weight: 30, Got: c.got, Of: 12})
		if got := wire.FromScore(s, session.Measured); got.Coverage == nil || got.Coverage.Why != c.want {
			t.Errorf("%d zones: %+v", c.got, got.Coverage)
		}
	}
}
