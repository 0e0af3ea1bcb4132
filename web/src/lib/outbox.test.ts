import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { newKey, Outbox, type Edit, type NewEdit, type Pages, type Reply, type Wire } from './outbox'
import { Shelf } from './shelf'

const who = { account: 'anna', household: 'linden' }
const shape = [{ name: 'edits', key: 'n', numbered: true }]

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

/** A house that keeps things with versions, remembers keys, and can be out of reach. */
class House {
  things = new Map<string, { fields: Record<string, unknown>; version: number }>()
  asked: string[] = []
  did: string[] = []
  answered = new Map<string, Reply>()
  up = true
  loses = 0 // answers, after it was done
  say: Reply[] = []

  thing(path: string, fields: Record<string, unknown>) {
    this.things.set(path, { fields, version: 1 })
    return this
  }

  send = (e: Edit): Promise<Reply> => {
    if (!this.up) return Promise.reject(new Error('no network'))
    this.asked.push(e.key)
    const planned = this.say.shift()
    if (planned) return Promise.resolve(planned)
    const out = this.answer(e)
    if (this.loses > 0) {
      this.loses--
      return Promise.reject(new Error('the answer was lost'))
    }
    return Promise.resolve(out)
  }

  private answer(e: Edit): Reply {
    const t = this.things.get(e.path)
    if (e.method === 'POST') {
      const old = this.answered.get(e.key)
      if (old) return old
      const made = { status: 201, body: { made: e.key } }
      this.answered.set(e.key, made)
      this.did.push(e.key)
      return made
    }
    if (!t) return { status: 404, body: null, refusal: { status: 404, title: 'gone', detail: '', faults: [], type: '', retryAfter: null } }
    if (e.ifMatch !== undefined && e.ifMatch !== String(t.version)) return { status: 412, body: null, refusal: { status: 412, title: 'changed', detail: '', faults: [], type: '', retryAfter: null } }
    this.did.push(e.key)
    if (e.method === 'DELETE') this.things.delete(e.path)
    else {
      Object.assign(t.fields, e.body)
      t.version++
    }
    return { status: 200, body: { ...t.fields, version: String(t.version) } }
  }

  read = (e: Edit) => {
    if (!this.up) return Promise.reject(new Error('no network'))
    const t = this.things.get(e.path)
    return Promise.resolve(t && { thing: { ...t.fields }, version: String(t.version), by: 'Ben' })
  }

  wire(more: Partial<Wire> = {}): Wire {
    return { send: this.send, read: this.read, done: () => {}, ...more }
  }
}

/** Pages that share a lock and a channel, as those of one browser do. */
function browser(): () => Pages {
  const ears: (() => void)[] = []
  let last = Promise.resolve()
  return () => {
    let own = () => {}
    return {
      alone: (act) => (last = last.catch(() => {}).then(act)),
      tell: () => ears.filter((e) => e !== own).forEach((e) => e()),
      listen: (heard) => ears.push((own = heard)),
    }
  }
}

const box = (pages = browser()(), shelf?: Shelf) => new Outbox(pages, shelf ?? new Shelf('t', shape))
const note = (key: string): NewEdit => ({ kind: 'note', household: 'linden', path: '/people/mia/notes', method: 'POST', body: { id: key }, key })
const patch = (path: string, body: Record<string, unknown>, more: Partial<NewEdit> = {}): NewEdit => ({ kind: 'patch', household: 'linden', path, method: 'PATCH', body, ...more })
const empty = (b: Outbox) => vi.waitFor(() => expect(b.edits()).toEqual([]))

describe('the outbox', () => {
  it('sends in the order in which things were done, once there is somebody who may', async () => {
    const house = new House()
    const b = box()
    for (const k of ['a', 'b', 'c']) await b.add({ ...note(k), household: 'linden' })
    expect(house.asked).toEqual([])
    await b.start(who, house.wire())
    await empty(b)
    expect(house.did).toEqual(['a', 'b', 'c'])
    expect(await b.everything()).toEqual([])
  })

  it('keeps the order when the first one has to wait, and does nothing twice when answers are lost', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const house = new House()
      house.up = false
      const b = box()
      await b.start(who, house.wire())
      for (const k of ['a', 'b', 'c']) await b.add(note(k))
      await b.flush()
      expect(b.edits().map((e) => e.key)).toEqual(['a', 'b', 'c'])
      house.up = true
      house.loses = 2
      for (let i = 0; i < 40 && (await b.everything()).length > 0; i++) {
        await vi.advanceTimersByTimeAsync(5_000)
        await b.flush()
      }
      expect(house.did).toEqual(['a', 'b', 'c'])
      expect(house.asked.length).toBe(5)
    } finally {
      vi.useRealTimers()
    }
  })

  it('waits as long as a busy house says, and then at most a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const house = new House()
      const busy = (retryAfter: number | null): Reply => ({ status: 503, body: null, refusal: { status: 503, title: '', detail: '', faults: [], type: '', retryAfter } })
      house.say = [busy(7)]
      const b = box()
      await b.start(who, house.wire())
      await b.flush()
      await b.add(note('a'))
      await vi.waitFor(() => expect(house.asked.length).toBe(1))
      await new Promise((r) => setImmediate(r))
      const before = house.asked.length
      await vi.advanceTimersByTimeAsync(6_500)
      expect(house.asked.length).toBe(before)
      await vi.advanceTimersByTimeAsync(1_000)
      await vi.waitFor(() => expect(house.did).toEqual(['a']))
    } finally {
      vi.useRealTimers()
    }
  })

  it('loses nothing and does nothing twice, wherever it is killed', async () => {
    // Each step of the disk and of the wire is a place to die: before it, or after it and before anybody knows.
    for (const after of [false, true]) {
      for (let at = 0; ; at++) {
        globalThis.indexedDB = new IDBFactory()
        let step = 0
        let dead = false
        const never = new Promise<never>(() => {})
        const dies = async <T>(act: () => Promise<T>): Promise<T> => {
          if (dead) return never
          const mine = step++ === at
          if (mine && !after) {
            dead = true
            return never
          }
          const out = await act()
          if (mine) dead = true
          return dead ? never : out
        }
        class Mortal extends Shelf {
          override within<T>(name: string, mode: IDBTransactionMode, act: (s: IDBObjectStore) => Promise<T> | T): Promise<T> {
            return dies(() => super.within(name, mode, act))
          }
        }
        const house = new House().thing('/people/mia', { name: 'Mia', target_s: 120 }).thing('/sessions/s', { note: '' })
        const first = box(browser()(), new Mortal('t', shape))
        const promised: string[] = []
        const work = (async () => {
          await first.start(who, { send: (e) => dies(() => house.send(e)), read: (e) => dies(() => house.read(e)), done: () => {} })
          for (const e of [note('a'), patch('/people/mia', { name: 'Mia M.' }, { key: 'b', ifMatch: '1', base: { name: 'Mia' } }), patch('/people/mia', { target_s: 90 }, { key: 'c', ifMatch: '1', base: { target_s: 120 } }), { ...patch('/sessions/s', {}), key: 'd', method: 'DELETE' as const, body: undefined }]) {
            await first.add(e)
            promised.push(e.key!)
          }
          for (let i = 0; i < 50; i++) await new Promise((r) => setImmediate(r))
        })()
        await Promise.race([work, vi.waitFor(() => expect(dead).toBe(true), { timeout: 2_000, interval: 1 }).catch(() => {})])
        for (let i = 0; i < 20; i++) await new Promise((r) => setImmediate(r))
        const survived = !dead
        const again = box()
        await again.start(who, house.wire())
        await empty(again)
        expect(house.did.filter((k) => promised.includes(k)).sort(), `killed at ${at}`).toEqual([...promised])
        expect(new Set(house.did).size, `killed at ${at}`).toBe(house.did.length)
        expect([...house.did].sort(), `order, killed at ${at}`).toEqual(house.did)
        if (survived) {
          expect(at).toBeGreaterThan(15)
          break
        }
      }
    }
  })

  it('two pages send one edit once', async () => {
    const house = new House()
    const pages = browser()
    const one = box(pages())
    const two = box(pages())
    await Promise.all([one.start(who, house.wire()), two.start(who, house.wire())])
    await Promise.all([...'abcdef'].map((k, i) => (i % 2 ? one : two).add(note(k))))
    await Promise.all([one.flush(), two.flush()])
    await empty(one)
    await empty(two)
    expect(house.asked.length).toBe(6)
    expect([...house.did].sort()).toEqual([...'abcdef'])
  })

  it('lets both changes stand where they touch different fields', async () => {
    const house = new House().thing('/people/mia', { name: 'Mia', target_s: 120 })
    const b = box()
    await b.add(patch('/people/mia', { name: 'Mia M.' }, { ifMatch: '1', base: { name: 'Mia' } }))
    house.things.get('/people/mia')!.fields.target_s = 90
    house.things.get('/people/mia')!.version = 7
    await b.start(who, house.wire())
    await empty(b)
    expect(house.things.get('/people/mia')!.fields).toEqual({ name: 'Mia M.', target_s: 90 })
  })

  it('says who changed the same field, and does what is chosen', async () => {
    for (const whose of ['mine', 'theirs'] as const) {
      globalThis.indexedDB = new IDBFactory()
      const house = new House().thing('/people/mia', { name: 'Mia' })
      const b = box()
      const e = await b.add(patch('/people/mia', { name: 'Mia M.' }, { ifMatch: '1', base: { name: 'Mia' } }))
      house.things.set('/people/mia', { fields: { name: 'Maria' }, version: 4 })
      await b.start(who, house.wire())
      await vi.waitFor(() => expect(b.edits()[0]?.state).toBe('clash'))
      expect(b.edits()[0]!.theirs).toEqual({ fields: { name: 'Maria' }, version: '4', by: 'Ben' })
      expect(house.things.get('/people/mia')!.fields.name).toBe('Maria')
      await b.choose(e.key, whose)
      await empty(b)
      expect(house.things.get('/people/mia')!.fields.name).toBe(whose === 'mine' ? 'Mia M.' : 'Maria')
    }
  })

  it('a clash holds nobody up, and the same wish is no clash', async () => {
    const house = new House().thing('/people/mia', { name: 'Maria' }).thing('/people/ben', { name: 'Ben' })
    house.things.get('/people/mia')!.version = 2
    const b = box()
    await b.add(patch('/people/mia', { name: 'Mia M.' }, { ifMatch: '1', base: { name: 'Mia' } }))
    await b.add(patch('/people/mia', { name: 'Maria' }, { ifMatch: '1', base: { name: 'Mia' } }))
    await b.add(patch('/people/ben', { name: 'Benno' }))
    await b.start(who, house.wire())
    await vi.waitFor(() => expect(b.edits().map((e) => e.state)).toEqual(['clash']))
    expect(house.things.get('/people/ben')!.fields.name).toBe('Benno')
  })

  it('a refusal is said to who waits for it, else kept and said; a thing that is gone already is deleted', async () => {
    const refusal = { status: 422, title: 'no', detail: 'the name is taken', faults: [{ location: 'body.name', message: 'is taken' }], type: '', retryAfter: null }
    const house = new House()
    const b = box()
    await b.start(who, house.wire())
    house.say = [{ status: 422, body: null, refusal }]
    expect(await b.send(patch('/people/mia', { name: 'x' }))).toEqual({ is: 'refused', refusal })
    expect(await b.everything()).toEqual([])
    house.up = false
    expect(await b.send(patch('/people/mia', { name: 'x' }, { key: 'k' }))).toEqual({ is: 'waits' })
    expect(await b.send({ ...patch('/sessions/gone', {}), method: 'DELETE', body: undefined })).toEqual({ is: 'waits' })
    house.up = true
    await b.flush(true)
    await vi.waitFor(() => expect(b.edits().map((e) => [e.key, e.state])).toEqual([['k', 'refused']]))
    await b.discard('k')
    expect(b.edits()).toEqual([])
  })

  it('tells who waits what was answered', async () => {
    const house = new House()
    const b = box()
    await b.start(who, house.wire())
    expect(await b.send(note('a'))).toEqual({ is: 'done', body: { made: 'a' } })
  })

  it('sends only what belongs to who is here, and stops when the log-in has ended', async () => {
    const house = new House()
    const b = box()
    const strange = vi.fn()
    await b.start(who, house.wire({ strange }))
    house.say = [{ status: 401, body: null }]
    await b.add(note('a'))
    await vi.waitFor(() => expect(strange).toHaveBeenCalledTimes(1))
    b.stop()
    expect(b.edits()).toEqual([])
    await b.start({ account: 'eve', household: 'linden' }, house.wire())
    await b.flush()
    expect(house.did).toEqual([])
    await b.start(who, house.wire())
    await empty(b)
    expect(house.did).toEqual(['a'])
  })

  it('an edit is there once by its key, and a clear leaves no database', async () => {
    const b = box()
    await b.add(note('a'))
    await b.add(note('a'))
    expect((await b.everything()).length).toBe(1)
    await b.clear()
    expect((await indexedDB.databases()).map((d) => d.name)).toEqual([])
  })

  it('takes neither too much nor too many', async () => {
    const b = box()
    await expect(b.add({ ...note('x'), body: 'x'.repeat(600_000) })).rejects.toThrow()
    expect(newKey()).not.toBe(newKey())
    expect(newKey()).toMatch(/^[0-9a-f]{32}$/)
  })
})
