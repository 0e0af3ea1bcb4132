import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const src = join(import.meta.dirname, '..')

// What is drawn as it is, in every language: the coach, the sides of a mouth, the seconds of a brushing, the middle of a circle.
const drawn = /^\s*\.(coach|mouth|strip|year|setup-nu|nu|tooth|zone)/

const physical = /(?:margin|padding|border)-(?:left|right)\b|text-align: ?(?:left|right)|(?<=[{; ])(?:left|right): ?[^;]|float: ?(?:left|right)/

it('says start and end instead of left and right', () => {
  const found = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile() && f.name.endsWith('.css'))
    .flatMap((f) => {
      const lines = readFileSync(join(f.parentPath, f.name), 'utf8').split('\n')
      return lines.filter((l) => physical.test(l) && !drawn.test(l)).map((l) => `${f.name}: ${l.trim().slice(0, 100)}`)
    })
  expect(found).toEqual([])
})
