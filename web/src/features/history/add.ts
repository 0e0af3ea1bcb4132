/** What "Add a brushing" starts from and sends: pure functions. Dates are YYYY-MM-DD, times HH:MM, both by the household's clocks. */
import type { Day } from '@/api/types'
import { fieldsOf, instantOf } from '@/lib/time'

export interface When {
  date: string
  time: string
}

/** When people brush unless somebody says otherwise. */
export const usual = { morning: '07:30', evening: '20:00' } as const

/** Lengths to choose from, in seconds, with the person's own target among them. */
export const lengths = (target: number): number[] => [...new Set([30, 45, 60, 75, 90, 105, 120, 150, 180, 240, 300, target])].sort((a, b) => a - b)

/** Just over: it ended this minute. */
export const justNow = (now: number, seconds: number, zone: string): When => fieldsOf(now - seconds * 1000, zone)

/**
 * Where the form starts: today it was just now; on another day it was the slot that stands open, the evening before the morning.
 * `today` is the household's day; the form's date is the calendar's.
 */
export function start(day: string, today: string, of: Day | undefined, now: number, seconds: number, zone: string): When {
  if (day >= today) return justNow(now, seconds, zone)
  const empty = (part: 'morning' | 'evening') => of !== undefined && of[part].seconds === 0 && of[part].state !== 'off'
  return { date: day, time: usual[!empty('evening') && empty('morning') ? 'morning' : 'evening'] }
}

export type Fault = 'when' | 'future'

/** The instant that was meant, RFC 3339, or what is wrong with it. */
export function moment(when: When, seconds: number, now: number, zone: string): { at: string } | { fault: Fault } {
  const ms = instantOf(when.date, when.time, zone)
  if (Number.isNaN(ms)) return { fault: 'when' }
  // The fields tell minutes: within this one it may have ended by now.
  if (ms + seconds * 1000 > now + 60_000) return { fault: 'future' }
  return { at: new Date(Math.min(ms, now - seconds * 1000)).toISOString() }
}

/** A name for a note that nobody else gives: 128 bits by chance. Also where the page came without https. */
export const noteID = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
