/** The coach's own timer: pure steps, so that what was brushed is the same after a reload, a crash or a sleep. */

/** A brushing that is timed here, as it is kept each second. */
export interface Stopwatch {
  person: string
  household: string
  target_s: number
  /** Seconds brushed. */
  t: number
  /** When that was true, by this machine's clock, ms. */
  at: number
  state: 'running' | 'paused'
}

/** A step that is longer than this was a sleep of the machine: nobody knows what happened in it, ms. */
const longestStep = 5_000
/** A page that comes back within this goes on by itself, ms. */
const goesOn = 20_000
/** One that comes back within this waits in a pause; later what was brushed is all there is, ms. The house ends a timer of which it hears nothing for 90 s. */
const waits = 80_000
/** A pause that lasts longer ends the brushing, ms. */
export const longestPause = 5 * 60_000
/** The timer ends by itself at the latest. */
export const longest_s = 600

/** The timer at a moment. A sleep becomes a pause. */
export function step(w: Stopwatch, now: number): Stopwatch {
  const d = now - w.at
  if (w.state === 'paused' || d < 0) return { ...w, at: now }
  if (d > longestStep) return { ...w, at: now, state: 'paused' }
  return { ...w, t: w.t + d / 1000, at: now }
}

/** What becomes of a timer that a page finds when it opens: it goes on, it waits, or it is over (null). The time in between is not counted. */
export function found(w: Stopwatch, now: number): Stopwatch | null {
  const away = now - w.at
  if (away < 0 || away > waits) return null
  return { ...w, at: now, state: away <= goesOn ? w.state : 'paused' }
}
