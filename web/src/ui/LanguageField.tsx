import { languages } from '@/lib/language'
import { Field } from './Field'

interface Props {
  label: string
  hint?: string
  /** A language's tag; empty: none is chosen. */
  value: string
  /** What no choice means; without it a language has to be chosen. */
  none?: string
  disabled?: boolean
  fault?: string
  onChange: (tag: string) => void
}

/** Chooses a language, each told in its own words. */
export function LanguageField({ label, hint, value, none, disabled, fault, onChange }: Props) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(wire) => (
        <select {...wire} value={value} disabled={disabled} onChange={(e) => onChange(e.target.value)}>
          {none !== undefined && <option value="">{none}</option>}
          {Object.entries(languages).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
