import { expect, test } from 'vitest'
import { grown, mostLines, newest, type Said } from './frames'
import type { Decoded } from './types'

const of = (lines: string[]): Said => ({ lines, items: lines.map((l) => ({ says: l }) as Decoded), of: lines.length, asked: 1, answer: new Set(lines) })

test('what a brush says is added to what it said, and the oldest go when it is too much', () => {
  const before = of(Array.from({ length: mostLines }, (_, i) => `a${i}`))
  const after = grown(before, ['b0', 'b1'], [{ says: 'b0' } as Decoded, { says: 'b1' } as Decoded], 2, new Set(['b0', 'b1']))
  expect([after.lines.length, after.lines[0], after.lines.at(-1), after.of, after.asked]).toEqual([mostLines, 'a2', 'b1', mostLines + 2, 2])
  expect(after.items.map((d) => d.says)).toEqual(after.lines)
  expect(newest(after.lines)).toEqual(after.lines)
})
