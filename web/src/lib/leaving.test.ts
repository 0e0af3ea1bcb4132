import { expect, test } from 'vitest'
import { forgetEntries } from './leaving'

/** A store of the browser's kind, in memory. */
class Small extends Map<string, string> {
  get length() {
    return this.size
  }
  key = (i: number) => [...this.keys()][i] ?? null
  removeItem = (k: string) => void this.delete(k)
}

test('a log-out leaves how this device looks, and nothing of anybody', () => {
  const store = new Small([['enamel-phone-names', '{"h/x":"web:x"}'], ['enamel.theme', 'dark'], ['enamel.helped.p1', '2026-01-05'], ['enamel.language', 'de'], ['enamel.contrast', 'more'], ['something-new', '1']])
  forgetEntries(store as unknown as Storage)
  expect([...store.keys()]).toEqual(['enamel.theme', 'enamel.language', 'enamel.contrast'])
})
