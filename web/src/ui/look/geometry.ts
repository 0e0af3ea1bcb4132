/**
 * The geometry of Enamel's one shape, the dental arch: pure functions from numbers to SVG path data.
 *
 * Lengths are in the units of the drawing they belong to; the mouth is in millimetres. Left in the picture is the
 * patient's right. Every number in a path is rounded to two decimals, so equal input gives equal strings.
 */

export type Jaw = 'upper' | 'lower'
export type Side = 'right' | 'left'
export type Sextant = 'right' | 'front' | 'left'
/** Incisor, canine, premolar or molar: how square a tooth is, seen from above. */
export type ToothKind = 'i' | 'c' | 'p' | 'm'
export type TeethSet = 'adult' | 'milk'

/** A canonical zone's id, such as `upper-right-outer` or `lower-left-chewing`. */
export type ZoneId = `${Jaw}-${Sextant}-${'outer' | 'inner'}` | `${Jaw}-${Side}-chewing`

/** A point of an arch with its unit tangent (t) and its unit normal (n), which points out of the arch. */
export interface ArchPoint {
  x: number
  y: number
  tx: number
  ty: number
  nx: number
  ny: number
}

/** An arch that is walked by arc length. */
export interface Arch {
  /** The point `s` along the arch, `off` outside it. `s` is held between 0 and `len`. */
  at: (s: number, off?: number) => ArchPoint
  len: number
  dir: number
}

/** Two decimals, without trailing zeros. */
export const f = (n: number): string => (Math.round(n * 100) / 100).toString()

export interface ArchShape {
  cx?: number
  cy?: number
  /** Half the width. */
  w: number
  /** The height. */
  h: number
  /** Exponent of the superellipse: 2 is an ellipse, more is squarer. */
  n?: number
  /** -1 opens downward (upper jaw), +1 opens upward (lower jaw). */
  dir?: number
  /** Radians by which both ends go on beyond the half turn. */
  sweep?: number
}

/** A superellipse's half, walked by arc length from the picture's left. */
export function arch({ cx = 0, cy = 0, w, h, n = 2.15, dir = -1, sweep = 0 }: ArchShape): Arch {
  const N = 400
  const P: [number, number][] = []
  const a0 = -sweep
  const a1 = Math.PI + sweep
  for (let i = 0; i <= N; i++) {
    const t = a0 + ((a1 - a0) * i) / N
    const c = Math.cos(t)
    const s = Math.sin(t)
    const e = 2 / n
    P.push([cx - w * Math.sign(c) * Math.abs(c) ** e, cy + dir * h * Math.sign(s) * Math.abs(s) ** e])
  }
  const p = (i: number) => P[i] as [number, number]
  const L: number[] = [0]
  for (let i = 1; i <= N; i++) L.push((L[i - 1] as number) + Math.hypot(p(i)[0] - p(i - 1)[0], p(i)[1] - p(i - 1)[1]))
  const len = L[N] as number
  const at = (along: number, off = 0): ArchPoint => {
    const s = Math.max(0, Math.min(len, along))
    let i = 1
    while (i < N && (L[i] as number) < s) i++
    const before = L[i - 1] as number
    const k = (s - before) / ((L[i] as number) - before || 1)
    const a = p(Math.max(0, i - 4))
    const b = p(Math.min(N, i + 3))
    const d = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1
    const tx = (b[0] - a[0]) / d
    const ty = (b[1] - a[1]) / d
    const nx = dir < 0 ? ty : -ty
    const ny = dir < 0 ? -tx : tx
    return {
      x: p(i - 1)[0] + (p(i)[0] - p(i - 1)[0]) * k + nx * off,
      y: p(i - 1)[1] + (p(i)[1] - p(i - 1)[1]) * k + ny * off,
      tx,
      ty,
      nx,
      ny,
    }
  }
  return { at, len, dir }
}

/** A closed smooth curve through the points. */
export function smooth(points: [number, number][]): string {
  const n = points.length
  const at = (i: number) => points[((i % n) + n) % n] as [number, number]
  let d = 'M' + f(at(0)[0]) + ' ' + f(at(0)[1])
  for (let i = 0; i < n; i++) {
    const a = at(i - 1)
    const b = at(i)
    const c = at(i + 1)
    const e = at(i + 2)
    d +=
      'C' +
      [b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6, c[0] - (e[0] - b[0]) / 6, c[1] - (e[1] - b[1]) / 6, c[0], c[1]]
        .map(f)
        .join(' ')
  }
  return d + 'Z'
}

const squareness: Record<ToothKind, number> = { i: 2.7, c: 2.1, p: 2.5, m: 3.4 }

/** One tooth from above: `w` along the arch, `d` across it, scaled by `k` about its own middle, `off` further out. */
export function tooth(q: ArchPoint, w: number, d: number, kind: ToothKind, k = 1, off = 0): string {
  const n = squareness[kind]
  const pts: [number, number][] = []
  const M = kind === 'm' ? 16 : 12
  for (let i = 0; i < M; i++) {
    const t = (2 * Math.PI * (i + 0.5)) / M
    const c = Math.cos(t)
    const s = Math.sin(t)
    const e = 2 / n
    let u = (w / 2) * k * Math.sign(c) * Math.abs(c) ** e
    let v = (d / 2) * k * Math.sign(s) * Math.abs(s) ** e
    if (v > 0 && kind !== 'i') u *= 1.02
    if (v < 0) u *= kind === 'i' ? 0.8 : kind === 'c' ? 0.82 : 0.93
    v += off
    pts.push([q.x + q.tx * u + q.nx * v, q.y + q.ty * u + q.ny * v])
  }
  return smooth(pts)
}

/** A band that follows the arch from `s0` to `s1`, its middle `off` outside it, `th` thick. */
export function band(A: Arch, s0: number, s1: number, off: number, th: number): string {
  const p: [number, number][] = []
  const q: [number, number][] = []
  const M = 9
  const r = th / 2
  for (let i = 0; i <= M; i++) {
    const a = A.at(s0 + ((s1 - s0) * i) / M, off + r)
    const b = A.at(s1 + ((s0 - s1) * i) / M, off - r)
    p.push([a.x, a.y])
    q.push([b.x, b.y])
  }
  const e = A.at(s1, off)
  const b = A.at(s0, off)
  return smooth([...p, [e.x + e.tx * r * 0.72, e.y + e.ty * r * 0.72], ...q, [b.x - b.tx * r * 0.72, b.y - b.ty * r * 0.72]])
}

type Measure = readonly [width: number, depth: number, kind: ToothKind]

/** Mean widths along the arch and depths across it, in millimetres, from the midline back. */
export const teethOf: Record<TeethSet, Record<Jaw, readonly Measure[]>> = {
  adult: {
    upper: [[8.5, 7, 'i'], [6.6, 6.4, 'i'], [7.6, 8, 'c'], [7, 9, 'p'], [6.8, 9, 'p'], [10, 11, 'm'], [9.4, 10.6, 'm']],
    lower: [[5.4, 6, 'i'], [5.9, 6.4, 'i'], [6.9, 7.6, 'c'], [7, 8, 'p'], [7.1, 8.3, 'p'], [11, 10.4, 'm'], [10.4, 10, 'm']],
  },
  milk: {
    upper: [[6.5, 5.6, 'i'], [5.3, 5.2, 'i'], [6.8, 7, 'c'], [7.4, 8.4, 'm'], [8.8, 9.6, 'm']],
    lower: [[4.6, 5, 'i'], [4.9, 5.2, 'i'], [6, 6.4, 'c'], [8, 7.4, 'm'], [9.6, 8.6, 'm']],
  },
}

/** A tooth's place on its arch. */
export interface RowTooth {
  /** Counted from the midline, from 1. */
  n: number
  side: Side
  s0: number
  s1: number
  q: ArchPoint
  w: number
  d: number
  kind: ToothKind
}

/** The teeth of one jaw laid along an arch, from the picture's left, `gap` apart. */
export function row(A: Arch, set: readonly Measure[], gap = 0.5): RowTooth[] {
  const seq = [...set]
    .reverse()
    .map((t, i) => ({ t, n: set.length - i, side: 'right' as Side }))
    .concat(set.map((t, i) => ({ t, n: i + 1, side: 'left' as Side })))
  const total = seq.reduce((a, o) => a + o.t[0], 0)
  const k = A.len / total
  let s = 0
  return seq.map(({ t, n, side }) => {
    const w = t[0] * k
    const r: RowTooth = { n, side, s0: s, s1: s + w, q: A.at(s + w / 2), w: w - gap, d: t[1] * Math.min(1.15, k), kind: t[2] }
    s += w
    return r
  })
}

export const jaws: readonly Jaw[] = ['upper', 'lower']
const sextants: readonly Sextant[] = ['right', 'front', 'left']
const faces = ['outer', 'inner'] as const
const sides: readonly Side[] = ['right', 'left']
const isFront = (t: { n: number }) => t.n <= 3

/** The sixteen canonical zones: twelve bands, then four chewing surfaces. */
export const zones: readonly ZoneId[] = [
  ...jaws.flatMap((j) => sextants.flatMap((s) => faces.map((c): ZoneId => `${j}-${s}-${c}`))),
  ...jaws.flatMap((j) => sides.map((s): ZoneId => `${j}-${s}-chewing`)),
]

export interface MouthShape {
  teeth?: TeethSet
  /** Without bands the mouth is teeth only, as in play. */
  bands?: boolean
  /** With chewing zones; without them molars carry fissures. */
  chew?: boolean
  gum?: boolean
  /** Between the jaws, mm. */
  gap?: number
  /** Thickness of a band, mm. */
  band?: number
  /** The box, when it is not the usual one. */
  box?: readonly [number, number, number, number]
}

export interface ZonePath {
  zone: ZoneId
  d: string
  /** The middle of a band, where its figure stands. */
  at?: { x: number; y: number }
}

export interface JawPaths {
  jaw: Jaw
  gum?: string
  bands: ZonePath[]
  teeth: { d: string; side: Side; n: number; kind: ToothKind }[]
  chew: ZonePath[]
  fissures: string[]
}

/** The whole mouth, seen by a dentist: paths in the order they are painted. */
export function mouth(o: MouthShape = {}): JawPaths[] {
  const milk = o.teeth === 'milk'
  const k = milk ? 0.8 : 1
  const set = teethOf[o.teeth ?? 'adult']
  const W = 27.5 * k
  const H = 40 * k
  const gap = o.gap ?? 15
  const bt = o.band ?? 5.2
  return jaws.map((jaw) => {
    const up = jaw === 'upper'
    const dir = up ? -1 : 1
    const A = arch({ w: W * (up ? 1 : 0.95), h: H * (up ? 1 : 0.94), dir, cy: (dir * gap) / 2, n: 2.2 })
    const R = row(A, set[jaw], 0.55)
    const dm = milk ? 4.9 : 5.6
    const di = milk ? 3.4 : 4
    const out: JawPaths = { jaw, bands: [], teeth: [], chew: [], fissures: [] }
    if (o.gum) out.gum = band(A, -0.5, A.len + 0.5, -0.4, milk ? 14 : 17)
    if (o.bands !== false) {
      for (const s of sextants) {
        const m = R.filter((r) => (s === 'front' ? isFront(r) : !isFront(r) && r.side === s))
        const s0 = (m[0] as RowTooth).s0 + 1.6
        const s1 = (m[m.length - 1] as RowTooth).s1 - 1.6
        const dd = s === 'front' ? di + 0.7 : dm
        for (const face of faces) {
          const x = (face === 'inner' ? 1.2 : 0) * (s === 'front' ? 2.4 : 0.2)
          const off = (face === 'outer' ? 1 : -1) * (dd + bt / 2 + 1.1)
          const q = A.at((s0 + s1) / 2, off)
          out.bands.push({ zone: `${jaw}-${s}-${face}`, d: band(A, s0 + x, s1 - x, off, bt), at: { x: q.x, y: q.y } })
        }
      }
    }
    for (const r of R) out.teeth.push({ d: tooth(r.q, r.w, r.d, r.kind), side: r.side, n: r.n, kind: r.kind })
    for (const s of sides) {
      const m = R.filter((r) => !isFront(r) && r.side === s)
      if (o.chew !== false) {
        out.chew.push({
          zone: `${jaw}-${s}-chewing`,
          d: m.map((r) => tooth(r.q, r.w, r.d, r.kind, r.kind === 'm' ? 0.6 : 0.52)).join(''),
        })
      } else {
        for (const r of m.filter((r) => r.kind === 'm')) {
          const { x, y, tx, ty, nx, ny } = r.q
          out.fissures.push(
            `M${f(x - tx * r.w * 0.2)} ${f(y - ty * r.w * 0.2)}L${f(x + tx * r.w * 0.2)} ${f(y + ty * r.w * 0.2)}` +
              `M${f(x - nx * r.d * 0.17)} ${f(y - ny * r.d * 0.17)}L${f(x + nx * r.d * 0.17)} ${f(y + ny * r.d * 0.17)}`,
          )
        }
      }
    }
    return out
  })
}

/** The box that holds a mouth with its bands, a bare adult mouth, or a bare milk mouth. */
export function mouthBox(o: MouthShape = {}): string {
  const box = o.box ?? (o.bands !== false ? [-43, -62, 86, 124] : o.teeth === 'milk' ? [-34, -50, 68, 100] : [-37, -57, 74, 114])
  return box.join(' ')
}

export interface DayShape {
  /** Teeth of an arch: 14 for an adult, 10 for a child. */
  teeth?: number
  w?: number
  h?: number
  gap?: number
  /** Depth of a tooth. */
  td?: number
  /** Gap between teeth. */
  tg?: number
}

/** A day's two arches: upper is the morning, lower the evening. */
export function day(o: DayShape = {}): { box: string; am: string[]; pm: string[] } {
  const n = o.teeth ?? 14
  const w = o.w ?? 44
  const h = o.h ?? 40
  const gap = o.gap ?? 9
  const td = o.td ?? 12
  const half = (dir: number): string[] => {
    const A = arch({ w, h, dir, cy: (dir * gap) / 2, n: 2.25 })
    const step = A.len / n
    return Array.from({ length: n }, (_, i) => {
      const mid = Math.abs(i - (n - 1) / 2) / (n / 2)
      return tooth(A.at(step * (i + 0.5)), step - (o.tg ?? 1.6), td * (0.74 + 0.34 * mid), mid > 0.55 ? 'm' : mid > 0.3 ? 'p' : 'i')
    })
  }
  const m = td * 0.62 + 1.5
  return { box: `${-w - m} ${-h - gap / 2 - m} ${2 * (w + m)} ${2 * (h + gap / 2 + m)}`, am: half(-1), pm: half(1) }
}

/** How many of `n` teeth stand for the share `v`: a tooth counts from its middle on. */
export function teethFilled(v: number, n: number): number {
  let k = 0
  while (k < n && k + 0.5 < v * n) k++
  return k
}

/** A day as two caps in a box of 20 by 24: the dome, the bowl and their small cores. */
export const capPaths = {
  am: 'M1.5 11V9.5A8.5 8.5 0 0 1 18.5 9.5V11Z',
  pm: 'M1.5 13V14.5A8.5 8.5 0 0 0 18.5 14.5V13Z',
  amCore: 'M5 11A5 5 0 0 1 15 11Z',
  pmCore: 'M5 13A5 5 0 0 0 15 13Z',
} as const

/** The score's arch in a box of -49 -53 98 76: twenty teeth of five points. */
export function scoreTeeth(): string[] {
  const A = arch({ w: 40, h: 44, dir: -1, n: 2.25, sweep: 0.22 })
  const n = 20
  const step = A.len / n
  return Array.from({ length: n }, (_, i) => {
    const m = Math.abs(i - 9.5) / 10
    return tooth(A.at(step * (i + 0.5)), step - 1.4, 12 * (0.8 + 0.3 * m), m > 0.55 ? 'm' : m > 0.3 ? 'p' : 'i')
  })
}

export interface YearShape {
  w?: number
  h?: number
  gap?: number
  /** Between two weekdays, across the arch. */
  st?: number
  /** How far the month's name stands outside. */
  lab?: number
  /** Days of the year: 365 or 366. */
  days: number
  /** Weekday of 1 January: 0 is Monday. */
  first: number
  /** Lengths of the twelve months. */
  months: readonly number[]
}

export interface YearPlaces {
  box: string
  am: { x: number; y: number }[]
  pm: { x: number; y: number }[]
  /** Where the months' names stand. */
  amMonths: { x: number; y: number }[]
  pmMonths: { x: number; y: number }[]
}

/** The year's places: weeks along each arch from January on the left, seven days deep, Monday inside. */
export function year(o: YearShape): YearPlaces {
  const w = o.w ?? 200
  const h = o.h ?? 168
  const gap = o.gap ?? 26
  const st = o.st ?? 8.2
  const lab = o.lab ?? 6
  const weeks = Math.max(53, Math.ceil((o.days + o.first) / 7))
  const half = (dir: number) => {
    const A = arch({ w, h, dir, cy: (dir * gap) / 2, n: 2.2 })
    const step = A.len / weeks
    const dots = Array.from({ length: o.days }, (_, d) => {
      const q = A.at(step * (Math.floor((d + o.first) / 7) + 0.5), (((d + o.first) % 7) - 3) * st)
      return { x: q.x, y: q.y }
    })
    let dd = 0
    const names = o.months.map((m) => {
      const q = A.at(step * ((dd + m / 2 + o.first) / 7), 4.6 * st + lab)
      dd += m
      return { x: q.x, y: q.y }
    })
    return { dots, names }
  }
  const am = half(-1)
  const pm = half(1)
  const m = 4.6 * st + lab + 14
  return {
    box: `${-w - m} ${-h - gap / 2 - m + 8} ${2 * (w + m)} ${2 * (h + gap / 2 + m - 8)}`,
    am: am.dots,
    pm: pm.dots,
    amMonths: am.names,
    pmMonths: pm.names,
  }
}
