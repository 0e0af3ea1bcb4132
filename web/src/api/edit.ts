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

/**
 * Changes a thing as it was when the form was opened. When somebody was quicker nothing is changed: clash says what they did, mine() writes all the
 * same, and theirs() goes on from theirs.
 */
export function useEdit<T extends { version: string }, F extends object>(thing: T, change: Changing<F & { version: string }>, read: () => Promise<T | undefined>) {
  const [base, setBase] = useState(thing)
  const [clash, setClash] = useState<(Clash<T, F> & { fields: F; done: () => void }) | null>(null)
  const send = (fields: F, version: string, from: T, done: () => void) =>
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
