/** Hours and months in words, as the year needs them. */
import { language } from '@/lib/time'

const two = (n: number) => String(n).padStart(2, '0')

/** Minutes after midnight as "07:12". */
export const timeOf = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

const zoned = new Map<string, Intl.DateTimeFormat>()

/** An instant's minutes after midnight in a zone. */
export function minutesIn(instant: string, zone: string): number {
  let f = zoned.get(zone)
  if (!f) zoned.set(zone, (f = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone })))
  const [h = 0, m = 0] = f.format(new Date(instant)).split(':').map(Number)
  return h * 60 + m
}

const months = new Map<string, string[]>()

/** The twelve months, short. */
export function shortMonths(): string[] {
  let all = months.get(language())
  if (!all) {
    const f = new Intl.DateTimeFormat(language(), { month: 'short', timeZone: 'UTC' })
    months.set(language(), (all = Array.from({ length: 12 }, (_, m) => f.format(Date.UTC(2026, m, 15)))))
  }
  return all
}
