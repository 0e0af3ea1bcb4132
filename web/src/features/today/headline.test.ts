import { describe, expect, it } from 'vitest'
import type { Brushing, Slot, Today, TodayPerson } from '@/api/types'
import { headline, neverHeard } from './headline'

const slot = (state: Slot['state'], seconds = 0): Slot => ({ state, seconds, target_s: 120, session_ids: [] })
const person = (name: string, morning: Slot, evening: Slot): TodayPerson => ({
  person: { id: name, name, glaze: 'leaf', milk_teeth: false, coach: { way: 'quarters', sounds: false, mirror: true }, target_s: 120, morning: true, evening: true, order: 0, version: '' },
  morning,
  evening,
  streak: { days: 0, mended: false },
  week: [],
})
const day = (people: TodayPerson[], rest: Partial<Today> = {}): Today => ({
  now: '2026-11-22T19:00:00Z',
  date: '2026-11-22',
  part: 'evening',
  reminders: [],
  people,
  open: [],
  unassigned: [],
  ...rest,
})
const brushing = { id: 'b' } as Brushing
const done = slot('done', 121)

describe('headline', () => {
  it('says first who brushes', () => {
    expect(headline(day([person('Anna', done, done)], { unassigned: [brushing] }), 1)).toBe('One brush is out of its cup.')
    expect(headline(day([]), 2)).toBe('Two brushes are out of their cups.')
  })
  it('then what waits for a name', () => {
    expect(headline(day([person('Anna', done, slot('open'))], { unassigned: [brushing, brushing] }), 0)).toBe('Two brushings wait for a name.')
  })
  it('then what is open, by name when it is one person', () => {
    expect(headline(day([person('Anna', done, slot('open')), person('Jonas', done, done)]), 0)).toBe('Anna’s evening is open.')
    expect(headline(day([person('Anna', done, slot('open')), person('Jonas', done, slot('next'))]), 0)).toBe('Evening is open.')
  })
  it('then that the part of the day is done, also when it is not planned', () => {
    expect(headline(day([person('Anna', done, done), person('Mia', done, slot('off'))]), 0)).toBe('The day is closed.')
    expect(headline(day([person('Anna', done, slot('next'))], { part: 'morning' }), 0)).toBe('The morning is done.')
  })
  it('asks for people when there are none', () => {
    expect(headline(day([]), 0)).toBe('Nobody has a cup yet.')
  })
})

describe('neverHeard', () => {
  it('is true only while nothing was brushed', () => {
    expect(neverHeard(day([person('Anna', slot('open'), slot('next'))]))).toBe(true)
    expect(neverHeard(day([person('Anna', slot('short', 8), slot('next'))]))).toBe(false)
    expect(neverHeard(day([person('Anna', slot('open'), slot('next'))], { unassigned: [brushing] }))).toBe(false)
  })
})
