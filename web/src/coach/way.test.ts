import { describe, expect, it } from 'vitest'
import type { Brushing, Run } from '@/api/types'
import { zones } from '@/ui/look'
import { hurried, sceneOf, tooHard, zoneSeconds } from './brushing'
import { found, step, type Stopwatch } from './stopwatch'
import { course, measured, paced, stays, walked, type Way } from './way'

const ways: Way[] = ['quarters', 'lower_first', 'surfaces', 'sextants']

describe('the way', () => {
  it('passes every tooth, and each stretch is as long as any', () => {
    for (const teeth of ['milk', 'adult'] as const)
      for (const way of ways) {
        const c = course(teeth, way)
        expect(c.teeth).toHaveLength(teeth === 'milk' ? 20 : 28)
        expect(new Set(c.stations.flatMap((s) => s.teeth)).size).toBe(c.teeth.length)
        expect(walked(c, 0).clean.every((v) => v === 0)).toBe(true)
        const end = walked(c, 1)
        expect(end.clean.every((v) => v === 1)).toBe(true)
        expect(end.at).toBeNull()
      }
  })
  it('never lets a tooth become less clean, and always says where', () => {
    for (const way of ways) {
      const c = course('milk', way)
      let before = walked(c, 0)
      for (let s = 1; s < 120; s++) {
        const now = walked(c, s / 120)
        expect(now.clean.every((v, i) => v >= before.clean[i]!)).toBe(true)
        expect(now.parts).toBeGreaterThanOrEqual(before.parts)
        expect(now.at).not.toBeNull()
        before = now
      }
    }
  })
  it('is done part by part', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((s) => walked(course('milk', 'quarters'), s).parts)).toEqual([0, 1, 2, 3, 4])
    expect(walked(course('adult', 'sextants'), 1).parts).toBe(6)
    expect(walked(course('adult', 'surfaces'), 1).parts).toBe(3)
  })
  it('begins where it was asked to', () => {
    expect(ways.map((w) => walked(course('milk', w), 0).at!).map((a) => `${a.part.jaw} ${a.part.where} ${a.face}`)).toEqual([
      'upper right outer',
      'lower left outer',
      'upper right chewing',
      'upper right outer',
    ])
  })
  it('follows a pacer by quarters or sixths', () => {
    expect([paced('surfaces', 4), paced('lower_first', 4), paced('quarters', 6)]).toEqual(['quarters', 'lower_first', 'sextants'])
  })
})

describe('measured places', () => {
  it('are clean at their fair share, and the next open one is shown', () => {
    const none = measured('milk', 'quarters', {}, [], 160)
    expect(none.clean.every((v) => v === 0)).toBe(true)
    const all = Object.fromEntries(zones.map((z) => [z, 10]))
    expect(measured('milk', 'quarters', all, [], 160)).toMatchObject({ at: null, parts: 16 })
    const here = measured('milk', 'quarters', { 'upper-right-outer': 4 }, ['upper-right-outer'], 160)
    expect(here.at).toMatchObject({ face: 'outer', part: { jaw: 'upper', where: 'right' } })
    const full = measured('milk', 'quarters', { 'upper-right-outer': 10 }, ['upper-right-outer'], 160)
    expect(full.at).toMatchObject({ face: 'inner', part: { jaw: 'upper', where: 'right' } })
  })
  it('keep a clean tooth clean', () => {
    expect(stays([1, 0.5], [0.5, 1])).toEqual([1, 1])
    expect(stays([], [0])).toEqual([0])
  })
})

const run = (from_s: number, to_s: number, more: Partial<Run> = {}): Run => ({ from_s, to_s, heard: true, ...more })
const live = (more: Partial<Brushing>): Brushing => ({ state: 'running', ...more }) as Brushing

describe('a live brushing', () => {
  it('is followed by its pacer, by what the handle says and not by its place in time', () => {
    const b = live({ sectors: 4, target_s: 120, runs: [run(0, 30, { sector: 1 }), { from_s: 30, to_s: 34, heard: false }, run(34, 50, { sector: 2 })] })
    const { follows, scene } = sceneOf(b, 50, 120, 'milk', 'quarters')
    expect(follows).toBe('pacer')
    expect(scene.parts).toBe(1)
    expect(scene.at?.part).toMatchObject({ jaw: 'upper', where: 'left' })
  })
  it('is followed by time where nothing else is told', () => {
    expect(sceneOf(live({ runs: [run(0, 60)] }), 60, 120, 'milk', 'quarters')).toMatchObject({ follows: 'time', scene: { parts: 2 } })
  })
  it('is followed by places where they are measured', () => {
    const runs = [run(0, 8, { zones: ['upper-right-outer', 'upper-right-inner'] })]
    expect(zoneSeconds(runs)).toEqual({ 'upper-right-outer': 4, 'upper-right-inner': 4 })
    expect(sceneOf(live({ sectors: 4, runs }), 8, 120, 'adult', 'quarters').follows).toBe('zones')
  })
  it('says ouch only while the brush says too hard', () => {
    const runs = [run(0, 5, { pressure: 'normal' }), run(5, 7, { pressure: 'high' })]
    expect([tooHard(live({ runs }), 7), tooHard(live({ runs }), 9), tooHard(live({ runs, state: 'paused' }), 7)]).toEqual([true, false, false])
  })
  it('is in a hurry after two places that were left too early', () => {
    const z = (from: number, to: number, zone: string) => run(from, to, { zones: [zone] })
    const quick = [z(0, 1, 'a'), z(1, 2, 'b'), z(2, 4, 'c')]
    expect(hurried(quick, 4, 120)).toBe(true)
    expect(hurried(quick, 12, 120)).toBe(false)
    expect(hurried([z(0, 6, 'a'), z(6, 7, 'b'), z(7, 9, 'c')], 9, 120)).toBe(false)
  })
})

describe('the timer', () => {
  const w: Stopwatch = { person: 'p', household: 'h', target_s: 120, t: 10, at: 1_000_000, state: 'running' }
  it('counts seconds, and neither pauses nor sleep', () => {
    expect(step(w, w.at + 250)).toMatchObject({ t: 10.25, state: 'running' })
    expect(step({ ...w, state: 'paused' }, w.at + 60_000)).toMatchObject({ t: 10, state: 'paused' })
    expect(step(w, w.at + 60_000)).toMatchObject({ t: 10, state: 'paused' })
    expect(step(w, w.at - 60_000)).toMatchObject({ t: 10, state: 'running' })
  })
  it('goes on after a reload, waits after a while, and is over after a long one', () => {
    expect(found(w, w.at + 3_000)).toMatchObject({ t: 10, state: 'running', at: w.at + 3_000 })
    expect(found(w, w.at + 60_000)).toMatchObject({ t: 10, state: 'paused' })
    expect(found(w, w.at + 100_000)).toBeNull()
  })
})
