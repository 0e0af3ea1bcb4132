/** The decoders' worker, from the page's side. */
import { scriptAddress } from '@/lib/trusted'
import type { WireFrame } from '@/lib/spool'
import type { Call } from './decoder.worker'
import address from './decoder.worker?worker&url'

/** How a maker's handles are found and reached. */
export interface Maker {
  id: string
  name: string
  live: boolean
  records: boolean
  companies: number[]
  services: string[]
  names: string[]
  talks: string[]
}

/** What a dialogue wants of whoever holds the radio. */
export type Action =
  | { do: 'subscribe' | 'read'; char: string }
  | { do: 'write'; char: string; hex: string }
  | { do: 'wait'; ms: number }
  | { do: 'emit'; frame: WireFrame }
  | { do: 'hang_up' | 'bond' }

/** What a frame says, as far as the page shows it: the house's own names. */
export interface Meaning {
  activity?: string
  elapsed_s?: number
  mode?: string
  pressure?: string
  battery_pct?: number
  record?: object
}

/** What happened on the connection, by the names of the dialogue's events. */
export interface Happened {
  kind: 'connected' | 'value' | 'written' | 'refused' | 'elapsed' | 'disconnected' | 'subscribed' | 'needs_bond' | 'bonded'
  char?: string
  frame?: WireFrame
}

export interface Decoders {
  makers(): Promise<Maker[]>
  /** Begins a dialogue of somebody who is there while it brushes, and returns its handle. */
  follow(maker: string): Promise<number>
  hear(handle: number, what: Happened, ms: number): Promise<{ actions: Action[]; meanings: Meaning[] }>
  close(handle: number): void
}

type Question = Call extends infer C ? (C extends Call ? Omit<C, 'n'> : never) : never

/** Starts the worker, which fetches the decoders. */
export function startDecoders(): Decoders {
  const worker = new Worker(scriptAddress(address), { type: 'module', name: 'decoders' })
  const waiting = new Map<number, { yes: (v: never) => void; no: (e: Error) => void }>()
  let last = 0
  worker.onmessage = ({ data }: MessageEvent<{ n: number; answer?: unknown; fault?: string }>) => {
    const w = waiting.get(data.n)
    waiting.delete(data.n)
    const fault = data.fault ?? (data.answer as { error?: string } | null)?.error
    if (fault !== undefined) w?.no(new Error(fault))
    else w?.yes(data.answer as never)
  }
  worker.onerror = (e) => {
    for (const w of waiting.values()) w.no(new Error(e.message || 'the decoders do not start'))
    waiting.clear()
  }
  const ask = <T>(question: Question): Promise<T> =>
    new Promise<T>((yes, no) => {
      const n = ++last
      waiting.set(n, { yes: yes as (v: never) => void, no })
      worker.postMessage({ n, ...question } satisfies Call)
    })
  return {
    makers: () => ask<Maker[]>({ ask: 'makers' }),
    follow: async (maker) => (await ask<{ handle: number }>({ ask: 'follow', maker })).handle,
    hear: (handle, what, ms) => ask({ ask: 'hear', handle, kind: what.kind, char: what.char ?? '', line: what.frame ? JSON.stringify(what.frame) : '', ms }),
    close: (handle) => void ask({ ask: 'close', handle }).catch(() => {}),
  }
}
