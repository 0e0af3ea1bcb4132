import { icons, type IconName } from './icons'
import './look.css'

// What points on or back follows the way in which one reads.
const turning = new Set<IconName>(['back', 'chev'])

/** An icon; the words beside it, or the button's label, carry its name. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg className={['icon', turning.has(name) && 'turns', className].filter(Boolean).join(' ')} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={icons[name]} />
    </svg>
  )
}
