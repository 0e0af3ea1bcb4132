/** What was removed on this page: its picture stays until whoever looked at it has left, so that they are not shown that it is gone. */
import type { QueryClient } from '@tanstack/react-query'
import { outbox } from '@/lib/outbox'
import { kinds } from './ahead'
import { keys } from './keys'

const here = new Set<string>()

/** Whether it was this page that removed a brushing, or is about to. */
export const goneHere = (id: string): boolean => here.has(id) || waitsToGo(id)

/** Whether its removal is still to be sent. */
export const waitsToGo = (id: string): boolean => outbox.edits().some((e) => e.kind === kinds.sessionGone && e.subject === id)

/** A list without what was removed on this page: an answer that was asked for before may still have it. */
export function withoutGone<L extends { pages: { items: { id: string }[] }[] }>(list: L): L {
  if (!list.pages.some((p) => p.items.some((b) => here.has(b.id)))) return list
  return { ...list, pages: list.pages.map((p) => ({ ...p, items: p.items.filter((b) => !here.has(b.id)) })) }
}

/** Forgets a brushing that was removed here: now, or when nobody looks at it any more. */
export function leaveGone(cache: QueryClient, id: string): void {
  here.add(id)
  const queryKey = keys.session(id)
  const all = cache.getQueryCache()
  const query = all.find({ queryKey, exact: true })
  if (!query || query.getObserversCount() === 0) return cache.removeQueries({ queryKey })
  const stop = all.subscribe((e) => {
    if (e.query !== query) return
    if (e.type === 'removed') stop()
    else if (e.type === 'observerRemoved' && query.getObserversCount() === 0) {
      stop()
      cache.removeQueries({ queryKey })
    }
  })
}
