import type { QueryClient } from '@tanstack/react-query'
import { keys } from '@/api/keys'
import type { Brushing, Now } from '@/api/types'
import type { EarState } from './state'

/**
 * Shows what this phone heard on every screen at once, before the house has said it back. Only an open brushing of that handle moves, and only
 * forward; the house's own word replaces it.
 */
export function presentAtOnce(cache: QueryClient, ear: Pick<EarState, 'brush' | 'heard'>): void {
  const { brush, heard } = ear
  const now = cache.getQueryData<Now>(keys.now)
  const seconds = heard?.seconds
  if (!brush || !now || !heard?.running || seconds === undefined) return
  const b = now.open.find((o) => o.device === brush.device)
  if (!b || seconds <= b.duration_s || seconds > b.duration_s + 10) return
  const at = new Date(Date.parse(now.at) + heard.at - now.received).toISOString()
  const ahead: Brushing = { ...b, duration_s: seconds, last_heard_at: at }
  cache.setQueryData<Now>(keys.now, { at, received: heard.at, open: now.open.map((o) => (o === b ? ahead : o)) })
  cache.setQueryData<Brushing>(keys.session(b.id), (old) => old && { ...old, duration_s: Math.max(old.duration_s, seconds), last_heard_at: at })
}
