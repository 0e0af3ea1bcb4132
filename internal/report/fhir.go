package report

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// Code systems. For one brushing there is a code of HL7's Personal Health Records guide, which is not final; LOINC and SNOMED CT have none that was
// found. All else is told by codes of our own, which the bundle defines itself.
const (
	ownCodes    = "https://github.com/enamel-home/enamel/fhir/CodeSystem/brushing"
	pghdCodes   = "http://hl7.org/fhir/uv/phr/CodeSystem/observation-pghd-codes"
	absentCodes = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
	ucum        = "http://unitsofmeasure.org"
)

type fhirCoding struct {
	System  string `json:"system,omitempty"`
	Code    string `json:"code,omitempty"`
	Display string `json:"display,omitempty"`
}

type fhirConcept struct {
	Coding []fhirCoding `json:"coding,omitempty"`
	Text   string       `json:"text,omitempty"`
}

type fhirQuantity struct {
	Value  json.Number `json:"value"`
	Unit   string      `json:"unit"`
	System string      `json:"system"`
	Code   string      `json:"code"`
}

type fhirReference struct {
	Reference string `json:"reference"`
}

type fhirPeriod struct {
	Start string `json:"start"`
	End   string `json:"end"`
}

type fhirNote struct {
	Text string `json:"text"`
}

type fhirComponent struct {
	Code   fhirConcept   `json:"code"`
	Value  *fhirQuantity `json:"valueQuantity,omitempty"`
	Absent *fhirConcept  `json:"dataAbsentReason,omitempty"`
}

type fhirName struct {
	Text string `json:"text"`
}

type fhirDeviceName struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

type fhirDefinition struct {
	Code       string `json:"code"`
	Display    string `json:"display"`
	Definition string `json:"definition"`
}

// fhirResource is whichever resource ResourceType says, with what that has.
type fhirResource struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`

	// Patient
	Name      []fhirName `json:"name,omitempty"`
	BirthDate string     `json:"birthDate,omitempty"`

	// Device
	DeviceName   []fhirDeviceName `json:"deviceName,omitempty"`
	Manufacturer string           `json:"manufacturer,omitempty"`
	ModelNumber  string           `json:"modelNumber,omitempty"`
	Type         *fhirConcept     `json:"type,omitempty"`

	// CodeSystem
	URL           string           `json:"url,omitempty"`
	Title         string           `json:"title,omitempty"`
	CaseSensitive *bool            `json:"caseSensitive,omitempty"`
	Content       string           `json:"content,omitempty"`
	Concept       []fhirDefinition `json:"concept,omitempty"`

	// CodeSystem and Observation
	Status string `json:"status,omitempty"`

	// Observation
	Code      *fhirConcept    `json:"code,omitempty"`
	Subject   *fhirReference  `json:"subject,omitempty"`
	Effective *fhirPeriod     `json:"effectivePeriod,omitempty"`
	Issued    string          `json:"issued,omitempty"`
	Value     *fhirQuantity   `json:"valueQuantity,omitempty"`
	Note      []fhirNote      `json:"note,omitempty"`
	Method    *fhirConcept    `json:"method,omitempty"`
	Device    *fhirReference  `json:"device,omitempty"`
	Component []fhirComponent `json:"component,omitempty"`
}

type fhirEntry struct {
	FullURL  string       `json:"fullUrl"`
	Resource fhirResource `json:"resource"`
}

type fhirBundle struct {
	ResourceType string      `json:"resourceType"`
	ID           string      `json:"id"`
	Type         string      `json:"type"`
	Timestamp    string      `json:"timestamp"`
	Entry        []fhirEntry `json:"entry"`
}

// ownDefinitions are what our own codes mean.
func ownDefinitions() (all []fhirDefinition) {
	all = []fhirDefinition{
		{"heard", "Seconds heard", "Seconds of the brushing that somebody heard from the toothbrush."},
		{"too-hard", "Seconds too hard", "Seconds that the toothbrush itself classed as brushed too hard. It is no force."},
		{"pressure-told", "Seconds with pressure", "Seconds in which the toothbrush told its pressure class."},
		{"score", "Score", "Enamel's score, version 1, from 0 to 100: open, and computed from time, coverage and pressure as far as they were measured."},
		{"zone-seconds", "Seconds by zone", "Seconds of brushing that a toothbrush measured in places of the mouth, in the mean of the brushings of a period that measured places."},
		{"habit", "Habit", "How much of what was planned was brushed in a period."},
		{"planned", "Planned", "Brushings that were planned."},
		{"kept", "Kept", "Planned brushings with at least half of the planned seconds."},
		{"mended", "Mended", "Planned brushings that were not kept, and forgiven: at most one a week."},
		{"length", "Median length", "Median length of the brushings of a period."},
	}
	for z := range brush.Zones {
		words := strings.ReplaceAll(z.String(), "-", " ")
		all = append(all, fhirDefinition{z.String(), words, "The " + words + " surfaces, as seen by the patient's own right and left."})
	}
	return all
}

func ownCode(code string) fhirConcept {
	for _, d := range ownDefinitions() {
		if d.Code == code {
			return fhirConcept{Coding: []fhirCoding{{ownCodes, code, d.Display}}, Text: d.Display}
		}
	}
	return fhirConcept{Text: code}
}

func quantity(v float64, digits int, unit, code string) *fhirQuantity {
	return &fhirQuantity{json.Number(fmt.Sprintf("%.*f", digits, v)), unit, ucum, code}
}

func inSeconds(v float64, digits int) *fhirQuantity { return quantity(v, digits, "s", "s") }

// fhirID derives an id, the same for the same thing.
func fhirID(parts ...string) string {
	sum := sha256.Sum256([]byte("enamel fhir 1\n" + strings.Join(parts, "\n")))
	b := sum[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// FHIR writes the report as a FHIR R4 (4.0.1) bundle of type collection. The patient has no name unless the report says one.
func (r *Report) FHIR(out io.Writer) error {
	at := func(t time.Time) string { return t.In(r.Zone).Format("2006-01-02T15:04:05-07:00") }
	b := fhirBundle{ResourceType: "Bundle", ID: fhirID("bundle", string(r.Person.ID), r.From.String(), r.To.String(), r.Made.String()), Type: "collection", Timestamp: at(r.Made)}
	add := func(v fhirResource) *fhirReference {
		url := "urn:uuid:" + v.ID
		b.Entry = append(b.Entry, fhirEntry{url, v})
		return &fhirReference{url}
	}
	patient := fhirResource{ResourceType: "Patient", ID: fhirID("patient", string(r.Person.ID))}
	if r.Named {
		patient.Name = []fhirName{{r.Person.Name}}
		if r.Person.BirthYear > 0 {
			patient.BirthDate = fmt.Sprintf("%04d", r.Person.BirthYear)
		}
	}
	subject := add(patient)
	devices := map[brush.DeviceID]*fhirReference{}
	for _, d := range r.Brushes {
		if d.Entry || d.Brushings == 0 {
			continue
		}
		v := fhirResource{ResourceType: "Device", ID: fhirID("device", string(r.Person.ID), string(d.Device)), Manufacturer: d.Maker, ModelNumber: d.Model, Type: &fhirConcept{Text: "Toothbrush"}}
		if name := strings.TrimSpace(d.Maker + " " + d.Model); name != "" {
			v.DeviceName = []fhirDeviceName{{name, "manufacturer-name"}}
		}
		devices[d.Device] = add(v)
	}
	whole := &fhirPeriod{r.From.String(), r.To.String()}
	made := at(r.Made)
	limits := []fhirNote{{"Measured by consumer devices. It informs; it does not diagnose."}}
	if r.Cut {
		limits = append(limits, fhirNote{english.cut})
	}
	observe := func(id, code string) fhirResource {
		c := ownCode(code)
		return fhirResource{ResourceType: "Observation", ID: fhirID(id, string(r.Person.ID), r.From.String(), r.To.String()), Status: "final", Code: &c, Subject: subject, Effective: whole, Issued: made, Note: limits}
	}
	habit := observe("habit", "habit")
	count := func(code string, n int) fhirComponent {
		return fhirComponent{Code: ownCode(code), Value: quantity(float64(n), 0, "1", "1")}
	}
	habit.Component = []fhirComponent{count("planned", r.All.Kept.Planned), count("kept", r.All.Kept.Kept), count("mended", r.All.Kept.Mended)}
	length := fhirComponent{Code: ownCode("length")}
	if r.All.Brushings > 0 {
		length.Value = inSeconds(r.All.Seconds, 0)
	} else {
		length.Absent = notMeasured()
	}
	habit.Component = append(habit.Component, length)
	add(habit)
	add(r.fhirZones(observe("zones", "zone-seconds")))
	for i := range r.Brushings {
		add(r.fhirBrushing(&r.Brushings[i], subject, devices, at))
	}
	yes := true
	add(fhirResource{ResourceType: "CodeSystem", ID: fhirID("codes"), URL: ownCodes, Title: "What Enamel says of tooth brushing", Status: "active", CaseSensitive: &yes, Content: "complete", Concept: ownDefinitions()})
	e := json.NewEncoder(out)
	e.SetIndent("", " ")
	if err := e.Encode(b); err != nil {
		return fmt.Errorf("write a bundle: %w", err)
	}
	return nil
}

func notMeasured() *fhirConcept {
	return &fhirConcept{Coding: []fhirCoding{{absentCodes, "not-performed", "Not Performed"}}, Text: "Not measured"}
}

// fhirZones fills in the seconds of each zone. A place that no brush measured says so.
func (r *Report) fhirZones(v fhirResource) fhirResource {
	var values [brush.Zones]session.Value
	if len(r.Maps) > 0 {
		m := &r.Maps[0]
		values = m.Values()
		v.Note = append(v.Note[:len(v.Note):len(v.Note)], fhirNote{english.from(m.Brushings, r.All.Brushings)})
		if text := english.coarse(m.Layout); text != "" {
			v.Note = append(v.Note, fhirNote{text})
		}
	}
	for z := range brush.Zones {
		c := fhirComponent{Code: ownCode(z.String())}
		if values[z].Measured {
			c.Value = inSeconds(values[z].Seconds, 1)
		} else {
			c.Absent = notMeasured()
		}
		v.Component = append(v.Component, c)
	}
	return v
}

func (r *Report) fhirBrushing(b *Brushing, subject *fhirReference, devices map[brush.DeviceID]*fhirReference, at func(time.Time) string) fhirResource {
	end := b.Start.Add(time.Duration(b.Seconds) * time.Second)
	v := fhirResource{ResourceType: "Observation", ID: fhirID("brushing", string(b.ID)), Status: "final", Subject: subject, Device: devices[b.Device],
		Code:      &fhirConcept{Coding: []fhirCoding{{pghdCodes, "toothbrushingEvent", ""}}, Text: english.brushingTitle},
		Effective: &fhirPeriod{at(b.Start), at(end)}, Issued: at(r.Made), Value: inSeconds(float64(b.Seconds), 0), Method: &fhirConcept{Text: english.origins[b.Origin]}}
	if b.Origin == session.Measured && !b.Stored {
		v.Component = append(v.Component, fhirComponent{Code: ownCode("heard"), Value: inSeconds(float64(b.Heard), 0)})
	}
	if !b.Score.OK {
		return v
	}
	v.Component = append(v.Component, fhirComponent{Code: ownCode("score"), Value: quantity(float64(b.Score.V.Total), 0, "{score}", "{score}")})
	hard := fhirComponent{Code: ownCode("too-hard"), Absent: notMeasured()}
	if p := b.Score.V.Pressure; p.OK {
		hard.Absent, hard.Value = nil, inSeconds(float64(p.V.Got), 0)
		v.Component = append(v.Component, fhirComponent{Code: ownCode("pressure-told"), Value: inSeconds(float64(p.V.Of), 0)})
	}
	v.Component = append(v.Component, hard)
	return v
}
