import { expect, test } from 'vitest'
import { begun, dayNames, isQuiet, minuteOf, withThese } from './reminding'

const night = { on: true, from_min: 1260, to_min: 420 }

test('quiet hours go over midnight, and not when they are off', () => {
  expect([1259, 1260, 0, 419, 420].map((m) => isQuiet(night, m))).toEqual([false, true, true, true, false])
  expect(isQuiet({ ...night, on: false }, 0)).toBe(false)
  expect([719, 720, 839, 840].map((m) => isQuiet({ on: true, from_min: 720, to_min: 840 }, m))).toEqual([false, true, true, false])
  expect(isQuiet({ on: true, from_min: 60, to_min: 60 }, 700)).toBe(true)
})

test('a time is read as minutes', () => {
  expect(['20:15', '00:00', '23:59', '24:00', '', '7:30', '20:15:30'].map(minuteOf)).toEqual([1215, 0, 1439, undefined, undefined, undefined, 1215])
})

test('a reminder that is changed takes the place of its own alone', () => {
  const of = { reminders: [begun({ reminders: [] }, 'mia', 'evening'), begun({ reminders: [] }, 'leo', 'evening')] }
  const changed = { ...begun(of, 'mia', 'evening'), on: true, at_min: 1190 }
  const all = withThese(of.reminders, [changed, begun(of, 'mia', 'morning')])
  expect(all.map((r) => `${r.person_id} ${r.part} ${r.on} ${r.at_min}`)).toEqual(['leo evening false 1200', 'mia evening true 1190', 'mia morning false 450'])
})

test('the days of the week are seven, Monday first', () => {
  expect(dayNames()).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])
})
