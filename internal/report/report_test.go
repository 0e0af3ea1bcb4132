package report_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/report"
	"github.com/enamel-home/enamel/session"
)

var update = flag.Bool("update", false, "write the golden files anew")

func (r *rig) of(t testing.TB, p brush.PersonID, from string) *report.Report {
	t.Helper()
	out, err := r.s.Of(context.Background(), home, p, day(t, from), day(t, "2026-11-22"))
	must(t, err)
	return out
}

func TestReport(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	one := r.of(t, "anna", "2026-10-24") // 30 days
	if len(one.Brushings) != 55 || one.All.Brushings != 55 || one.Cut || one.Gateways != 1 || one.Phones != 1 {
		t.Errorf("%d brushings, %d counted, %d gateways, %d phones", len(one.Brushings), one.All.Brushings, one.Gateways, one.Phones)
	}
	if len(one.Maps) != 1 || one.Maps[0].Layout != session.Sixteenths || one.Maps[0].Brushings != 30 || one.Maps[0].LeastZone() != brush.LowerLeftInner || one.Unmapped != 25 {
		t.Errorf("the map: %+v, %d without", one.Maps, one.Unmapped)
	}
	if one.All.Hard == 0 || one.All.Heard >= one.All.Of || one.All.Heard < one.All.Of*8/10 {
		t.Errorf("%d s too hard, %d of %d heard", one.All.Hard, one.All.Heard, one.All.Of)
	}
	if len(one.Brushes) != 2 || one.Brushes[0].Maker != "Open" || !one.Brushes[0].Zones || one.Brushes[1].Zones || !one.Brushes[1].Pressure {
		t.Errorf("brushes %+v", one.Brushes)
	}
	head := one.Brushes[0].Head
	if !head.OK || head.V.Days != 71 || head.V.Seconds < 60*100 {
		t.Errorf("the head: %+v", head)
	}
	if one.All.Kept.Planned != 59 && one.All.Kept.Planned != 60 {
		t.Errorf("kept %+v", one.All.Kept)
	}
	mia := r.of(t, "mia", "2026-10-24")
	if len(mia.Maps) != 0 || mia.All.Told != 0 || mia.All.Of != 0 || !mia.Brushes[0].Entry {
		t.Errorf("a child with a timer: %+v", mia.All)
	}
	for _, c := range []struct {
		p        brush.PersonID
		from, to string
		want     error
	}{{"nobody", "2026-10-24", "2026-11-22", brush.ErrNotFound}, {"", "2026-10-24", "2026-11-22", brush.ErrNotFound}, {"anna", "2026-11-22", "2026-11-21", brush.ErrInvalid}, {"anna", "2025-10-18", "2026-11-22", brush.ErrInvalid}} {
		if _, err := r.s.Of(context.Background(), home, c.p, day(t, c.from), day(t, c.to)); !errors.Is(err, c.want) {
			t.Errorf("%v: %v", c, err)
		}
	}
	if _, err := r.s.Of(context.Background(), home, "anna", day(t, "2025-10-19"), day(t, "2026-11-22")); err != nil {
		t.Errorf("the longest period: %v", err)
	}
}

// textOf returns what a PDF writes, a line for each piece.
func textOf(t testing.TB, pdf []byte) string {
	t.Helper()
	var out strings.Builder
	for _, part := range bytes.Split(pdf, []byte("stream\n"))[1:] {
		z, err := zlib.NewReader(bytes.NewReader(part))
		if err != nil {
			continue
		}
		plain, err := io.ReadAll(z)
		if err != nil && len(plain) == 0 {
			continue
		}
		for _, m := range regexp.MustCompile(`(?s)\((.*?[^\\])\) ?Tj`).FindAllSubmatch(plain, -1) {
			raw := regexp.MustCompile(`(?s)\\([()\\r])`).ReplaceAllFunc(m[1], func(b []byte) []byte {
				if b[1] == 'r' {
					return []byte{'\r'}
				}
				return b[1:]
			})
			var units []uint16
			for i := 0; i+1 < len(raw); i += 2 {
				units = append(units, binary.BigEndian.Uint16(raw[i:]))
			}
			out.WriteString(string(utf16.Decode(units)) + "\n")
		}
	}
	return out.String()
}

func TestPDF(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	one := r.of(t, "anna", "2026-09-01")
	var pdf, again bytes.Buffer
	must(t, one.PDF(&pdf, "en-GB", "Dr. Okafor"))
	must(t, one.PDF(&again, "xx", "Dr. Okafor"))
	if !bytes.Equal(pdf.Bytes(), again.Bytes()) {
		t.Error("the same report makes another PDF")
	}
	if dir := os.Getenv("ENAMEL_PICTURES"); dir != "" {
		must(t, os.WriteFile(dir+"/report.pdf", pdf.Bytes(), 0o600))
	}
	if !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) || bytes.Count(pdf.Bytes(), []byte("/Type /Page\n")) != 1 {
		t.Errorf("it is no PDF of one page: %.20q", pdf.Bytes())
	}
	text := textOf(t, pdf.Bytes())
	for _, want := range []string{"Brushing report, Anna", "1 September 2026 to 22 November 2026, 83 days. Born 1984. Written for Dr. Okafor.", "15 of 16", "Upper right", "Morning", "Limits.", "Changed on 12 September 2026."} {
		if !strings.Contains(strings.ReplaceAll(text, "\n", " "), want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	// A report without a name holds none, and one that is named by letters the fonts lack neither guesses.
	one.Named = false
	var bare bytes.Buffer
	must(t, one.PDF(&bare, "en", ""))
	if text := textOf(t, bare.Bytes()); strings.Contains(text, "Anna") || strings.Contains(text, "1984") || bytes.Contains(bare.Bytes(), []byte("Anna")) {
		t.Errorf("without a name it says\n%s", text)
	}
	one.Named, one.Person.Name = true, "安娜"
	bare.Reset()
	must(t, one.PDF(&bare, "zh", "Ярослав"))
	if text := textOf(t, bare.Bytes()); !strings.Contains(text, "Brushing report\n") || strings.Contains(text, "Written for") {
		t.Errorf("of letters that are not there it makes\n%s", text)
	}
	// Nothing at all, and a mouth of milk teeth.
	empty := r.of(t, "mia", "2026-11-21")
	bare.Reset()
	must(t, empty.PDF(&bare, "en", ""))
	if text := textOf(t, bare.Bytes()); !strings.Contains(text, "not measured") || !strings.Contains(text, "No brush of this period") {
		t.Errorf("nothing measured:\n%s", text)
	}
}

// TestPDFLanguages: each language is whole, with its own dates and decimals, on one page, and in letters that the fonts have.
func TestPDFLanguages(t *testing.T) {
	r := newRig(t)
	r.fill(t, 60)
	one, child := r.of(t, "anna", "2026-09-01"), r.of(t, "mia", "2026-11-21")
	for tag, want := range map[string][]string{
		"de,en-US;q=0.7": {"Putzbericht, Anna", "1. September 2026 bis 22. November 2026, 83 Tage. Geboren 1984. Geschrieben für Dr. Okafor.", "15 von 16", "Oben rechts", "Quelle.", "Gewechselt am 12. September 2026."},
		"es-MX":          {"Informe de cepillado, Anna", "Del 1 de septiembre de 2026 al 22 de noviembre de 2026, 83 días.", "15 de 16", "Superior derecha", "Se cambió el 12 de septiembre de 2026."},
		"fr":             {"Rapport de brossage, Anna", "Du 1er septembre 2026 au 22 novembre 2026, 83 jours.", "15 sur 16", "En haut à droite", "Changée le 12 septembre 2026."},
		"nl":             {"Poetsverslag, Anna", "1 september 2026 tot en met 22 november 2026, 83 dagen.", "15 van 16", "Rechtsboven", "Vervangen op 12 september 2026."},
	} {
		var pdf, bare bytes.Buffer
		must(t, one.PDF(&pdf, tag, "Dr. Okafor"))
		must(t, child.PDF(&bare, tag, ""))
		if dir := os.Getenv("ENAMEL_PICTURES"); dir != "" {
			must(t, os.WriteFile(dir+"/report-"+tag[:2]+".pdf", pdf.Bytes(), 0o600))
		}
		if bytes.Count(pdf.Bytes(), []byte("/Type /Page\n")) != 1 || !bytes.Contains(pdf.Bytes(), []byte("/Lang (")) {
			t.Errorf("%s: not one page of a language", tag)
		}
		text := strings.ReplaceAll(textOf(t, pdf.Bytes()), "\n", " ")
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is not in\n%s", tag, w, text)
			}
		}
		for _, text := range []string{text, strings.ReplaceAll(textOf(t, bare.Bytes()), "\n", " ")} {
			for _, wrong := range []string{"?", "%!", "brushing", "measured", "Upper"} {
				if strings.Contains(text, wrong) {
					t.Errorf("%s: %q is in\n%s", tag, wrong, text)
				}
			}
		}
	}
}

// TestLetters: the fonts have every letter that is printed, each in both.
func TestLetters(t *testing.T) {
	for _, file := range []string{"fonts/regular.ttf", "fonts/semibold.ttf"} {
		b, err := os.ReadFile(file)
		must(t, err)
		have := lettersOf(t, b)
		for _, l := range report.Letters() {
			for c := l[0]; c <= l[1]; c++ {
				if !have[c] {
					t.Errorf("%s has no %q (%x)", file, c, c)
				}
			}
		}
	}
}

// lettersOf reads a font's table of characters, whose form is number 4.
func lettersOf(t testing.TB, b []byte) map[rune]bool {
	t.Helper()
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(b[at:])) }
	have := map[rune]bool{}
	for i := range u16(4) {
		if at := 12 + 16*i; string(b[at:at+4]) == "cmap" {
			o := u32(at + 8)
			for k := range u16(o + 2) {
				s := o + u32(o+8+8*k)
				if u16(s) != 4 {
					continue
				}
				n := u16(s+6) / 2
				for j := range n {
					for c := u16(s + 16 + 2*n + 2*j); c <= u16(s+14+2*j) && c < 0xffff; c++ {
						have[rune(c)] = true
					}
				}
			}
		}
	}
	if len(have) < 100 {
		t.Fatalf("only %d letters", len(have))
	}
	return have
}

func TestCSV(t *testing.T) {
	r := newRig(t)
	r.fill(t, 10)
	var out bytes.Buffer
	one := r.of(t, "anna", "2026-11-16")
	one.Brushes[0].Maker = "=HYPERLINK(1)"
	must(t, one.CSV(&out))
	rows, err := csv.NewReader(&out).ReadAll()
	must(t, err)
	if len(rows) != 14 || rows[1][0] != "2026-11-16" || rows[1][1] != "morning" {
		t.Fatalf("%d rows: %q", len(rows), rows)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	for _, row := range rows[1:] {
		zoned := row[column("zones_of")] != ""
		if zoned != (row[1] == "morning") {
			t.Errorf("what was not measured is not empty: %q", row)
		}
		if strings.HasPrefix(row[column("brush")], "=") {
			t.Errorf("a formula: %q", row)
		}
	}
}

// TestFHIR holds a bundle to the rules of FHIR R4 that a validator would look at, and to a golden file.
func TestFHIR(t *testing.T) {
	r := newRig(t)
	r.fill(t, 3)
	for _, c := range []struct {
		name  string
		who   brush.PersonID
		named bool
	}{{"anna", "anna", true}, {"unnamed", "anna", false}, {"mia", "mia", true}} {
		one := r.of(t, c.who, "2026-11-20")
		one.Named = c.named
		var out bytes.Buffer
		must(t, one.FHIR(&out))
		if !c.named && (strings.Contains(out.String(), "Anna") || strings.Contains(out.String(), "1984")) {
			t.Error("a bundle without a name says one")
		}
		checkBundle(t, out.Bytes())
		file := "testdata/" + c.name + ".fhir.json"
		if *update {
			must(t, os.MkdirAll("testdata", 0o755))
			must(t, os.WriteFile(file, out.Bytes(), 0o644))
		}
		want, err := os.ReadFile(file)
		must(t, err)
		if !bytes.Equal(out.Bytes(), want) {
			t.Errorf("%s is another; -update writes it", file)
		}
	}
}

func checkBundle(t testing.TB, b []byte) {
	t.Helper()
	var bundle struct {
		ResourceType, ID, Type, Timestamp string
		Entry                             []struct {
			FullURL  string
			Resource map[string]any
		}
	}
	must(t, json.Unmarshal(b, &bundle))
	uuid := regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	instant := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)
	dateTime := regexp.MustCompile(`^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?$`)
	if bundle.ResourceType != "Bundle" || bundle.Type != "collection" || !instant.MatchString(bundle.Timestamp) || len(bundle.Entry) < 4 {
		t.Fatalf("the bundle: %+v", bundle)
	}
	urls := map[string]string{}
	for _, e := range bundle.Entry {
		kind, _ := e.Resource["resourceType"].(string)
		id, _ := e.Resource["id"].(string)
		if !uuid.MatchString(e.FullURL) || urls[e.FullURL] != "" || "urn:uuid:"+id != e.FullURL {
			t.Errorf("%s %q of %q", kind, e.FullURL, id)
		}
		urls[e.FullURL] = kind
	}
	refers := func(v any, kind string) {
		m, _ := v.(map[string]any)
		if ref, _ := m["reference"].(string); urls[ref] != kind {
			t.Errorf("%v refers to no %s", v, kind)
		}
	}
	codes := map[string]bool{}
	for _, e := range bundle.Entry {
		if e.Resource["resourceType"] == "CodeSystem" {
			for _, c := range e.Resource["concept"].([]any) {
				codes[c.(map[string]any)["code"].(string)] = true
			}
		}
	}
	concept := func(v any) {
		m, ok := v.(map[string]any)
		if !ok || m["text"] == nil {
			t.Errorf("a concept without words: %v", v)
			return
		}
		for _, c := range m["coding"].([]any) {
			c := c.(map[string]any)
			if c["system"] == "" || c["code"] == "" || strings.HasPrefix(c["system"].(string), "https://github.com/") && !codes[c["code"].(string)] {
				t.Errorf("a code that nobody defines: %v", c)
			}
		}
	}
	quantity := func(v any) {
		m := v.(map[string]any)
		if m["system"] != "http://unitsofmeasure.org" || m["code"] == "" || m["value"] == nil {
			t.Errorf("a quantity without its unit: %v", m)
		}
	}
	for _, e := range bundle.Entry {
		v := e.Resource
		for name, value := range v {
			if list, ok := value.([]any); ok && len(list) == 0 || value == nil || value == "" {
				t.Errorf("%s.%s is empty", v["resourceType"], name)
			}
		}
		switch v["resourceType"] {
		case "Patient":
			if d, ok := v["birthDate"].(string); ok && !regexp.MustCompile(`^\d{4}(-\d\d(-\d\d)?)?$`).MatchString(d) {
				t.Errorf("born %q", d)
			}
		case "Device":
			for _, n := range v["deviceName"].([]any) {
				if kind := n.(map[string]any)["type"]; kind != "manufacturer-name" {
					t.Errorf("a device's name of kind %v", kind)
				}
			}
		case "CodeSystem":
			if v["status"] != "active" || v["content"] != "complete" || v["url"] == nil {
				t.Errorf("a code system: %v", v["status"])
			}
		case "Observation":
			if v["status"] != "final" {
				t.Errorf("status %v", v["status"])
			}
			concept(v["code"])
			refers(v["subject"], "Patient")
			if v["device"] != nil {
				refers(v["device"], "Device")
			}
			if !instant.MatchString(v["issued"].(string)) {
				t.Errorf("issued %v", v["issued"])
			}
			p := v["effectivePeriod"].(map[string]any)
			start, end := p["start"].(string), p["end"].(string)
			if !dateTime.MatchString(start) || !dateTime.MatchString(end) || start > end {
				t.Errorf("effective %v", p)
			}
			if v["valueQuantity"] != nil {
				quantity(v["valueQuantity"])
			}
			list, _ := v["component"].([]any)
			if len(list) == 0 && v["valueQuantity"] == nil {
				t.Error("an observation of nothing") // [obs-6 and its like]
			}
			for _, c := range list {
				c := c.(map[string]any)
				concept(c["code"])
				if (c["valueQuantity"] == nil) == (c["dataAbsentReason"] == nil) { // [obs-6]
					t.Errorf("a component has a value, or says why not: %v", c)
				}
				if c["valueQuantity"] != nil {
					quantity(c["valueQuantity"])
				} else {
					concept(c["dataAbsentReason"])
				}
			}
		default:
			t.Errorf("what is a %v?", v["resourceType"])
		}
	}
}
