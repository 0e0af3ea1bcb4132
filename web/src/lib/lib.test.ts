import { lengthOn, reachedOn } from './grow'
import { describe, expect, it } from 'vitest'
import { clock, dateIn, duration, heardAt, later, longDate } from './time'
import { heardBy, listed } from './words'

describe('time', () => {
  it('writes durations as m:ss', () => {
    expect([0, 9, 60, 124, 3605, -1].map(duration)).toEqual(['0:00', '0:09', '1:00', '2:04', '60:05', '0:00'])
  })
  it('tells the clock of the household, through the change of the clocks', () => {
    expect(clock('2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('02:30')
    expect(clock('2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe('02:30')
    expect(clock('2026-11-22T23:20:00Z', 'Europe/Berlin')).toBe('00:20')
  })
  it('moves by days over the change of the clocks, months and leap days', () => {
    expect(later('2026-03-28', 1)).toBe('2026-03-29')
    expect(later('2026-03-29', 1)).toBe('2026-03-30')
    expect(later('2028-02-28', 1)).toBe('2028-02-29')
    expect(later('2026-01-01', -1)).toBe('2025-12-31')
  })
  it('names days without slipping to a neighbour', () => {
    expect(longDate('2026-11-22')).toMatch(/^Sunday\b/)
    expect(dateIn(Date.parse('2026-11-22T23:20:00Z'), 'Europe/Berlin')).toBe('2026-11-23')
  })
  it('says today and yesterday by the household’s clock', () => {
    const now = Date.parse('2026-11-22T18:00:00Z')
    expect(heardAt('2026-11-22T06:12:00Z', 'Europe/Berlin', now)).toBe('today, 07:12')
    expect(heardAt('2026-11-21T22:59:00Z', 'Europe/Berlin', now)).toBe('yesterday, 23:59')
    expect(heardAt('2026-11-12T06:12:00Z', 'Europe/Berlin', now)).toMatch(/12.*07:12/)
  })
})

describe('words', () => {
  it('lists names', () => {
    expect([listed([]), listed(['Anna']), listed(['Anna', 'Mia']), listed(['Anna', 'Jonas', 'Mia'])]).toEqual(['', 'Anna', 'Anna and Mia', 'Anna, Jonas and Mia'])
  })
  it('tells a gateway’s ears together', () => {
    expect(heardBy(['hall/bath', 'hall/door', 'phone'])).toBe('hall: bath, door; phone')
    expect(heardBy([])).toBe('')
  })
})

// The same table as TestGrow of the house.
it.each([
  ['2026-11-02', 60, 10, 120, '2026-11-01', 60, '2026-12-14'],
  ['2026-11-02', 60, 10, 120, '2026-11-02', 60, '2026-12-14'],
  ['2026-11-02', 60, 10, 120, '2026-11-08', 60, '2026-12-14'],
  ['2026-11-02', 60, 10, 120, '2026-11-09', 70, '2026-12-14'],
  ['2026-11-02', 60, 10, 120, '2026-12-13', 110, '2026-12-14'],
  ['2026-11-02', 60, 10, 120, '2026-12-14', 120, '2026-12-14'],
  ['2026-11-02', 60, 10, 120, '2036-12-14', 120, '2026-12-14'],
  ['2026-02-25', 60, 25, 120, '2026-03-04', 85, '2026-03-18'],
  ['2026-02-25', 60, 25, 120, '2026-03-11', 110, '2026-03-18'],
  ['2026-02-25', 60, 25, 120, '2026-03-18', 120, '2026-03-18'],
  ['2026-03-28', 60, 60, 90, '2026-04-04', 90, '2026-04-04'], // the clocks change in between
])('a length that grows since %s from %d by %d to %d is on %s %d', (since, start_s, step_s, aim_s, on, want, reached) => {
  expect(lengthOn({ since, start_s, step_s, aim_s }, on)).toBe(want)
  expect(reachedOn({ since, start_s, step_s, aim_s })).toBe(reached)
})
