import { useEffect, useRef, useState } from 'react'
import { Icon, type IconName } from '@/ui/look'

const held = 900

interface Props {
  icon: IconName
  label: string
  /** What a tap, Enter or Space does; without it a tap does nothing. */
  onTap?: () => void
  /** What holding it does. */
  onHold?: () => void
  small?: boolean
}

/** A round button for a wet thumb: 76 px, a tap, and where it is held long enough something that a tap must not do. */
export function HoldButton({ icon, label, onTap, onHold, small }: Props) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const fired = useRef(false)
  const [down, press] = useState(false)
  useEffect(() => () => clearTimeout(timer.current), [])
  const lift = () => {
    clearTimeout(timer.current)
    press(false)
  }
  return (
    <button
      type="button"
      className={`coach-round${small ? ' s' : ''}${down && onHold ? ' holding' : ''}`}
      aria-label={label}
      onPointerDown={() => {
        fired.current = false
        press(true)
        if (onHold)
          timer.current = setTimeout(() => {
            fired.current = true
            press(false)
            onHold()
          }, held)
      }}
      onPointerUp={lift}
      onPointerLeave={lift}
      onPointerCancel={lift}
      onContextMenu={(e) => e.preventDefault()}
      onClick={(e) => {
        if (fired.current) return
        // The keyboard has no long press to make by mistake.
        if (e.detail === 0 && !onTap) onHold?.()
        else onTap?.()
      }}
    >
      <Icon name={icon} />
      {onHold && (
        <svg className="coach-ring" viewBox="0 0 76 76" aria-hidden="true">
          <circle cx={38} cy={38} r={35} pathLength={1} />
        </svg>
      )}
    </button>
  )
}
