import { expect, test } from 'vitest'
import { clockOfMinutes, daysBetween } from '@/lib/time'
import { band, hourLines, runs, scale } from './figures'

test('a gap where a week has no evidence', () => {
  expect(runs([1, 2, undefined, 4, undefined, undefined, 7, 8])).toEqual([[0, 1], [3], [6, 7]])
  expect(runs([undefined])).toEqual([])
})

test('a scale holds all values and the plan, and one value lies in the middle', () => {
  const y = scale([100, undefined, 130], 120)
  for (const v of [100, 120, 130]) {
    expect(y(v)).toBeGreaterThan(0)
    expect(y(v)).toBeLessThan(1)
  }
  expect(y(130)).toBeGreaterThan(y(120))
  expect(scale([5])(5)).toBeCloseTo(0.5)
  expect(scale([])(5)).toBe(0.5)
})

test('the clock shows the hours that are used, small hours behind midnight', () => {
  const dot = (slot: 'morning' | 'evening', minute: number) => ({ date: '2026-11-22', slot, minute, seconds: 120, target_s: 120, origin: 'measured' as const })
  expect(band([dot('morning', 425), dot('morning', 490), dot('evening', 1460)], 'morning')).toEqual({ from: 7, to: 9 })
  expect(band([dot('evening', 1320), dot('evening', 1460)], 'evening')).toEqual({ from: 22, to: 25 })
  expect(band([], 'evening')).toEqual({ from: 20, to: 23 })
  expect(band([dot('morning', 480)], 'morning')).toEqual({ from: 8, to: 10 })
  expect(hourLines({ from: 6, to: 9 })).toEqual([6, 7, 8, 9])
  expect(hourLines({ from: 5, to: 14 })).toEqual([5, 8, 11, 14])
})

test('minutes of a day as people read them', () => {
  expect(clockOfMinutes(434)).toBe('07:14')
  expect(clockOfMinutes(1460)).toBe('00:20')
  expect(clockOfMinutes(1439.6)).toBe('00:00')
  expect(daysBetween('2026-09-01', '2026-11-22')).toBe(83)
})
