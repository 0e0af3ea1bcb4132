import { describe, expect, it } from 'vitest'
import golden from './geometry.golden.json'
import { calendarOf } from './YearArch'
import { capPaths, day, f, mouth, mouthBox, scoreTeeth, teethFilled, year, zones, type JawPaths, type MouthShape } from './geometry'

/** All paths in the order they are painted. */
const painted = (jaws: JawPaths[]): string[] =>
  jaws.flatMap((j) => [
    ...(j.gum ? [j.gum] : []),
    ...j.bands.map((z) => z.d),
    ...j.teeth.map((t) => t.d),
    ...j.chew.map((z) => z.d),
    ...j.fissures,
  ])

describe('the mouth', () => {
  const shapes: [keyof typeof golden & `mouth ${string}`, MouthShape][] = [
    ['mouth adult', {}],
    ['mouth milkBands', { teeth: 'milk' }],
    ['mouth play', { bands: false, chew: false, gum: true }],
    ['mouth playMilk', { teeth: 'milk', bands: false, chew: false, gum: true }],
  ]
  it.each(shapes)('%s is drawn as it was designed', (name, shape) => {
    expect(mouthBox(shape)).toBe(golden[name].box)
    // Fissures of a side stand together in the drawing's string, one path each.
    expect(painted(mouth(shape))).toEqual(golden[name].d)
  })
  it('has sixteen zones with the ids everybody uses', () => {
    expect(zones).toEqual(golden.zones)
    expect(new Set(zones).size).toBe(16)
  })
})

describe('the day', () => {
  it.each([
    [14, golden['day 14']],
    [10, golden['day 10']],
  ])('with %i teeth is drawn as it was designed', (teeth, want) => {
    const got = day({ teeth })
    expect(got.box).toBe(want.box)
    expect([...got.am, ...got.pm]).toEqual(want.d)
  })
  it('fills a tooth from its middle on', () => {
    expect(teethFilled(0, 14)).toBe(0)
    expect(teethFilled(0.5, 14)).toBe(7)
    expect(teethFilled(0.51 / 14, 14)).toBe(1)
    expect(teethFilled(0.49 / 14, 14)).toBe(0)
    expect(teethFilled(1, 10)).toBe(10)
    expect(teethFilled(7, 10)).toBe(10)
  })
})

describe('the year', () => {
  it('2026 lies as it was designed', () => {
    const got = year({ w: 236, h: 190, gap: 40, st: 9.6, lab: 7, ...calendarOf(2026) })
    expect(got.box).toBe(golden.year.box)
    const dots = (part: 'am' | 'pm') => got[part].map((p) => `${part} ${f(p.x)} ${f(p.y)}`)
    expect([...dots('am'), ...dots('pm')]).toEqual(golden.year.dots)
    expect([...got.amMonths, ...got.pmMonths].map((p) => `${f(p.x)} ${f(p.y)}`)).toEqual(golden.year.months)
  })
  it('knows how long a year is and where it begins', () => {
    expect(calendarOf(2026)).toMatchObject({ days: 365, first: 3 })
    expect(calendarOf(2028)).toMatchObject({ days: 366, first: 5 })
    expect(calendarOf(2028).months[1]).toBe(29)
  })
  it('keeps every day on the arch, also in a leap year that begins on a Sunday', () => {
    const cal = calendarOf(2040)
    expect(cal).toMatchObject({ days: 366, first: 6 })
    const got = year({ ...cal })
    expect(new Set(got.am.map((p) => `${f(p.x)} ${f(p.y)}`)).size).toBe(366)
  })
})

it('the caps and the score are drawn as they were designed', () => {
  expect([capPaths.am, capPaths.amCore, capPaths.pm, capPaths.pmCore]).toEqual(golden.cap)
  expect(scoreTeeth()).toEqual(golden.score)
})
