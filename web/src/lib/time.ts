/** Dates and durations as people read them. A date is YYYY-MM-DD in the household's days; an instant is RFC 3339. */

import { locale, weekStart } from './language'
import { say } from './words'

const formats = new Map<string, Intl.DateTimeFormat>()

// To make one takes longer than a whole card.
function format(options: Intl.DateTimeFormatOptions, tag = language()): Intl.DateTimeFormat {
  const key = tag + JSON.stringify(options)
  let f = formats.get(key)
  if (!f) formats.set(key, (f = new Intl.DateTimeFormat(tag, options)))
  return f
}

/** The language of numbers and dates: the chosen one, in the reader's region. */
export const language = locale

/** 124 as "2:04". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}

/** An instant as "07:12:45". */
export const clockSeconds = (instant: string | number, zone: string) =>
  format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone: zone }).format(new Date(instant))

/** An instant as "07:12". */
export const clock = (instant: string | number, zone: string) => format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(new Date(instant))

/** A date as "Sunday 22 November". */
export function longDate(date: string): string {
  const said = format({ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(noon(date))
  return language().startsWith('en') ? said.replace(',', '') : said
}

/** An instant as "22 November 2026". */
export const dayOf = (instant: string, zone: string) => format({ day: 'numeric', month: 'long', year: 'numeric', timeZone: zone }).format(new Date(instant))

/** A date as "Sun". */
export const weekday = (date: string) => format({ weekday: 'short', timeZone: 'UTC' }).format(noon(date))

/** A date as "November 2026". */
export const monthName = (date: string) => format({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(noon(date))

/** An instant as "today, 07:12", "yesterday, 22:01" or "12 Nov, 07:12". */
export function heardAt(instant: string, zone: string, now: number = Date.now()): string {
  const then = dateIn(Date.parse(instant), zone)
  const time = clock(instant, zone)
  if (then === dateIn(now, zone)) return say.today(time)
  if (then === dateIn(now - 86_400_000, zone)) return say.yesterday(time)
  return say.onDay(format({ day: 'numeric', month: 'short', timeZone: zone }).format(new Date(instant)), time)
}

/** An instant as "07:12" while it is today, else with its day. */
export function lately(ms: number, zone: string, now: number = Date.now()): string {
  return dateIn(ms, zone) === dateIn(now, zone) ? clock(ms, zone) : heardAt(new Date(ms).toISOString(), zone, now)
}

/** The date of an instant in a zone, as YYYY-MM-DD. Calendar days: the household's own days turn later, and the server says them. */
export function dateIn(ms: number, zone: string): string {
  return format({ year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone }, 'en-CA').format(new Date(ms))
}

/** An instant as "2026-11-22" and "07:12", as fields of a form have it. */
export function fieldsOf(ms: number, zone: string): { date: string; time: string } {
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }, 'en-GB').format(new Date(ms))
  return { date: dateIn(ms, zone), time }
}

/**
 * The instant at which the clocks of a zone show a date and a time, in milliseconds. A time that is skipped in spring is taken as the hour after;
 * of one that comes twice in autumn the first is meant. NaN for what is no date or time.
 */
export function instantOf(date: string, time: string, zone: string): number {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  if (Number.isNaN(wanted)) return NaN
  const shown = (ms: number) => {
    const f = fieldsOf(ms, zone)
    return Date.parse(`${f.date}T${f.time}:00Z`)
  }
  // What the zone is ahead by, a day before and a day after: one of the two holds.
  const [before, after] = [-86_400_000, 86_400_000].map((d) => shown(wanted + d) - (wanted + d)) as [number, number]
  const first = wanted - Math.max(before, after)
  const second = wanted - Math.min(before, after)
  return shown(first) === wanted ? first : second
}

/** The date `days` later. */
export function later(date: string, days: number): string {
  return new Date(noon(date).getTime() + days * 86_400_000).toISOString().slice(0, 10)
}

// Noon UTC: a date never slips to its neighbour.
const noon = (date: string) => new Date(date + 'T12:00:00Z')

/** The month `n` months later. */
export function monthLater(month: string, n: number): string {
  const [y = 0, m = 1] = month.split('-').map(Number)
  const at = y * 12 + m - 1 + n
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** The place of a date in its week, 0 for the day on which weeks begin here. */
export const placeInWeek = (date: string): number => (noon(date).getUTCDay() - weekStart() + 7) % 7

/** Minutes after midnight as "07:14"; 1460 is "00:20" of the next day. */
export function clockOfMinutes(minutes: number): string {
  const m = ((Math.round(minutes) % 1440) + 1440) % 1440
  return `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
}

/** A date as "22 November 2026". */
export const fullDate = (date: string) => format({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(noon(date))

/** A date as "22 Nov". */
export const shortDate = (date: string) => format({ day: 'numeric', month: 'short', timeZone: 'UTC' }).format(noon(date))

/** How many days there are from the first to the last, both included. */
export const daysBetween = (from: string, to: string) => Math.round((noon(to).getTime() - noon(from).getTime()) / 86_400_000) + 1
