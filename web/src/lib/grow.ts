/** How the length of somebody's brushing grows, as the house works it out: session.Plan.On and Reached. Dates are YYYY-MM-DD. */
import { daysBetween, later } from './time'

export interface Growing {
  start_s: number
  step_s: number
  aim_s: number
  /** The first day of its first week. */
  since: string
}

/** Seconds on a date. */
export function lengthOn(g: Growing, date: string): number {
  if (g.step_s <= 0 || g.aim_s <= g.start_s) return g.start_s
  const weeks = Math.max(0, Math.floor((daysBetween(g.since, date) - 1) / 7))
  return Math.min(g.aim_s, g.start_s + weeks * g.step_s)
}

/** The first date on which it is what it aims at. */
export const reachedOn = (g: Growing): string => later(g.since, 7 * Math.ceil(Math.max(0, g.aim_s - g.start_s) / Math.max(1, g.step_s)))
