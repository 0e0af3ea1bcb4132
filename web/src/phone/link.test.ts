import { QueryClient } from '@tanstack/react-query'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { keys } from '@/api/keys'
import type { Brushing, Now } from '@/api/types'
import type { WireFrame } from '@/lib/spool'
import type { Characteristic, Handle, Server } from './bluetooth'
import type { Action, Decoders, Happened, Maker } from './decoders'
import { lookEvery, makerOf, talk } from './link'
import { newName } from './names'
import { presentAtOnce } from './present'

const uuid = 'a0f0ff08-5047-4d53-8208-4f72616c2d42'
const maker = (id: string, talks: string[]): Maker => ({ id, name: id, live: true, records: true, companies: [], services: [], names: [], talks })
const view = (...b: number[]) => new DataView(Uint8Array.from(b).buffer)

/** A characteristic that tells of a read as of a notification, as browsers do, and notifies something else meanwhile. */
class Told extends EventTarget {
  readonly uuid = uuid
  value?: DataView
  say(v: DataView) {
    this.value = v
    this.dispatchEvent(new Event('characteristicvaluechanged'))
  }
  async startNotifications() {
    return this as unknown as Characteristic
  }
  async readValue() {
    this.say(view(0, 7))
    const own = view(0, 6)
    this.say(own)
    return own
  }
  async writeValueWithResponse() {
    throw new DOMException('GATT operation not authorized.', 'SecurityError')
  }
}

/** Plays a dialogue of a few actions, and notes what it is told. */
function played(answers: (e: Happened) => Action[], keep: (f: WireFrame[]) => Promise<void> = async () => {}) {
  const told: Happened[] = []
  const shown: unknown[] = []
  const decoders: Decoders = {
    makers: async () => [],
    follow: async () => 1,
    hear: async (_, e) => {
      told.push(e)
      return { actions: [...(e.frame ? [{ do: 'emit' as const, frame: e.frame }] : []), ...answers(e)], meanings: e.frame ? [{ elapsed_s: parseInt(e.frame.hex ?? '', 16) }] : [] }
    },
    close: () => {},
  }
  const c = new Told()
  const handle = Object.assign(new EventTarget(), { id: 'x', gatt: { connected: true, disconnect: () => {} } as Partial<Server> as Server }) as Handle & { gatt: { connected: boolean } }
  const link = talk(handle, maker('oralb', []), new Map([[uuid, c as unknown as Characteristic]]), 'web:x', { decoders, keep, show: (m) => shown.push(...m), now: () => 1767592720000 })
  return { told, shown, link, c, handle }
}

describe('a connection', () => {
  afterEach(() => void vi.useRealTimers())

  test('notices that it is lost when nobody tells', async () => {
    vi.useFakeTimers()
    const p = played(() => [])
    await vi.advanceTimersByTimeAsync(3 * lookEvery)
    expect(p.told.map((e) => e.kind)).toEqual(['connected'])
    p.handle.gatt.connected = false
    await vi.advanceTimersByTimeAsync(lookEvery)
    expect(await p.link.ended).toEqual({ hungUp: false, full: false })
    // The browser says it after all: that is no second loss, and nothing is looked at any more.
    p.handle.dispatchEvent(new Event('gattserverdisconnected'))
    await vi.advanceTimersByTimeAsync(lookEvery)
    expect([p.told.map((e) => e.kind), vi.getTimerCount()]).toEqual([['connected', 'disconnected'], 0])
  })

  test('is lost when what it was asked for did not come and the link is down', async () => {
    const p = played((e) => (e.kind === 'connected' ? [{ do: 'read', char: uuid }] : []))
    p.c.readValue = async () => {
      p.handle.gatt.connected = false
      throw new DOMException('GATT Server is disconnected.', 'NetworkError')
    }
    expect(await p.link.ended).toEqual({ hungUp: false, full: false })
    expect(p.told.map((e) => e.kind)).toEqual(['connected', 'disconnected'])
  })

  test('tells a read once, and what was notified meanwhile as what it is', async () => {
    const p = played((e) => (e.kind === 'connected' ? [{ do: 'subscribe', char: uuid }, { do: 'read', char: uuid }] : e.frame?.kind === 'notify' ? [{ do: 'hang_up' }] : []))
    expect(await p.link.ended).toEqual({ hungUp: true, full: false })
    expect(p.told.map((e) => e.kind + (e.frame ? ` ${e.frame.kind} ${e.frame.hex}` : ''))).toEqual(['connected', 'subscribed', 'value read 0006', 'value notify 0007'])
    expect(p.told[2]?.frame).toEqual({ device: 'web:x', at: '2026-01-05T05:58:40.000Z', kind: 'read', char: uuid, hex: '0006' })
  })

  test('says what the handle does not have, and what it wants a bond for', async () => {
    const p = played((e) => (e.kind === 'connected' ? [{ do: 'read', char: 'no' }, { do: 'write', char: uuid, hex: '0201' }] : e.kind === 'needs_bond' ? [{ do: 'bond' }] : e.kind === 'bonded' ? [{ do: 'hang_up' }] : []))
    await p.link.ended
    expect(p.told.map((e) => e.kind)).toEqual(['connected', 'refused', 'needs_bond', 'bonded'])
  })

  test('shows nothing that could not be kept', async () => {
    const p = played((e) => (e.kind === 'connected' ? [{ do: 'read', char: uuid }] : []), () => Promise.reject(new Error('full')))
    expect(await p.link.ended).toEqual({ hungUp: false, full: true })
    expect(p.shown).toEqual([])
  })

  test('keeps what was heard before it was lost', async () => {
    const kept: WireFrame[] = []
    const p = played((e) => (e.kind === 'connected' ? [{ do: 'subscribe', char: uuid }] : []), async (f) => void kept.push(...f))
    await new Promise((r) => setTimeout(r, 5))
    p.c.say(view(1, 2))
    p.handle.dispatchEvent(new Event('gattserverdisconnected'))
    expect(await p.link.ended).toEqual({ hungUp: false, full: false })
    expect(kept.map((f) => f.hex)).toEqual(['0102'])
  })
})

test('a maker is known by a service of its own, not by one that everybody has', () => {
  const battery = '0000180f-0000-1000-8000-00805f9b34fb'
  const all = [maker('a', [battery, 'one']), maker('b', [battery, 'two'])]
  expect([makerOf([battery], all), makerOf([battery, 'two'], all)?.id]).toEqual([undefined, 'b'])
})

test('a handle’s new name is one that the house takes', () => {
  expect(newName('f3/Oq+0b==')).toBe('web:f3Oq0b')
  expect(newName('x'.repeat(200)).length).toBeLessThanOrEqual(64)
})

test('what is heard here moves an open brushing forward, never back and never far', () => {
  const cache = new QueryClient()
  const b = { id: 's', device: 'web:x', duration_s: 30, state: 'running' } as Brushing
  const heard = (seconds: number, running = true) => {
    cache.setQueryData<Now>(keys.now, { at: '2026-01-05T06:00:00.000Z', received: 1000, open: [b] })
    presentAtOnce(cache, { brush: { device: 'web:x', name: '', live: true, records: true }, heard: { at: 1500, running, seconds } })
    const now = cache.getQueryData<Now>(keys.now)
    return [now?.open[0]?.duration_s, now?.at]
  }
  expect(heard(31)).toEqual([31, '2026-01-05T06:00:00.500Z'])
  for (const [s, running] of [[29, true], [90, true], [31, false]] as const) expect(heard(s, running)).toEqual([30, '2026-01-05T06:00:00.000Z'])
})
