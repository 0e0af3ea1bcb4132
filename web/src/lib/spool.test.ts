import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Spool, SpoolFault, type SpoolWorld, type WireFrame } from './spool'

const frame = (n: number, device = 'AA:00:00:00:00:01'): WireFrame => ({ device, at: new Date(1767592720000 + n * 1000).toISOString(), kind: 'notify', char: 'a0f0ff08-5047-4d53-8208-4f72616c2d42', hex: n.toString(16).padStart(4, '0') })

/** A house that keeps what it says yes to. */
class House {
  kept: WireFrame[] = []
  requests: WireFrame[][] = []
  of: (string | null)[] = []
  answer: (frames: WireFrame[]) => number | [number, number] | 'silent' | Promise<number> = () => 200
  fetch = async (_: string, init: RequestInit) => {
    const frames = String(init.body).trim().split('\n').map((l) => JSON.parse(l) as WireFrame)
    this.requests.push(frames)
    this.of.push(new Headers(init.headers).get('Enamel-Household'))
    const said = await this.answer(frames)
    if (said === 'silent') throw new TypeError('no network')
    const [status, after] = Array.isArray(said) ? said : [said, 0]
    if (status === 200) this.kept.push(...frames)
    return new Response('{}', { status, headers: after ? { 'Retry-After': String(after) } : {} })
  }
}

/** Turns taken as browsers' tabs do. */
function turns(): SpoolWorld['locks'] {
  let last: Promise<unknown> = Promise.resolve()
  return { request: ((_: string, act: () => Promise<unknown>) => (last = last.then(act, act))) as never }
}

let indexedDB: IDBFactory, house: House
const world = (over: Partial<SpoolWorld> = {}): SpoolWorld => ({ indexedDB, fetch: house.fetch, random: () => 0.5, ...over })
const opened = (over: Partial<SpoolWorld> = {}) => {
  const s = new Spool(world(over))
  s.of('home')
  return s
}
const until = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 3000, interval: 5 })
const hexes = (fs: WireFrame[]) => fs.map((f) => f.hex)

beforeEach(() => {
  indexedDB = new IDBFactory()
  house = new House()
})
afterEach(() => vi.useRealTimers())

describe('the spool', () => {
  test('frames are on the disk before add says so, and go when the house has said yes', async () => {
    house.answer = () => 'silent'
    const s = opened()
    await s.add([frame(1), frame(2)])
    expect(s.state().waiting).toBe(2)
    await until(() => s.state().trouble === 'silent' && !s.state().sending)
    // Another page later: nothing of the first one lives but the disk.
    house.answer = () => 200
    const later = opened()
    await until(() => house.kept.length === 2)
    await until(() => later.state().waiting === 0 && later.state().trouble === null)
    expect(hexes(house.kept)).toEqual(['0001', '0002'])
    expect(house.of).toContain('home')
  })

  test('a page that dies between the yes and the forgetting sends again, and one that dies before loses nothing', async () => {
    let release: (status: number) => void = () => {}
    house.answer = () => new Promise((yes) => (release = yes))
    const dying = opened()
    await dying.add([frame(1)])
    await until(() => house.requests.length === 1) // on its way; this page is never heard of again
    house.answer = () => 200
    const next = opened()
    await until(() => next.state().waiting === 0 && house.kept.length === 1)
    release(200)
    expect(new Set(hexes(house.kept))).toEqual(new Set(['0001']))
  })

  test('what is refused for good is let go alone', async () => {
    house.answer = (fs) => (fs.some((f) => f.device === 'timer:gone') ? 422 : 200)
    const s = opened()
    await s.add([frame(1), frame(2), frame(3, 'timer:gone'), frame(4), frame(5)])
    await s.flush()
    await until(() => s.state().waiting === 0)
    expect(hexes(house.kept)).toEqual(['0001', '0002', '0004', '0005'])
    expect(s.state()).toMatchObject({ refused: 1, trouble: 'refused' })
  })

  test('what this log-in may not send stays, and lets others pass', async () => {
    house.answer = (fs) => (fs.some((f) => !f.device.startsWith('timer:')) ? 403 : 200)
    const s = opened()
    await s.add([frame(1), frame(2, 'timer:mia')])
    await s.flush()
    await until(() => house.kept.length === 1)
    await until(() => s.state().trouble === 'stranger' && s.state().waiting === 1)
    house.answer = () => 200
    opened() // the grown-up logs in again
    await until(() => house.kept.length === 2)
  })

  test('a busy house is asked again after its own time, and not before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    house.answer = () => [503, 7]
    const s = opened()
    await s.add([frame(1)])
    await vi.waitFor(() => expect(s.state().trouble).toBe('busy'))
    await s.add([frame(2)])
    expect(house.requests.length).toBe(1)
    house.answer = () => 200
    await vi.advanceTimersByTimeAsync(6_900)
    expect(house.requests.length).toBe(1)
    await vi.advanceTimersByTimeAsync(200)
    vi.useRealTimers()
    await until(() => house.kept.length === 2)
    await until(() => s.state().trouble === null)
  })

  test('a silent house is asked less and less often, and at once when somebody wants it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    house.answer = () => 'silent'
    const s = opened()
    await s.add([frame(1)])
    for (const [n, wait] of [[1, 1000], [2, 2000], [3, 4000], [4, 8000]] as const) {
      await vi.waitFor(() => expect(s.state()).toMatchObject({ sending: false, trouble: 'silent' }))
      expect(house.requests.length).toBe(n)
      await vi.advanceTimersByTimeAsync(wait - 1)
      expect(house.requests.length).toBe(n)
      await vi.advanceTimersByTimeAsync(1)
      await vi.waitFor(() => expect(house.requests.length).toBe(n + 1))
    }
    house.answer = () => 200
    await vi.waitFor(() => expect(s.state().sending).toBe(false))
    await s.flush()
    expect(house.kept.length).toBe(1)
  })

  test('a log-in that is over, or at another household, loses nothing', async () => {
    for (const status of [401, 412]) {
      house.answer = () => status
      const s = opened()
      await s.add([frame(status)])
      await until(() => s.state().trouble === (status === 401 ? 'stranger' : 'elsewhere'))
      expect(s.state().waiting).toBeGreaterThan(0)
    }
    house.answer = () => 200
    opened()
    await until(() => house.kept.length === 2)
  })

  test('frames of one household never go to another', async () => {
    house.answer = () => 'silent'
    const s = opened()
    await s.add([frame(1)])
    await until(() => s.state().trouble === 'silent')
    house.answer = () => 200
    s.of('cottage')
    await s.add([frame(2)])
    await until(() => house.kept.length === 1)
    expect(hexes(house.kept)).toEqual(['0002'])
    await until(() => s.state().waiting === 0)
    s.of('home')
    await until(() => house.kept.length === 2)
  })

  test('tabs take turns, and many frames go in several requests', async () => {
    const locks = turns()
    let inside = 0
    house.answer = async () => {
      expect(++inside).toBe(1)
      await new Promise((r) => setTimeout(r, 3))
      inside--
      return 200
    }
    const tabs = [opened({ locks }), opened({ locks }), opened({ locks })]
    await Promise.all(tabs.map((s, i) => s.add(Array.from({ length: 700 }, (_, n) => frame(i * 1000 + n)))))
    await Promise.all(tabs.map((s) => s.flush()))
    expect(house.kept.length).toBe(2100)
    expect(new Set(hexes(house.kept)).size).toBe(2100)
    expect(Math.max(...house.requests.map((r) => r.length))).toBe(500)
  })

  test('a full disk is said, and nothing is claimed to be kept', async () => {
    const s = opened()
    await s.add([frame(1)])
    await until(() => house.kept.length === 1)
    const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    await expect(s.add([frame(2)])).rejects.toMatchObject({ trouble: 'full' })
    expect(s.state().trouble).toBe('full')
    add.mockRestore()
    await s.add([frame(3)])
    await until(() => s.state().trouble === null)
  })

  test('without a disk add says so', async () => {
    const s = opened({ indexedDB: { open: () => { throw new Error('not here') } } as never })
    await expect(s.add([frame(1)])).rejects.toBeInstanceOf(SpoolFault)
  })

  test('forget leaves no trace', async () => {
    house.answer = () => 'silent'
    const s = opened()
    await s.add([frame(1)])
    await until(() => s.state().trouble === 'silent')
    await s.forget()
    expect(s.state().waiting).toBe(0)
    house.answer = () => 200
    await s.flush()
    expect(house.kept).toEqual([])
  })
})
