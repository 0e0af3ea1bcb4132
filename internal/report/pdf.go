package report

import (
	_ "embed" // the fonts
	"fmt"
	"io"
	"math"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// The fonts are Bricolage Grotesque, regular and semibold, under the SIL Open Font License (fonts/OFL.txt).
var (
	//go:embed fonts/regular.ttf
	regular []byte
	//go:embed fonts/semibold.ttf
	semibold []byte
)

// The page, in mm: A4 with its margins.
const (
	pageWide, pageHigh = 210.0, 297.0
	margin             = 15.0
	inside             = pageWide - 2*margin
)

type colour [3]int

var (
	ink      = colour{0x17, 0x20, 0x4a}
	support  = colour{0x46, 0x4e, 0x78}
	hairline = colour{0xcf, 0xd3, 0xe2}
	white    = colour{0xff, 0xff, 0xff}
	morning  = colour{0xf5, 0xae, 0x2b}
	covers   = [5]colour{white, {0xd5, 0xdb, 0xf7}, {0xa9, 0xb5, 0xef}, {0x6f, 0x83, 0xe3}, {0x33, 0x50, 0xd6}}
)

// page is a report while it is drawn.
type page struct {
	*fpdf.Fpdf
	r *Report
	w *words
	// indent is how far in the first line of the next paragraph begins.
	indent float64
}

// PDF writes the report as one page of A4. language is a tag such as "en"; receiver is who it is written for, "" for nobody in particular.
func (r *Report) PDF(out io.Writer, language, receiver string) error {
	w := wordsFor(language)
	p := &page{fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", SizeStr: "A4"}), r, w, 0}
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(false, 0)
	p.SetCreationDate(r.Made)
	p.SetModificationDate(r.Made)
	p.SetCatalogSort(true)
	p.SetProducer("Enamel", false)
	p.SetLang(w.tag)
	name := r.calledInPrint()
	p.SetTitle(w.title(name), true)
	p.AddUTF8FontFromBytes("b", "", regular)
	p.AddUTF8FontFromBytes("b", "B", semibold)
	p.AddPage()
	p.head(name, receiver)
	p.sums(44)
	bottom := p.columns(68)
	bottom = p.bars(bottom + 8)
	p.notes(bottom + 6)
	if err := p.Output(out); err != nil {
		return fmt.Errorf("write a PDF: %w", err)
	}
	return nil
}

// calledInPrint is what the person is called when the report may say so and the font has every letter of it: no letter is ever put for another.
func (r *Report) calledInPrint() string {
	if r.Named && printable(r.Person.Name) {
		return r.Person.Name
	}
	return ""
}

// letters are what both fonts have of what names and sentences are made of: from, to.
var letters = [...][2]rune{{0x20, 0x7e}, {0xa0, 0xa3}, {0xa5, 0xac}, {0xae, 0x107}, {0x10a, 0x113}, {0x116, 0x11b}, {0x11e, 0x123}, {0x126, 0x12b}, {0x12e, 0x133}, {0x136, 0x137},
	{0x139, 0x13e}, {0x141, 0x148}, {0x14a, 0x14d}, {0x150, 0x15b}, {0x15e, 0x161}, {0x164, 0x165}, {0x168, 0x17e}, {0x1a0, 0x1a1}, {0x1af, 0x1b0}, {0x218, 0x21b}, {0x1e80, 0x1e85},
	{0x1e9e, 0x1e9e}, {0x1ea0, 0x1ef9}, {0x2013, 0x2014}, {0x2018, 0x201a}, {0x201c, 0x201e}, {0x2026, 0x2026}}

func hasLetter(c rune) bool {
	for _, l := range letters {
		if c >= l[0] && c <= l[1] {
			return true
		}
	}
	return false
}

// printable reports whether the fonts have all of a text.
func printable(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return !hasLetter(c) })
}

func (p *page) font(style string, size float64, c colour) {
	p.SetFont("b", style, size)
	p.SetTextColor(c[0], c[1], c[2])
}

// write puts a text with its left end (or its right end, or its middle) at x and its base line at y.
func (p *page) write(x, y float64, align byte, text string) {
	switch align {
	case 'r':
		x -= p.GetStringWidth(text)
	case 'm':
		x -= p.GetStringWidth(text) / 2
	}
	p.Text(x, y, text)
}

func (p *page) line(y, thick float64, c colour) {
	p.SetDrawColor(c[0], c[1], c[2])
	p.SetLineWidth(thick)
	p.Line(margin, y, pageWide-margin, y)
}

func (p *page) head(name, receiver string) {
	p.font("B", 21, ink)
	title := p.w.title(name)
	for size := 21.0; p.GetStringWidth(title) > inside-16 && size > 9; size-- {
		p.font("B", size, ink)
	}
	p.write(margin, margin+9, 'l', title)
	p.font("", 9, ink)
	days := 0
	for d := p.r.From; d.Compare(p.r.To) <= 0; d = d.Add(1) {
		days++
	}
	text := p.w.period(p.r.From, p.r.To, days)
	if p.r.Named && p.r.Person.BirthYear > 0 {
		text += " " + p.w.born(p.r.Person.BirthYear)
	}
	if receiver != "" && printable(receiver) {
		text += " " + p.w.writtenFor(receiver)
	}
	p.write(margin, margin+15.5, 'l', text)
	p.mark(pageWide-margin-9, margin+1)
	p.line(margin+20, 0.55, ink)
}

// mark is the upper arch over the lower, which make an e.
func (p *page) mark(x, y float64) {
	p.SetLineCapStyle("round")
	for _, stroke := range []struct {
		wide float64
		arch colour
		bowl colour
	}{{2.8, ink, ink}, {1.9, morning, covers[4]}} {
		p.SetLineWidth(stroke.wide)
		p.SetDrawColor(stroke.bowl[0], stroke.bowl[1], stroke.bowl[2])
		p.Arc(x+4, y+4.2, 3.4, 3.4, 0, 180, 310, "D")
		p.SetDrawColor(stroke.arch[0], stroke.arch[1], stroke.arch[2])
		p.Arc(x+4, y+3.8, 3.4, 3.4, 0, 0, 180, "D")
		p.Line(x+0.6, y+4, x+7.4, y+4)
	}
	p.SetLineCapStyle("butt")
}

func (p *page) sums(y float64) {
	r := p.r
	kept := [2]string{p.w.none, p.w.keptBy(0, 0)}
	if r.All.Kept.Planned > 0 {
		kept[0] = p.w.kept(r.All.Kept.Kept, r.All.Kept.Planned)
	}
	length := [2]string{p.w.none, p.w.length(r.Target)}
	if r.All.Brushings > 0 {
		length[0] = minutes(uint32(math.Round(r.All.Seconds)))
	}
	zones := [2]string{p.w.notMeasured, p.w.zones}
	if len(r.Maps) > 0 {
		zones[0] = p.w.zonesOf(r.Maps[0].Half, len(r.Maps[0].Seconds))
	}
	hard := [2]string{p.w.notMeasured, p.w.hard}
	if r.All.Told > 0 {
		hard[0] = p.w.share(r.All.Hard, r.All.Told)
	}
	for i, f := range [...][2]string{kept, length, zones, hard} {
		x := margin + float64(i)*inside/4
		size := 16.0
		if p.font("B", size, ink); p.GetStringWidth(f[0]) > inside/4-4 {
			p.font("B", 11.5, ink)
		}
		p.write(x, y, 'l', f[0])
		p.font("", 8, support)
		p.paragraph(x, y+5, inside/4-4, f[1])
	}
	p.line(y+12, 0.2, hairline)
}

func (p *page) columns(y float64) float64 {
	const left, gap = 58.0, 12.0
	p.font("B", 11, ink)
	p.write(margin, y, 'l', p.w.perBrushing)
	ends := p.mouth(margin, y+3, left)
	x, right := margin+left+gap, pageWide-margin
	p.font("B", 11, ink)
	p.write(x, y, 'l', p.w.byZone)
	y += 6
	y = p.zones(x, right, y)
	p.font("B", 11, ink)
	p.write(x, y+8, 'l', p.w.habit)
	y = p.habit(x, right, y+14)
	return max(ends, y)
}

func (p *page) row(x, right, y float64, bold bool, cells ...string) {
	for i, c := range cells {
		style, size, col := "", 9.0, ink
		if bold {
			style, size, col = "B", 8, support
		}
		p.font(style, size, col)
		if i == 0 {
			p.write(x, y, 'l', c)
			continue
		}
		p.write(right-float64(len(cells)-1-i)*(right-x)*0.24, y, 'r', c)
	}
	p.SetDrawColor(hairline[0], hairline[1], hairline[2])
	p.SetLineWidth(0.2)
	p.Line(x, y+1.7, right, y+1.7)
}

func (p *page) zones(x, right, y float64) float64 {
	if len(p.r.Maps) == 0 {
		p.font("", 9, support)
		return p.paragraph(x, y, right-x, p.w.noZones)
	}
	m := &p.r.Maps[0]
	values := m.Values()
	text := func(z brush.Zone) string {
		if z == brush.Zones {
			return ""
		}
		if !values[z].Measured {
			return "–"
		}
		return fmt.Sprintf("%.0f", values[z].Seconds)
	}
	if m.Layout == session.Arches {
		for i, name := range p.w.arches {
			p.row(x, right, y, false, name, fmt.Sprintf("%.0f", m.Seconds[i]))
			y += 5.6
		}
	} else {
		p.row(x, right, y, true, "", p.w.outer, p.w.inner, p.w.chewing)
		for i, name := range p.w.places {
			y += 5.6
			s := sextantsOf[i]
			p.row(x, right, y, false, name, text(s[0]), text(s[1]), text(s[2]))
		}
		y += 5.6
	}
	p.font("", 8, support)
	return p.paragraph(x, y, right-x, strings.TrimSpace(p.w.from(m.Brushings, p.r.All.Brushings)+" "+p.w.coarse(m.Layout)))
}

func (p *page) habit(x, right, y float64) float64 {
	p.row(x, right, y, true, "", p.w.colKept, p.w.usual, p.w.lengthCol)
	for i, name := range p.w.parts {
		y += 5.6
		f := &p.r.Parts[i]
		kept, usual, length := p.w.none, p.w.none, p.w.none
		if f.Kept.Planned > 0 {
			kept = p.w.kept(f.Kept.Kept, f.Kept.Planned)
		}
		if f.Brushings > 0 {
			m := int(math.Round(f.Minute.Middle)) % (24 * 60)
			usual, length = fmt.Sprintf("%02d:%02d", m/60, m%60), minutes(uint32(math.Round(f.Seconds)))
		}
		p.row(x, right, y, false, name, kept, usual, length)
	}
	return y + 3
}

// paragraph writes a text in lines as wide as there is room, and returns where the next one would be.
func (p *page) paragraph(x, y, wide float64, text string) float64 {
	line, in := "", p.indent
	p.indent = 0
	for _, word := range strings.Fields(text) {
		next := strings.TrimSpace(line + " " + word)
		if line != "" && in+p.GetStringWidth(next) > wide {
			p.write(x+in, y, 'l', line)
			y, in = y+4, 0
			next = word
		}
		line = next
	}
	p.write(x+in, y, 'l', line)
	return y + 4
}

// bars draws a bar for each part of a day in which somebody brushed, and returns where it ends.
func (p *page) bars(y float64) float64 {
	const high = 34.0
	p.font("B", 11, ink)
	p.write(margin, y, 'l', p.w.lengths)
	y += 3
	first := map[session.Date]int{}
	n := 0
	for d := p.r.From; d.Compare(p.r.To) <= 0; d = d.Add(1) {
		first[d] = 2 * n
		n++
	}
	seconds := make([]float64, 2*n)
	for _, d := range p.r.Dots {
		seconds[first[d.Date]+int(d.Part)] += float64(d.Seconds)
	}
	plans := p.r.Person.Plans()
	targets := make([]float64, n) // of the days
	most := 0.0
	for i := range targets {
		d := p.r.From.Add(i)
		targets[i] = float64(plans.At(d).On(d))
		most = max(most, 1.25*targets[i])
	}
	wide := inside / float64(len(seconds))
	for i, s := range seconds {
		if s == 0 {
			continue
		}
		c := covers[4]
		if s*100 < targets[i/2]*95 {
			c = covers[2]
		}
		p.SetFillColor(c[0], c[1], c[2])
		h := min(1, s/most) * high
		p.Rect(margin+float64(i)*wide, y+high-h, max(0.15, wide*0.7), h, "F")
	}
	p.SetDrawColor(ink[0], ink[1], ink[2])
	p.SetLineWidth(0.25)
	p.SetDashPattern([]float64{0.5, 1}, 0)
	for first, i := 0, 1; i <= n; i++ {
		if i < n && targets[i] == targets[first] {
			continue
		}
		at := y + high - high*targets[first]/most
		p.Line(margin+float64(2*first)*wide, at, margin+float64(2*i)*wide, at)
		first = i
	}
	p.SetDashPattern([]float64{}, 0)
	p.Line(margin, y+high, pageWide-margin, y+high)
	p.font("", 8, support)
	p.write(margin, y+high+4, 'l', p.w.date(p.r.From))
	p.write(pageWide-margin, y+high+4, 'r', p.w.date(p.r.To))
	p.write(margin, y+high+8, 'l', p.w.lengthsWhy(p.r.Target))
	return y + high + 8
}

func (p *page) notes(y float64) {
	p.line(y, 0.55, ink)
	r := p.r
	type note struct{ name, text string }
	left := []note{{p.w.source, p.w.sources(r)}}
	for _, b := range r.Brushes {
		if h := b.Head; h.OK && b.Brushings > 0 && len(left) < 3 {
			since := session.Calendar{Zone: r.Zone}
			day, _ := since.Place(h.V.Since)
			left = append(left, note{p.w.head, p.w.headOf(h.V, day, day.Add(h.V.Lasts))})
		}
	}
	right := []note{{p.w.pressure, p.w.pressureWhy(r.All.Told > 0)}, {p.w.limits, p.w.limitsWhy(p.w.made(r.Made.In(r.Zone)))}}
	if r.Cut {
		right = append(right, note{"", p.w.cut})
	}
	const gap = 10.0
	wide := (inside - gap) / 2
	for i, column := range [...][]note{left, right} {
		at := y + 6
		for _, n := range column {
			text := strings.TrimSpace(n.name + " " + n.text)
			text = strings.Map(func(c rune) rune {
				if hasLetter(c) {
					return c
				}
				return '?'
			}, text)
			x := margin + float64(i)*(wide+gap)
			if n.name != "" && strings.HasPrefix(text, n.name) {
				p.font("B", 8, ink)
				p.write(x, at, 'l', n.name)
				p.indent = p.GetStringWidth(n.name + " ")
			}
			p.font("", 8, support)
			at = p.paragraph(x, at, wide, strings.TrimPrefix(text, n.name)) + 1.5
			if at > pageHigh-margin {
				break
			}
		}
	}
}
