/**
 * What the timer keeps on this machine: the brushing that is on now, and what the house has not said yes to. Both are written before anything is
 * sent, in one step, so that a page that is reloaded or killed in the middle loses nothing.
 *
 * The spool's face is `add`, `flush`, `state` and `subscribe`; what it takes are lines as POST /frames takes them.
 */
import { sendTimer, type TimerEntry } from '@/api/household'
import { Problem } from '@/api/client'
import { found, type Stopwatch } from './stopwatch'

interface Line {
  id?: number
  household: string
  entry: TimerEntry
}

export interface SpoolState {
  /** Lines that are kept here and nowhere else. */
  waiting: number
  sending: boolean
  /** The house did not take them; it is tried again. */
  trouble: boolean
}

const batch = 500
const again = 5_000
const soonest = 200

let open: Promise<IDBDatabase | null> | null = null

/** The machine's own store; null where a browser keeps none for us: then what waits lasts as long as the page. */
function database(): Promise<IDBDatabase | null> {
  return (open ??= new Promise((done) => {
    try {
      const ask = indexedDB.open('enamel-coach', 1)
      ask.onupgradeneeded = () => {
        ask.result.createObjectStore('now', { keyPath: 'person' })
        ask.result.createObjectStore('lines', { keyPath: 'id', autoIncrement: true })
      }
      ask.onsuccess = () => {
        const db = ask.result
        // Whoever clears the store, such as a log-out, is not kept waiting; what comes later opens it anew.
        db.onversionchange = () => {
          db.close()
          open = null
        }
        db.onclose = () => (open = null)
        done(db)
      }
      ask.onerror = () => done(null)
    } catch {
      done(null)
    }
  }))
}

const memory = { now: new Map<string, Stopwatch>(), lines: [] as Line[], last: 0 }

const result = <T>(ask: IDBRequest<T>) =>
  new Promise<T>((done, fail) => {
    ask.onsuccess = () => done(ask.result)
    ask.onerror = () => fail(ask.error)
  })
const kept = (t: IDBTransaction) =>
  new Promise<void>((done, fail) => {
    t.oncomplete = () => done()
    t.onabort = () => fail(t.error)
  })

let state: SpoolState = { waiting: 0, sending: false, trouble: false }
const watchers = new Set<() => void>()
function tell(next: Partial<SpoolState>) {
  const now = { ...state, ...next }
  if (now.waiting === state.waiting && now.sending === state.sending && now.trouble === state.trouble) return
  state = now
  watchers.forEach((w) => w())
}

export const spoolState = (): SpoolState => state
export function subscribe(w: () => void): () => void {
  watchers.add(w)
  return () => watchers.delete(w)
}

/**
 * Keeps one second: the line that the house is to have, and the timer as it stands, or null when it has ended. It returns when both are kept.
 */
export async function keep(w: Stopwatch, line: Omit<TimerEntry, 'person' | 'target_s'>, over = false): Promise<void> {
  const one: Line = { household: w.household, entry: { person: w.person, target_s: w.target_s, ...line } }
  const db = await database()
  if (db) {
    const t = db.transaction(['now', 'lines'], 'readwrite')
    t.objectStore('lines').add(one)
    if (over) t.objectStore('now').delete(w.person)
    else t.objectStore('now').put(w)
    await kept(t)
  } else {
    memory.lines.push({ ...one, id: ++memory.last })
    if (over) memory.now.delete(w.person)
    else memory.now.set(w.person, w)
  }
  tell({ waiting: state.waiting + 1 })
  void flush(w.household)
}

/** The timer that a person's page left behind. */
export async function left(person: string): Promise<Stopwatch | undefined> {
  const db = await database()
  return db ? result(db.transaction('now').objectStore('now').get(person) as IDBRequest<Stopwatch | undefined>) : memory.now.get(person)
}

async function allLeft(household: string): Promise<Stopwatch[]> {
  const db = await database()
  const all = db ? await result(db.transaction('now').objectStore('now').getAll() as IDBRequest<Stopwatch[]>) : [...memory.now.values()]
  return all.filter((w) => w.household === household)
}

async function oldest(household: string): Promise<{ lines: Line[]; waiting: number }> {
  const db = await database()
  const all = db ? await result(db.transaction('lines').objectStore('lines').getAll() as IDBRequest<Line[]>) : memory.lines
  const own = all.filter((l) => l.household === household)
  // A request speaks of one person, so that a refusal of one does not hold up the others.
  const first = own[0]?.entry.person
  return { lines: own.filter((l) => l.entry.person === first).slice(0, batch), waiting: own.length }
}

async function forget(lines: Line[]) {
  const db = await database()
  if (!db) {
    memory.lines = memory.lines.filter((l) => !lines.includes(l))
    return
  }
  const t = db.transaction('lines', 'readwrite')
  for (const l of lines) t.objectStore('lines').delete(l.id!)
  await kept(t)
}

let timer: ReturnType<typeof setTimeout> | undefined
let busy = false
let asked = false

/** Sends what waits of a household, oldest first; a line goes from here only after the house has said yes. It is tried again until it has. */
export async function flush(household: string): Promise<void> {
  if (busy) {
    asked = true
    return
  }
  busy = true
  asked = false
  clearTimeout(timer)
  timer = undefined
  try {
    const send = () => sendAll(household)
    // Two tabs would send the same lines twice: harmless, and a waste.
    const wait = navigator.locks ? await navigator.locks.request('enamel-coach', send) : await send()
    if (wait > 0) timer = setTimeout(() => void flush(household), wait)
  } catch {
    timer = setTimeout(() => void flush(household), again)
  } finally {
    busy = false
    tell({ sending: false })
    if (asked && !timer) timer = setTimeout(() => void flush(household), soonest)
  }
}

/** Returns how long to wait until it is tried again, in ms; 0: nothing waits. */
async function sendAll(household: string): Promise<number> {
  for (;;) {
    const { lines, waiting } = await oldest(household)
    tell({ waiting })
    if (lines.length === 0) {
      tell({ trouble: false })
      return 0
    }
    tell({ sending: true })
    try {
      await sendTimer(lines.map((l) => l.entry))
    } catch (e) {
      // Of somebody who is not there any more nothing is taken, today or tomorrow. Anything else may be otherwise in a while.
      if (!(e instanceof Problem && (e.status === 400 || e.status === 422))) {
        tell({ trouble: true })
        return e instanceof Problem && e.retryAfter ? Math.max(again, e.retryAfter * 1000) : again
      }
    }
    await forget(lines)
    tell({ trouble: false })
  }
}

/** Looks after what was left behind in a household: what is over is ended, what waits is sent. Returns the timers that go on. */
export async function settle(household: string): Promise<Stopwatch[]> {
  const all = await allLeft(household)
  const on = all.filter((w) => found(w, Date.now()))
  for (const w of all) if (!on.includes(w)) await end(w)
  void flush(household)
  return on
}

/** Ends a timer that nobody came back to, with what was brushed. */
export const end = (w: Stopwatch): Promise<void> => keep(w, { at: new Date(w.at).toISOString(), state: 'idle', t: Math.floor(w.t) }, true)
