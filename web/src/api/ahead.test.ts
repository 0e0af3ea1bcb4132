import { describe, expect, it } from 'vitest'
import type { Edit } from '@/lib/outbox'
import { brushesAhead, brushingAhead, dayAndSlot, daysAhead, kinds, peopleAhead, sessionsAhead, slotWith, todayAhead } from './ahead'
import type { Brush, Brushing, Person, Slot, Today } from './types'

const clock = { zone: 'Europe/Berlin', turns: 240 }
let n = 0
const edit = (kind: string, subject: string, body?: unknown, more: Partial<Edit> = {}): Edit => ({ kind, subject, body, household: 'h', path: '/', method: 'PATCH', key: `k${++n}`, n, account: 'a', since: 0, state: 'waits', ...more })
const brushing = (id: string, more: Partial<Brushing> = {}): Brushing => ({
  id, brand: 'oralb', brand_name: 'Oral-B', date: '2026-11-22', device: 'd', duration_s: 118, heard_s: 118, heard_share: 1, last_heard_at: '', origin: 'measured', slot: 'morning',
  started_at: '2026-11-22T06:30:00Z', state: 'ended', tells_live: true, updated_at: '', version: 'v', ...more,
})
const slot = (more: Partial<Slot> = {}): Slot => ({ state: 'open', seconds: 0, session_ids: [], target_s: 120, ...more })
const person = (id: string): Person => ({ id, name: id, glaze: 'leaf', milk_teeth: false, target_s: 120, morning: true, evening: true, order: 0, version: '1', coach: { way: 'quarters', sounds: false, mirror: true } })
const today = (): Today => ({
  date: '2026-11-22', now: '', part: 'morning', open: [], unassigned: [brushing('s')], reminders: [],
  people: ['mia', 'jonas'].map((p) => ({ person: person(p), morning: slot(), evening: slot({ state: 'next' }), streak: { days: 0, mended: false }, week: [{ date: '2026-11-22', morning: slot(), evening: slot() }] }) as unknown as Today['people'][number]),
})

describe('what is shown ahead of the house', () => {
  it('is the very same where nothing waits', () => {
    const t = today()
    expect(todayAhead([], t, clock)).toBe(t)
    const p = [person('mia')]
    expect(peopleAhead([edit(kinds.person, 'mia', { name: 'x' }, { state: 'clash' })], p, '2026-11-22')).toBe(p)
  })
  it('gives a brushing to whom it was said to be, and doing it twice is doing it once', () => {
    const edits = [edit(kinds.session, 's', { person_id: 'mia', guest: false })]
    const once = todayAhead(edits, today(), clock)
    expect(once.unassigned).toEqual([])
    expect(once.people[0]!.morning).toMatchObject({ state: 'done', seconds: 118, session_ids: ['s'] })
    expect(once.people[0]!.week[0]!.morning.state).toBe('done')
    expect(once.people[1]!.morning.state).toBe('open')
    expect(todayAhead(edits, once, clock)).toEqual(once)
  })
  it('takes it away again from whom it was', () => {
    const given = todayAhead([edit(kinds.session, 's', { person_id: 'mia' })], today(), clock)
    for (const e of [edit(kinds.session, 's', { person_id: 'jonas' }), edit(kinds.sessionGone, 's')]) expect(todayAhead([e], given, clock).people[0]!.morning).toMatchObject({ state: 'open', seconds: 0, session_ids: [] })
    expect(todayAhead([edit(kinds.session, 's', { note: 'x' })], given, clock).people[0]!.morning.seconds).toBe(118)
  })
  it('counts a noted brushing to its day and slot, by the household’s clocks', () => {
    expect(dayAndSlot('2026-11-22T12:59:00Z', clock)).toEqual({ date: '2026-11-22', slot: 'morning' })
    expect(dayAndSlot('2026-11-22T13:00:00Z', clock)).toEqual({ date: '2026-11-22', slot: 'evening' })
    expect(dayAndSlot('2026-11-23T01:30:00Z', clock)).toEqual({ date: '2026-11-22', slot: 'evening' }) // 02:30, before the day turns
    const noted = [edit(kinds.note, 'mia', { started_at: '2026-11-22T19:00:00Z', duration_s: 60, id: 'i' })]
    expect(todayAhead(noted, today(), clock).people[0]!.evening).toMatchObject({ state: 'short', seconds: 60 })
    expect(daysAhead(noted, 'mia', [{ date: '2026-11-22', morning: slot(), evening: slot() }], clock)[0]!.evening.seconds).toBe(60)
    expect(daysAhead(noted, 'jonas', [{ date: '2026-11-22', morning: slot(), evening: slot() }], clock)[0]!.evening.seconds).toBe(0)
  })
  it('a list keeps its order, its filter and its pages', () => {
    const pages = { pages: [{ items: [brushing('a', { started_at: '2026-11-22T20:00:00Z' }), brushing('b', { started_at: '2026-11-21T20:00:00Z' })], next: 'c' }, { items: [brushing('c', { started_at: '2026-11-20T20:00:00Z' })] }], pageParams: [undefined, 'c'] }
    const at = (started_at: string) => edit(kinds.note, 'mia', { started_at, duration_s: 60, id: 'i' })
    const ids = (edits: Edit[], f = {}) => sessionsAhead(edits, f, pages, clock).pages.map((p) => p.items.map((b) => (b.id.startsWith('waiting') ? '+' : b.id)).join(''))
    expect(ids([at('2026-11-22T10:00:00Z')])).toEqual(['a+b', 'c'])
    expect(ids([at('2026-11-21T10:00:00Z')])).toEqual(['ab', '+c'])
    expect(ids([at('2026-11-19T10:00:00Z')])).toEqual(['ab', 'c+'])
    expect(ids([edit(kinds.sessionGone, 'a')])).toEqual(['b', 'c'])
    expect(ids([edit(kinds.session, 'a', { guest: true })], { person: 'unassigned' })).toEqual(['b', 'c'])
    expect(ids([at('2026-11-22T10:00:00Z')], { person: 'jonas' })).toEqual(['ab', 'c'])
  })
  it('puts in what the house made of a note, under its own id, and what was there already once', () => {
    const asked = { started_at: '2026-11-22T10:00:00Z', duration_s: 60, id: 'i' }
    const answered = (id: string) => edit(kinds.note, 'mia', asked, { answer: { added: id === 'new', overlaps: [], session: brushing(id, { person_id: 'mia', started_at: asked.started_at, duration_s: 60 }) } })
    const list = { pages: [{ items: [brushing('a', { started_at: '2026-11-22T20:00:00Z' }), brushing('b', { started_at: '2026-11-21T20:00:00Z' })] }], pageParams: [undefined] }
    const after = sessionsAhead([answered('new')], {}, list, clock)
    expect(after.pages[0]!.items.map((b) => b.id)).toEqual(['a', 'new', 'b'])
    expect(sessionsAhead([answered('new')], {}, after, clock).pages[0]!.items.map((b) => b.id)).toEqual(['a', 'new', 'b'])
    expect(sessionsAhead([answered('a')], {}, list, clock).pages[0]!.items.map((b) => b.id)).toEqual(['a', 'b'])
    const once = todayAhead([answered('new')], today(), clock)
    expect(once.people[0]!.morning).toMatchObject({ seconds: 60, session_ids: ['new'] })
    expect(todayAhead([answered('new')], once, clock)).toEqual(once)
  })
  it('shows a new plan at once, from today on', () => {
    const mia = (body: object, p = person('mia')) => peopleAhead([edit(kinds.person, 'mia', body)], [p], '2026-11-22')[0]!
    expect(mia({ grow: { start_s: 60, step_s: 10, aim_s: 120 } })).toMatchObject({ target_s: 60, grow: { since: '2026-11-22', reached: '2027-01-03' } })
    const grows = { ...person('mia'), target_s: 60, grow: { start_s: 60, step_s: 10, aim_s: 120, since: '2026-11-01', reached: '2026-12-13' } }
    expect(peopleAhead([], [grows], '2026-11-22')[0]!.target_s).toBe(90)
    expect(mia({ name: 'M' }, grows)).toMatchObject({ target_s: 90, grow: grows.grow })
    expect(mia({ grow: { step_s: 0 } }, grows)).toMatchObject({ target_s: 90, grow: undefined })
    expect(mia({ target_s: 120 }, grows)).toMatchObject({ target_s: 120, grow: undefined })
    expect(mia({ grow: { step_s: 5 } }, grows).grow).toMatchObject({ start_s: 90, step_s: 5, aim_s: 120, since: '2026-11-22' })
    expect(mia({ grow: { start_s: 60, step_s: 10, aim_s: 120 } }, grows)).toMatchObject({ target_s: 90, grow: grows.grow })

    const t = today()
    const card = t.people[0]!
    card.morning = slot({ state: 'done', seconds: 118, session_ids: ['x'] })
    card.week = [{ date: '2026-11-21', morning: slot({ state: 'short', seconds: 60 }), evening: slot() }, { date: '2026-11-22', morning: card.morning, evening: card.evening }, { date: '2026-11-23', morning: slot({ state: 'next' }), evening: slot({ state: 'next' }) }]
    const after = todayAhead([edit(kinds.person, 'mia', { target_s: 180, evening: false })], t, clock).people[0]!
    expect(after.morning).toMatchObject({ state: 'done', target_s: 120 }) // as it was earned
    expect(after.evening).toMatchObject({ state: 'off' })
    expect(after.week.map((d) => [d.morning.state, d.morning.target_s, d.evening.state])).toEqual([['short', 120, 'open'], ['done', 120, 'off'], ['next', 180, 'off']])
    const again = todayAhead([edit(kinds.person, 'mia', { evening: true, target_s: 60 })], { ...t, people: [after] }, clock).people[0]!
    expect(again.evening).toMatchObject({ state: 'next', target_s: 60 })
    expect(again.morning).toMatchObject({ state: 'done', target_s: 60 })
  })
  it('changes people, brushes and notes', () => {
    expect(peopleAhead([edit(kinds.person, 'mia', { name: 'Mia M.' }), edit(kinds.person, 'mia', { target_s: 90 })], [person('mia')], '2026-11-22')[0]).toMatchObject({ name: 'Mia M.', target_s: 90, glaze: 'leaf' })
    expect(brushesAhead([edit(kinds.brush, 'd', { name: 'Red', people: [] })], [{ device: 'd', name: 'x', model: 'm', people: ['mia'] } as unknown as Brush])[0]).toEqual({ device: 'd', name: 'Red', model: 'm', people: [] })
    expect(brushingAhead([edit(kinds.session, 's', { note: 'hm' }), edit(kinds.session, 's', { note: '' })], brushing('s'))?.note).toBeUndefined()
    expect(brushingAhead([edit(kinds.sessionGone, 's')], brushing('s'))).toBeNull()
    expect(slotWith(slot({ seconds: 60, session_ids: ['x'], state: 'short', word: 'short', score: 3 }), brushing('y'))).toMatchObject({ seconds: 178, state: 'done', session_ids: ['x', 'y'], word: undefined })
  })
})
