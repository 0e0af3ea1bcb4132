package wire

import (
	"math"
	"strconv"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
)

// AppendReading appends what a frame said as one JSON object, without the line's end: the device, its maker, and every value that the
// reading has. What is absent is left out.
func AppendReading(b []byte, d brush.DeviceID, m *brand.Spec, r *brush.Reading) []byte {
	o := object{b: append(b, '{'), first: true}
	o.text("device", string(d))
	o.text("brand", string(m.ID))
	if r.ModelID.OK {
		if name := m.Models[r.ModelID.V]; name != "" {
			o.text("model", name)
		}
	}
	number(&o, "model_id", r.ModelID)
	number(&o, "protocol", r.Protocol)
	number(&o, "firmware", r.Firmware)
	if r.Activity.OK {
		o.text("activity", r.Activity.V.String())
	}
	number(&o, "elapsed_s", r.Elapsed)
	o.mode(m, r.Mode, r.Table)
	number(&o, "target_s", r.Target)
	number(&o, "sector", r.Sector)
	number(&o, "sectors", r.Sectors)
	number(&o, "sector_pct", r.SectorPercent)
	if r.Pressure.OK {
		o.text("pressure", r.Pressure.V.String())
	}
	number(&o, "force_mn", r.Force)
	if r.Zones.OK {
		o.zones(r.Zones.V)
	}
	number(&o, "zone", r.Zone)
	number(&o, "battery_pct", r.Battery)
	number(&o, "head_days", r.HeadDays)
	number(&o, "head_s", r.HeadSeconds)
	number(&o, "head_pct", r.HeadPercent)
	number(&o, "face", r.Face)
	o.flag("power_button", r.PowerButton)
	o.flag("mode_button", r.ModeButton)
	o.flag("motor_slowed", r.MotorSlowed)
	number(&o, "clock_s", r.Clock)
	if r.Event.OK {
		o.key("event")
		o.event(&r.Event.V)
	}
	if r.Temperature.OK {
		o.key("temperature_c")
		o.b = strconv.AppendFloat(o.b, float64(r.Temperature.V)/100, 'f', -1, 64)
	}
	number(&o, "intensity", r.Intensity)
	if r.Polled {
		o.flag("polled", brush.Some(true))
	}
	if r.Head != nil {
		o.key("head")
		o.head(r.Head)
	}
	if r.Record != nil {
		o.key("record")
		o.record(m, r.Record, r.Table)
	}
	if r.Settings != nil {
		o.key("settings")
		o.settings(r.Settings)
	}
	return append(o.b, '}')
}

// object is a JSON object being written.
type object struct {
	b     []byte
	first bool
}

func (o *object) key(k string) {
	if !o.first {
		o.b = append(o.b, ',')
	}
	o.first = false
	o.b = append(o.b, '"')
	o.b = append(o.b, k...)
	o.b = append(o.b, '"', ':')
}

func (o *object) text(k, v string) {
	o.key(k)
	o.b = AppendString(o.b, v)
}

func (o *object) flag(k string, v brush.Opt[bool]) {
	if v.OK {
		o.key(k)
		o.b = strconv.AppendBool(o.b, v.V)
	}
}

func number[T uint8 | uint16 | uint32 | int16 | int64](o *object, k string, v brush.Opt[T]) {
	if v.OK {
		o.key(k)
		o.b = strconv.AppendInt(o.b, int64(v.V), 10)
	}
}

// mode writes the mode's name and the maker's code. Where the frame says the table apart from the mode, both are put together; where
// nobody knows the table, the code may mean several things, and only the code is given.
func (o *object) mode(m *brand.Spec, v brush.Opt[brush.Mode], table brush.Opt[uint8]) {
	if !v.OK {
		return
	}
	mode := v.V
	if mode.Table() == 0 && table.OK {
		mode = brush.NewMode(table.V, mode.Code())
	}
	if _, named := m.Modes[mode]; named || mode.Table() != 0 {
		o.text("mode", m.ModeName(mode))
	}
	number(o, "mode_code", brush.Some(mode.Code()))
}

func (o *object) seconds(k string, v brush.Opt[time.Duration]) {
	if v.OK {
		o.key(k)
		o.b = strconv.AppendFloat(o.b, v.V.Seconds(), 'f', -1, 64)
	}
}

func (o *object) event(e *brush.Event) {
	o.b = append(o.b, '{')
	o.first = true
	kind := "start"
	if e.End {
		kind = "end"
	}
	o.text("kind", kind)
	number(o, "number", e.Number)
	number(o, "unix_s", e.Unix)
	number(o, "count", e.Count)
	number(o, "own_score", e.Score)
	o.b = append(o.b, '}')
}

func (o *object) head(h *brush.Head) {
	o.b = append(o.b, '{')
	o.first = true
	if h.Serial != "" {
		o.text("serial", h.Serial)
	}
	number(o, "used_s", h.Used)
	number(o, "limit_s", h.Limit)
	number(o, "ring", h.Ring)
	o.b = append(o.b, '}')
}

func (o *object) record(m *brand.Spec, r *brush.Record, table brush.Opt[uint8]) {
	o.b = append(o.b, '{')
	o.first = true
	number(o, "id", r.ID)
	number(o, "user_id", r.UserID)
	number(o, "start_s", brush.Some(r.Start))
	number(o, "duration_s", brush.Some(r.Duration))
	number(o, "target_s", r.Target)
	number(o, "sectors", r.Sectors)
	o.mode(m, r.Mode, table)
	number(o, "intensity", r.Intensity)
	o.flag("complete", r.Complete)
	o.seconds("pressure_high_s", r.High)
	o.seconds("pressure_low_s", r.Low)
	number(o, "force_mean_mn", r.ForceMean)
	number(o, "force_max_mn", r.ForceMax)
	number(o, "pressure_high_times", r.HighTimes)
	number(o, "pressure_low_times", r.LowTimes)
	number(o, "unix_s", r.Unix)
	if r.Local {
		o.flag("local", brush.Some(true))
	}
	number(o, "own_score", r.Score)
	o.zoneTimes(r.Zones)
	number(o, "battery_pct", r.Battery)
	number(o, "off_s", r.Off)
	o.runs(m, r.Seconds)
	o.b = append(o.b, '}')
}

// runs writes the seconds that the handle stored, equal ones together; a run that says nothing else is not known.
func (o *object) runs(m *brand.Spec, rs []brush.Run) {
	if rs == nil {
		return
	}
	o.key("runs")
	o.b = append(o.b, '[')
	for i := range rs {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		in := object{b: append(o.b, '{'), first: true}
		number(&in, "seconds", brush.Some(rs[i].For))
		in.mode(m, rs[i].Mode, brush.Opt[uint8]{})
		if rs[i].Pressure != 0 {
			in.text("pressure", rs[i].Pressure.String())
		}
		if rs[i].Zones != 0 {
			in.zones(rs[i].Zones)
		}
		o.b = append(in.b, '}')
	}
	o.b = append(o.b, ']')
}

func (o *object) settings(v *brush.Preferences) {
	o.b = append(o.b, '{')
	o.first = true
	number(o, "version", v.Version)
	number(o, "target_s", v.Target)
	if v.Sounds.OK {
		o.text("sounds", v.Sounds.V.String())
	}
	if v.Modes != nil {
		o.key("mode_names")
		in := object{b: append(o.b, '{'), first: true}
		for _, n := range v.Modes {
			in.text(strconv.Itoa(int(n.Code)), n.Name)
		}
		o.b = append(in.b, '}')
	}
	o.b = append(o.b, '}')
}

func (o *object) zones(set brush.ZoneSet) {
	o.key("zones")
	o.b = append(o.b, '[')
	for z, n := brush.Zone(0), 0; z < brush.Zones; z++ {
		if set.Has(z) {
			if n++; n > 1 {
				o.b = append(o.b, ',')
			}
			o.b = AppendString(o.b, z.String())
		}
	}
	o.b = append(o.b, ']')
}

// zoneTimes writes what the handle measured: its own label of each zone, the canonical zones that it is, and the seconds to a tenth.
func (o *object) zoneTimes(zs []brush.ZoneTime) {
	if zs == nil {
		return
	}
	o.key("zone_times")
	o.b = append(o.b, '[')
	for i := range zs {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		in := object{b: append(o.b, '{'), first: true}
		number(&in, "label", brush.Some(zs[i].Label))
		in.zones(zs[i].Zones)
		in.key("seconds")
		in.b = strconv.AppendFloat(in.b, math.Round(float64(zs[i].Seconds)*10)/10, 'f', -1, 64)
		o.b = append(in.b, '}')
	}
	o.b = append(o.b, ']')
}
