/** A person's week as a grown-up looks back on it: pure functions over the slots of the API. Dates are YYYY-MM-DD. */
import type { Day } from '@/api/types'
import { later, placeInWeek } from '@/lib/time'

/** The last week that is over on a day: its first day. */
export const lastWeek = (today: string): string => later(today, -placeInWeek(today) - 7)

export interface Looked {
  /** Planned slots that are over. */
  planned: number
  /** Of those, brushed for at least half of their time. */
  kept: number
  /** Kept by the week's mend. */
  mended: number
  /** Median seconds of a slot that was brushed; null without one. */
  usual: number | null
}

/** What the days of a week come to. A slot that is not planned, or still to come, counts for nothing. */
export function look(days: readonly Day[]): Looked {
  const slots = days.flatMap((d) => [d.morning, d.evening])
  const planned = slots.filter((s) => s.state !== 'off' && s.state !== 'next')
  const seconds = slots.map((s) => s.seconds).filter((s) => s > 0).sort((a, b) => a - b)
  const half = seconds.length >> 1
  return {
    planned: planned.length,
    kept: planned.filter((s) => s.seconds > 0 && s.seconds * 2 >= s.target_s).length,
    mended: planned.filter((s) => s.state === 'mended').length,
    usual: seconds.length === 0 ? null : seconds.length % 2 ? seconds[half]! : (seconds[half - 1]! + seconds[half]!) / 2,
  }
}

export type Change = 'longer' | 'shorter' | 'same' | 'unknown'

/** Beside the week before. Ten seconds more or less are the same: nobody should feel them. */
export function change(now: Looked, before: Looked): Change {
  if (now.usual === null || before.usual === null) return 'unknown'
  const d = now.usual - before.usual
  return Math.abs(d) < 10 ? 'same' : d > 0 ? 'longer' : 'shorter'
}
