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

const drawn = new Map<string, ReturnType<typeof day>>()

/** The teeth are the same for everybody: they are worked out once. */
function teethOf(n: number, onSign: boolean | undefined): ReturnType<typeof day> {
  const key = `${n} ${onSign}`
  let paths = drawn.get(key)
  if (!paths) drawn.set(key, (paths = day(onSign ? { teeth: n, gap: 13, w: 43, h: 38, td: 12.5 } : { teeth: n })))
  return paths
}

/** A day as two arches of teeth: the morning above, the evening below. Teeth that look the same are one path. */
export function Day({ am, pm, live, teeth = 'adult', onSign, label, className }: DayProps) {
  const n = teeth === 'milk' ? 10 : 14
  const paths = teethOf(n, onSign)
  const half = (part: 'am' | 'pm', v: number | null) => {
    const full = v === null ? 0 : teethFilled(v, n)
    const cur = live === part && v !== null ? Math.min(n - 1, Math.floor(v * n)) : -1
    // The one that breathes stands alone; it is a full one when all are.
    const alone = cur >= full ? cur : -1
    const open = paths[part].filter((_, i) => i >= full && i !== alone)
    return (
      <g className={v === null ? `${part} none` : part}>
        {full > 0 && <path d={paths[part].slice(0, full).join('')} className={`t ${part}`} />}
        {open.length > 0 && <path d={open.join('')} className={v === null ? 't off' : 't'} />}
        {alone >= 0 && <path d={paths[part][alone]} className={`t cur ${part}-cur`} />}
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
