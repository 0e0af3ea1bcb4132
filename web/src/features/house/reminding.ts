import type { Reminder, Reminders } from '@/api/types'
import { later, weekday } from '@/lib/time'

export type Part = 'morning' | 'evening'

export const parts: readonly Part[] = ['morning', 'evening']

/** The days of the week as the house counts them: Monday is 1. */
export const everyDay = [1, 2, 3, 4, 5, 6, 7]

/** Their short names, Monday first. The 5th of January 2026 was one. */
export const dayNames = (): string[] => everyDay.map((d) => weekday(later('2026-01-05', d - 1)))

/** When a reminder is suggested. */
const usual: Record<Part, number> = { morning: 7 * 60 + 30, evening: 20 * 60 }

export const reminderOf = (of: Pick<Reminders, 'reminders'>, person: string, part: Part): Reminder | undefined => of.reminders.find((r) => r.person_id === person && r.part === part)

/** A person's reminder as a form begins with it. */
export const begun = (of: Pick<Reminders, 'reminders'>, person: string, part: Part): Reminder =>
  reminderOf(of, person, part) ?? { person_id: person, part, on: false, at_min: usual[part], days: everyDay }

/** All reminders, with these in the place of theirs. */
export const withThese = (all: Reminder[], these: Reminder[]): Reminder[] => [...all.filter((r) => !these.some((t) => t.person_id === r.person_id && t.part === r.part)), ...these]

/** Whether a minute of the day lies in quiet hours. */
export function isQuiet(q: Reminders['quiet'], minute: number): boolean {
  if (!q.on) return false
  return q.from_min < q.to_min ? minute >= q.from_min && minute < q.to_min : minute >= q.from_min || minute < q.to_min
}

/** "20:15" as minutes after midnight; undefined for what is no time. */
export function minuteOf(text: string): number | undefined {
  const m = /^(\d\d):(\d\d)/.exec(text)
  if (!m) return undefined
  const n = Number(m[1]) * 60 + Number(m[2])
  return n < 1440 ? n : undefined
}
