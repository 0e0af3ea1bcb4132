import { describe, expect, it } from 'vitest'
import { amendedSays } from './amended'

describe('what reading again changed', () => {
  const at = '2026-05-04T22:30:00Z' // the next day already in Berlin
  it('is one sentence of what changed, and of nothing else', () => {
    expect(
      amendedSays(
        {
          at,
          duration_s: { before: 108, after: 120 },
          ended: { before: 'cut_off', after: 'heard' },
          mode: { before: '', after: 'daily clean' },
          pressure: { before: false, after: true },
          score: { before: 85, after: 92 },
        },
        'Europe/Berlin',
      ),
    ).toBe('Read again on Tuesday 5 May: 2:00 instead of 1:48; its end was heard; the mode was daily clean; pressure is now known; the score is 92 instead of 85.')
  })
  it('tells what went as well', () => {
    expect(amendedSays({ at, zones: { before: true, after: false }, score: { before: 70, after: null } }, 'UTC')).toBe(
      'Read again on Monday 4 May: zones are no longer known; it has no score any more.',
    )
    expect(amendedSays({ at }, 'UTC')).toBe('Read again on Monday 4 May.')
  })
})
