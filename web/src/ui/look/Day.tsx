import { useMemo } from 'react'
import { day, teethFilled, type TeethSet } from './geometry'
import './look.css'

export interface DayProps {
  /** Shares of the target, 0 to 1; null where nothing is planned. */
  am: number | null
  pm: number | null
  /** The half that is being filled now: its next tooth breathes. */
  live?: 'am' | 'pm'
  teeth?: TeethSet
  /** True on the enamel sign, where the evening is told in cream. */
  onSign?: boolean
  /** A whole sentence, such as "Morning 2:06, evening open". */
  label: string
  className?: string
}

/** A day as two arches of teeth: the morning above, the evening below. */
export function Day({ am, pm, live, teeth = 'adult', onSign, label, className }: DayProps) {
  const n = teeth === 'milk' ? 10 : 14
  const paths = useMemo(() => day(onSign ? { teeth: n, gap: 13, w: 43, h: 38, td: 12.5 } : { teeth: n }), [n, onSign])
  const half = (part: 'am' | 'pm', v: number | null) => {
    const full = v === null ? 0 : teethFilled(v, n)
    const cur = live === part && v !== null ? Math.min(n - 1, Math.floor(v * n)) : -1
    return (
      <g className={v === null ? `${part} none` : part}>
        {paths[part].map((d, i) => (
          <path
            key={i}
            d={d}
            className={`t${v === null ? ' off' : i < full ? ` ${part}` : ''}${i === cur && i >= full ? ` cur ${part}-cur` : ''}`}
          />
        ))}
      </g>
    )
  }
  return (
    <svg
      className={`day${onSign ? ' on-sign' : ''}${className ? ` ${className}` : ''}`}
      viewBox={paths.box}
      role="img"
      aria-label={label}
    >
      {half('am', am)}
      {half('pm', pm)}
    </svg>
  )
}
