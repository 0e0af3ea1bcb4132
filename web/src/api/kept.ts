/**
 * What was seen stays seen: the answers of the house that a family looks at, kept on this device for the next start. They belong to one log-in, one home
 * and one build of the app; they are gone when any of these changes.
 */
import { hashKey, type Query, type QueryClient } from '@tanstack/react-query'
import { onLeave } from '@/lib/leaving'
import { Shelf } from '@/lib/shelf'
import { keys, stays } from './keys'
import type { Connection } from './live'
import type { Me } from './types'

interface Kept {
  hash: string
  key: readonly unknown[]
  data: unknown
  at: number
  size: number
}

interface Whose {
  of: string
  build: string
  /** Until when all of it was known to be true. */
  heard: number
}

/** Bytes of JSON, all together and of one. */
export const mostBytes = 4_000_000
export const mostOfOne = 1_000_000
/** What is older is no last state any more. */
export const oldest = 60 * 86_400_000
const gather = 1_000
/** So long the first picture waits for the disk, in milliseconds. */
const slowest = 1_500
// The address of this very script has the hash of its content in it.
const thisBuild = import.meta.url

/** What the first picture of Today is made of; the rest of what was seen is read behind it. */
const first = [keys.me, keys.today, keys.people, keys.brushes, keys.sources].map((k) => hashKey(k))

const who = (me: Me) => JSON.stringify([me.account.id, me.household.id, me.account.role, me.people ?? null])

/** The answers that fit, newest first. What one looks at first is kept first: who one is, and today. */
export function fitting<T extends { key: readonly unknown[]; at: number; size: number }>(all: readonly T[], most = mostBytes): { keep: T[]; drop: T[] } {
  const rank = (k: T) => (k.key[0] === 'me' ? 0 : k.key[0] === 'today' || k.key[0] === 'people' ? 1 : 2)
  const keep: T[] = []
  const drop: T[] = []
  let size = 0
  for (const k of [...all].sort((a, b) => rank(a) - rank(b) || b.at - a.at)) {
    if (k.size <= mostOfOne && size + k.size <= most) {
      keep.push(k)
      size += k.size
    } else drop.push(k)
  }
  return { keep, drop }
}

const shelfHere = () => new Shelf('enamel-seen', [{ name: 'answers', key: 'hash' }, { name: 'whose' }], 1, 'relaxed')

type Found = Promise<[Whose | undefined, (Kept | undefined)[]] | null>

/** Reads whose it is and what is looked at first; null where nothing was ever kept. To look makes nothing. */
async function read(shelf: Shelf): Promise<Awaited<Found>> {
  if (!(await shelf.exists())) return null
  return Promise.all([shelf.some<Whose>('whose', ['now']).then(([w]) => w), shelf.some<Kept>('answers', first)])
}

// A page begins to read when this line runs: the disk is slow, and the rest of the scripts run meanwhile.
const shelf = shelfHere()
const early = typeof document === 'undefined' ? undefined : read(shelf)
early?.catch(() => {}) // said where it is awaited

export class Keeper {
  private known = new Map<string, Kept>()
  private dirty = new Set<string>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private of: string | null = null
  private busy = Promise.resolve()
  private left = false
  /** Kept when all that was on the disk is known, so that what is written is weighed against it. */
  private rest: Promise<void> = Promise.resolve()
  private behind = false

  constructor(
    private readonly cache: QueryClient,
    private readonly build = thisBuild,
    private readonly shelf = shelfHere(),
    private opened: Found | undefined = undefined,
  ) {}

  /**
   * Brings back what was seen last, as old as it is: everything is asked for anew as soon as it is looked at. True when there was something. With
   * `soon`, what Today shows is there first, and the rest follows when that promise is kept.
   */
  async restore(now = Date.now(), patience = slowest, soon?: Promise<unknown>): Promise<boolean> {
    const began = Date.now()
    try {
      const found = await (this.opened ?? read(this.shelf))
      this.opened = undefined
      if (!found) return false
      const [whose, some] = found
      const all = whose && whose.build === this.build && now - whose.heard < oldest ? some.filter((k) => k !== undefined) : []
      const me = all.find((k) => k.hash === first[0])
      if (Date.now() - began > patience) return false // the page went on without it
      if (!whose || !me || who(me.data as Me) !== whose.of) {
        if (whose) await this.shelf.destroy()
        return false
      }
      this.of = whose.of
      for (const k of all) this.recall(k)
      this.cache.setQueryData<Connection>(keys.connection, { state: 'starting', heard: whose.heard })
      this.rest = this.recallRest(whose.of, (me.data as Me).account.role === 'play' ? undefined : soon)
      if (!soon) await this.rest
      return true
    } catch {
      return false // a browser that keeps nothing starts as it always did
    }
  }

  private recall(k: Kept) {
    this.known.set(k.hash, k)
    this.cache.setQueryData(k.key, k.data, { updatedAt: k.at })
    void this.cache.invalidateQueries({ queryKey: k.key, exact: true, refetchType: 'none' })
  }

  /** What was asked for meanwhile is newer, and whoever was removed stays so. What belonged to somebody who is gone is not brought back. */
  private async recallRest(of: string, soon: Promise<unknown> | undefined): Promise<void> {
    await soon
    const all = await this.shelf.all<Kept>('answers').catch(() => [])
    if (this.of !== of || this.left) return
    this.behind = true
    for (const k of all) {
      if (this.known.has(k.hash)) continue
      this.known.set(k.hash, k)
      const q = this.cache.getQueryCache().get(k.hash)
      if (this.dirty.has(k.hash) || q?.state.data !== undefined) continue
      if (q && q.state.fetchStatus !== 'idle') this.cache.setQueryData(k.key, k.data, { updatedAt: k.at })
      else this.recall(k)
    }
    this.behind = false
  }

  /** Keeps what is learned from now on. Returns how to stop. */
  keep(): () => void {
    const stop = this.cache.getQueryCache().subscribe((e) => {
      const q = e.query as Query
      if (e.type === 'removed') this.note(q)
      else if (e.type === 'updated' && (e.action.type === 'success' || e.action.type === 'setState')) {
        if (q.queryKey[0] === 'me') this.meet(q.state.data as Me | null | undefined)
        this.note(q)
      }
    })
    const hide = () => document.visibilityState === 'hidden' && void this.write()
    if (typeof document !== 'undefined') document.addEventListener('visibilitychange', hide)
    return () => {
      stop()
      clearTimeout(this.timer)
      if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', hide)
    }
  }

  private note(q: Query) {
    if (this.left || this.behind || !stays.has(q.queryKey[0])) return
    this.dirty.add(q.queryHash)
    this.timer ??= setTimeout(() => void this.write(), gather)
  }

  /** Another one, or nobody, is logged in: what the one before saw is not for them. */
  private meet(me: Me | null | undefined) {
    const of = me ? who(me) : null
    if (this.of !== null && of !== this.of) {
      this.cache.removeQueries({ predicate: (q) => q.queryKey[0] !== 'me' && stays.has(q.queryKey[0]) })
      this.cache.removeQueries({ queryKey: keys.now })
      void this.forget()
    }
    this.of = of
  }

  /** Writes what has changed since the last time. */
  write(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    this.busy = this.busy.then(() => this.put()).catch(() => {}) // a full disk keeps nothing; nothing depends on it
    return this.busy
  }

  private async put(): Promise<void> {
    await this.rest
    const { of } = this
    if (of === null || this.left) return
    const changed = [...this.dirty]
    this.dirty.clear()
    const before = new Map(this.known)
    for (const hash of changed) {
      const q = this.cache.getQueryCache().get(hash)
      if (!q || q.state.data === undefined || q.state.data === null) this.known.delete(hash)
      else this.known.set(hash, { hash, key: q.queryKey, data: q.state.data, at: q.state.dataUpdatedAt, size: JSON.stringify(q.state.data).length })
    }
    for (const k of fitting([...this.known.values()]).drop) this.known.delete(k.hash)
    const heard = this.cache.getQueryData<Connection>(keys.connection)
    const whose: Whose = { of, build: this.build, heard: heard && heard.state !== 'live' ? heard.heard : Date.now() }
    await this.shelf.put('whose', whose, 'now')
    await this.shelf.within('answers', 'readwrite', (s) => {
      for (const [hash, k] of this.known) if (before.get(hash) !== k) s.put(k)
      for (const hash of before.keys()) if (!this.known.has(hash)) s.delete(hash)
    })
  }

  /** Nothing is left, not even the database. */
  async forget(): Promise<void> {
    this.known.clear()
    this.dirty.clear()
    this.busy = this.busy.then(() => this.shelf.destroy()).catch(() => {})
    await this.busy
  }

  /** As forget, and nothing is kept any more on this page. */
  async end(): Promise<void> {
    this.left = true
    clearTimeout(this.timer)
    await this.forget()
  }
}

/** Has the answers of this page kept. Resolves when what was seen last is there; with `soon`, what is looked at first, and the rest behind it. */
export async function keepAnswers(cache: QueryClient, soon?: Promise<unknown>): Promise<void> {
  const keeper = new Keeper(cache, thisBuild, shelf, early)
  onLeave(() => keeper.end())
  await Promise.race([keeper.restore(Date.now(), slowest, soon), new Promise((r) => setTimeout(r, slowest))])
  keeper.keep()
}
