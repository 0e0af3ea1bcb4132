/**
 * What this browser heard or timed, kept on its disk until the house has said yes.
 *
 *   await spool.add(frames)     // resolved: they are on the disk, and survive this page; only then show them
 *   spool.flush()               // sends what waits; also done by itself after add, when the network is back, and after a refusal's own time
 *   spool.state()               // {waiting, sending, trouble}; spool.subscribe(tell) tells of another one
 *   spool.of(household)         // whose frames are sent: frames of another household stay where they are
 *
 * A frame is taken from the disk after the answer 2xx and not before, so it may be sent twice, which is harmless. Frames that the house refuses
 * for good (of a person who was removed, say) are found one by one and let go, those that this log-in may not send stay and let others pass. Tabs
 * take turns.
 */

/** One frame as the house takes it: docs/api.md. The house adds whose app it was. */
export interface WireFrame {
  source?: string
  seq?: number
  device: string
  at: string
  kind: 'advert' | 'notify' | 'read' | 'report' | 'entry'
  company?: number
  service?: string
  char?: string
  rssi?: number
  format?: string
  hex?: string
  data?: unknown
}

/**
 * Why frames wait, or that some were let go: "silent" the house does not answer; "busy" it asked to wait; "stranger" the log-in is over or may not
 * send; "elsewhere" the log-in is at another household now; "refused" some were refused for good; "full" the disk takes no more; "broken" there is
 * no disk to keep them on.
 */
export type SpoolTrouble = 'silent' | 'busy' | 'stranger' | 'elsewhere' | 'refused' | 'full' | 'broken'

export interface SpoolState {
  waiting: number
  sending: boolean
  trouble: SpoolTrouble | null
  /** Frames that were refused for good since the page was opened. */
  refused: number
}

/** The disk takes no more, or there is none. Nothing of what was handed over is kept. */
export class SpoolFault extends Error {
  readonly trouble: 'full' | 'broken'
  constructor(trouble: 'full' | 'broken', cause: unknown) {
    super(trouble === 'full' ? 'the disk is full' : 'nothing can be kept here', { cause })
    this.name = 'SpoolFault'
    this.trouble = trouble
  }
}

/** What the spool needs of the world, so that a test can be the world. */
export interface SpoolWorld {
  indexedDB: IDBFactory
  fetch: (path: string, init: RequestInit) => Promise<Response>
  locks?: Pick<LockManager, 'request'>
  channel?: Pick<BroadcastChannel, 'postMessage' | 'onmessage'>
  random: () => number
}

const disk = 'enamel-spool'
const atOnce = 500 // frames of one request
const patience = 15_000 // ms, for an answer
const firstRetry = 1_000
const slowestRetry = 60_000
const longestWait = 10 * 60_000 // ms, whatever the house asks for: a clock may be wrong

interface Row {
  home: string
  frame: WireFrame
}

/** What became of one request. */
type Answer =
  | { yes: true }
  /** each: the fault may be one frame's alone. It is let go when it can never be taken, and held back when this log-in may not send it. */
  | { yes: false; trouble: SpoolTrouble; each?: 'drop' | 'hold'; after?: number }

export class Spool {
  private readonly world: SpoolWorld
  private open: Promise<IDBDatabase> | null = null
  private home: string | null = null
  private now: SpoolState = { waiting: 0, sending: false, trouble: null, refused: 0 }
  private tellers = new Set<() => void>()
  private running: Promise<void> | null = null
  private again = false
  private retry = firstRetry
  private timer: ReturnType<typeof setTimeout> | undefined
  private held = new Set<IDBValidKey>()

  constructor(world: SpoolWorld) {
    this.world = world
    if (world.channel) world.channel.onmessage = () => void this.count()
  }

  /** Whose frames are kept and sent from now on; null: nobody's. Sends what was left from before. */
  of(household: string | null): void {
    if (this.home === household) return
    this.home = household
    this.held.clear()
    this.retry = firstRetry
    clearTimeout(this.timer)
    this.timer = undefined
    this.tell({ waiting: 0, trouble: null, refused: 0 })
    if (household !== null)
      void this.count().then(() => {
        if (this.now.waiting > 0) void this.flush()
      })
  }

  /** Keeps frames. Resolved: they are on the disk. Rejected with a SpoolFault: none of them is. */
  async add(frames: WireFrame[]): Promise<void> {
    if (frames.length === 0) return
    const home = this.home
    if (home === null) throw new SpoolFault('broken', new Error('nobody is logged in'))
    try {
      const db = await this.database()
      await write(db, (rows) => {
        for (const frame of frames) rows.add({ home, frame } satisfies Row)
      })
    } catch (e) {
      const trouble = (e as { name?: string } | null)?.name === 'QuotaExceededError' ? 'full' : 'broken'
      this.tell({ trouble })
      throw new SpoolFault(trouble, e)
    }
    if (this.now.trouble === 'full') this.tell({ trouble: null })
    await this.count()
    this.world.channel?.postMessage(0)
    void this.flush(false)
  }

  /** Sends what waits now, without the pause that a refusal asked for when `hurry`. Resolved when nothing waits, or the house did not take it. */
  flush(hurry = true): Promise<void> {
    if (this.timer !== undefined && !hurry) return Promise.resolve()
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.running) {
      this.again = true
      return this.running
    }
    this.running = this.turns().finally(() => {
      this.running = null
      this.tell({ sending: false })
    })
    return this.running
  }

  readonly state = (): SpoolState => this.now

  readonly subscribe = (tell: () => void): (() => void) => {
    this.tellers.add(tell)
    return () => void this.tellers.delete(tell)
  }

  /** Lets everything go, sent or not, of every household: for somebody who wants no trace left here. */
  async forget(): Promise<void> {
    await write(await this.database(), (rows) => void rows.clear())
    await this.count()
    this.world.channel?.postMessage(0)
  }

  private tell(part: Partial<SpoolState>) {
    const next = { ...this.now, ...part }
    if ((Object.keys(next) as (keyof SpoolState)[]).every((k) => next[k] === this.now[k])) return
    this.now = next
    for (const tell of this.tellers) tell()
  }

  private async turns(): Promise<void> {
    try {
      do {
        this.again = false
        await this.turn(() => this.send())
      } while (this.again)
    } catch {
      this.tell({ trouble: 'broken' })
    }
  }

  // One tab sends at a time. Where tabs cannot take turns (a page without TLS) two may send the same, which is harmless.
  private async turn(send: () => Promise<void>): Promise<void> {
    if (!this.world.locks) return send()
    await this.world.locks.request(disk, send)
  }

  private async send(): Promise<void> {
    for (;;) {
      const home = this.home
      if (home === null) return
      const db = await this.database()
      const { keys, rows } = await oldest(db, home, this.held)
      if (rows.length === 0) break
      this.tell({ sending: true })
      const answer = await this.deliver(db, home, keys, rows)
      await this.count()
      if (!answer.yes) {
        this.later(answer)
        return
      }
    }
    this.retry = firstRetry
    this.tell({ trouble: this.held.size > 0 ? 'stranger' : this.now.refused > 0 ? 'refused' : null })
  }

  /** Sends rows and forgets them after the yes. Rows that are refused for good are looked for by halves, and only those are let go. */
  private async deliver(db: IDBDatabase, home: string, keys: IDBValidKey[], rows: Row[]): Promise<Answer> {
    const answer = await this.post(home, rows)
    if (!answer.yes && answer.each && rows.length > 1) {
      const half = rows.length >> 1
      const first = await this.deliver(db, home, keys.slice(0, half), rows.slice(0, half))
      return first.yes ? this.deliver(db, home, keys.slice(half), rows.slice(half)) : first
    }
    if (!answer.yes && !answer.each) return answer
    if (!answer.yes && answer.each === 'hold') {
      for (const key of keys) this.held.add(key)
      return { yes: true }
    }
    await write(db, (store) => {
      for (const key of keys) store.delete(key)
    })
    if (!answer.yes) this.tell({ refused: this.now.refused + rows.length })
    this.world.channel?.postMessage(0)
    return { yes: true }
  }

  private async post(home: string, rows: Row[]): Promise<Answer> {
    let r: Response
    try {
      r = await this.world.fetch('/api/v1/frames', {
        method: 'POST',
        credentials: 'same-origin',
        // Another tab may have gone to another household meanwhile: then this is not for it.
        headers: { 'Content-Type': 'application/x-ndjson', 'Enamel-Household': home },
        body: rows.map((row) => JSON.stringify(row.frame) + '\n').join(''),
        signal: AbortSignal.timeout(patience),
      })
    } catch {
      return { yes: false, trouble: 'silent' }
    }
    void r.body?.cancel().catch(() => {})
    if (r.ok) return { yes: true }
    const asked = Number(r.headers.get('retry-after')) * 1000
    const after = asked > 0 ? Math.min(asked, longestWait) : undefined
    switch (r.status) {
      case 401:
        return { yes: false, trouble: 'stranger', after: slowestRetry }
      case 412:
        return { yes: false, trouble: 'elsewhere', after: slowestRetry }
      case 403:
        return { yes: false, trouble: 'stranger', each: 'hold' }
      case 400:
      case 413:
      case 422:
        return { yes: false, trouble: 'refused', each: 'drop' }
    }
    return { yes: false, trouble: r.status === 429 || r.status === 503 ? 'busy' : 'silent', after }
  }

  /** Tries again by itself: after the house's own time, or after a while that doubles, never quite the same on two phones. */
  private later(answer: Answer & { yes: false }) {
    this.tell({ trouble: answer.trouble })
    const wait = answer.after ?? this.retry * (0.75 + this.world.random() / 2)
    if (answer.after === undefined) this.retry = Math.min(this.retry * 2, slowestRetry)
    clearTimeout(this.timer)
    this.again = false
    this.timer = setTimeout(() => {
      this.timer = undefined
      void this.flush()
    }, wait)
  }

  private async count(): Promise<void> {
    const home = this.home
    if (home === null) return
    try {
      const db = await this.database()
      const waiting = await done(db.transaction('frames').objectStore('frames').index('home').count(home))
      if (this.home === home) this.tell({ waiting })
    } catch {
      this.tell({ trouble: 'broken' })
    }
  }

  private database(): Promise<IDBDatabase> {
    this.open ??= new Promise<IDBDatabase>((yes, no) => {
      const r = this.world.indexedDB.open(disk, 1)
      r.onupgradeneeded = () => r.result.createObjectStore('frames', { autoIncrement: true }).createIndex('home', 'home')
      r.onsuccess = () => {
        // The browser may close it (its data were cleared), or another tab may want it gone: it is opened anew.
        const shut = () => {
          r.result.close()
          this.open = null
        }
        r.result.onclose = shut
        r.result.onversionchange = shut
        yes(r.result)
      }
      r.onerror = () => no(r.error)
    })
    this.open.catch(() => (this.open = null))
    return this.open
  }
}

const done = <T>(r: IDBRequest<T>) =>
  new Promise<T>((yes, no) => {
    r.onsuccess = () => yes(r.result)
    r.onerror = () => no(r.error)
  })

/** Resolved when it is on the disk, not when it is on its way there. */
function write(db: IDBDatabase, change: (rows: IDBObjectStore) => void): Promise<void> {
  return new Promise((yes, no) => {
    const tx = db.transaction('frames', 'readwrite', { durability: 'strict' })
    tx.oncomplete = () => yes()
    tx.onabort = () => no(tx.error)
    change(tx.objectStore('frames'))
  })
}

/** The first frames of a household, in the order in which they were kept. */
async function oldest(db: IDBDatabase, home: string, but: ReadonlySet<IDBValidKey>): Promise<{ keys: IDBValidKey[]; rows: Row[] }> {
  const index = db.transaction('frames').objectStore('frames').index('home')
  const most = atOnce + but.size
  const [keys, rows] = await Promise.all([done(index.getAllKeys(home, most)), done(index.getAll(home, most) as IDBRequest<Row[]>)])
  const free = (_: unknown, i: number) => !but.has(keys[i]!)
  return { keys: keys.filter(free), rows: rows.filter(free) }
}

/** This browser's spool. */
export const spool = new Spool({
  indexedDB: globalThis.indexedDB,
  fetch: (path, init) => fetch(path, init),
  locks: globalThis.navigator?.locks,
  channel: typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(disk),
  random: Math.random,
})

if (typeof window !== 'undefined') {
  window.addEventListener('online', () => void spool.flush())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && spool.state().waiting > 0 && void spool.flush(false))
}
