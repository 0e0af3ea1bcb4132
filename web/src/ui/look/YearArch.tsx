import { useId, useMemo, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { year, type YearPlaces } from './geometry'
import './look.css'

/** What a slot was, on the year: the dot's shape and size say it before its colour does. */
export type YearSlot = 'full' | 'part' | 'open' | 'mend' | 'off' | 'next' | 'now'

export interface YearDay {
  /** YYYY-MM-DD */
  date: string
  am: YearSlot
  pm: YearSlot
}

export interface YearArchProps {
  /** The year, such as 2026. */
  of: number
  /** The year's days in order; a day that is not among them is drawn as one to come. */
  days: readonly YearDay[]
  /** Names of the twelve months, short. */
  months: readonly string[]
  /** The day that is chosen, YYYY-MM-DD. */
  picked?: string
  onPick?: (date: string) => void
  /** A day in words, read out while the arrows move. */
  say: (day: YearDay) => string
  /** Such as "302 mornings" and "308 evenings". */
  mornings: [count: string, word: string]
  evenings: [count: string, word: string]
  /** A whole sentence with the year's sums. */
  label: string
}

const dot = 3.75
const radius = (s: YearSlot) => (s === 'part' ? dot * 0.66 : s === 'next' ? dot * 0.42 : s === 'off' ? dot * 0.3 : dot)

const utc = (y: number, m: number, d: number) => Date.UTC(y, m, d)
const iso = (of: number, i: number) => new Date(utc(of, 0, 1 + i)).toISOString().slice(0, 10)

/** The year's calendar: its length, the weekday of 1 January (0 is Monday) and its months' lengths. */
export function calendarOf(of: number): { days: number; first: number; months: number[] } {
  const day = 86_400_000
  return {
    days: (utc(of + 1, 0, 1) - utc(of, 0, 1)) / day,
    first: (new Date(utc(of, 0, 1)).getUTCDay() + 6) % 7,
    months: Array.from({ length: 12 }, (_, m) => (utc(of, m + 1, 1) - utc(of, m, 1)) / day),
  }
}

/**
 * A year as one mouth: mornings above, evenings below, January at the left of both, Monday inside.
 * One tab stop; the arrows move by day (up, down) and by week (left, right).
 */
export function YearArch({ of, days, months, picked, onPick, say, mornings, evenings, label }: YearArchProps) {
  const said = useId()
  const cal = useMemo(() => calendarOf(of), [of])
  const places = useMemo(() => year({ w: 236, h: 190, gap: 40, st: 9.6, lab: 7, ...cal }), [cal])
  const byDate = useMemo(() => new Map(days.map((d) => [d.date, d])), [days])
  const dayAt = (i: number): YearDay => byDate.get(iso(of, i)) ?? { date: iso(of, i), am: 'next', pm: 'next' }
  const dots = useMemo(() => ({ am: dotsOf(places.am, of, byDate, 'am'), pm: dotsOf(places.pm, of, byDate, 'pm') }), [places, of, byDate])
  const indexOf = (date: string | undefined) =>
    date?.startsWith(`${of}-`) ? Math.round((Date.parse(date) - utc(of, 0, 1)) / 86_400_000) : -1
  const pickedAt = indexOf(picked)
  const [cursor, setCursor] = useState(-1)
  const [focused, setFocused] = useState(false)
  const here = cursor >= 0 && cursor < cal.days ? cursor : pickedAt >= 0 ? pickedAt : 0

  const onKeyDown = (e: KeyboardEvent) => {
    const step = { ArrowLeft: -7, ArrowRight: 7, ArrowUp: 1, ArrowDown: -1, PageUp: -28, PageDown: 28 }[e.key]
    if (step !== undefined) setCursor(Math.max(0, Math.min(cal.days - 1, here + step)))
    else if (e.key === 'Home') setCursor(0)
    else if (e.key === 'End') setCursor(cal.days - 1)
    else if (e.key === 'Enter' || e.key === ' ') onPick?.(iso(of, here))
    else return
    e.preventDefault()
  }
  // A dot is small: the nearest one within a finger's reach is meant.
  const onClick = (e: MouseEvent<SVGSVGElement>) => {
    const m = e.currentTarget.getScreenCTM()
    if (!m) return
    const { x, y } = new DOMPoint(e.clientX, e.clientY).matrixTransform(m.inverse())
    const i = nearest(places, x, y)
    if (i < 0) return
    setCursor(i)
    onPick?.(iso(of, i))
  }

  const ring = focused ? here : pickedAt
  const half = (part: 'am' | 'pm') => (
    <g className={part}>
      {dots[part].map(([slot, d]) => (
        <path key={slot} className={`yd ${part} ${slot}`} d={d} />
      ))}
      {(part === 'am' ? places.amMonths : places.pmMonths).map((p, i) => (
        <text key={i} className="mo" x={round(p.x)} y={round(p.y)}>
          {months[i]}
        </text>
      ))}
      {ring >= 0 && places[part][ring] && (
        <circle
          className="year-pick on"
          cx={round(places[part][ring].x)}
          cy={round(places[part][ring].y)}
          r={dot + 2.6}
          pointerEvents="none"
        />
      )}
    </g>
  )
  return (
    <div className="year-arch">
      <svg
        viewBox={places.box}
        role={onPick ? 'application' : 'img'}
        aria-label={label}
        aria-describedby={onPick ? said : undefined}
        tabIndex={onPick ? 0 : undefined}
        onKeyDown={onPick ? onKeyDown : undefined}
        onClick={onPick ? onClick : undefined}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        {half('am')}
        {half('pm')}
      </svg>
      <div className="year-in" aria-hidden="true">
        <span className="cap-t">
          <strong>{mornings[0]}</strong> {mornings[1]}
        </span>
        <b>{of}</b>
        <span className="cap-t">
          <strong>{evenings[0]}</strong> {evenings[1]}
        </span>
      </div>
      <p id={said} className="unseen" aria-live="polite">
        {focused ? say(dayAt(here)) : ''}
      </p>
    </div>
  )
}

/** The dots of one half, each kind of them as one path: a year is drawn with a few of these instead of with 730 circles. */
function dotsOf(at: YearPlaces['am'], of: number, byDate: ReadonlyMap<string, YearDay>, part: 'am' | 'pm'): [YearSlot, string][] {
  const kinds = new Map<YearSlot, string>()
  at.forEach((p, i) => {
    const slot = byDate.get(iso(of, i))?.[part] ?? 'next'
    const r = round(radius(slot))
    kinds.set(slot, `${kinds.get(slot) ?? ''}M${round(p.x - r)} ${round(p.y)}a${r} ${r} 0 1 0 ${round(2 * r)} 0a${r} ${r} 0 1 0 ${round(-2 * r)} 0z`)
  })
  return [...kinds]
}

const round = (n: number) => Math.round(n * 100) / 100

const reach = 14

/** The day whose dot is nearest, or -1 where none is near. */
function nearest(at: YearPlaces, x: number, y: number): number {
  let best = -1
  let least = reach
  for (const dots of [at.am, at.pm])
    dots.forEach((p, i) => {
      const d = Math.hypot(p.x - x, p.y - y)
      if (d < least) {
        least = d
        best = i
      }
    })
  return best
}
