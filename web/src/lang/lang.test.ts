import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { languages, locale, speak, spokenOf, weekStart } from '@/lib/language'
import { adopt, messages, plural } from '@/lib/messages'
import { heardAt, longDate } from '@/lib/time'
import { count, figure, listed } from '@/lib/words'
import { mirror } from './mirror'
import { begin } from './speak'

const src = join(import.meta.dirname, '..')

describe('languages', () => {
  afterEach(async () => {
    await begin()
    await speak('en')
  })

  it('are those that have words', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((f) => f.isDirectory())
    expect(['en', ...folders.map((f) => f.name)].sort()).toEqual(Object.keys(languages).sort())
  })

  it('know every feature that keeps texts', () => {
    const kept = readdirSync(src, { recursive: true, withFileTypes: true })
      .filter((f) => f.isFile() && /\.tsx?$/.test(f.name) && !/\.test\./.test(f.name))
      .flatMap((f) => [...readFileSync(join(f.parentPath, f.name), 'utf8').matchAll(/= messages\('(\w+)'/g)].map((m) => m[1]))
    const listedThere = [...readFileSync(join(import.meta.dirname, 'features.ts'), 'utf8').matchAll(/^ {2}(\w+): typeof import/gm)].map((m) => m[1])
    expect(listedThere.sort()).toEqual(kept.sort())
    expect(new Set(kept).size).toBe(kept.length)
  })

  it('change what was said before and what is said later', async () => {
    const before = messages('words', { today: (t: string) => `today, ${t}`, more: 'more' })
    await begin()
    await speak('de')
    const later = messages('words', { today: (t: string) => `today, ${t}` })
    expect([before.today('7:00'), later.today('7:00'), before.more]).toEqual(['heute, 7:00', 'heute, 7:00', 'more'])
    expect(count(3)).toBe('drei')
    expect(listed(['Anna', 'Jonas', 'Mia'])).toBe('Anna, Jonas und Mia')
    expect(figure(9871)).toBe('9.871')
    expect(longDate('2026-11-22')).toBe('Sonntag, 22. November')
    expect(heardAt('2026-11-22T06:12:00Z', 'Europe/Berlin', Date.parse('2026-11-22T18:00:00Z'))).toBe('heute, 07:12')
    expect(locale()).toMatch(/^de/)
    await speak('en')
    expect([before.today('7:00'), count(3), longDate('2026-11-22')]).toEqual(['today, 7:00', 'three', expect.stringMatching(/^Sunday/)])
  })

  it('are found by language and script, whatever the region', () => {
    expect([spokenOf(['de-AT']), spokenOf(['xx', 'en-US']), spokenOf(['!', 'de']), spokenOf(['ja'])]).toEqual(['de', 'en', 'de', undefined])
  })

  it('have their own plurals', async () => {
    expect([0, 1, 2].map((n) => plural(n, { one: 'tooth', other: 'teeth' }))).toEqual(['teeth', 'tooth', 'teeth'])
  })

  it('begin the week where their region does', () => {
    expect([weekStart('de-DE'), weekStart('en-US'), weekStart('pt-PT'), weekStart('ar-EG')]).toEqual([1, 7, expect.any(Number), 6])
  })

  it('can be made from English, so that every text is told from what is none', () => {
    const said = messages('someFeature', { plain: 'Try again', made: (n: number) => (n > 0 ? `${n} left` : '') })
    adopt(mirror('en-XA'))
    expect(said.plain).not.toMatch(/[a-z]/i)
    expect(said.plain.length).toBeGreaterThan('Try again'.length * 1.4)
    expect([said.made(0), said.made(2)]).toEqual(['', expect.stringContaining('2')])
    adopt(mirror('ar-XB'))
    expect(said.plain).toMatch(/^\u202e[^a-z]+\u202c$/i)
  })
})
