import { useId, type ReactNode } from 'react'
import './page.css'

interface FieldProps {
  label: string
  hint?: string
  /** What is wrong with it; the field is then marked by a dashed rim and read out. */
  fault?: string
  /** Draws the control; spread `wire` on it. */
  children: (wire: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}

/** A label, its control, and what was wrong with it. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId()
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
  return (
    <div className="field" data-fault={fault ? true : undefined}>
      <label htmlFor={id}>{label}</label>
      {children({ id, ...(about && { 'aria-describedby': about }), ...(fault && { 'aria-invalid': true as const }) })}
      {hint && (
        <p className="cap-t" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}
