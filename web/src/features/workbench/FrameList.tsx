import { useState } from 'react'
import { useTimeZone } from '@/api/queries'
import type { Decoded } from '@/api/types'
import { clockSeconds } from '@/lib/time'
import { FrameView, gist } from './FrameView'
import { say } from './messages'

interface Props {
  items: Decoded[]
  of: number
  /** It grows while it is looked at: then whoever points at it wants it to stand still, and nobody is told of each. */
  onHold?: () => void
}

/** Frames in a list, and the chosen one byte by byte beside it. */
export function FrameList({ items, of, onHold }: Props) {
  const zone = useTimeZone()
  const [chosen, choose] = useState(0)
  const at = Math.min(chosen, items.length - 1)
  return (
    <div className="wb-two">
      <section className="plate wb-list" aria-label={say.list}>
        <p className="cap-t">{say.frames(items.length, of)}</p>
        <ol onPointerDown={onHold} onFocus={onHold}>
          {items.map((d, i) => (
            <li key={i}>
              <button type="button" aria-pressed={i === at} onClick={() => choose(i)}>
                <b>{d.frame ? clockSeconds(d.frame.at, zone) : say.line(d.line)}</b>
                <span className="cap-t">{gist(d)}</span>
              </button>
            </li>
          ))}
        </ol>
      </section>
      <section className="plate wb-one" aria-live={onHold ? 'off' : 'polite'}>
        {items[at] && <FrameView key={at} item={items[at]} />}
      </section>
    </div>
  )
}
