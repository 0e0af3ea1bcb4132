import { expect, test } from 'vitest'
import { newest } from '@/api/frames'
import { lineOf } from './forms'

test('bare hex becomes a line, and a line stays as it is', () => {
  expect(JSON.parse(lineOf('06:32:6b 03', 'oralb'))).toMatchObject({ kind: 'advert', company: 220, hex: '06326b03' })
  expect(JSON.parse(lineOf('0x10FF', 'enamel'))).toMatchObject({ kind: 'notify', hex: '10ff' })
  for (const line of ['{"device":"x"}', '063', 'nonsense', '']) expect(lineOf(line, 'oralb')).toBe(line)
})

test('of too many lines the newest are taken', () => {
  const lines = Array.from({ length: 300 }, (_, i) => `line ${i}`)
  expect(newest(lines)).toEqual(lines.slice(100))
  expect(newest(['a'.repeat(50_000), 'b'.repeat(50_000)])).toEqual(['b'.repeat(50_000)])
  expect(newest([])).toEqual([])
})
