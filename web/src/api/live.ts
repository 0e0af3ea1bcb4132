import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { outbox } from '@/lib/outbox'
import { lookForRenewal } from '@/lib/renewal'
import { goneHere } from './gone'
import { keys } from './keys'
import type { Brushing, Change, Now, Today } from './types'

/** How we hear the house: "live" while the stream stands, "lost" since `since` (this machine's clock, ms) when it does not. */
export interface Connection {
  state: 'starting' | 'live' | 'lost'
  /** Until when what is on the screen is known to be true, in milliseconds. */
  heard: number
}

// The server pings every 15 s, but a comment is invisible to EventSource; so a silent stream is closed by the server or the network,
// and EventSource itself comes back with the last id. Only a stream that the browser gave up is opened again here.
const firstRetry = 1_000
const slowestRetry = 30_000
const gather = 250
const asleep = 60_000

/** Follows the household and writes the query cache. Components only read. Returns how to stop. */
export function follow(cache: QueryClient): () => void {
  let stream: EventSource | null = null
  let retry = firstRetry
  let timer: ReturnType<typeof setTimeout> | undefined
  let flush: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  let lost = false
  const stale = new Set<readonly unknown[]>()

  const heard = () => cache.setQueryData<Connection>(keys.connection, { state: 'live', heard: Date.now() })
  const lose = () => {
    lost = true
    // Until this moment the stream stood, so what is shown was true until now, however long nothing happened.
    cache.setQueryData<Connection>(keys.connection, (old) => ({ state: 'lost', heard: old && old.state !== 'live' ? old.heard : Date.now() }))
  }
  // Many changes come together (a replay, a late spool): what is counted from them is asked for once.
  const refresh = (...which: (readonly unknown[])[]) => {
    for (const k of which) stale.add(k)
    flush ??= setTimeout(() => {
      flush = undefined
      for (const queryKey of stale) void cache.invalidateQueries({ queryKey })
      stale.clear()
    }, gather)
  }
  // The house is there again, maybe as another build: what waits is sent, and the app looks for its own renewal.
  const reached = () => {
    void outbox.flush(true)
    lookForRenewal()
  }
  const everything = () => refresh(keys.today, keys.sessions, keys.days, keys.people, keys.brushes, keys.sources, keys.anySession)

  const onNow = (e: MessageEvent<string>) => {
    heard()
    const said = JSON.parse(e.data) as { at: string; open: Brushing[] }
    const now: Now = { ...said, received: Date.now() }
    const before = cache.getQueryData<Now>(keys.now)?.open ?? []
    cache.setQueryData(keys.now, now)
    for (const s of now.open) cache.setQueryData(keys.session(s.id), s)
    cache.setQueryData<Today>(keys.today, (t) => t && { ...t, open: now.open })
    if (before.length !== now.open.length || before.some((b) => !now.open.some((o) => o.id === b.id))) refresh(keys.today)
  }

  const onChange = (e: MessageEvent<string>) => {
    heard()
    const c = JSON.parse(e.data) as Change
    switch (c.kind) {
      case 'session_opened':
      case 'session_ended':
      case 'session_amended':
        if (c.session) {
          const s = c.session
          cache.setQueryData<Brushing>(keys.session(s.id), (old) => old && { ...old, ...s, runs: s.runs ?? old.runs })
        }
        refresh(keys.today, keys.sessions, keys.days, keys.session(c.subject))
        break
      case 'session_removed':
        if (!goneHere(c.subject)) cache.removeQueries({ queryKey: keys.session(c.subject) })
        refresh(keys.today, keys.sessions, keys.days)
        break
      case 'sessions_expired':
        refresh(keys.today, keys.sessions, keys.days)
        break
      case 'brush_changed':
        refresh(keys.brushes, keys.devices, keys.today)
        break
      case 'person_changed':
        refresh(keys.people, keys.today, keys.days)
        break
      case 'household_changed':
        refresh(keys.me, keys.today, keys.days, keys.reminders)
        break
      case 'morning_reminder':
      case 'evening_reminder':
        refresh(keys.today)
        break
      case 'access_changed':
        refresh(keys.me, keys.members, keys.invitations, keys.logins, keys.tokens, keys.devices)
        break
      case 'source_changed':
        refresh(keys.sources)
        break
    }
  }

  const open = () => {
    if (stopped) return
    stream = new EventSource('/api/v1/live')
    stream.addEventListener('open', () => {
      retry = firstRetry
      heard()
      // The stream resumes by its id, but what was asked for in the dark may have failed.
      if (lost) {
        everything()
        refresh(keys.me)
        reached()
      }
      lost = false
    })
    stream.addEventListener('now', onNow)
    stream.addEventListener('change', onChange)
    stream.addEventListener('reset', () => {
      heard()
      everything()
    })
    stream.addEventListener('error', () => {
      lose()
      if (stream?.readyState !== EventSource.CLOSED) return
      stream.close()
      timer = setTimeout(open, retry)
      retry = Math.min(retry * 2, slowestRetry)
      // A closed stream may mean that the log-in ended: ask who we are.
      refresh(keys.me)
    })
  }
  // After another network or a sleep the stream may have died without a word: it is opened anew, and everything is asked for again.
  const wake = () => {
    stream?.close()
    clearTimeout(timer)
    retry = firstRetry
    open()
    everything()
  }
  let hiddenAt = 0
  const seen = () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now()
    else if (hiddenAt > 0 && Date.now() - hiddenAt > asleep) wake()
  }

  // What the last visit left here is as old as it is.
  cache.setQueryData<Connection>(keys.connection, (old) => ({ state: 'starting', heard: old && old.state !== 'live' ? old.heard : Date.now() }))
  open()
  window.addEventListener('online', wake)
  window.addEventListener('offline', lose)
  document.addEventListener('visibilitychange', seen)
  return () => {
    stopped = true
    stream?.close()
    clearTimeout(timer)
    clearTimeout(flush)
    window.removeEventListener('online', wake)
    window.removeEventListener('offline', lose)
    document.removeEventListener('visibilitychange', seen)
  }
}

/** Follows while the caller is on the screen. */
export function useFollow() {
  const cache = useQueryClient()
  useEffect(() => follow(cache), [cache])
}

export const useConnection = () => useQuery<Connection>({ queryKey: keys.connection, enabled: false, staleTime: Infinity, gcTime: Infinity }).data
