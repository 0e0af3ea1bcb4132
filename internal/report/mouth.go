package report

import (
	"math"
	"slices"

	"github.com/enamel-home/enamel/brush"
)

// The mouth as a dentist charts it, in millimetres: the left of the picture is the patient's right. It is the same drawing as the app's.

type point struct{ x, y float64 }

// curve is a jaw's arch, walked by its length.
type curve struct {
	p      []point
	walked []float64
	dir    float64 // -1: opens downward, the upper jaw
}

func curveOf(w, h, cy, dir float64) curve {
	const n, exponent = 400, 2.2
	c := curve{dir: dir}
	power := func(v float64) float64 { return math.Copysign(math.Pow(math.Abs(v), 2/exponent), v) }
	for i := range n + 1 {
		t := math.Pi * float64(i) / n
		p := point{-w * power(math.Cos(t)), cy + dir*h*power(math.Sin(t))}
		c.p = append(c.p, p)
		if i == 0 {
			c.walked = append(c.walked, 0)
			continue
		}
		q := c.p[i-1]
		c.walked = append(c.walked, c.walked[i-1]+math.Hypot(p.x-q.x, p.y-q.y))
	}
	return c
}

func (c *curve) length() float64 { return c.walked[len(c.walked)-1] }

// place is a point off the arch, with the directions along it and out of it.
type place struct {
	point
	along, out point
}

func (c *curve) at(along, off float64) place {
	n := len(c.p) - 1
	along = max(0, min(c.length(), along))
	i, _ := slices.BinarySearch(c.walked, along)
	i = max(1, min(i, n))
	step := c.walked[i] - c.walked[i-1]
	k := 0.0
	if step > 0 {
		k = (along - c.walked[i-1]) / step
	}
	a, b := c.p[max(0, i-4)], c.p[min(n, i+3)]
	d := math.Hypot(b.x-a.x, b.y-a.y)
	t := point{(b.x - a.x) / d, (b.y - a.y) / d}
	out := point{t.y, -t.x}
	if c.dir > 0 {
		out = point{-t.y, t.x}
	}
	p, q := c.p[i-1], c.p[i]
	return place{point{p.x + (q.x-p.x)*k + out.x*off, p.y + (q.y-p.y)*k + out.y*off}, t, out}
}

// band follows the arch from one place to another, off it and so thick: a closed line of points to be smoothed.
func (c *curve) band(from, to, off, thick float64) (all []point) {
	const m = 9
	r := thick / 2
	for i := range m + 1 {
		all = append(all, c.at(from+(to-from)*float64(i)/m, off+r).point)
	}
	e := c.at(to, off)
	all = append(all, point{e.x + e.along.x*r*0.72, e.y + e.along.y*r*0.72})
	for i := range m + 1 {
		all = append(all, c.at(to+(from-to)*float64(i)/m, off-r).point)
	}
	b := c.at(from, off)
	return append(all, point{b.x - b.along.x*r*0.72, b.y - b.along.y*r*0.72})
}

type measure struct {
	w, d float64
	kind byte // i, c, p, m
}

// Mean widths along the arch and depths across it, from the midline back.
var (
	adultUpper = []measure{{8.5, 7, 'i'}, {6.6, 6.4, 'i'}, {7.6, 8, 'c'}, {7, 9, 'p'}, {6.8, 9, 'p'}, {10, 11, 'm'}, {9.4, 10.6, 'm'}}
	adultLower = []measure{{5.4, 6, 'i'}, {5.9, 6.4, 'i'}, {6.9, 7.6, 'c'}, {7, 8, 'p'}, {7.1, 8.3, 'p'}, {11, 10.4, 'm'}, {10.4, 10, 'm'}}
	milkUpper  = []measure{{6.5, 5.6, 'i'}, {5.3, 5.2, 'i'}, {6.8, 7, 'c'}, {7.4, 8.4, 'm'}, {8.8, 9.6, 'm'}}
	milkLower  = []measure{{4.6, 5, 'i'}, {4.9, 5.2, 'i'}, {6, 6.4, 'c'}, {8, 7.4, 'm'}, {9.6, 8.6, 'm'}}
)

var squareness = map[byte]float64{'i': 2.7, 'c': 2.1, 'p': 2.5, 'm': 3.4}

// tooth is one tooth from above, scaled about its own middle.
func toothAt(q place, w, d float64, kind byte, k float64) (all []point) {
	n := 12
	if kind == 'm' {
		n = 16
	}
	e := 2 / squareness[kind]
	power := func(v float64) float64 { return math.Copysign(math.Pow(math.Abs(v), e), v) }
	for i := range n {
		t := 2 * math.Pi * (float64(i) + 0.5) / float64(n)
		u, v := w/2*k*power(math.Cos(t)), d/2*k*power(math.Sin(t))
		if v > 0 && kind != 'i' {
			u *= 1.02
		}
		if v < 0 {
			u *= map[byte]float64{'i': 0.8, 'c': 0.82, 'p': 0.93, 'm': 0.93}[kind]
		}
		all = append(all, point{q.x + q.along.x*u + q.out.x*v, q.y + q.along.y*u + q.out.y*v})
	}
	return all
}

// shape is one closed, smooth piece of the drawing.
type shape struct {
	points []point
	tooth  bool       // and no zone
	zone   brush.Zone // of no tooth
	figure *point     // where a band's figure stands
}

// mouthShapes returns the mouth in the order in which it is painted, and its half width and half height.
func mouthShapes(milk bool) (all []shape, w, h float64) {
	k, middle, deep, gap, thick := 1.0, 5.6, 4.0, 17.0, 6.2
	sets := [2][]measure{adultUpper, adultLower}
	w, h = 46, 64
	if milk {
		k, middle, deep, gap, thick = 0.8, 4.9, 3.4, 15, 5.6
		sets = [2][]measure{milkUpper, milkLower}
		w, h = 38, 54
	}
	for jaw, set := range sets {
		dir, narrow, low := -1.0, 1.0, 1.0
		if jaw == 1 {
			dir, narrow, low = 1, 0.95, 0.94
		}
		arch := curveOf(27.5*k*narrow, 40*k*low, dir*gap/2, dir)
		type lying struct {
			measure
			from, to float64
			n        int
			right    bool
		}
		var row []lying
		total := 0.0
		for _, m := range set {
			total += 2 * m.w
		}
		grow, s := arch.length()/total, 0.0
		for i := range 2 * len(set) {
			n := len(set) - i
			if i >= len(set) {
				n = i - len(set) + 1
			}
			m := set[n-1]
			row = append(row, lying{measure{m.w*grow - 0.55, m.d * min(1.15, grow), m.kind}, s, s + m.w*grow, n, i < len(set)})
			s += m.w * grow
		}
		for place := range 3 { // right, front, left
			from, to := math.Inf(1), math.Inf(-1)
			for _, l := range row {
				at := 1
				if l.n > 3 {
					at = 2
					if l.right {
						at = 0
					}
				}
				if at == place {
					from, to = min(from, l.from), max(to, l.to)
				}
			}
			from, to = from+1.6, to-1.6
			off, shorter := middle, 0.2
			if place == 1 {
				off, shorter = deep+0.7, 2.4
			}
			for face := range 2 {
				side, less := 1.0, 0.0
				if face == 1 {
					side, less = -1, 1.2*shorter
				}
				o := side * (off + thick/2 + 1.1)
				f := arch.at((from+to)/2, o).point
				all = append(all, shape{points: arch.band(from+less, to-less, o, thick), zone: brush.Zone(jaw*6 + place*2 + face), figure: &f})
			}
		}
		var chewing []shape
		for _, l := range row {
			q := arch.at((l.from+l.to)/2, 0)
			all = append(all, shape{points: toothAt(q, l.w, l.d, l.kind, 1), tooth: true})
			if l.n <= 3 {
				continue
			}
			inner := 0.52
			if l.kind == 'm' {
				inner = 0.6
			}
			z := brush.UpperLeftChewing
			switch {
			case jaw == 0 && l.right:
				z = brush.UpperRightChewing
			case jaw == 1 && l.right:
				z = brush.LowerRightChewing
			case jaw == 1:
				z = brush.LowerLeftChewing
			}
			chewing = append(chewing, shape{points: toothAt(q, l.w, l.d, l.kind, inner), zone: z})
		}
		all = append(all, chewing...)
	}
	return all, w, h
}
