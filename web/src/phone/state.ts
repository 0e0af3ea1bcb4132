/** What this phone hears, as everybody on the page may know it. It is small: the ear itself is fetched when somebody wants to listen. */
import { useSyncExternalStore } from 'react'
import { spool } from '@/lib/spool'

/** A handle that this phone listens to. */
export interface Listened {
  /** As the household knows it. */
  device: string
  /** As it calls itself, or its maker. */
  name: string
  /** It tells each second; else only what it stored. */
  live: boolean
  /** It stores brushings. */
  records: boolean
}

/** What the handle said last, decoded here. */
export interface Heard {
  /** This machine's clock, ms. */
  at: number
  running?: boolean
  seconds?: number
  mode?: string
  pressure?: string
  battery?: number
}

/**
 * "off" nobody listens; "elsewhere" another tab does; "choosing" the browser asks which; "connecting"; "listening"; "away" not connected, and tried
 * again at `next`. Why it is away: "lost" it was connected and is gone; "unreachable" it did not answer; "done" it said all there was, and was let go;
 * "stranger" it is of no maker that is known; "full" what it says cannot be kept on this phone.
 */
export interface EarState {
  phase: 'off' | 'elsewhere' | 'choosing' | 'connecting' | 'listening' | 'away'
  why: 'lost' | 'unreachable' | 'done' | 'stranger' | 'full' | null
  brush: Listened | null
  heard: Heard | null
  tries: number
  /** When it is tried again, this machine's clock in ms. */
  next: number | null
  /** Stored brushings that came in this connection. */
  stored: number
}

export const silent: EarState = { phase: 'off', why: null, brush: null, heard: null, tries: 0, next: null, stored: 0 }

let now = silent
const tellers = new Set<() => void>()

export const earState = {
  get: () => now,
  set: (part: Partial<EarState>) => {
    now = { ...now, ...part }
    for (const tell of tellers) tell()
  },
  subscribe: (tell: () => void) => {
    tellers.add(tell)
    return () => void tellers.delete(tell)
  },
}

export const useEar = () => useSyncExternalStore(earState.subscribe, earState.get)
export const useSpool = () => useSyncExternalStore(spool.subscribe, spool.state)
