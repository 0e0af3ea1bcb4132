import { useCallback, useEffect, useRef, useState } from 'react'
import type { Person } from '@/api/types'
import { end, keep, left } from './keep'
import { found, longestPause, longest_s, step, type Stopwatch } from './stopwatch'

export interface Timer {
  phase: 'finding' | 'ready' | 'running' | 'paused' | 'done'
  /** Whole seconds brushed. */
  seconds: number
  start: () => void
  pause: () => void
  resume: () => void
  /** Ends it with what was brushed. */
  stop: () => void
}

/** How often a pause is told, so that the house goes on waiting, ms. */
const tellPause = 10_000

/** The coach's own timer of a person. It ends by itself at the target, and each second of it is kept before anything else happens. */
export function useTimer(person: Person, household: string, enabled: boolean): Timer {
  const watch = useRef<Stopwatch | null>(null)
  const told = useRef({ t: -1, at: 0, pausedSince: 0 })
  const [shown, show] = useState<{ phase: Timer['phase']; seconds: number }>({ phase: 'finding', seconds: 0 })

  const say = useCallback((w: Stopwatch, phase: 'running' | 'paused' | 'done') => {
    const t = Math.floor(w.t)
    told.current.t = t
    told.current.at = w.at
    void keep(w, { at: new Date(w.at).toISOString(), state: phase === 'done' ? 'idle' : phase, t }, phase === 'done').catch(() => undefined)
    show((old) => (old.phase === phase && old.seconds === t ? old : { phase, seconds: t }))
  }, [])

  useEffect(() => {
    let gone = false
    if (!enabled || household === '') return
    void left(person.id)
      .catch(() => undefined)
      .then(async (w) => {
        if (gone || watch.current) return
        const back = w && w.household === household ? found(w, Date.now()) : null
        if (w && !back) await end(w).catch(() => undefined)
        if (back) {
          watch.current = { ...back, target_s: person.target_s }
          told.current = { t: Math.floor(back.t), at: 0, pausedSince: back.at }
          show({ phase: back.state, seconds: Math.floor(back.t) })
        } else show((old) => (old.phase === 'finding' ? { phase: 'ready', seconds: 0 } : old))
      })
    return () => {
      gone = true
    }
  }, [person.id, person.target_s, household, enabled])

  useEffect(() => {
    const beat = () => {
      const w = watch.current
      if (!w) return
      const next = step(w, Date.now())
      watch.current = next
      if (next.state === 'paused') {
        if (w.state === 'running') told.current.pausedSince = next.at
        if (next.at - told.current.pausedSince > longestPause) {
          watch.current = null
          say(next, 'done')
        } else if (w.state === 'running' || next.at - told.current.at >= tellPause) say(next, 'paused')
        return
      }
      const t = Math.floor(next.t)
      if (t >= Math.min(next.target_s, longest_s)) {
        watch.current = null
        say(next, 'done')
      } else if (t !== told.current.t) say(next, 'running')
    }
    const every = setInterval(beat, 200)
    return () => clearInterval(every)
  }, [say])

  const start = useCallback(() => {
    if (watch.current) return
    const w: Stopwatch = { person: person.id, household, target_s: person.target_s, t: 0, at: Date.now(), state: 'running' }
    watch.current = w
    say(w, 'running')
  }, [person.id, person.target_s, household, say])
  const turn = useCallback(
    (to: 'running' | 'paused') => {
      if (!watch.current) return
      const now = Date.now()
      const w = { ...step(watch.current, now), at: now, state: to }
      watch.current = w
      told.current.pausedSince = now
      say(w, to)
    },
    [say],
  )
  const pause = useCallback(() => turn('paused'), [turn])
  const resume = useCallback(() => turn('running'), [turn])
  const stop = useCallback(() => {
    const w = watch.current
    if (!w) return
    watch.current = null
    say(step(w, Date.now()), 'done')
  }, [say])
  return { ...shown, start, pause, resume, stop }
}
