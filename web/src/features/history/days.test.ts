import { describe, expect, it, vi } from 'vitest'
import type { Day, Slot } from '@/api/types'
import { monthLater } from '@/lib/time'
import * as language from '@/lib/language'
import { asDate, asMonth, dayCap, median, since, sums, weeksOf, yearSlot } from './days'

const slot = (state: Slot['state'], seconds = 0, started_at?: string): Slot => ({ state, seconds, target_s: 120, session_ids: [], started_at })

describe('months and dates', () => {
  it('believes an address only when the date exists', () => {
    expect(asDate('2026-02-28')).toBe('2026-02-28')
    for (const bad of ['2026-02-30', '2026-13-01', '26-1-1', 'today', '', null]) expect(asDate(bad)).toBeNull()
    expect(asMonth('2026-11')).toBe('2026-11')
    for (const bad of ['2026-00', '2026-13', '2026', null]) expect(asMonth(bad)).toBeNull()
  })
  it('steps over the turn of the year', () => {
    expect(monthLater('2026-12', 1)).toBe('2027-01')
    expect(monthLater('2026-01', -1)).toBe('2025-12')
    expect(monthLater('2026-01', -13)).toBe('2024-12')
  })
  it('lays weeks out from Monday', () => {
    // 1 November 2026 is a Sunday.
    for (const [from, weeks, before] of [[1, 6, 6], [7, 5, 0], [6, 5, 1]] as const) {
      vi.spyOn(language, 'weekStart').mockReturnValue(from)
      const w = weeksOf('2026-11')
      expect(w).toHaveLength(weeks)
      expect(w.every((d) => d.length === 7)).toBe(true)
      expect(w[0]?.indexOf('2026-11-01')).toBe(before)
      expect(w.at(-1)?.filter(Boolean).at(-1)).toBe('2026-11-30')
    }
    vi.restoreAllMocks()
    expect(weeksOf('2028-02').flat().filter(Boolean)).toHaveLength(29)
  })
})

describe('slots', () => {
  it('what is open today is still to be had', () => {
    expect(yearSlot(slot('open'), true)).toBe('now')
    expect(yearSlot(slot('open'), false)).toBe('open')
    expect(yearSlot(slot('next'), false)).toBe('next')
    expect(dayCap(slot('next'), true)).toBe(0)
    expect(dayCap(slot('next'), false)).toBeNull()
    expect(dayCap(undefined, true)).toBeNull()
    expect(dayCap(slot('mended'), false)).toBe('mend')
    expect(dayCap(slot('short', 60), false)).toBe(0.5)
  })
  it('sums a year up; an evening past midnight stays late', () => {
    const days: Day[] = [
      { date: '2026-11-20', morning: slot('done', 120, '07:00'), evening: slot('done', 130, '23:50') },
      { date: '2026-11-21', morning: slot('short', 50, '07:20'), evening: slot('done', 118, '00:20') },
      { date: '2026-11-22', morning: slot('mended'), evening: slot('next') },
    ]
    const minutes = (at: string) => Number(at.slice(0, 2)) * 60 + Number(at.slice(3))
    expect(sums(days, minutes, 240)).toEqual({ kept: 3, planned: 5, mended: 1, usual: 119, morningAt: 430, eveningAt: 5 })
    expect(sums([], minutes, 240)).toEqual({ kept: 0, planned: 0, mended: 0, usual: null, morningAt: null, eveningAt: null })
  })
  it('says nothing of days before anything was heard, except where something was', () => {
    const day = (date: string, seconds = 0): Day => ({ date, morning: slot('open', seconds), evening: slot('open') })
    const days = [day('2026-11-01'), day('2026-11-02', 40), day('2026-11-03'), day('2026-11-04')]
    const zone = (at: string) => at.slice(0, 10)
    const left = since(days, ['2026-11-20T07:00:00Z', '2026-11-04T07:00:00Z'], zone).map((d) => d.date)
    expect(left).toEqual(['2026-11-02', '2026-11-04'])
    expect(since(days, [], zone)).toHaveLength(4)
  })
  it('has a median', () => {
    expect(median([3])).toBe(3)
    expect(median([9, 1, 4])).toBe(4)
  })
})
