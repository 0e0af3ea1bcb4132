/** A brushing's seconds as the strip needs them: pure functions over the runs of the API. */
import type { Run } from '@/api/types'
import { zones, type ZoneId } from '@/ui/look/geometry'
import type { Grain, ZoneSeconds } from '@/ui/look/coverage'

/** Seconds [from, to) of the handle's timer. */
export interface Span {
  from: number
  to: number
}

export interface Told<T> extends Span {
  value: T
}

/** How long the strip is: what was brushed, and while it runs at least the target. */
export const length = (duration: number, runs: readonly Run[]): number =>
  Math.max(1, duration, runs.length > 0 ? (runs[runs.length - 1]?.to_s ?? 0) : 0)

/** What was said of one second; undefined where no run says anything. */
export const at = (runs: readonly Run[], second: number): Run | undefined =>
  runs.find((r) => r.from_s <= second && second < r.to_s)

/** Runs of equal, known values. Unheard seconds between two equal values are bridged when `bridge` is set. */
export function told<T>(runs: readonly Run[], value: (r: Run) => T | undefined, bridge = false): Told<T>[] {
  const out: Told<T>[] = []
  let gap = false
  for (const r of runs) {
    const v = r.heard ? value(r) : undefined
    const last = out[out.length - 1]
    if (v === undefined) {
      gap = gap || r.heard
      continue
    }
    if (last && last.value === v && (last.to === r.from_s || (bridge && !gap))) last.to = r.to_s
    else out.push({ from: r.from_s, to: r.to_s, value: v })
    gap = false
  }
  return out
}

/** The seconds of a set, joined where they touch. */
export function spans(runs: readonly Run[], when: (r: Run) => boolean): Span[] {
  const out: Span[] = []
  for (const r of runs) {
    if (!when(r)) continue
    const last = out[out.length - 1]
    if (last && last.to === r.from_s) last.to = r.to_s
    else out.push({ from: r.from_s, to: r.to_s })
  }
  return out
}

/** What nobody heard: unheard runs, and whatever no run covers up to the end. */
export function unheard(runs: readonly Run[], duration: number): Span[] {
  const out: Span[] = []
  let heardTo = 0
  const hole = (from: number, to: number) => {
    const last = out[out.length - 1]
    if (to <= from) return
    if (last && last.to === from) last.to = to
    else out.push({ from, to })
  }
  for (const r of runs) {
    hole(heardTo, r.from_s)
    if (!r.heard) hole(r.from_s, r.to_s)
    heardTo = Math.max(heardTo, r.to_s)
  }
  hole(heardTo, duration)
  return out
}

/** The longest hole that may lie between two words of the brush, in seconds: some are heard only each ten. */
const breath = 15

/**
 * Whether a hole lies between two heard seconds that say the same. The brush's timer ran through it, so that much is certain: it was on, and
 * nothing is known to have changed. It was not heard all the same.
 */
export function between(runs: readonly Run[], hole: Span): boolean {
  const before = runs.find((r) => r.heard && r.to_s === hole.from)
  const after = runs.find((r) => r.heard && r.from_s === hole.to)
  if (!before || !after || hole.to - hole.from > breath) return false
  const zones = (r: Run) => (r.zones ?? []).join()
  return before.mode === after.mode && before.pressure === after.pressure && before.sector === after.sector && zones(before) === zones(after)
}

export const seconds = (s: readonly Span[]): number => s.reduce((a, x) => a + x.to - x.from, 0)

/** The modes in the order they were brushed, each once. */
export function modes(runs: readonly Run[]): string[] {
  const out: string[] = []
  for (const r of runs) if (r.heard && r.mode && !out.includes(r.mode)) out.push(r.mode)
  return out
}

const known = new Set<string>(zones)
export const isZone = (z: string): z is ZoneId => known.has(z)

/** How finely this brushing's places were told. A second that names several zones was told coarsely. */
export function grain(runs: readonly Run[]): Grain {
  const sets = runs.flatMap((r) => (r.heard && r.zones?.some(isZone) ? [r.zones.filter(isZone)] : []))
  if (sets.length === 0) return 'none'
  const size = Math.min(...sets.map((s) => s.length))
  if (size >= 7) return 'arch'
  if (sets.some((s) => s.some((z) => z.endsWith('-chewing')))) return size >= 3 ? 4 : size === 2 ? 6 : 16
  return size === 2 ? 6 : size > 2 ? 4 : 12
}

/** Seconds on each zone. Zones the brush could have told and did not are zero; others are absent. */
export function zoneSeconds(runs: readonly Run[]): ZoneSeconds {
  const out: ZoneSeconds = {}
  const g = grain(runs)
  if (g === 'none') return out
  for (const z of zones) if (g !== 12 || !z.endsWith('-chewing')) out[z] = 0
  for (const r of runs) {
    if (!r.heard) continue
    for (const z of r.zones ?? []) if (isZone(z)) out[z] = (out[z] ?? 0) + r.to_s - r.from_s
  }
  return out
}

/** Marks of the time axis: every 15, 30, 60 ... seconds, and the end; a mark too near the end leaves. */
export function ticks(total: number): number[] {
  const step = [15, 30, 60, 120, 300, 600, 1200].find((s) => total / s <= 6) ?? 1800
  const out: number[] = [0]
  for (let t = step; t < total - step * 0.4; t += step) out.push(t)
  out.push(total)
  return out
}
