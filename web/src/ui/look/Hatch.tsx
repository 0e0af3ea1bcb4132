import { useId } from 'react'

/** An id that is safe inside url(#...). */
export function useHatchId(): string {
  return 'h' + useId().replace(/[^a-zA-Z0-9]/g, '')
}

/** The hatch of what was not heard or not measured: never a plain colour. */
export function UnheardHatch({ id, size = 2.4 }: { id: string; size?: number }) {
  return (
    <pattern id={id} width={size} height={size} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect className="hatch-a" width={size} height={size} />
      <path className="hatch-b" d={`M0 0V${size}`} strokeWidth={size * 0.36} />
    </pattern>
  )
}

/** The diagonal of a mended slot. */
export function MendHatch({ id, part }: { id: string; part: 'am' | 'pm' }) {
  return (
    <pattern id={id} width={4} height={4} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect className="mend-a" width={4} height={4} />
      <path className={`mend-b ${part}`} d="M0 0V4" strokeWidth={2.2} />
    </pattern>
  )
}
