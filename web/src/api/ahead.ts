/** What the screens show: what the house said, and on top of it what waits to be sent. Pure functions. */
import type { Edit } from '@/lib/outbox'
import { dateIn, fieldsOf } from '@/lib/time'
import type { SessionFilter } from './keys'
import { cardPlanned, personOn, planned } from './plan'
import type { Brush, Brushing, BrushingPatch, BrushPatch, Day, NewNote, Person, PersonPatch, Slot, TakenNote, Today } from './types'

/** What a kind of edit is called; the hooks and the functions below agree here. */
export const kinds = {
  session: 'session',
  sessionGone: 'session-gone',
  note: 'note',
  person: 'person',
  brush: 'brush',
  timer: 'timer',
} as const

/** How the household counts its days. */
export interface Clock {
  zone: string
  /** Minutes after midnight at which its day turns. */
  turns: number
}

/** The id that a brushing has here until the house has given it one. */
export const waitingID = (key: string) => `waiting:${key}`
export const isWaiting = (id: string) => id.startsWith('waiting:')

const of = (edits: readonly Edit[], ...which: string[]) => edits.filter((e) => e.state === 'waits' && which.includes(e.kind))

/** The household's day and slot of an instant. The house decides; this is what it will most likely say. */
export function dayAndSlot(instant: string, clock: Clock): { date: string; slot: 'morning' | 'evening' } {
  const ms = Date.parse(instant)
  const date = dateIn(ms - clock.turns * 60_000, clock.zone)
  const { date: calendar, time } = fieldsOf(ms, clock.zone)
  return { date, slot: calendar === date && time < '14:00' ? 'morning' : 'evening' }
}

/** The household's day of now. */
export const todayOf = (clock: Clock): string => dayAndSlot(new Date().toISOString(), clock).date

/** A brushing with what waits for it; null when it is to be deleted. */
export function brushingAhead(edits: readonly Edit[], b: Brushing): Brushing | null {
  let out = b
  for (const e of of(edits, kinds.session, kinds.sessionGone)) {
    if (e.subject !== b.id) continue
    if (e.kind === kinds.sessionGone) return null
    const { person_id, guest, note } = e.body as BrushingPatch
    out = { ...out }
    if (person_id !== undefined || guest !== undefined) {
      out.person_id = person_id || undefined
      out.guest = guest || undefined
    }
    if (note !== undefined) out.note = note || undefined
  }
  return out
}

/** The brushing that a note will be, or has become. */
export function notedAhead(e: Edit, clock: Clock): Brushing {
  if (e.answer) return (e.answer as TakenNote).session
  const n = e.body as NewNote
  const ended = new Date(Date.parse(n.started_at) + n.duration_s * 1000).toISOString()
  return {
    id: waitingID(e.key), brand: 'timer', brand_name: '', device: '', duration_s: n.duration_s, heard_s: 0, heard_share: 0, origin: 'noted', person_id: e.subject, started_at: n.started_at, ended_at: ended,
    last_heard_at: ended, updated_at: ended, state: 'ended', tells_live: false, version: '', ...dayAndSlot(n.started_at, clock),
  }
}

const inside = (f: SessionFilter, b: Brushing) =>
  (f.person === undefined || (f.person === 'unassigned' ? !b.person_id && !b.guest : f.person === b.person_id)) &&
  (f.device === undefined || f.device === b.device) &&
  (f.from === undefined || Date.parse(b.started_at) >= Date.parse(f.from)) &&
  (f.to === undefined || Date.parse(b.started_at) < Date.parse(f.to))

type Pages<P> = { pages: P[]; pageParams: unknown[] }

/** A list with what waits: changed ones that belong to it no longer leave it, noted ones join it at their place. */
export function sessionsAhead<P extends { items: Brushing[] }>(edits: readonly Edit[], filter: SessionFilter, list: Pages<P>, clock: Clock): Pages<P> {
  const noted = of(edits, kinds.note).map((e) => notedAhead(e, clock)).filter((b) => inside(filter, b))
  if (noted.length === 0 && of(edits, kinds.session, kinds.sessionGone).length === 0) return list
  // The house may have been quicker with its list than with its answer, and what was there already is noted once.
  const listed = new Set(list.pages.flatMap((p) => p.items.map((b) => b.id)))
  let left = noted.filter((b) => !listed.has(b.id))
  return {
    ...list,
    pages: list.pages.map((p, i) => {
      const items = p.items.flatMap((b) => brushingAhead(edits, b) ?? []).filter((b) => inside({ person: filter.person }, b))
      // A newer one stands before the first older one; one older than everything that was fetched stands at the end only if there is no more to fetch.
      const last = items.at(-1)
      const here = i === list.pages.length - 1 && !('next' in p && p.next) ? left : left.filter((b) => last !== undefined && b.started_at >= last.started_at)
      left = left.filter((b) => !here.includes(b))
      return { ...p, items: [...items, ...here].sort((a, b) => b.started_at.localeCompare(a.started_at)) }
    }),
  }
}

/** A slot with one more brushing in it. */
export function slotWith(s: Slot, b: Brushing): Slot {
  if (s.session_ids.includes(b.id)) return s
  const seconds = s.seconds + b.duration_s
  return {
    ...s,
    seconds,
    state: seconds >= 0.95 * (s.target_s || 120) ? 'done' : 'short',
    started_at: s.started_at ?? b.started_at,
    origin: s.session_ids.length === 0 && s.seconds === 0 ? b.origin : s.origin,
    session_ids: isWaiting(b.id) ? s.session_ids : [...s.session_ids, b.id],
    ...(s.seconds > 0 && { score: undefined, word: undefined }),
  }
}

const withIn = <D extends { morning: Slot; evening: Slot }>(d: D, b: Brushing): D => ({ ...d, [b.slot]: slotWith(d[b.slot], b) })

/** A slot without a brushing that is somebody else's now; what else was in it stays as it was counted. */
const slotWithout = (s: Slot, id: string): Slot =>
  !s.session_ids.includes(id) ? s : s.session_ids.length > 1 ? { ...s, session_ids: s.session_ids.filter((o) => o !== id) } : { state: 'open', seconds: 0, session_ids: [], target_s: s.target_s }

const without = <D extends { morning: Slot; evening: Slot }>(d: D, id: string): D => ({ ...d, morning: slotWithout(d.morning, id), evening: slotWithout(d.evening, id) })

export function todayAhead(edits: readonly Edit[], today: Today, clock: Clock): Today {
  if (edits.length === 0) return today
  const noted = of(edits, kinds.note).map((e) => notedAhead(e, clock)).filter((b) => b.date === today.date)
  const known = today.unassigned.flatMap((b) => brushingAhead(edits, b) ?? [])
  const given = [...known.filter((b) => b.person_id && b.date === today.date), ...noted]
  const moved = of(edits, kinds.session, kinds.sessionGone).filter((e) => e.kind === kinds.sessionGone || 'person_id' in (e.body as object) || 'guest' in (e.body as object))
  const people = peopleAhead(edits, today.people.map((p) => p.person), today.date)
  const replanned = of(edits, kinds.person)
  return {
    ...today,
    open: today.open.flatMap((b) => brushingAhead(edits, b) ?? []),
    unassigned: known.filter((b) => !b.person_id && !b.guest),
    people: today.people.map((p) => {
      const person = people.find((x) => x.id === p.person.id) ?? p.person
      let out = replanned.some((e) => isPlan(e, person.id)) ? cardPlanned(p, person, today.date, today.part) : { ...p, person }
      for (const e of moved) if (e.kind === kinds.sessionGone || (e.body as BrushingPatch).person_id !== person.id) out = { ...without(out, e.subject ?? ''), week: out.week.map((d) => without(d, e.subject ?? '')) }
      for (const b of given) if (b.person_id === person.id) out = { ...withIn(out, b), week: out.week.map((d) => (d.date === b.date ? withIn(d, b) : d)) }
      return out
    }),
  }
}

export function daysAhead(edits: readonly Edit[], person: string, days: Day[], clock: Clock): Day[] {
  const gone = of(edits, kinds.sessionGone)
  const noted = of(edits, kinds.note).filter((e) => e.subject === person).map((e) => notedAhead(e, clock))
  if (gone.length === 0 && noted.length === 0) return days
  return days.map((d) => {
    let out = d
    for (const e of gone) out = without(out, e.subject ?? '')
    for (const b of noted) if (b.date === d.date) out = withIn(out, b)
    return out
  })
}

/** The people with what waits, on a day of the household: a plan that is changed holds from that day on. */
export function peopleAhead(edits: readonly Edit[], people: Person[], date: string): Person[] {
  const changed = of(edits, kinds.person)
  const out = people.map((p) => changed.filter((e) => e.subject === p.id).reduce<Person>((o, e) => {
    const { coach, grow, target_s, morning, evening, ...rest } = e.body as PersonPatch
    return { ...planned(o, { grow, target_s, morning, evening }, date), ...rest, ...(coach && { coach: { ...o.coach, ...coach, nu: (coach.nu ?? o.coach.nu) || undefined } }) }
  }, personOn(p, date)))
  return out.every((p, i) => p === people[i]) ? people : out
}

const isPlan = (e: Edit, person: string) => e.subject === person && ['target_s', 'grow', 'morning', 'evening'].some((k) => k in (e.body as object))

export function brushesAhead(edits: readonly Edit[], brushes: Brush[]): Brush[] {
  const changed = of(edits, kinds.brush)
  if (changed.length === 0) return brushes
  return brushes.map((b) =>
    changed.filter((e) => e.subject === b.device).reduce<Brush>((o, e) => {
      const { name, model, people, virtual } = e.body as BrushPatch
      return { ...o, ...(name !== undefined && { name }), ...(model !== undefined && { model }), ...(people && { people }), ...(virtual !== undefined && { virtual }) }
    }, b),
  )
}
