/** How edits reach the house: through the outbox, so that they are kept first and may wait; and what that does to what is remembered. */
import type { QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { BoxFull, newKey, outbox, type Edit, type NewEdit, type Refusal, type Reply, type Wire } from '@/lib/outbox'
import { onLeave } from '@/lib/leaving'
import { brushesAhead, brushingAhead, daysAhead, kinds, peopleAhead, sessionsAhead, todayAhead, todayOf, type Clock } from './ahead'
import { client, patience, Problem, refusal, take } from './client'
import { leaveGone } from './gone'
import { keys, type SessionFilter } from './keys'
import type { Brush, Brushing, Day, Me, Now, Person, Today } from './types'

const base = '/api/v1'

async function send(e: NewEdit & { key: string }): Promise<Reply> {
  const answer = await fetch(base + e.path, {
    method: e.method,
    credentials: 'same-origin',
    signal: AbortSignal.timeout(patience),
    headers: {
      ...(e.body !== undefined && { 'Content-Type': 'application/json' }),
      ...(e.method === 'POST' && { 'Idempotency-Key': e.key }),
      ...(e.ifMatch !== undefined && e.method !== 'POST' && { 'If-Match': `"${e.ifMatch}"` }),
    },
    ...(e.body !== undefined && { body: JSON.stringify(e.body) }),
  })
  const text = await answer.text()
  let said: unknown
  try {
    said = text === '' ? undefined : JSON.parse(text)
  } catch {
    // A proxy in between speaks its own way; the status tells enough.
  }
  if (answer.ok) return { status: answer.status, body: said }
  const p = refusal(answer, said)
  return { status: answer.status, body: said, refusal: { status: p.status, title: p.title, detail: p.message === p.title ? '' : p.message, faults: p.faults, type: p.type, retryAfter: p.retryAfter } }
}

export const problemOf = (r: Refusal) => new Problem(r.status, r.title, r.detail, r.faults, r.retryAfter, r.type)

/** Who changed something last; told to those who may read the log. */
async function lastHand(subject: string): Promise<string | undefined> {
  try {
    const { items } = await take(client.GET('/household/audit', { params: { query: { limit: 50 } } }))
    return items.find((l) => l.about?.id === subject || (!l.about && l.person?.id === subject))?.by.name
  } catch {
    return undefined
  }
}

async function read(e: Edit): Promise<{ thing: Record<string, unknown>; version: string; by?: string } | undefined> {
  const id = e.subject ?? ''
  const one = async (): Promise<Brushing | Person | Brush | undefined> => {
    if (e.kind === kinds.person) return (await take(client.GET('/people'))).items.find((p) => p.id === id)
    if (e.kind === kinds.brush) return (await take(client.GET('/brushes'))).items.find((b) => b.device === id)
    try {
      return await take(client.GET('/sessions/{id}', { params: { path: { id } } }))
    } catch (x) {
      if (x instanceof Problem && x.status === 404) return undefined
      throw x
    }
  }
  const thing = await one()
  if (!thing) return undefined
  const by = await lastHand(id)
  return { thing: { ...thing }, version: thing.version, ...(by && { by }) }
}

export const clockOf = (cache: QueryClient): Clock => {
  const h = cache.getQueryData<Me | null>(keys.me)?.household
  return { zone: h?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone, turns: h?.day_turns_min ?? 0 }
}

type List = { pages: { items: Brushing[]; next?: string }[]; pageParams: unknown[] }

/** What is shown stays as it is while the house is asked again: what was on top goes into what is remembered. */
function done(cache: QueryClient, e: Edit, body: unknown): void {
  const clock = clockOf(cache)
  // A note that was there already adds nothing; another has the id by which it can be opened and removed.
  const just = [{ ...e, answer: body }]
  cache.setQueryData<Today>(keys.today, (t) => t && todayAhead(just, t, clock))
  cache.setQueryData<Person[]>(keys.people, (p) => p && (e.kind === kinds.person ? peopleAhead(just, p, todayOf(clock)) : p))
  cache.setQueryData<Brush[]>(keys.brushes, (b) => b && brushesAhead(just, b))
  for (const [key, list] of cache.getQueriesData<List>({ queryKey: keys.sessions })) if (list) cache.setQueryData(key, sessionsAhead(just, (key[1] ?? {}) as SessionFilter, list, clock))
  for (const [key, days] of cache.getQueriesData<Day[]>({ queryKey: keys.days })) if (days) cache.setQueryData(key, daysAhead(just, String(key[1]), days, clock))
  const counted = [keys.today, keys.sessions, keys.days]
  const again: Record<string, readonly (readonly unknown[])[]> = {
    [kinds.person]: [keys.people, keys.today, keys.days],
    [kinds.brush]: [keys.brushes, ...counted],
    [kinds.session]: [...counted, keys.session(e.subject ?? '')],
  }
  if (e.kind === kinds.session && e.subject) {
    const id = e.subject
    const answer = body as Brushing | undefined
    const now = (old: Brushing): Brushing => (answer?.id === id ? { ...old, ...answer, person_id: answer.person_id, guest: answer.guest, note: answer.note, runs: answer.runs ?? old.runs } : (brushingAhead(just, old) ?? old))
    cache.setQueryData<Brushing>(keys.session(id), (old) => (old ? now(old) : answer?.id === id ? answer : undefined))
    cache.setQueryData<Now>(keys.now, (old) => old && { ...old, open: old.open.map((o) => (o.id === id ? now(o) : o)) })
  }
  if (e.kind === kinds.sessionGone) leaveGone(cache, e.subject ?? '')
  for (const queryKey of again[e.kind] ?? counted) void cache.invalidateQueries({ queryKey })
}

const wire = (cache: QueryClient): Wire => ({
  send,
  read,
  done: (e, body) => done(cache, e, body),
  strange: () => void cache.invalidateQueries({ queryKey: keys.me }),
})

/**
 * Does an edit: kept first, then sent. Gives what the house answered; or, where it cannot be asked now, what it will most likely be, while the edit waits.
 * A refusal is a Problem, and then nothing waits.
 */
export async function submit<R>(cache: QueryClient, edit: NewEdit, likely: (e: Edit) => R): Promise<R> {
  const made = { ...edit, key: edit.key ?? newKey() }
  const guess = () => likely({ ...made, n: 0, account: '', since: Date.now(), state: 'waits' })
  const verdict = await outbox.send(made).catch(async (x: unknown) => {
    if (x instanceof BoxFull) throw x
    // The browser keeps nothing for us: then it goes now, or not at all.
    let r: Reply
    try {
      r = await send(made)
    } catch {
      throw new Problem(0, 'no answer', '', [], null)
    }
    if (r.refusal) return { is: 'refused' as const, refusal: r.refusal }
    done(cache, { ...made, n: 0, account: '', since: Date.now(), state: 'waits' }, r.body)
    return { is: 'done' as const, body: r.body }
  })
  if (verdict.is === 'refused') throw problemOf(verdict.refusal)
  return verdict.is === 'done' && verdict.body !== undefined ? (verdict.body as R) : guess()
}

/** The home that edits belong to. */
export const homeOf = (cache: QueryClient): string => cache.getQueryData<Me | null>(keys.me)?.household.id ?? ''

/** Lets what waits go on its way while somebody is logged in. */
export function useOutbox(me: Me | null | undefined): void {
  const cache = useQueryClient()
  const account = me?.account.id
  const household = me?.household.id
  useEffect(() => {
    if (account === undefined || household === undefined) {
      outbox.stop()
      return
    }
    void outbox.start({ account, household }, wire(cache))
    const soon = () => void outbox.flush(true)
    const seen = () => document.visibilityState === 'visible' && soon()
    window.addEventListener('online', soon)
    document.addEventListener('visibilitychange', seen)
    return () => {
      window.removeEventListener('online', soon)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [account, household, cache])
}

/** Everything that waits here, in its order. */
export const useEdits = () => useSyncExternalStore(outbox.subscribe, outbox.edits)

/** Whether something about this waits to be sent. */
export const useWaits = (subject: string): boolean => useEdits().some((e) => e.subject === subject && e.state === 'waits')

/** Sends what waits, for a moment at most; then what is left. */
export async function emptied(ms = 3_000): Promise<number> {
  await Promise.race([outbox.flush(true), new Promise((r) => setTimeout(r, ms))])
  return outbox.edits().length
}

// At a log-out nothing of it is left. For another home of the same account it stays where it is: it goes when one looks at its home again.
onLeave((out) => (out ? outbox.clear() : undefined))
