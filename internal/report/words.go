package report

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// words are the texts of a report in one language: whole sentences, with what they speak of as arguments.
type words struct {
	tag           string
	title         func(name string) string // "" for nobody who is named
	period        func(from, to session.Date, days int) string
	born          func(year int) string
	writtenFor    func(receiver string) string
	date          func(session.Date) string
	kept, keptBy  func(kept, planned int) string
	length        func(target uint32) string
	zonesOf       func(half, of int) string
	zones         string
	hard          string
	notMeasured   string
	share         func(part, of uint32) string
	perBrushing   string
	right, left   string
	byZone        string
	outer, inner  string
	chewing       string
	places        [6]string // upper right, front, left; lower left, front, right
	arches        [2]string
	from          func(mapped, all int) string
	coarse        func(l session.Layout) string
	noZones       string
	habit         string
	colKept       string
	usual         string
	lengthCol     string
	parts         [2]string
	none          string
	lengths       string
	lengthsWhy    func(target uint32) string
	source        string
	sources       func(r *Report) string
	head          string
	headOf        func(h Head, since, due session.Date) string
	pressure      string
	pressureWhy   func(told bool) string
	limits        string
	limitsWhy     func(made string) string
	cut           string
	made          func(time.Time) string
	origins       [3]string
	brushingTitle string
}

// languages are the tables of words by language tag. What is missing is said in English: the fonts have no Chinese.
var languages = map[string]*words{"en": &english, "de": &german, "es": &spanish, "fr": &french, "nl": &dutch}

// sourceWords say what the brushings of a report come from.
type sourceWords struct {
	nothing, brush, join string
	tells                [4]string // zones and pressure, zones, pressure, neither
	entry                func(n int) string
	of                   func(name, tells string, n int) string
	heard                func(percent float64) string
}

func (w sourceWords) say(r *Report) string {
	var all []string
	for _, b := range r.Brushes {
		switch {
		case b.Brushings == 0:
			continue
		case b.Entry:
			all = append(all, w.entry(b.Brushings))
			continue
		}
		tells := 3
		switch {
		case b.Zones && b.Pressure:
			tells = 0
		case b.Zones:
			tells = 1
		case b.Pressure:
			tells = 2
		}
		all = append(all, w.of(cmp.Or(strings.TrimSpace(b.Maker+" "+b.Model), w.brush), w.tells[tells], b.Brushings))
	}
	if len(all) == 0 {
		return w.nothing
	}
	text := strings.Join(all, w.join) + "."
	if r.All.Of > 0 {
		text += " " + w.heard(100*float64(r.All.Heard)/float64(r.All.Of))
	}
	return text
}

// wordsFor returns the words of the first part of a language tag, such as "de" of "de-AT", or of the first of several.
func wordsFor(tag string) *words {
	main := strings.ToLower(tag)
	if i := strings.IndexFunc(main, func(c rune) bool { return c < 'a' || c > 'z' }); i >= 0 {
		main = main[:i]
	}
	if w := languages[main]; w != nil {
		return w
	}
	return &english
}

func minutes(seconds uint32) string {
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

func englishDate(d session.Date) string {
	return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

var english = words{
	tag: "en",
	title: func(name string) string {
		if name == "" {
			return "Brushing report"
		}
		return "Brushing report, " + name
	},
	period: func(from, to session.Date, days int) string {
		return englishDate(from) + " to " + englishDate(to) + ", " + plural(days, "day", "days") + "."
	},
	born:       func(year int) string { return fmt.Sprintf("Born %d.", year) },
	writtenFor: func(receiver string) string { return "Written for " + receiver + "." },
	date:       englishDate,
	kept:       func(kept, planned int) string { return fmt.Sprintf("%d of %d", kept, planned) },
	keptBy:     func(int, int) string { return "planned brushings kept" },
	length:     func(target uint32) string { return "median length, plan " + minutes(target) },
	zonesOf:    func(half, of int) string { return fmt.Sprintf("%d of %d", half, of) },
	zones:      "zones with half their fair share", hard: `of time under "too hard"`, notMeasured: "not measured",
	share:       func(part, of uint32) string { return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(of)) },
	perBrushing: "Seconds per brushing", right: "Patient's right", left: "Patient's left", byZone: "By zone, seconds", outer: "outer", inner: "inner", chewing: "chewing",
	places: [6]string{"Upper right", "Upper front", "Upper left", "Lower left", "Lower front", "Lower right"}, arches: [2]string{"Upper jaw", "Lower jaw"},
	from: func(mapped, all int) string {
		if mapped == all {
			return fmt.Sprintf("From all %s.", plural(all, "brushing", "brushings"))
		}
		return fmt.Sprintf("From %d of %s. The others measured no zones, or others, and are left out.", mapped, plural(all, "brushing", "brushings"))
	},
	coarse: func(l session.Layout) string {
		switch l {
		case session.Arches:
			return "The brush cleans and tells whole jaws."
		case session.Quadrants:
			return "The brush tells quarters: every face of a quarter has the quarter's seconds."
		case session.Sextants:
			return "The brush tells sextants: every face of a sextant has the sextant's seconds."
		case session.Eighths:
			return "The brush tells quarters, outer and inner apart; the front is the mean of two."
		}
		return ""
	},
	noZones: "No brush of this period measured zones. What is hatched was not measured.",
	habit:   "Habit", colKept: "kept", usual: "usual time", lengthCol: "length", parts: [2]string{"Morning", "Evening"}, none: "none",
	lengths: "Length of each brushing",
	lengthsWhy: func(target uint32) string {
		return "Dotted: the plan, " + minutes(target) + ". Pale: shorter. Gap: nothing heard."
	},
	source: "Source.",
	sources: sourceWords{
		nothing: "Nothing was heard in this period.", brush: "a brush", join: "; ",
		tells: [4]string{"zones and pressure", "zones, no pressure", "pressure, no zones", "neither zones nor pressure"},
		entry: func(n int) string { return plural(n, "brushing", "brushings") + " counted by a timer or written down" },
		of: func(name, tells string, n int) string {
			return fmt.Sprintf("%s (%s): %s", name, tells, plural(n, "brushing", "brushings"))
		},
		heard: func(share float64) string { return fmt.Sprintf("%.1f%% of all measured seconds were heard.", share) },
	}.say,
	head: "Head.",
	headOf: func(h Head, since, due session.Date) string {
		return fmt.Sprintf("Changed on %s. Next change due about %s.", englishDate(since), englishDate(due))
	},
	pressure: "Pressure",
	pressureWhy: func(told bool) string {
		if !told {
			return "was not measured."
		}
		return "is the brush's own class, not a force."
	},
	limits: "Limits.",
	limitsWhy: func(made string) string {
		return "Measured by consumer devices. It informs; it does not diagnose. Score v1, Enamel, made " + made + "."
	},
	cut:           "There were more brushings than one report holds: the oldest are left out.",
	made:          func(t time.Time) string { return t.Format("2 January 2006, 15:04") },
	origins:       [3]string{"Measured by a toothbrush", "Counted by a timer", "Written down by a person"},
	brushingTitle: "Tooth brushing",
}

// sextantsOf are the canonical zones of each place, in the order of words.places: outer, inner, chewing (brush.Zones: has none).
var sextantsOf = [6][3]brush.Zone{
	{brush.UpperRightOuter, brush.UpperRightInner, brush.UpperRightChewing}, {brush.UpperFrontOuter, brush.UpperFrontInner, brush.Zones},
	{brush.UpperLeftOuter, brush.UpperLeftInner, brush.UpperLeftChewing}, {brush.LowerLeftOuter, brush.LowerLeftInner, brush.LowerLeftChewing},
	{brush.LowerFrontOuter, brush.LowerFrontInner, brush.Zones}, {brush.LowerRightOuter, brush.LowerRightInner, brush.LowerRightChewing},
}
