import { describe, expect, it } from 'vitest'
import { elapsedAt, quietFor } from './elapsed'
import type { Brushing } from './types'

const at = '2026-11-22T19:00:00Z'
const running = (heard: string, duration_s: number, state: Brushing['state'] = 'running') =>
  ({ id: 's', state, duration_s, last_heard_at: heard, tells_live: true }) as Brushing
const received = 1_000_000

describe('elapsedAt', () => {
  it('goes on by whole seconds from what was heard', () => {
    const b = running(at, 60)
    expect(elapsedAt(b, { at, received }, received)).toBe(60)
    expect(elapsedAt(b, { at, received }, received + 999)).toBe(60)
    expect(elapsedAt(b, { at, received }, received + 1_000)).toBe(61)
    expect(elapsedAt(b, { at, received }, received + 2_900)).toBe(62)
  })

  it('never runs more than three seconds ahead of what was heard', () => {
    expect(elapsedAt(running(at, 60), { at, received }, received + 3_600_000)).toBe(63)
  })

  it('counts what passed at the server before it told us', () => {
    const heard = '2026-11-22T18:59:58Z'
    expect(elapsedAt(running(heard, 60), { at, received }, received)).toBe(62)
    expect(quietFor(running(heard, 60), { at, received }, received + 5_000)).toBe(7)
  })

  it('stands while the brush is paused, has ended, or nothing was told yet', () => {
    expect(elapsedAt(running(at, 60, 'paused'), { at, received }, received + 3_000)).toBe(60)
    expect(elapsedAt(running(at, 60, 'ended'), { at, received }, received + 3_000)).toBe(60)
    expect(elapsedAt(running(at, 60), undefined, received + 3_000)).toBe(60)
  })

  it('counts from the start where the brush tells only when it starts and stops', () => {
    const b = { ...running(at, 0), tells_live: false, started_at: at }
    expect(elapsedAt(b, { at, received }, received + 75_000)).toBe(75)
    expect(elapsedAt({ ...b, duration_s: 80 }, { at, received }, received + 75_000)).toBe(80)
    expect(elapsedAt({ ...b, state: 'ended', duration_s: 60 }, { at, received }, received + 75_000)).toBe(60)
  })

  it('does not step back when this clock is behind', () => {
    expect(elapsedAt(running(at, 60), { at, received }, received - 10_000)).toBe(60)
  })
})
