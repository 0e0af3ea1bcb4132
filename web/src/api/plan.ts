/** The plan of a person as it will be once an edit has reached the house. Pure functions. */
import { lengthOn, reachedOn } from '@/lib/grow'
import type { Person, PersonPatch, Slot, Today } from './types'

/** A person as they are on a day: a length that grows is remembered from another. */
export const personOn = (p: Person, date: string): Person => {
  const target_s = p.grow ? lengthOn(p.grow, date) : p.target_s
  return target_s === p.target_s ? p : { ...p, target_s }
}

/** A person with what an edit says of the plan, from a day on. */
export function planned(p: Person, { grow, target_s, morning, evening }: PersonPatch, date: string): Person {
  const out = { ...p, ...(morning !== undefined && { morning }), ...(evening !== undefined && { evening }) }
  if (target_s !== undefined) return { ...out, target_s, grow: undefined }
  if (!grow) return out
  if (grow.step_s === 0) return { ...out, target_s: personOn(p, date).target_s, grow: undefined }
  const next = { start_s: grow.start_s ?? personOn(p, date).target_s, step_s: grow.step_s ?? p.grow?.step_s ?? 0, aim_s: grow.aim_s ?? p.grow?.aim_s ?? 0 }
  const g = p.grow
  if (g && g.start_s === next.start_s && g.step_s === next.step_s && g.aim_s === next.aim_s) return out
  return { ...out, target_s: next.start_s, grow: { ...next, since: date, reached: reachedOn({ ...next, since: date }) } }
}

function slotOf(s: Slot, asked: boolean, state: 'open' | 'next', target_s: number): Slot {
  if (s.seconds === 0) return { ...s, target_s, state: !asked ? 'off' : s.state === 'off' ? state : s.state }
  // What was brushed already counts by the plan that asks for less.
  const least = Math.min(s.target_s || target_s, target_s)
  return { ...s, target_s: least, state: s.seconds >= 0.95 * least ? 'done' : 'short' }
}

/** A card whose person's plan was changed: today and the days to come follow it, and those before stay as they are. */
export function cardPlanned(card: Today['people'][number], person: Person, today: string, part: Today['part']): Today['people'][number] {
  const evening = part === 'evening' ? 'open' : 'next'
  const both = <D extends { morning: Slot; evening: Slot }>(d: D, date: string): D => {
    const target = personOn(person, date).target_s
    return { ...d, morning: slotOf(d.morning, person.morning, date === today ? 'open' : 'next', target), evening: slotOf(d.evening, person.evening, date === today ? evening : 'next', target) }
  }
  return { ...both(card, today), person, week: card.week.map((d) => (d.date < today ? d : both(d, d.date))) }
}
