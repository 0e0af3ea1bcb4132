import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { presentAtOnce } from './present'
import { say } from './messages'
import { earState, useEar, useSpool } from './state'
import { following } from '@/lib/words'

// What goes out with the next answer is nobody's business.
const patience = 3_000

/** One line under every headline while this phone listens, or holds what the house has not taken yet. */
export function PhoneLine() {
  const ear = useEar()
  const spool = useSpool()
  const cache = useQueryClient()
  useEffect(() => earState.subscribe(() => presentAtOnce(cache, earState.get())), [cache])
  const waits = useLasting(spool.waiting > 0)
  const lines = [
    ear.brush && ear.phase === 'listening' && say.hears(ear.brush.name),
    ear.brush && (ear.phase === 'away' || ear.phase === 'connecting') && say.looks(ear.brush.name),
    waits && spool.waiting > 0 && say.waits(spool.waiting),
    spool.trouble === 'full' && say.full,
    spool.trouble === 'broken' && say.broken,
    waits && spool.trouble === 'elsewhere' && say.elsewhere,
    waits && spool.trouble === 'stranger' && say.stranger,
    spool.trouble === 'refused' && say.refused(spool.refused),
  ].filter((l) => typeof l === 'string')
  const calm = ear.phase === 'listening' && lines.length === 1
  return <div role="status">{lines.length > 0 && <p className={calm ? 'page-notice calm' : 'page-notice'}>{following(lines)}</p>}</div>
}

/** True once something has lasted. */
function useLasting(on: boolean): boolean {
  const [lasting, set] = useState(false)
  useEffect(() => {
    const t = setTimeout(() => set(on), on ? patience : 0)
    return () => clearTimeout(t)
  }, [on])
  return lasting
}
