package wire_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

// vector is a captured frame, and the key that its handle encrypts with.
type vector struct {
	where string
	frame brush.Frame
	key   []byte
}

// vectors reads every line that a maker's folder has.
func vectors(t testing.TB, maker brush.BrandID) (out []vector) {
	t.Helper()
	for _, pattern := range []string{"*.jsonl", "sessions/*.jsonl"} {
		names, err := filepath.Glob(filepath.Join("..", "brand", string(maker), "testdata", filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			file, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			sc := bufio.NewScanner(file)
			sc.Buffer(nil, 1<<20)
			for sc.Scan() {
				v := vector{where: name}
				var beside struct{ Key string }
				if err := json.Unmarshal(sc.Bytes(), &beside); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if v.key, err = hex.DecodeString(beside.Key); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if err := wire.ParseFrame(sc.Bytes(), &v.frame); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				v.frame.Payload = bytes.Clone(v.frame.Payload)
				out = append(out, v)
			}
			if sc.Err() != nil {
				t.Fatal(sc.Err())
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s has no vectors", maker)
	}
	return out
}

// meaning returns what the decode output says of a frame, by the names that fields have; nil when it is not understood.
func meaning(t testing.TB, f *brush.Frame, k brand.Known) map[string]string {
	t.Helper()
	var r brush.Reading
	b, v := all.Set().DecodeWith(f, k, &r)
	if v != brand.Understood {
		return nil
	}
	var said map[string]json.RawMessage
	if err := json.Unmarshal(wire.AppendReading(nil, f.Device, b, &r), &said); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	put := func(name string, v json.RawMessage) {
		switch name {
		case "device", "brand", "polled", "record.local": // of the frame as a whole, or of the maker
			return
		case "model":
			name = "model_id"
		case "mode_code":
			name = "mode"
		case "record.mode_code":
			name = "record.mode"
		}
		out[name] += string(v)
	}
	for _, k := range slices.Sorted(maps.Keys(said)) {
		v := said[k]
		var inner map[string]json.RawMessage
		if slices.Contains([]string{"event", "head", "record", "settings"}, k) && json.Unmarshal(v, &inner) == nil {
			for _, in := range slices.Sorted(maps.Keys(inner)) {
				put(k+"."+in, inner[in])
			}
		} else {
			put(k, v)
		}
	}
	if f.Kind != brush.Report || f.Format != "oclean-record" { // a record that carries its own time of day has no start on the handle's clock
		if out["record.unix_s"] != "" {
			delete(out, "record.start_s")
		}
	} else {
		delete(out, "record.start_s")
	}
	return out
}

// governs are parts that say what other bytes mean: whoever changes them changes those as well.
var governs = []string{brand.PartKind, brand.PartLength, brand.PartMagic, brand.PartControl, brand.PartLayout, brand.PartTable, brand.PartName,
	"protocol", "model_id", "activity", "event.kind", "sector", "sectors", "record.sectors", "record.start_s", "record.duration_s", "record.target_s"}

// TestExplain holds every maker's explanation to its decoder. Each byte of each captured frame is explained; each value that is decoded stands somewhere; and
// a value that changes when a byte is changed stands in that byte, or the byte says what the others mean, or where they
// stand.
func TestExplain(t *testing.T) {
	for _, s := range all.Set() {
		t.Run(string(s.ID), func(t *testing.T) {
			if s.Explain == nil {
				t.Fatal("explains nothing")
			}
			readme, err := os.ReadFile(filepath.Join("..", "brand", string(s.ID), "README.md"))
			if err != nil {
				t.Fatal(err)
			}
			moved := 0
			tried := map[string]bool{}
			for _, v := range vectors(t, s.ID) {
				k := brand.Known{Brand: s.ID, Key: v.key}
				fields := all.Set().Explain(&v.frame, k)
				said := meaning(t, &v.frame, k)
				covered := make([]bool, len(v.frame.Payload))
				names := map[string]bool{}
				last := 0
				for _, f := range fields {
					if f.From < last || f.To <= f.From || f.To > len(covered) || f.Name == "" {
						t.Fatalf("%s: %x: field %+v", v.where, v.frame.Payload, f)
					}
					if last = f.From; f.Clause != "" && !strings.Contains(string(readme), "**["+f.Clause+"]**") {
						t.Fatalf("%s: %s cites %q, which the README does not have", v.where, f.Name, f.Clause)
					}
					for i := f.From; i < f.To; i++ {
						covered[i] = true
					}
					names[f.Name] = true
				}
				if i := slices.Index(covered, false); i >= 0 {
					t.Fatalf("%s: byte %d of %x is not explained: %+v", v.where, i, v.frame.Payload, fields)
				}
				for name := range said {
					if !names[name] && !(s.ID == "timer" && name == "record.mode") { // a note that does not say with what was brushed means by hand
						t.Errorf("%s: %s is decoded, and stands in no byte of %x", v.where, name, v.frame.Payload)
					}
				}
				if said == nil || tried[string(v.frame.Payload)] || len(tried) > 400 {
					continue
				}
				tried[string(v.frame.Payload)] = true
				for i := range v.frame.Payload {
					was := v.frame.Payload[i]
					for _, other := range []byte{was ^ 1, was ^ 4, was ^ 0x10, was ^ 0x80, was + 1, 0, 0xFF, '7'} {
						changed := v.frame
						changed.Payload = bytes.Clone(v.frame.Payload)
						changed.Payload[i] = other
						says := meaning(t, &changed, k)
						if says == nil || !slices.Equal(fields, all.Set().Explain(&changed, k)) {
							continue // what describes itself has other parts now
						}
						for name := range union(said, says) {
							if said[name] == says[name] {
								continue
							}
							moved++
							if !slices.ContainsFunc(fields, func(f brand.Field) bool {
								return f.From <= i && i < f.To && (f.Name == name || slices.Contains(governs, f.Name))
							}) {
								t.Errorf("%s: byte %d of %x is said to be %v, and as %#x changes %s from %q to %q", v.where, i, v.frame.Payload, at(fields, i), other, name, said[name], says[name])
							}
						}
					}
				}
				if t.Failed() {
					return
				}
			}
			if moved == 0 {
				t.Error("no change of a byte changed a value: nothing was tested")
			}
		})
	}
}

func union(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

func at(fields []brand.Field, i int) (names []string) {
	for _, f := range fields {
		if f.From <= i && i < f.To {
			names = append(names, f.Name)
		}
	}
	return names
}

// FuzzExplain explains anything: no byte is left out, and nothing panics.
func FuzzExplain(f *testing.F) {
	for _, s := range all.Set() {
		for i, v := range vectors(f, s.ID) {
			if i < 30 {
				f.Add(uint8(v.frame.Kind), v.frame.Company.V, v.frame.UUID[:], v.frame.Format, v.frame.Payload)
			}
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, company uint16, uuid []byte, format string, payload []byte) {
		if len(payload) > brush.MaxPayload {
			return
		}
		fr := brush.Frame{Device: "ED:DE:34:3F:48:0C", Kind: brush.FrameKind(kind), Company: brush.Some(company), Format: format, Payload: payload}
		copy(fr.UUID[:], uuid)
		if kind%2 == 0 {
			fr.Company = brush.Opt[uint16]{}
		}
		for _, s := range all.Set() {
			fields := all.Set().Explain(&fr, brand.Known{Brand: s.ID, Key: uuid})
			reached := 0
			for _, f := range fields {
				if f.From < 0 || f.To > len(payload) || f.From >= f.To || f.From > reached {
					t.Fatalf("%x: %+v", payload, fields)
				}
				reached = max(reached, f.To)
			}
			if fields != nil && reached != len(payload) {
				t.Fatalf("%x is explained up to %d: %+v", payload, reached, fields)
			}
		}
	})
}
