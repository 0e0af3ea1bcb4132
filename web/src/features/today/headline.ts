import type { Today } from '@/api/types'
import { say } from './messages'

/** The sentence of the day: what is true now. Who brushes comes first, then what waits for an answer, then what is open. */
export function headline(t: Today, openCount: number): string {
  if (openCount > 0) return say.brushesOut(openCount)
  if (t.people.length === 0) return say.nobody
  if (t.unassigned.length > 0) return say.toName(t.unassigned.length)
  const slots = t.people.map((p) => ({ name: p.person.name, slot: p[t.part] }))
  const planned = slots.filter((s) => s.slot.state !== 'off')
  const open = planned.filter((s) => s.slot.state === 'open' || s.slot.state === 'next')
  if (open.length > 0) return say.open(open.map((s) => s.name), t.part)
  return t.part === 'morning' ? say.allMorning : say.allEvening
}

/** True while the household has never heard a brush, as far as this week knows. */
export function neverHeard(t: Today): boolean {
  if (t.open.length > 0 || t.unassigned.length > 0) return false
  return t.people.every((p) => p.streak.days === 0 && [p.morning, p.evening, ...p.week.flatMap((d) => [d.morning, d.evening])].every((s) => s.seconds === 0))
}
