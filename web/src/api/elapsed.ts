import { useEffect, useRef, useState } from 'react'
import { useNow } from './queries'
import type { Brushing, Now } from './types'

/** How far a running timer may go on by itself, in seconds. Beyond it we do not know whether anybody still brushes. */
const ahead = 3

/** Seconds since the brush was heard, by the server's clock and, since its last word, by ours. */
export function quietFor(b: Brushing, now: Pick<Now, 'at' | 'received'> | undefined, ms: number): number {
  if (!now) return 0
  return Math.max(0, (Date.parse(now.at) - Date.parse(b.last_heard_at) + ms - now.received) / 1000)
}

/** The brush's timer at this moment: what was heard, and at most three seconds more while it runs. A brush that tells only when it starts and
 * stops is timed from its start; who listens ends it where no stop comes. */
export function elapsedAt(b: Brushing, now: Pick<Now, 'at' | 'received'> | undefined, ms: number): number {
  if (b.state !== 'running' || !now) return b.duration_s
  if (!b.tells_live) return Math.max(b.duration_s, Math.floor((Date.parse(now.at) - Date.parse(b.started_at) + ms - now.received) / 1000))
  return b.duration_s + Math.floor(Math.min(ahead, quietFor(b, now, ms)))
}

/** The timer of an open brushing, stepping once a second, and how long nothing was heard of it. */
export function useElapsed(b: Brushing): { seconds: number; quiet: number } {
  const now = useNow().data
  const [shown, show] = useState({ id: b.id, seconds: b.duration_s, quiet: 0 })
  const latest = useRef({ b, now })
  useEffect(() => {
    latest.current = { b, now }
  })
  useEffect(() => {
    const step = () => {
      const { b, now } = latest.current
      const ms = Date.now()
      const seconds = elapsedAt(b, now, ms)
      const quiet = Math.floor(quietFor(b, now, ms))
      show((old) => {
        // What was shown may have run ahead of what is now heard: wait for it rather than step back.
        const s = old.id === b.id && b.state === 'running' && old.seconds > seconds && old.seconds - seconds <= ahead ? old.seconds : seconds
        return old.id === b.id && old.seconds === s && old.quiet === quiet ? old : { id: b.id, seconds: s, quiet }
      })
    }
    const t = setInterval(step, 200)
    return () => clearInterval(t)
  }, [])
  if (shown.id !== b.id) return { seconds: b.duration_s, quiet: 0 }
  // What was heard just now is shown with it, and not at the next step.
  return b.duration_s > shown.seconds ? { seconds: b.duration_s, quiet: 0 } : shown
}
