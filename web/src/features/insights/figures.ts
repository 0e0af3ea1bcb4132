import type { InsightsDot, InsightsMap } from '@/api/types'
import type { Grain, ZoneSeconds } from '@/ui/look'

/** The periods that can be looked at, in weeks. */
export const periods = [4, 12, 52] as const

/** How finely a map is drawn. */
export const grainOf = (m: InsightsMap): Grain => (m.zones === 2 ? 'arch' : m.zones === 16 || m.zones === 12 || m.zones === 8 || m.zones === 6 || m.zones === 4 ? m.zones : 'none')

export const secondsOf = (m: InsightsMap): ZoneSeconds => Object.fromEntries(m.values.map((v) => [v.zone, v.seconds]))

/** Seconds at which a zone is drawn full: a generous share where places are fine, the fair one where they are coarse. */
export const fullOf = (m: InsightsMap): number => (m.zones > 8 ? 1.6 : 1) * m.fair_s

/** Where values lie between 0 (bottom) and 1 (top), with some room; a plan that is drawn belongs to the scale. */
export function scale(values: readonly (number | undefined)[], plan?: number): (v: number) => number {
  const all = [...values, plan].filter((v): v is number => v !== undefined)
  let low = Math.min(...all)
  let high = Math.max(...all)
  if (all.length === 0) return () => 0.5
  const room = Math.max((high - low) * 0.25, Math.abs(high) * 0.04, 0.01)
  low -= room
  high += room
  return (v) => (v - low) / (high - low)
}

/** Lines between neighbours that both have a value: a gap where one has none. */
export function runs(values: readonly (number | undefined)[]): number[][] {
  const out: number[][] = []
  values.forEach((v, i) => {
    if (v === undefined) return
    if (i > 0 && values[i - 1] !== undefined) out.at(-1)?.push(i)
    else out.push([i])
  })
  return out
}

/** A band of the clock: whole hours after midnight, the end excluded. */
export interface Band {
  from: number
  to: number
}

/** The hours in which somebody brushes in the morning or the evening, two at least. */
export function band(dots: readonly InsightsDot[], slot: 'morning' | 'evening'): Band {
  const hours = dots.filter((d) => d.slot === slot).map((d) => d.minute / 60)
  if (hours.length === 0) return slot === 'morning' ? { from: 6, to: 9 } : { from: 20, to: 23 }
  const from = Math.floor(Math.min(...hours))
  const to = Math.max(from + 2, Math.ceil(Math.max(...hours) + 0.01))
  return { from, to }
}

/** The hours that get a line: all, or every second or third of many. */
export function hourLines(b: Band): number[] {
  const step = b.to - b.from <= 4 ? 1 : b.to - b.from <= 8 ? 2 : 3
  const out: number[] = []
  for (let h = b.from; h <= b.to; h += step) out.push(h)
  return out
}
