package brand_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/enamel"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// TestOpenLayouts holds the open format and the rules of brushing together: a zone means the same in both, stored and live.
func TestOpenLayouts(t *testing.T) {
	for name, l := range map[string]session.Layout{`"arches"`: session.Arches, "3": session.Arches, "4": session.Quadrants, "6": session.Sextants,
		"8": session.Eighths, "12": session.Twelfths, "16": session.Sixteenths} {
		n := l.Zones()
		r := openReading(t, `{"session":{"start":1782889200,"duration_s":120,"layout":`+name+`,"zones":[1`+strings.Repeat(",1", n-1)+`]}}`)
		if r.Record == nil || len(r.Record.Zones) != n {
			t.Fatalf("%s: %+v", name, r.Record)
		}
		for i, z := range r.Record.Zones {
			set, confidence, _ := l.Zone(i)
			if z.Zones != set || z.Confidence != float32(confidence) || int(z.Label) != i+1 {
				t.Errorf("%s: zone %d is %+v, want %b by %g", name, i+1, z, set, confidence)
			}
			live := openReading(t, `{"live":{"zones":[`+strconv.Itoa(i+1)+`],"layout":`+name+`}}`)
			if live.Zones != brush.Some(set) || live.Zone != brush.Some(uint8(i+1)) {
				t.Errorf("%s: live zone %d is %+v", name, i+1, live.Zones)
			}
		}
	}
}

func openReading(t *testing.T, report string) brush.Reading {
	t.Helper()
	f := brush.Frame{Kind: brush.Report, Format: enamel.Format, Payload: []byte(report)}
	var r brush.Reading
	if v := enamel.Spec.Decode(&f, &r); v != brand.Understood {
		t.Fatalf("%s: verdict %d", report, v)
	}
	return r
}

// TestOpenSchema: the schema has the fields that the decoder reads, and no others.
func TestOpenSchema(t *testing.T) {
	b, err := os.ReadFile("enamel/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Defs       map[string]json.RawMessage `json:"$defs"`
	}
	var schema object
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	inSchema := map[string]bool{}
	var add func(o object)
	add = func(o object) {
		for name, raw := range o.Properties {
			inSchema[name] = true
			var inner object
			if json.Unmarshal(raw, &inner) == nil {
				add(inner)
			}
		}
		for _, raw := range o.Defs {
			var inner object
			if json.Unmarshal(raw, &inner) == nil {
				add(inner)
			}
		}
	}
	add(schema)
	inCode := map[string]bool{}
	files, err := filepath.Glob("enamel/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		code, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\n\t+case "([a-z_]+)":`).FindAllSubmatch(code, -1) {
			inCode[string(m[1])] = true
		}
	}
	if len(inCode) < 20 || !maps.Equal(inCode, inSchema) {
		t.Errorf("code reads %v\nschema has %v", inCode, inSchema)
	}
}

// TestOpenCost holds the README's word on what a report costs.
func TestOpenCost(t *testing.T) {
	session := `{"session":{"id":4294967295,"start":4294967295,"start_clock":4294967295,"duration_s":7200,"target_s":7200,"mode":255,"high_s":7199.9,` +
		`"high_times":255,"complete":false,"score":100,"battery":100,"layout":16,"zones":[` + "100.1" + strings.Repeat(",100.1", 15) + `]}}`
	live := `{"live":{"state":"sleeping","t":7200,"mode":255,"target_s":7200,"pressure":"normal","force_mn":32767,"layout":16,"zones":[16,15,14,13]}}`
	openReading(t, session)
	openReading(t, live)
	readme, err := os.ReadFile("enamel/README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(readme)), " ")
	// Every column changes every second, at its longest.
	column := func(a, b string) string { return "[" + strings.Repeat(a+",1,"+b+",1,", 59) + a + ",1," + b + ",1]" }
	seconds := strings.TrimSuffix(strings.Replace(session, `"duration_s":7200`, `"duration_s":120`, 1), "]}}")
	seconds = strings.Replace(seconds, `7199.9`, `119.9`, 1)
	seconds = seconds[:strings.Index(seconds, `"zones"`)] + `"zones":[7.5` + strings.Repeat(",7.5", 15) + `],"seconds":{"zone":` + column("16", "15") + `,"pressure":` + column("2", "3") +
		`,"mode":` + column("255", "254") + `}}}`
	openReading(t, seconds)
	typical := brushing(rand.New(rand.NewPCG(1, 1)), 120)
	openReading(t, typical)
	n := func(b int) string { return strconv.Itoa(b) }
	for _, say := range []string{"is " + n(len(session)) + " bytes, a live reading " + n(len(live)) + ".",
		"in JSON " + n(len(seconds)) + " bytes at most, in CBOR " + n(len(asCBOR(t, seconds))) + "; one as people brush " + n(len(typical)) + " and " + n(len(asCBOR(t, typical)))} {
		if !strings.Contains(text, say) {
			t.Errorf("README.md does not say %q", say)
		}
	}
}
