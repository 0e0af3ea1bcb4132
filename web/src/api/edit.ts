import { useState } from 'react'
import { messages } from '@/lib/messages'
import type { Problem } from './client'

/** What stands under a form whose thing somebody else has changed meanwhile. */
export const clashWords = messages('edit', {
  title: 'Somebody else has changed this meanwhile.',
  now: (label: string, value: string) => `${label}: now ${value}`,
  other: 'What you changed yourself is as it was.',
  empty: 'nothing',
  mine: 'Keep mine',
  theirs: 'Take theirs',
})

/** The same where the thing is about to be removed. */
export const removalWords = messages('removal', {
  title: 'Somebody else has changed this meanwhile.',
  now: (label: string, value: string) => `${label}: now ${value}`,
  other: 'Look at it again before you remove it.',
  mine: 'Remove it all the same',
  theirs: 'Leave it',
})

interface Changing<V> {
  mutate: (v: V, then: { onSuccess: () => void; onError: (e: Problem) => void }) => void
  isPending: boolean
  error: Problem | null
  reset: () => void
}

/** What somebody else has made of a thing, and which of the fields that are about to be written they changed. */
export interface Clash<T, F> {
  theirs: T
  changed: (keyof F & keyof T)[]
}

const seen = new Map<string, object>()

/** A thing as a form was opened on it, by its version: what is remembered may be newer by now. */
export const seenAt = (version: string): object | undefined => seen.get(version)

function see(thing: { version: string }) {
  seen.delete(thing.version)
  seen.set(thing.version, thing)
  if (seen.size > 50) seen.delete(seen.keys().next().value!)
}

/**
 * Changes a thing as it was when the form was opened. When somebody was quicker nothing is changed: clash says what they did, mine() writes all the
 * same, and theirs() goes on from theirs. With live the thing is always the one that is shown, as for a button that stands beside it.
 */
export function useEdit<T extends { version: string }, F extends object>(thing: T, change: Changing<F & { version: string }>, read: () => Promise<T | undefined>, live = false) {
  const [opened, setBase] = useState(thing)
  const base = live ? thing : opened
  const [clash, setClash] = useState<(Clash<T, F> & { fields: F; done: () => void }) | null>(null)
  const send = (fields: F, version: string, from: T, done: () => void) => {
    see(from)
    change.mutate(
      { ...fields, version },
      {
        onSuccess: done,
        onError: (e) => {
          if (e.status !== 412) return
          void read().then((theirs) => {
            if (!theirs) return
            const changed = (Object.keys(fields) as (keyof F & keyof T)[]).filter((k) => JSON.stringify(from[k]) !== JSON.stringify(theirs[k]))
            change.reset()
            setClash({ theirs, changed, fields, done })
          })
        },
      },
    )
  }
  return {
    clash,
    isPending: change.isPending,
    error: change.error?.status === 412 ? null : change.error,
    save: (fields: F, done: () => void) => send(fields, base.version, base, done),
    mine: () => {
      if (!clash) return
      setClash(null)
      setBase(clash.theirs)
      send(clash.fields, clash.theirs.version, clash.theirs, clash.done)
    },
    theirs: (): T | undefined => {
      if (!clash) return undefined
      setClash(null)
      setBase(clash.theirs)
      return clash.theirs
    },
  }
}
