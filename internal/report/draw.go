package report

import (
	"fmt"
	"math"
	"slices"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/session"
)

// smooth draws a closed, smooth line through points.
func (p *page) smooth(points []point, style string) {
	n := len(points)
	at := func(i int) point { return points[((i%n)+n)%n] }
	p.MoveTo(points[0].x, points[0].y)
	for i := range n {
		a, b, c, e := at(i-1), at(i), at(i+1), at(i+2)
		p.CurveBezierCubicTo(b.x+(c.x-a.x)/6, b.y+(c.y-a.y)/6, c.x-(e.x-b.x)/6, c.y-(e.y-b.y)/6, c.x, c.y)
	}
	p.ClosePath()
	p.DrawPath(style)
}

// hatch fills a shape with slanted lines: not measured. The lines are held within it by hand, since a clip must be convex here.
func (p *page) hatch(points []point) {
	p.SetDrawColor(0xa7, 0x9f, 0x8d)
	p.SetLineWidth(0.14)
	low, high := math.Inf(1), math.Inf(-1)
	for _, q := range points {
		low, high = min(low, q.x+q.y), max(high, q.x+q.y)
	}
	for c := math.Ceil(low/1.3) * 1.3; c < high; c += 1.3 {
		var cuts []float64 // x where the line x+y = c meets the outline
		for i := range points {
			a, b := points[i], points[(i+1)%len(points)]
			u, v := a.x+a.y-c, b.x+b.y-c
			if (u < 0) == (v < 0) {
				continue
			}
			cuts = append(cuts, a.x+(b.x-a.x)*u/(u-v))
		}
		slices.Sort(cuts)
		for i := 0; i+1 < len(cuts); i += 2 {
			p.Line(cuts[i], c-cuts[i], cuts[i+1], c-cuts[i+1])
		}
	}
}

// step is which of the five steps of coverage a value is, as in the app.
func step(seconds, full float64) int {
	switch share := seconds / full; {
	case share < 1.0/12:
		return 0
	case share < 0.25:
		return 1
	case share < 0.5:
		return 2
	case share < 0.75:
		return 3
	}
	return 4
}

// mouth draws the map in a column, and returns where it ends.
func (p *page) mouth(x, y, wide float64) float64 {
	shapes, w, h := mouthShapes(p.r.Person.MilkTeeth)
	k := min(wide/(2*w), 84/(2*h))
	var values [brush.Zones]session.Value
	full, dashed, layout := 1.0, false, session.Layout(0)
	if len(p.r.Maps) > 0 {
		m := &p.r.Maps[0]
		values, full, dashed, layout = m.Values(), 1.6*m.Fair, m.Confidence < 0.8 || m.Layout == session.Arches, m.Layout
	}
	cx, cy := x+wide/2, y+h*k
	put := func(q point) point { return point{cx + q.x*k, cy + q.y*k} }
	for _, s := range shapes {
		points := make([]point, len(s.points))
		for i := range points {
			points[i] = put(s.points[i])
		}
		fill, style := white, "DF"
		hatched := !s.tooth && !values[s.zone].Measured
		if !s.tooth && !hatched {
			fill = covers[step(values[s.zone].Seconds, full)]
		}
		p.SetFillColor(fill[0], fill[1], fill[2])
		if hatched {
			p.smooth(points, "F")
			p.hatch(points)
			style = "D"
		}
		p.SetDrawColor(ink[0], ink[1], ink[2])
		p.SetLineWidth(0.25)
		if !s.tooth && dashed {
			p.SetDashPattern([]float64{0.8, 0.6}, 0)
		}
		p.smooth(points, style)
		p.SetDashPattern([]float64{}, 0)
		if s.figure == nil || hatched || !hasFigure(s.zone, layout) {
			continue
		}
		q := put(*s.figure)
		c := ink
		if step(values[s.zone].Seconds, full) == 4 {
			c = white
		}
		p.font("B", 5.6, c)
		p.write(q.x, q.y+0.75, 'm', fmt.Sprintf("%.0f", values[s.zone].Seconds))
	}
	if layout == session.Arches {
		p.font("B", 11, ink)
		p.write(cx, cy-22*k, 'm', fmt.Sprintf("%.0f", p.r.Maps[0].Seconds[0]))
		p.write(cx, cy+26*k, 'm', fmt.Sprintf("%.0f", p.r.Maps[0].Seconds[1]))
	}
	y += 2*h*k + 3
	p.font("", 8, support)
	p.write(x, y, 'l', p.w.right)
	p.write(x+wide, y, 'r', p.w.left)
	return y
}

// hasFigure reports whether a band carries a figure of its own: each value is written once.
func hasFigure(z brush.Zone, l session.Layout) bool {
	front, inner := z%6/2 == 1, z%2 == 1
	switch l {
	case session.Arches:
		return false
	case session.Sextants:
		return !inner
	case session.Quadrants:
		return !inner && !front
	case session.Eighths:
		return !front
	}
	return true
}
