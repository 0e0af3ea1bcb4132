import { describe, expect, it } from 'vitest'
import { fromArches, fromQuarterFaces, fromQuarters, fromSextants, hasFigure, isCoarse, level } from './coverage'
import { zones } from './geometry'
import { scoreFill } from './ScoreArch'

describe('what a brush told, on the sixteen zones', () => {
  it('four: every face of a quarter, the front the mean of its two', () => {
    const v = fromQuarters({ 'upper-right': 20, 'upper-left': 10, 'lower-right': 6 })
    expect(v['upper-right-chewing']).toBe(20)
    expect(v['upper-front-inner']).toBe(15)
    expect(v['lower-front-outer']).toBe(6)
    expect(v['lower-left-outer']).toBeUndefined()
  })
  it('eight: chewing was not told', () => {
    const v = fromQuarterFaces({ 'upper-right-outer': 8, 'upper-left-outer': 4, 'upper-right-inner': 3 })
    expect(v['upper-front-outer']).toBe(6)
    expect(v['upper-front-inner']).toBe(3)
    expect(Object.keys(v).some((z) => z.endsWith('chewing'))).toBe(false)
  })
  it('six and arches share one value; zero is not absent', () => {
    expect(fromSextants({ 'lower-front': 0 })).toEqual({ 'lower-front-outer': 0, 'lower-front-inner': 0 })
    expect(Object.keys(fromArches({ upper: 30, lower: 28 }))).toHaveLength(16)
    expect(isCoarse(6) && isCoarse(4) && isCoarse('arch')).toBe(true)
    expect(isCoarse(16) || isCoarse(8) || isCoarse('none')).toBe(false)
  })
  it('writes each value once', () => {
    const count = (g: Parameters<typeof hasFigure>[1]) => zones.filter((z) => hasFigure(z, g)).length
    expect([count(16), count(8), count(6), count(4), count('arch'), count('none')]).toEqual([12, 8, 6, 4, 0, 0])
  })
  it('has five steps', () => {
    expect([0, 2, 5, 8, 11, 40].map((s) => level(s, 12))).toEqual([0, 1, 2, 3, 4, 4])
    expect(level(3, 0)).toBe(0)
  })
})

describe('the score as twenty teeth', () => {
  it('shares them out by weight', () => {
    const t = scoreFill([
      { name: 'time', points: 49, weight: 50 },
      { name: 'cover', points: 24, weight: 30 },
      { name: 'press', points: 19, weight: 20 },
    ])
    expect(t).toHaveLength(20)
    expect(t.filter((x) => x.name === 'cover')).toHaveLength(6)
    expect(t.filter((x) => x.full)).toHaveLength(10 + 5 + 4)
  })
  it('still has twenty when a part had no evidence', () => {
    const t = scoreFill([
      { name: 'time', points: 40, weight: 71.4 },
      { name: 'press', points: 28.6, weight: 28.6 },
    ])
    expect(t).toHaveLength(20)
    expect(t.filter((x) => x.name === 'press' && x.full)).toHaveLength(6)
  })
})
