/** Days as the calendar and the year need them: pure functions over the slots of the API. Dates are YYYY-MM-DD. */
import type { Day, Slot } from '@/api/types'
import { later, placeInWeek } from '@/lib/time'
import { capValue, type CapValue, type YearDay, type YearSlot } from '@/ui/look'

export type Part = 'morning' | 'evening'

const isDate = /^\d{4}-\d{2}-\d{2}$/
const isMonth = /^\d{4}-\d{2}$/

/** A date that exists, or null. What stands in an address may be anything. */
export const asDate = (s: string | null): string | null =>
  s && isDate.test(s) && !Number.isNaN(Date.parse(s)) && new Date(s).toISOString().startsWith(s) ? s : null

/** A month as YYYY-MM that exists, or null. */
export const asMonth = (s: string | null): string | null => (s && isMonth.test(s) && asDate(`${s}-01`) ? s : null)

/** The weeks of a month, from the day with which weeks begin here; days of the neighbours are null. */
export function weeksOf(month: string): (string | null)[][] {
  const out: (string | null)[][] = []
  const first = `${month}-01`
  let week: (string | null)[] = Array.from({ length: placeInWeek(first) }, () => null)
  for (let d = first; d.startsWith(month); d = later(d, 1)) {
    week.push(d)
    if (week.length === 7) {
      out.push(week)
      week = []
    }
  }
  if (week.length > 0) out.push([...week, ...Array.from({ length: 7 - week.length }, () => null)])
  return out
}

/** A slot as a dot of the year. What is open today is still to be had. */
export function yearSlot(slot: Slot, today: boolean): YearSlot {
  switch (slot.state) {
    case 'done':
      return 'full'
    case 'short':
      return 'part'
    case 'mended':
      return 'mend'
    case 'off':
      return 'off'
    case 'open':
      return today ? 'now' : 'open'
    default:
      return today ? 'now' : 'next'
  }
}

export const yearDays = (days: readonly Day[], today: string): YearDay[] =>
  days.map((d) => ({ date: d.date, am: yearSlot(d.morning, d.date === today), pm: yearSlot(d.evening, d.date === today) }))

/** A slot as a cap of the month: what is still to come today is open, not unknown. */
export const dayCap = (slot: Slot | undefined, today: boolean): CapValue =>
  slot === undefined ? null : slot.state === 'next' && today ? 0 : capValue(slot)

/** A slot is kept when at least half of its target was brushed. */
export const isKept = (s: Slot): boolean => s.seconds > 0 && s.seconds * 2 >= s.target_s

export const slotsKept = (days: readonly Day[], part: Part): number => days.filter((d) => isKept(d[part])).length

export interface Sums {
  kept: number
  /** Slots that are over and were planned. */
  planned: number
  mended: number
  /** Median seconds of a slot with any brushing; null without one. */
  usual: number | null
  /** Median minutes after midnight of a slot's start. */
  morningAt: number | null
  eveningAt: number | null
}

/** What a year of days comes to. `minutes` gives an instant's minutes after midnight in the household's zone; days turn at `turn` minutes. */
export function sums(days: readonly Day[], minutes: (instant: string) => number, turn: number): Sums {
  const slots = days.flatMap((d) => [d.morning, d.evening])
  const over = slots.filter((s) => s.state === 'done' || s.state === 'short' || s.state === 'open' || s.state === 'mended')
  const starts = (part: Part) =>
    median(days.flatMap((d) => (d[part].started_at ? [(minutes(d[part].started_at) - turn + 1440) % 1440] : [])))
  const back = (m: number | null) => (m === null ? null : (m + turn) % 1440)
  return {
    kept: over.filter(isKept).length,
    planned: over.length,
    mended: over.filter((s) => s.state === 'mended').length,
    usual: median(slots.flatMap((s) => (s.seconds > 0 ? [s.seconds] : []))),
    morningAt: back(starts('morning')),
    eveningAt: back(starts('evening')),
  }
}

export function median(n: readonly number[]): number | null {
  if (n.length === 0) return null
  const s = [...n].sort((a, b) => a - b)
  const mid = s.length >> 1
  return s.length % 2 === 1 ? (s[mid] as number) : Math.round(((s[mid - 1] as number) + (s[mid] as number)) / 2)
}

/** Days before anything was heard in this house say nothing: they are neither open nor kept. */
export function since(days: readonly Day[], firstHeard: readonly string[], zone: (instant: string) => string): readonly Day[] {
  if (firstHeard.length === 0) return days
  const first = zone(firstHeard.reduce((a, b) => (Date.parse(a) <= Date.parse(b) ? a : b)))
  return days.filter((d) => d.date >= first || d.morning.seconds > 0 || d.evening.seconds > 0)
}
