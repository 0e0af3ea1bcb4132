import { describe, expect, it } from 'vitest'
import type { Day, Slot } from '@/api/types'
import { justNow, lengths, moment, noteID, start } from './add'

const berlin = 'Europe/Berlin'
const now = Date.parse('2026-11-22T19:10:20Z')
const slot = (seconds: number, state: Slot['state'] = seconds > 0 ? 'done' : 'open'): Slot => ({ state, seconds, target_s: 120, session_ids: [] })
const day = (morning: Slot, evening: Slot): Day => ({ date: '2026-11-20', morning, evening })

describe('add a brushing', () => {
  it('starts with a brushing that has just ended', () => {
    expect(justNow(now, 120, berlin)).toEqual({ date: '2026-11-22', time: '20:08' })
    expect(start('2026-11-22', '2026-11-22', undefined, now, 120, berlin)).toEqual({ date: '2026-11-22', time: '20:08' })
    // After midnight the household's day is still the evening's; the form's date is the calendar's.
    const late = Date.parse('2026-11-22T23:20:00Z')
    expect(start('2026-11-22', '2026-11-22', undefined, late, 120, berlin)).toEqual({ date: '2026-11-23', time: '00:18' })
  })
  it('starts on an older day with the slot that is open', () => {
    const at = (d: Day | undefined) => start('2026-11-20', '2026-11-22', d, now, 120, berlin).time
    expect(at(day(slot(0), slot(0)))).toBe('20:00')
    expect(at(day(slot(120), slot(0)))).toBe('20:00')
    expect(at(day(slot(0), slot(120)))).toBe('07:30')
    expect(at(day(slot(0, 'off'), slot(120)))).toBe('20:00')
    expect(at(undefined)).toBe('20:00')
  })
  it('sends the instant that the clocks of the house meant', () => {
    const at = (date: string, time: string, seconds = 120) => moment({ date, time }, seconds, now, berlin)
    expect(at('2026-11-20', '07:30')).toEqual({ at: '2026-11-20T06:30:00.000Z' })
    expect(at('2026-07-01', '07:30')).toEqual({ at: '2026-07-01T05:30:00.000Z' })
    // 02:30 comes twice, and is skipped.
    expect(at('2026-10-25', '02:30')).toEqual({ at: '2026-10-25T00:30:00.000Z' })
    expect(at('2026-03-29', '02:30')).toEqual({ at: '2026-03-29T01:30:00.000Z' })
    expect(at('2026-11-20', '')).toEqual({ fault: 'when' })
    expect(at('2026-11-22', '20:09')).toEqual({ at: '2026-11-22T19:08:20.000Z' })
    expect(at('2026-11-22', '20:10')).toEqual({ fault: 'future' })
  })
  it('offers the own target among the lengths, and a name of its own for each note', () => {
    expect(lengths(100)).toContain(100)
    expect(lengths(120).filter((s) => s === 120)).toHaveLength(1)
    expect(noteID()).toMatch(/^[0-9a-f]{32}$/)
    expect(noteID()).not.toBe(noteID())
  })
})
