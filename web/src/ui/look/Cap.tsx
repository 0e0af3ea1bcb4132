import { capPaths } from './geometry'
import { MendHatch, useHatchId } from './Hatch'
import './look.css'

/** A slot in a cap: a share of the target from 0 to 1, a mended one, or null where nothing is planned or known yet. */
export type CapValue = number | 'mend' | null

/** What a slot of the API is as a cap. */
export function capValue(slot: { state: string; seconds: number; target_s: number }): CapValue {
  switch (slot.state) {
    case 'done':
      return 1
    case 'short':
      return Math.min(0.94, Math.max(0.05, slot.seconds / (slot.target_s || 120)))
    case 'mended':
      return 'mend'
    case 'open':
      return 0
    default:
      return null
  }
}

const shape = (v: CapValue) => (v === null ? 'nil' : v === 'mend' ? 'mend' : v >= 0.95 ? 'full' : v > 0 ? 'part' : 'open')

/** A day as two caps: the dome is the morning, the bowl the evening. Its words stand beside it or in its link's label. */
export function Cap({ am, pm, className }: { am: CapValue; pm: CapValue; className?: string }) {
  const id = useHatchId()
  const half = (part: 'am' | 'pm', v: CapValue) => (
    <>
      {v === 'mend' && (
        <defs>
          <MendHatch id={id + part} part={part} />
        </defs>
      )}
      <path
        className={`cap ${shape(v)} ${part}`}
        d={capPaths[part]}
        fill={v === 'mend' ? `url(#${id}${part})` : undefined}
      />
      {typeof v === 'number' && v > 0 && v < 0.95 && (
        <path className={`cap-in ${part}`} d={part === 'am' ? capPaths.amCore : capPaths.pmCore} />
      )}
    </>
  )
  return (
    <svg className={className ? `caps ${className}` : 'caps'} viewBox="0 0 20 24" aria-hidden="true" focusable="false">
      {half('am', am)}
      {half('pm', pm)}
    </svg>
  )
}
