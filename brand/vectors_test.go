package brand_test

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
)

// line is a line of the wire, with what a vector adds to it.
type line struct {
	Source  string         `json:"source"`
	Seq     uint64         `json:"seq"`
	Device  string         `json:"device"`
	At      time.Time      `json:"at"`
	Kind    string         `json:"kind"`
	Company *uint16        `json:"company"`
	Service string         `json:"service"`
	Char    string         `json:"char"`
	Format  string         `json:"format"`
	RSSI    *int8          `json:"rssi"`
	Hex     string         `json:"hex"`
	Key     string         `json:"key"`       // the handle's key in hex, where the frame is encrypted and the key public
	Note    string         `json:"note"`      // what the handle was doing
	From    string         `json:"source_of"` // where the bytes are from
	Verdict string         `json:"verdict"`   // a name of verdicts; understood without one
	Want    map[string]any `json:"want"`      // every field that the reading has, by its name in the decode output; nil in recordings

	where string
}

// frame returns the frame of a line.
func (l *line) frame(t testing.TB) brush.Frame {
	t.Helper()
	f := brush.Frame{Source: brush.SourceID(l.Source), Seq: l.Seq, Device: brush.DeviceID(l.Device), At: l.At, Format: l.Format}
	for k := brush.Advert; k <= brush.Entry; k++ {
		if k.String() == l.Kind {
			f.Kind = k
		}
	}
	if f.Kind == 0 {
		t.Fatalf("%s: kind %q", l.where, l.Kind)
	}
	if l.Company != nil {
		f.Company = brush.Some(*l.Company)
	}
	if id := l.Service + l.Char; id != "" {
		u, ok := brush.ParseUUID([]byte(id))
		if !ok {
			t.Fatalf("%s: UUID %q", l.where, id)
		}
		f.UUID = u
	}
	payload, err := hex.DecodeString(l.Hex)
	if err != nil {
		t.Fatalf("%s: %v", l.where, err)
	}
	f.Payload = payload
	return f
}

// key returns the handle's key, nil for none.
func (l *line) key(t testing.TB) []byte {
	t.Helper()
	key, err := hex.DecodeString(l.Key)
	if err != nil {
		t.Fatalf("%s: key: %v", l.where, err)
	}
	return key
}

// lines reads the files of that pattern in a maker's testdata.
func lines(t testing.TB, maker brush.BrandID, pattern string) []line {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(string(maker), "testdata", filepath.FromSlash(pattern)))
	if err != nil {
		t.Fatal(err)
	}
	var ls []line
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		sc := bufio.NewScanner(file)
		for n := 1; sc.Scan(); n++ {
			l := line{where: fmt.Sprintf("%s:%d", name, n)}
			d := json.NewDecoder(strings.NewReader(sc.Text()))
			d.DisallowUnknownFields()
			if err := d.Decode(&l); err != nil {
				t.Fatalf("%s: %v", l.where, err)
			}
			ls = append(ls, l)
		}
		if sc.Err() != nil {
			t.Fatalf("%s: %v", name, sc.Err())
		}
	}
	return ls
}

// TestVectors decodes every vector of every maker: the fields it wants are there, and no others. What is advertised can be said again.
func TestVectors(t *testing.T) {
	everyMaker(t, func(t *testing.T, s *brand.Spec) {
		ls := lines(t, s.ID, "*.jsonl")
		if len(ls) == 0 {
			t.Fatal("no vectors")
		}
		for i := range ls {
			l := &ls[i]
			if l.Note == "" || l.From == "" || l.Want == nil {
				t.Fatalf("%s: a vector has a note, a source and what is wanted", l.where)
			}
			f := l.frame(t)
			claimedByOne(t, l, s, &f)
			r, v := decodeTwice(t, s, &f, l.key(t))
			laws(t, s, &r, v)
			if w, ok := verdicts[l.Verdict]; !ok || w != v {
				t.Errorf("%s: verdict %d, want %q\n%s", l.where, v, l.Verdict, l.Note)
			}
			if s.Encode != nil && f.Kind == brush.Advert && v == brand.Understood {
				says(t, s, &r) // what one handle said another can say
			}
			got := fields(s, &r, v)
			for _, k := range slices.Sorted(maps.Keys(got)) {
				if w, ok := l.Want[k]; !ok {
					t.Errorf("%s: has %s %v, which is not wanted\n%s", l.where, k, got[k], l.Note)
				} else if text(got[k]) != text(w) {
					t.Errorf("%s: %s is %v, want %v\n%s", l.where, k, text(got[k]), text(w), l.Note)
				}
			}
			for k, w := range l.Want {
				if _, ok := got[k]; !ok {
					t.Errorf("%s: no %s, want %v\n%s", l.where, k, w, l.Note)
				}
			}
			if t.Failed() && i > 100 {
				t.FailNow()
			}
		}
	})
}

var verdicts = map[string]brand.Verdict{
	"": brand.Understood, "unknown": brand.Unknown, "not_a_brush": brand.NotABrush, "locked": brand.Locked, "wrong_key": brand.WrongKey,
}

// TestRecordings decodes every frame of the recorded brushings: all of them are understood and keep the laws; what is advertised can be
// said again, and means the same.
func TestRecordings(t *testing.T) {
	everyMaker(t, func(t *testing.T, s *brand.Spec) {
		for _, l := range lines(t, s.ID, "sessions/*.jsonl") {
			f := l.frame(t)
			claimedByOne(t, &l, s, &f)
			r, v := decodeTwice(t, s, &f, l.key(t))
			laws(t, s, &r, v)
			if v != brand.Understood {
				t.Errorf("%s: verdict %d for %s", l.where, v, l.Hex)
			}
			if s.Encode != nil && f.Kind == brush.Advert {
				says(t, s, &r)
			}
		}
	})
}

func claimedByOne(t *testing.T, l *line, s *brand.Spec, f *brush.Frame) {
	t.Helper()
	for _, other := range all.Set() {
		if other.Claims(f) != (other == s) {
			t.Errorf("%s: %s says %t to the claim of a frame of %s", l.where, other.ID, other != s, s.ID)
		}
	}
}

// text is the form in which a wanted value and the one that was got are compared: JSON.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// fields returns what a reading says, by the names of the decode output.
func fields(s *brand.Spec, r *brush.Reading, v brand.Verdict) map[string]any {
	m := map[string]any{}
	if v != brand.Understood {
		return m
	}
	m["brand"] = s.ID
	put(m, "protocol", r.Protocol)
	put(m, "model_id", r.ModelID)
	if name, ok := s.Models[r.ModelID.V]; ok && r.ModelID.OK {
		m["model"] = name
	}
	put(m, "firmware", r.Firmware)
	put(m, "table", r.Table)
	if r.Activity.OK {
		m["activity"] = r.Activity.V.String()
	}
	put(m, "elapsed_s", r.Elapsed)
	if r.Mode.OK {
		m["mode"] = s.ModeName(r.Mode.V)
	}
	put(m, "target_s", r.Target)
	put(m, "sector", r.Sector)
	put(m, "sectors", r.Sectors)
	put(m, "sector_pct", r.SectorPercent)
	if r.Pressure.OK {
		m["pressure"] = r.Pressure.V.String()
	}
	put(m, "force_mn", r.Force)
	if r.Zones.OK {
		var zones []string
		for z := range brush.Zones {
			if r.Zones.V.Has(z) {
				zones = append(zones, z.String())
			}
		}
		m["zones"] = zones
	}
	put(m, "zone", r.Zone)
	put(m, "battery_pct", r.Battery)
	put(m, "head_days", r.HeadDays)
	put(m, "head_s", r.HeadSeconds)
	put(m, "head_pct", r.HeadPercent)
	put(m, "face", r.Face)
	put(m, "power_button", r.PowerButton)
	put(m, "mode_button", r.ModeButton)
	put(m, "motor_slowed", r.MotorSlowed)
	put(m, "clock_s", r.Clock)
	if e := r.Event; e.OK {
		said := map[string]any{"kind": "start"}
		if e.V.End {
			said["kind"] = "end"
		}
		put(said, "number", e.V.Number)
		put(said, "unix_s", e.V.Unix)
		put(said, "count", e.V.Count)
		put(said, "own_score", e.V.Score)
		m["event"] = said
	}
	put(m, "temperature_cc", r.Temperature)
	put(m, "intensity", r.Intensity)
	if r.Polled {
		m["polled"] = true
	}
	if h := r.Head; h != nil {
		head := map[string]any{}
		if h.Serial != "" {
			head["serial"] = h.Serial
		}
		put(head, "used_s", h.Used)
		put(head, "limit_s", h.Limit)
		put(head, "ring", h.Ring)
		m["head"] = head
	}
	if r.Record != nil {
		m["record"] = recordFields(s, r.Record, r.Table)
	}
	if v := r.Settings; v != nil {
		said := map[string]any{}
		put(said, "version", v.Version)
		put(said, "target_s", v.Target)
		if v.Sounds.OK {
			said["sounds"] = v.Sounds.V.String()
		}
		if v.Modes != nil {
			names := map[string]string{}
			for _, n := range v.Modes {
				names[strconv.Itoa(int(n.Code))] = n.Name
			}
			said["mode_names"] = names
		}
		m["settings"] = said
	}
	return m
}

func recordFields(s *brand.Spec, r *brush.Record, table brush.Opt[uint8]) map[string]any {
	m := map[string]any{"start_s": r.Start, "duration_s": r.Duration}
	put(m, "id", r.ID)
	put(m, "user_id", r.UserID)
	put(m, "target_s", r.Target)
	put(m, "sectors", r.Sectors)
	if r.Mode.OK {
		mode := r.Mode.V
		if mode.Table() == 0 {
			mode = brush.NewMode(table.V, mode.Code())
		}
		m["mode"] = s.ModeName(mode)
	}
	put(m, "intensity", r.Intensity)
	put(m, "complete", r.Complete)
	if r.High.OK {
		m["high_s"] = r.High.V.Seconds()
	}
	if r.Low.OK {
		m["low_s"] = r.Low.V.Seconds()
	}
	put(m, "force_mean_mn", r.ForceMean)
	put(m, "force_max_mn", r.ForceMax)
	put(m, "high_times", r.HighTimes)
	put(m, "low_times", r.LowTimes)
	put(m, "battery_pct", r.Battery)
	put(m, "unix_s", r.Unix)
	if r.Local {
		m["local"] = true
	}
	put(m, "own_score", r.Score)
	put(m, "off_s", r.Off)
	if r.Seconds != nil {
		var runs []string
		for i := range r.Seconds {
			run := &r.Seconds[i]
			said := fmt.Sprintf("%d s", run.For)
			if run.Mode.OK {
				said += " " + s.ModeName(run.Mode.V)
			}
			if run.Pressure != 0 {
				said += " " + run.Pressure.String()
			}
			for z := range brush.Zones {
				if run.Zones.Has(z) {
					said += " " + z.String()
				}
			}
			runs = append(runs, said)
		}
		m["seconds"] = runs
	}
	if r.Zones != nil {
		zones := map[string]float64{} // seconds, by the maker's label
		for _, z := range r.Zones {
			zones[strconv.Itoa(int(z.Label))] = math.Round(float64(z.Seconds)*10) / 10
		}
		m["zones_s"] = zones
	}
	return m
}

func put[T any](m map[string]any, name string, o brush.Opt[T]) {
	if o.OK {
		m[name] = o.V
	}
}
