/**
 * What people did while the house could not be asked. An edit is on the disk before anybody is told that it is kept; it is sent in the order in which
 * things were done, with a name of its own, so that sent twice it is done once; and it is forgotten only after the house said yes. Killed between any
 * two steps, it is sent again.
 */
import { Shelf } from './shelf'

export interface NewEdit {
  /** What is done, such as "session" or "timer". */
  kind: string
  /** Whose home it belongs to. Only somebody who looks at this home sends it. */
  household: string
  /** Below /api/v1, such as "/sessions/abc". */
  path: string
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  body?: unknown
  /** A name nobody else gives; it becomes the Idempotency-Key. One is made when it is left out. */
  key?: string
  /** The version that was looked at. Somebody else's change since then is found by it. */
  ifMatch?: string
  /** The changed fields as they were in that version: where nobody else touched these, both changes stand. */
  base?: Record<string, unknown>
  /** The id of what it is about: its pictures on the screen say that it waits. */
  subject?: string
  /** What it is about in people's words, such as a name. */
  label?: string
}

/** Why an edit was not taken. */
export interface Refusal {
  status: number
  title: string
  detail: string
  /** What was wrong with which field. */
  faults: { location: string; message: string }[]
  type: string
  retryAfter: number | null
}

export interface Edit extends NewEdit {
  key: string
  /** Its place in the order; of the whole browser. */
  n: number
  account: string
  /** When it was done, this machine's clock in milliseconds. */
  since: number
  /** waits: to be sent. clash: somebody else changed the same meanwhile. refused: the house said no. */
  state: 'waits' | 'clash' | 'refused'
  refusal?: Refusal
  /** Of one that is done: what the house answered. It is nowhere kept. */
  answer?: unknown
  /** Of a clash: what the other made of the fields that we changed, and the version that it became. */
  theirs?: { fields: Record<string, unknown>; version: string; by?: string }
}

/** The answer of the house, whatever it said. What brings no answer throws. */
export interface Reply {
  status: number
  body: unknown
  refusal?: Refusal
}

/** How the house is reached. */
export interface Wire {
  send: (e: Edit) => Promise<Reply>
  /** The thing as it is now, with its version; undefined when it is gone. by: who changed it last, where that may be known. */
  read: (e: Edit) => Promise<{ thing: Record<string, unknown>; version: string; by?: string } | undefined>
  /** It is done; what was answered, undefined where another page was told. Before it is forgotten. */
  done: (e: Edit, body: unknown) => void
  /** The log-in has ended. */
  strange?: () => void
}

/** What became of an edit, as far as it is known now. */
export type Verdict = { is: 'done'; body: unknown } | { is: 'waits' } | { is: 'refused'; refusal: Refusal }

/** Tells pages of one browser of each other, and lets one at a time send. */
export interface Pages {
  alone: (act: () => Promise<void>) => Promise<void>
  tell: () => void
  listen: (heard: () => void) => void
}

export const mostEdits = 500
export const longestEdit = 512 * 1024
const firstRetry = 1_000
const slowestRetry = 60_000
const store = 'edits'

/** Nothing, an empty text and no are the same in what we compare: an answer leaves them out. */
const plain = (v: unknown) => (v === undefined || v === null || v === '' || v === false ? null : v)
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b))

/** 128 bits by chance, also where the page came without https. */
export const newKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')

/** The box could not take an edit: the browser keeps nothing, or the box is full. */
export class BoxFull extends Error {}

export class Outbox {
  private list: readonly Edit[] = []
  private watchers = new Set<() => void>()
  private who: { account: string; household: string } | null = null
  private wire: Wire | null = null
  /** Who waits at a form for what becomes of an edit; kept: it is on the disk. */
  private waiting = new Map<string, { say: (v: Verdict) => void; kept: boolean }>()
  private running: Promise<void> | null = null
  private retry = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private over = 0

  constructor(
    private readonly pages: Pages = pagesOf('enamel-outbox'),
    private readonly shelf: Shelf = new Shelf('enamel-outbox', [{ name: store, key: 'n', numbered: true }]),
  ) {
    pages.listen(() => void this.look())
  }

  /** Everything that waits here, of whoever looks, in the order in which it was done. The same array until something changes. */
  edits = (): readonly Edit[] => this.list

  subscribe = (w: () => void): (() => void) => {
    this.watchers.add(w)
    return () => this.watchers.delete(w)
  }

  /** Somebody is here: what they left goes on its way. */
  async start(who: { account: string; household: string }, wire: Wire): Promise<void> {
    this.who = who
    this.wire = wire
    this.over++
    await this.look()
    void this.flush()
  }

  /** Nobody is here: nothing is sent, and nothing of it is shown. */
  stop(): void {
    this.who = null
    this.wire = null
    this.over++
    clearTimeout(this.timer)
    for (const w of this.waiting.values()) w.say({ is: 'waits' })
    this.show([])
  }

  /** Keeps an edit; when the promise is kept, it is on the disk. It is sent as soon as it can be. An edit that is there already, by its key, stays one. */
  async add(edit: NewEdit): Promise<Edit> {
    const made = await this.keep(edit)
    void this.flush()
    return made
  }

  private async keep(edit: NewEdit): Promise<Edit> {
    if (JSON.stringify(edit.body ?? null).length > longestEdit) throw new BoxFull('this is too long to be kept')
    const fresh = { ...edit, key: edit.key ?? newKey(), account: this.who?.account ?? '', since: Date.now(), state: 'waits' as const }
    const made = await this.shelf.within(store, 'readwrite', async (s) => {
      const all = await read(s)
      const there = all.find((e) => e.key === fresh.key)
      if (there) return there
      if (all.length >= mostEdits) throw new BoxFull('there is no room for more')
      const n = Number(await asked(s.add(fresh)))
      return { ...fresh, n }
    })
    await this.look()
    this.pages.tell()
    return made
  }

  /** Keeps an edit and waits a while for what the house says. Who looks at a form hears a refusal there; then it is not kept. */
  async send(edit: NewEdit, patience = 4_000): Promise<Verdict> {
    const key = edit.key ?? newKey()
    const said = new Promise<Verdict>((say) => this.waiting.set(key, { say, kept: false }))
    let late: ReturnType<typeof setTimeout> | undefined
    try {
      await this.keep({ ...edit, key })
      const w = this.waiting.get(key)
      if (w) w.kept = true
      void this.flush(true)
      return await Promise.race([said, new Promise<Verdict>((done) => (late = setTimeout(() => done({ is: 'waits' }), patience)))])
    } finally {
      clearTimeout(late)
      this.waiting.delete(key)
    }
  }

  /** Sends what waits, as far as the house answers. now: without waiting for the next try. */
  flush(now = false): Promise<void> {
    if (now) this.retry = 0
    // What came in just now may have come too late for the round that runs.
    if (this.running) return this.running.then(() => this.flush())
    const round = this.over
    const on = () => round === this.over && this.wire !== null
    if (!on()) return Promise.resolve()
    clearTimeout(this.timer)
    this.running = this.pages
      .alone(() => this.work(on))
      .catch(() => this.later(null))
      .finally(() => {
        this.running = null
      })
    return this.running
  }

  private async work(on: () => boolean): Promise<void> {
    while (on()) {
      await this.look()
      await this.hear()
      const next = this.list.find((e) => e.state === 'waits')
      if (!next) {
        this.retry = 0
        return
      }
      const wait = await this.one(next, this.wire!)
      if (wait !== false) {
        for (const w of this.waiting.values()) w.say({ is: 'waits' })
        if (wait === 'strange') this.wire?.strange?.()
        else this.later(wait)
        return
      }
      this.retry = 0
    }
  }

  /** Another page may have sent what somebody waits for on this one. */
  private async hear(): Promise<void> {
    for (const [key, { say, kept }] of this.waiting) {
      if (!kept || !this.who) continue
      const e = this.list.find((x) => x.key === key)
      if (e?.state === 'refused' && e.refusal) {
        await this.forget(e)
        say({ is: 'refused', refusal: e.refusal })
      } else if (!e) say({ is: 'done', body: undefined })
    }
  }

  /** One edit, one try. False: on with the next one; else how long to wait, in seconds, if it is known. */
  private async one(e: Edit, wire: Wire): Promise<false | number | null | 'strange'> {
    let reply: Reply
    try {
      reply = await wire.send(e)
      if (reply.status === 412) return await this.compare(e, wire, reply)
    } catch {
      return null
    }
    const s = reply.status
    if (s === 401) return 'strange'
    if (s >= 500 || s === 408 || s === 425 || s === 429 || (s === 409 && reply.refusal?.retryAfter)) return reply.refusal?.retryAfter ?? null
    if (s < 300 || (e.method === 'DELETE' && (s === 404 || s === 410))) await this.finish(e, wire, reply.body)
    else await this.refuse(e, reply.refusal ?? { status: s, title: '', detail: '', faults: [], type: '', retryAfter: null })
    return false
  }

  private async finish(e: Edit, wire: Wire, body: unknown): Promise<void> {
    wire.done(e, body)
    await this.forget(e)
    this.waiting.get(e.key)?.say({ is: 'done', body })
  }

  private async refuse(e: Edit, refusal: Refusal): Promise<void> {
    const form = this.waiting.get(e.key)
    if (form) {
      await this.forget(e)
      form.say({ is: 'refused', refusal })
    } else await this.change(e.key, (o) => ({ ...o, state: 'refused', refusal }))
  }

  /** Somebody was quicker. Where they changed other fields both changes stand; where they changed the same to the same nothing is left to do. */
  private async compare(e: Edit, wire: Wire, reply: Reply): Promise<false> {
    const now = await wire.read(e)
    if (!now) {
      if (e.method === 'DELETE') await this.finish(e, wire, undefined)
      else await this.refuse(e, { status: 404, title: '', detail: '', faults: [], type: '', retryAfter: null })
      return false
    }
    const mine = typeof e.body === 'object' && e.body !== null ? (e.body as Record<string, unknown>) : {}
    const fields = Object.keys(mine).filter((k) => !same(now.thing[k], mine[k]))
    // It is as we want it: our own answer was lost on the way, or somebody wanted the same.
    if (fields.length === 0 && e.method !== 'DELETE') {
      await this.finish(e, wire, now.thing)
      return false
    }
    const theirs = e.method === 'DELETE' ? ['version'] : fields.filter((k) => !e.base || !(k in e.base) || !same(now.thing[k], e.base[k]))
    if (theirs.length === 0) {
      await this.change(e.key, (o) => ({ ...o, ifMatch: now.version, base: Object.fromEntries(Object.keys(mine).map((k) => [k, now.thing[k]])) }))
      return false
    }
    const attended = this.waiting.get(e.key)
    if (attended && reply.refusal) {
      await this.forget(e)
      attended.say({ is: 'refused', refusal: reply.refusal })
    } else {
      const said = Object.fromEntries(theirs.map((k) => [k, now.thing[k] ?? null]))
      await this.change(e.key, (o) => ({ ...o, state: 'clash', theirs: { fields: said, version: now.version, ...(now.by && { by: now.by }) } }))
    }
    return false
  }

  private later(seconds: number | null): void {
    clearTimeout(this.timer)
    this.retry = this.retry === 0 ? firstRetry : Math.min(this.retry * 2, slowestRetry)
    const wait = seconds === null ? this.retry : seconds * 1000
    this.timer = setTimeout(() => void this.flush(), wait)
  }

  /** Of a clash: ours after all, on top of what the other did; or theirs, and ours is forgotten. */
  async choose(key: string, whose: 'mine' | 'theirs'): Promise<void> {
    if (whose === 'theirs') return this.discard(key)
    await this.change(key, (e) => ({ ...e, state: 'waits', ifMatch: e.theirs?.version ?? e.ifMatch, base: { ...e.base, ...e.theirs?.fields }, theirs: undefined }))
    void this.flush(true)
  }

  /** It is taken back. What is on its way may have arrived. */
  async discard(key: string): Promise<void> {
    const e = (await this.everything()).find((o) => o.key === key)
    if (e) await this.forget(e)
  }

  /** Asks again for what was refused. */
  async tryAgain(key: string): Promise<void> {
    await this.change(key, (e) => ({ ...e, state: 'waits', refusal: undefined }))
    void this.flush(true)
  }

  /** Nothing is left, not even the database. */
  async clear(): Promise<void> {
    this.stop()
    await Promise.race([this.running?.catch(() => {}), new Promise((r) => setTimeout(r, 1_000))])
    await this.shelf.destroy().catch(() => {})
  }

  /** Of everybody who used this browser. */
  async everything(): Promise<Edit[]> {
    return this.shelf.all<Edit>(store)
  }

  private async forget(e: Edit): Promise<void> {
    await this.shelf.remove(store, e.n)
    await this.look()
    this.pages.tell()
  }

  private async change(key: string, to: (e: Edit) => Edit): Promise<void> {
    await this.shelf.within(store, 'readwrite', async (s) => {
      const e = (await read(s)).find((o) => o.key === key)
      if (e) await asked(s.put(to(e)))
    })
    await this.look()
    this.pages.tell()
  }

  private async look(): Promise<void> {
    const { who } = this
    if (!who) return
    const all = await this.everything().catch(() => null)
    if (!all || who !== this.who) return
    this.show(all.filter((e) => (e.account === who.account || e.account === '') && e.household === who.household))
  }

  private show(list: Edit[]): void {
    if (JSON.stringify(list) === JSON.stringify(this.list)) return
    this.list = list
    for (const w of this.watchers) w()
  }
}

const asked = <T>(r: IDBRequest<T>) =>
  new Promise<T>((done, fail) => {
    r.onsuccess = () => done(r.result)
    r.onerror = () => fail(r.error ?? new Error('the request failed'))
  })

const read = (s: IDBObjectStore) => asked(s.getAll() as IDBRequest<Edit[]>)

/** The pages of this browser, by Web Locks and a channel. Where a browser has no locks (a page without https) two pages may send the same: by its key it is done once. */
export function pagesOf(name: string): Pages {
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
  ;(channel as { unref?: () => void } | null)?.unref?.()
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
  return {
    alone: async (act) => {
      if (locks) await locks.request(name, act)
      else await act()
    },
    tell: () => channel?.postMessage('changed'),
    listen: (heard) => channel?.addEventListener('message', heard),
  }
}

/** The box of this page. */
export const outbox = new Outbox()
