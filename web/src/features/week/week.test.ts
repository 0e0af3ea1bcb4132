import { describe, expect, it } from 'vitest'
import type { Day, Slot } from '@/api/types'
import { later, placeInWeek } from '@/lib/time'
import { change, lastWeek, look } from './week'

const slot = (state: Slot['state'], seconds = 0): Slot => ({ state, seconds, target_s: 120, session_ids: [] })
const day = (date: string, morning: Slot, evening: Slot): Day => ({ date, morning, evening })

describe('a week', () => {
  it('is the last one that is over, whatever day it is', () => {
    for (let i = 0; i < 14; i++) {
      const today = later('2026-11-16', i)
      const first = lastWeek(today)
      expect(placeInWeek(first)).toBe(0)
      expect(later(first, 7) <= today && today < later(first, 14)).toBe(true)
    }
  })

  it('counts what was planned and is over, and nothing else', () => {
    const l = look([day('2026-11-16', slot('done', 130), slot('short', 70)), day('2026-11-17', slot('open'), slot('mended')), day('2026-11-18', slot('off', 125), slot('next'))])
    expect(l).toEqual({ planned: 4, kept: 2, mended: 1, usual: 125 })
    expect(look([])).toEqual({ planned: 0, kept: 0, mended: 0, usual: null })
    expect(look([day('2026-11-16', slot('short', 59), slot('short', 61))])).toMatchObject({ kept: 1, usual: 60 })
  })

  it('stands beside the one before only where both were brushed', () => {
    const of = (usual: number | null) => ({ planned: 14, kept: 10, mended: 0, usual })
    expect([change(of(120), of(111)), change(of(120), of(110)), change(of(100), of(110)), change(of(null), of(110)), change(of(100), of(null))]).toEqual(['same', 'longer', 'shorter', 'unknown', 'unknown'])
  })
})
