import { expect, test } from 'vitest'
import type { Decoded } from '@/api/types'
import { signals } from './signals'

test('the gateway that hears best stands first, with the middle of what it told', () => {
  const heard = (source: string, rssi?: number): Decoded => ({ line: 1, understood: true, fields: [], frame: { device: 'D', at: '2026-01-01T00:00:00Z', kind: 'advert', source, ...(rssi !== undefined && { rssi }) } })
  expect(signals([heard('attic', -90), heard('hall', -50), heard('hall', -70), heard('hall', -60), heard('phone')])).toEqual([
    { source: 'hall', rssi: -60, frames: 3 },
    { source: 'attic', rssi: -90, frames: 1 },
  ])
  expect(signals([])).toEqual([])
})
