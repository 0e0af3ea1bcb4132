package httpapi

import (
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/report"
	"github.com/enamel-home/enamel/session"
)

// Insights is what a person's brushings of a period say.
type Insights struct {
	Person     InsightsPerson  `json:"person"`
	From       string          `json:"from" format:"date" doc:"First day"`
	To         string          `json:"to" format:"date" doc:"Last day"`
	TimeZone   string          `json:"time_zone" doc:"Of the household: its days are in it"`
	MadeAt     time.Time       `json:"made_at" doc:"When it was computed"`
	Finding    string          `json:"finding" enum:"nothing_yet,few_yet,zone_least,too_hard,ends_early,evenings_open,mornings_open,slots_open,time_reached,steady" doc:"The one thing worth knowing"`
	Total      InsightsStep    `json:"total"`
	Steps      []InsightsStep  `json:"steps" nullable:"false" doc:"Oldest first: weeks, or four weeks of a period longer than half a year"`
	Morning    InsightsPart    `json:"morning"`
	Evening    InsightsPart    `json:"evening"`
	Week       Kept            `json:"last_7_days" doc:"Up to the last day"`
	Month      Kept            `json:"last_30_days" doc:"Up to the last day"`
	Brushings  []InsightsDot   `json:"brushings" nullable:"false" doc:"Oldest first"`
	Maps       []InsightsMap   `json:"maps" nullable:"false" doc:"A map for each fineness in which brushes measured places, the one with the most brushings first"`
	Unmapped   int             `json:"unmapped" doc:"Brushings in which no place was measured"`
	Brushes    []InsightsBrush `json:"brushes" nullable:"false" doc:"Most used first"`
	Gateways   int             `json:"gateways" doc:"How many heard something"`
	Phones     int             `json:"phones" doc:"How many phones and browsers heard something"`
	Incomplete bool            `json:"incomplete,omitempty" doc:"There are more brushings than are counted here; the oldest are left out"`
}

// InsightsPerson is whose they are.
type InsightsPerson struct {
	ID        string `json:"id,omitempty" doc:"Absent in what was lent"`
	Name      string `json:"name,omitempty" doc:"Absent when it is not to be said"`
	BirthYear int    `json:"birth_year,omitempty"`
	MilkTeeth bool   `json:"milk_teeth"`
	Target    int    `json:"target_s" doc:"How long a brushing should take by the plan of the last day; what is counted of a day is counted by its own"`
	Usual     int    `json:"usual_target_s" doc:"The mean over the brushings of how long each should have taken by the plan of its day; target_s without any"`
}

// Kept is how much of a plan was kept.
type Kept struct {
	Planned int `json:"planned" doc:"Times that were planned"`
	Kept    int `json:"kept" doc:"Times with at least half of the planned seconds"`
	Mended  int `json:"mended" doc:"Times that were not kept, and are forgiven: one a week"`
}

// InsightsStep is a part of a period. What was not measured is absent.
type InsightsStep struct {
	From      string   `json:"from" format:"date" doc:"First day"`
	To        string   `json:"to" format:"date" doc:"Last day"`
	Brushings int      `json:"brushings" doc:"How many there are"`
	Reached   int      `json:"reached" doc:"Brushings with at least 95 % of the target"`
	Median    *float64 `json:"median_s,omitempty" doc:"Half of the brushings are no longer; absent: there is none"`
	Kept      Kept     `json:"kept" doc:"Of what was planned"`
	Score     *float64 `json:"score,omitempty" doc:"Mean, 0 to 100"`
	Coverage  *float64 `json:"coverage_points,omitempty" doc:"Mean, of 30"`
	Zones     *float64 `json:"zones_share,omitempty" doc:"Mean share of the zones with half of theirs, 0 to 1"`
	Pressure  *float64 `json:"pressure_points,omitempty" doc:"Mean, of 20"`
	High      *float64 `json:"too_hard_s,omitempty" doc:"Mean seconds a brushing under the brush's own too hard"`
	HighShare *float64 `json:"too_hard_share,omitempty" doc:"Of the seconds that told pressure"`
	Heard     int      `json:"heard_s" doc:"Seconds that were heard of those in which brushes ran; what a brush stored itself, and nobody heard, is in neither"`
	Of        int      `json:"of_s" doc:"Seconds in which brushes ran"`
}

// InsightsPart is what there is to say of mornings or evenings.
type InsightsPart struct {
	Kept      Kept     `json:"kept" doc:"Of what was planned"`
	Brushings int      `json:"brushings" doc:"How many there are"`
	Early     *float64 `json:"early_minute,omitempty" doc:"A quarter of them began before: minutes after midnight of their day, above 1440 after the next midnight"`
	Usual     *float64 `json:"usual_minute,omitempty" doc:"Half of them did"`
	Late      *float64 `json:"late_minute,omitempty" doc:"Three quarters of them did"`
	Median    *float64 `json:"median_s,omitempty" doc:"Half of the brushings are no longer; absent: there is none"`
}

// InsightsDot is one brushing on the clock.
type InsightsDot struct {
	Date    string `json:"date" format:"date"`
	Slot    string `json:"slot" enum:"morning,evening"`
	Minute  int    `json:"minute" doc:"After midnight of its day; above 1440 after the next midnight"`
	Seconds int    `json:"seconds"`
	Target  int    `json:"target_s" doc:"How long it should have taken, by the plan of its day"`
	Origin  string `json:"origin" enum:"measured,timed,noted" doc:"How it is known"`
}

// InsightsMap is what brushes that tell places equally finely have measured.
type InsightsMap struct {
	Zones      int            `json:"zones" doc:"How many places they tell apart: 16, 12, 8, 6, 4, or 2 jaws"`
	Confidence float64        `json:"confidence" doc:"The least of its places, 0 to 1: how sure one can be that a place was brushed when the brush said so"`
	Brushings  int            `json:"brushings" doc:"How many there are"`
	Fair       float64        `json:"fair_s" doc:"Seconds a brushing that each place would get of the target, if all got the same"`
	Half       int            `json:"half" doc:"Places with at least half of it"`
	Least      InsightsZone   `json:"least" doc:"The place with the least, by a canonical zone of it"`
	Values     []InsightsZone `json:"values" nullable:"false" doc:"Of each canonical zone that was measured: its own seconds a brushing, or those of the coarser place that it lies in"`
}

// InsightsZone is a canonical zone with its seconds a brushing.
type InsightsZone struct {
	Zone    string  `json:"zone" doc:"Such as lower-left-inner, by the own right and left"`
	Seconds float64 `json:"seconds"`
}

// InsightsBrush is a brush that was used, or is the person's.
type InsightsBrush struct {
	Device    string        `json:"device,omitempty" doc:"Absent in what was lent"`
	Name      string        `json:"name,omitempty" doc:"The owner's own; absent in what was lent"`
	Maker     string        `json:"maker,omitempty" doc:"Of the brush, as it calls itself"`
	Model     string        `json:"model,omitempty"`
	Brushings int           `json:"brushings" doc:"How many there are"`
	Zones     bool          `json:"zones" doc:"It measured some"`
	Pressure  bool          `json:"pressure"`
	Entry     bool          `json:"entry,omitempty" doc:"No brush, but what a timer counted or a person wrote down"`
	Head      *InsightsHead `json:"head,omitempty" doc:"What is known of the head on it; absent: nobody said"`
}

// InsightsHead is what is known of the head on a brush.
type InsightsHead struct {
	Since time.Time `json:"since"`
	Days  int       `json:"days"`
	Used  int       `json:"used_s" doc:"Seconds brushed with it, by everybody"`
	Lasts int       `json:"lasts_days" doc:"After so many a head is due to be changed"`
}

// NewHead says that a brush got a new head.
type NewHead struct {
	At *time.Time `json:"at,omitempty" doc:"Absent: now"`
}

// NewReportLink says what is lent to whom.
type NewReportLink struct {
	From        string `json:"from" format:"date" doc:"First day"`
	To          string `json:"to" format:"date" doc:"Last day"`
	Receiver    string `json:"receiver" minLength:"1" maxLength:"80" doc:"Who it is for, such as Dr. Okafor"`
	Days        int    `json:"days" minimum:"1" maximum:"90" doc:"For how many days it opens"`
	Named       bool   `json:"named" doc:"The report says what the person is called"`
	TextVersion string `json:"text_version" maxLength:"40" doc:"Of the words that were agreed to, as /consent-texts tells them"`
}

// ReportLink is a link to the report of one person and period.
type ReportLink struct {
	ID        string     `json:"id"`
	PersonID  string     `json:"person_id"`
	Receiver  string     `json:"receiver"`
	From      string     `json:"from" format:"date" doc:"First day"`
	To        string     `json:"to" format:"date" doc:"Last day"`
	Named     bool       `json:"named" doc:"The report says what the person is called"`
	Open      bool       `json:"open" doc:"It opens the report now"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt time.Time  `json:"expires_at"`
	RevokedAt *time.Time `json:"revoked_at,omitempty" doc:"Absent: it was not"`
	Views     int64      `json:"views" doc:"How often somebody looked"`
	ViewedAt  *time.Time `json:"viewed_at,omitempty" doc:"Last; absent: never"`
}

// MadeReportLink is a link with its address, which is told once.
type MadeReportLink struct {
	ReportLink
	Link string `json:"link" doc:"The address, with the secret behind its #"`
	QR   QR     `json:"qr"`
}

// LinkSecret is what stands behind the # of a link.
type LinkSecret struct {
	Secret string `json:"secret" minLength:"1" maxLength:"100" doc:"What stands behind the # of the link"`
}

// SharedReport is a report that was lent.
type SharedReport struct {
	Report    Insights  `json:"report" doc:"The same as insights, without what names the home"`
	Receiver  string    `json:"receiver"`
	ExpiresAt time.Time `json:"expires_at"`
}

// insightsOf returns the form of a report; home says that it stays in the household.
func insightsOf(r *report.Report, home bool) Insights {
	out := Insights{Person: InsightsPerson{MilkTeeth: r.Person.MilkTeeth, Target: int(r.Target), Usual: int(r.Usual + 0.5)}, From: r.From.String(), To: r.To.String(), TimeZone: r.Zone.String(), MadeAt: r.Made.UTC(),
		Finding: r.Finding.String(), Total: stepOf(&r.All), Steps: []InsightsStep{}, Morning: partOf(&r.Parts[session.Morning]), Evening: partOf(&r.Parts[session.Evening]), Week: keptOf(r.Week),
		Month: keptOf(r.Month), Brushings: make([]InsightsDot, 0, len(r.Dots)), Maps: []InsightsMap{}, Unmapped: r.Unmapped, Brushes: []InsightsBrush{}, Gateways: r.Gateways, Phones: r.Phones, Incomplete: r.Cut}
	if home {
		out.Person.ID = string(r.Person.ID)
	}
	if r.Named {
		out.Person.Name, out.Person.BirthYear = r.Person.Name, r.Person.BirthYear
	}
	for i := range r.Steps {
		out.Steps = append(out.Steps, stepOf(&r.Steps[i]))
	}
	for _, d := range r.Dots {
		out.Brushings = append(out.Brushings, InsightsDot{Date: d.Date.String(), Slot: d.Part.String(), Minute: d.Minute, Seconds: int(d.Seconds), Target: int(d.Target), Origin: d.Origin.String()})
	}
	for i := range r.Maps {
		out.Maps = append(out.Maps, mapOf(&r.Maps[i]))
	}
	for _, b := range r.Brushes {
		form := InsightsBrush{Maker: b.Maker, Model: b.Model, Brushings: b.Brushings, Zones: b.Zones, Pressure: b.Pressure, Entry: b.Entry}
		if home {
			form.Device, form.Name = string(b.Device), b.Name
		}
		if b.Head.OK {
			form.Head = &InsightsHead{Since: b.Head.V.Since.UTC(), Days: b.Head.V.Days, Used: int(b.Head.V.Seconds), Lasts: b.Head.V.Lasts}
		}
		if home || b.Brushings > 0 {
			out.Brushes = append(out.Brushes, form)
		}
	}
	return out
}

func keptOf(k session.Kept) Kept { return Kept{k.Planned, k.Kept, k.Mended} }

func stepOf(s *session.Step) InsightsStep {
	out := InsightsStep{From: s.From.String(), To: s.To.String(), Brushings: s.Brushings, Reached: s.Reached, Kept: keptOf(s.Kept), Score: pointer(s.Score), Coverage: pointer(s.Coverage),
		Zones: pointer(s.Zones), Pressure: pointer(s.Pressure), High: pointer(s.High), Heard: int(s.Heard), Of: int(s.Of)}
	if s.Brushings > 0 {
		out.Median = &s.Seconds
	}
	if s.Told > 0 {
		share := float64(s.Hard) / float64(s.Told)
		out.HighShare = &share
	}
	return out
}

func partOf(p *session.PartFigures) InsightsPart {
	out := InsightsPart{Kept: keptOf(p.Kept), Brushings: p.Brushings}
	if p.Brushings > 0 {
		out.Early, out.Usual, out.Late, out.Median = &p.Minute.Low, &p.Minute.Middle, &p.Minute.High, &p.Seconds
	}
	return out
}

func mapOf(m *session.ZoneMap) InsightsMap {
	out := InsightsMap{Zones: len(m.Seconds), Confidence: m.Confidence, Brushings: m.Brushings, Fair: m.Fair, Half: m.Half, Least: InsightsZone{m.LeastZone().String(), m.Seconds[m.Least]}, Values: []InsightsZone{}}
	for z, v := range m.Values() {
		if v.Measured {
			out.Values = append(out.Values, InsightsZone{brush.Zone(z).String(), v.Seconds})
		}
	}
	return out
}
