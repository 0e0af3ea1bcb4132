import { describe, expect, it } from 'vitest'
import type { Run } from '@/api/types'
import { at, between, grain, modes, seconds, spans, ticks, told, unheard, zoneSeconds } from './seconds'

const runs: Run[] = [
  { from_s: 0, to_s: 30, heard: true, mode: 'Standard', sector: 1, pressure: 'normal', sources: ['a'] },
  { from_s: 30, to_s: 37, heard: false },
  { from_s: 37, to_s: 50, heard: true, mode: 'Standard', sector: 2, pressure: 'high', sources: ['a', 'b'] },
  { from_s: 50, to_s: 60, heard: true, mode: 'Gum care', sector: 2, pressure: 'normal', sources: ['b'] },
]

describe('the seconds of a brushing', () => {
  it('joins equal ones, and bridges what was not heard only where it is asked to', () => {
    const mode = (r: Run) => r.mode
    expect(told(runs, mode)).toHaveLength(3)
    expect(told(runs, mode, true)).toEqual([
      { from: 0, to: 50, value: 'Standard' },
      { from: 50, to: 60, value: 'Gum care' },
    ])
  })
  it('never bridges seconds that were heard and said nothing', () => {
    const silent: Run[] = [
      { from_s: 0, to_s: 5, heard: true, mode: 'x' },
      { from_s: 5, to_s: 6, heard: true },
      { from_s: 6, to_s: 9, heard: true, mode: 'x' },
    ]
    expect(told(silent, (r) => r.mode, true)).toHaveLength(2)
  })
  it('finds the holes, also those that no run covers', () => {
    expect(unheard(runs, 60)).toEqual([{ from: 30, to: 37 }])
    expect(unheard(runs, 66)).toEqual([
      { from: 30, to: 37 },
      { from: 60, to: 66 },
    ])
    expect(unheard([], 12)).toEqual([{ from: 0, to: 12 }])
    expect(unheard([{ from_s: 4, to_s: 6, heard: true }], 6)).toEqual([{ from: 0, to: 4 }])
  })
  it('takes a short hole between two equal words for what it is, and no other', () => {
    const said = (from_s: number, more: Partial<Run> = {}): Run => ({ from_s, to_s: from_s + 1, heard: true, mode: 'x', pressure: 'normal', sector: 1, ...more })
    const hole = { from: 1, to: 10 }
    expect(between([said(0), said(10)], hole)).toBe(true)
    expect(between([said(0), { from_s: 1, to_s: 10, heard: false }, said(10)], hole)).toBe(true)
    for (const more of [{ mode: 'y' }, { pressure: 'high' }, { sector: 2 }, { zones: ['upper-left-outer'] }] as Partial<Run>[])
      expect(between([said(0), said(10, more)], hole)).toBe(false)
    expect(between([said(0), said(17)], { from: 1, to: 17 })).toBe(false)
    expect(between([said(10)], { from: 0, to: 10 })).toBe(false)
    expect(between([said(0)], { from: 1, to: 5 })).toBe(false)
  })
  it('tells sources, modes and single seconds', () => {
    expect(seconds(spans(runs, (r) => !!r.sources?.includes('b')))).toBe(23)
    expect(modes(runs)).toEqual(['Standard', 'Gum care'])
    expect(at(runs, 37)?.sector).toBe(2)
    expect(at(runs, 60)).toBeUndefined()
  })
  it('marks the axis without crowding its end', () => {
    expect(ticks(118)).toEqual([0, 30, 60, 90, 118])
    expect(ticks(121)).toEqual([0, 30, 60, 90, 121])
    expect(ticks(7200).length).toBeLessThan(8)
    expect(ticks(1)).toEqual([0, 1])
  })
})

describe('places', () => {
  const zoned = (...z: string[][]): Run[] => z.map((zones, i) => ({ from_s: i * 5, to_s: i * 5 + 5, heard: true, zones }))
  it('says nothing where nothing was measured', () => {
    expect(grain(runs)).toBe('none')
    expect(zoneSeconds(runs)).toEqual({})
  })
  it('sixteen: a zone that was not visited is zero, not absent', () => {
    const r = zoned(['upper-right-outer'], ['lower-left-chewing'], ['upper-right-outer'])
    expect(grain(r)).toBe(16)
    expect(zoneSeconds(r)).toMatchObject({ 'upper-right-outer': 10, 'lower-left-chewing': 5, 'upper-front-inner': 0 })
    expect(Object.keys(zoneSeconds(r))).toHaveLength(16)
  })
  it('twelve: chewing stays absent', () => {
    const r = zoned(['upper-right-outer'], ['upper-right-inner'])
    expect(grain(r)).toBe(12)
    expect(zoneSeconds(r)['upper-right-chewing']).toBeUndefined()
  })
  it('ignores words that are no zone', () => {
    expect(grain(zoned(['tongue']))).toBe('none')
  })
})
