import type { ReactNode } from 'react'
import { locale } from '@/lib/language'
import { duration } from '@/lib/time'
import { Field } from './Field'
import { Cup, type Glaze } from './look'

/** A cup that a person can have. */
export type PersonGlaze = Exclude<Glaze, 'bone'>

/** What set-up and House ask of a person. */
export interface PersonValues {
  name: string
  glaze: PersonGlaze
  milk_teeth: boolean
  target_s: number
}

/** The words of the fields: they come from the feature that shows them. */
export interface PersonWords {
  name: string
  glaze: string
  glazes: Record<string, string>
  teeth: string
  milk: string
  milkHint: string
  adult: string
  adultHint: string
  target: string
}

const targets = [60, 75, 90, 105, 120, 150, 180]

export const initial = (name: string) => [...name.trim()][0]?.toLocaleUpperCase(locale()) ?? ''

interface Props {
  value: PersonValues
  onChange: (v: PersonValues) => void
  glazes: readonly PersonGlaze[]
  words: PersonWords
  /** Tells the radio groups of several people apart. */
  group: string
  fault?: string
  autoFocus?: boolean
  /** Instead of the choice of a length. */
  length?: ReactNode
}

/** Name, cup, teeth and target of one person. */
export function PersonFields({ value, onChange, glazes, words, group, fault, autoFocus, length }: Props) {
  const set = (part: Partial<PersonValues>) => onChange({ ...value, ...part })
  const lengths = targets.includes(value.target_s) ? targets : [...targets, value.target_s].sort((a, b) => a - b)
  return (
    <>
      <Field label={words.name} fault={fault}>
        {(wire) => (
          <input {...wire} value={value.name} maxLength={60} autoComplete="off" autoFocus={autoFocus} onChange={(e) => set({ name: e.target.value })} />
        )}
      </Field>
      <fieldset className="field">
        <legend className="field-label">{words.glaze}</legend>
        <div className="glazes">
          {glazes.map((g) => (
            <label key={g}>
              <input type="radio" name={`${group}-glaze`} checked={value.glaze === g} onChange={() => set({ glaze: g })} aria-label={words.glazes[g]} />
              <Cup glaze={g} letter={initial(value.name)} />
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset className="field">
        <legend className="field-label">{words.teeth}</legend>
        <div className="choice">
          {[true, false].map((milk) => (
            <label key={String(milk)}>
              <input type="radio" name={`${group}-teeth`} checked={value.milk_teeth === milk} onChange={() => set({ milk_teeth: milk })} />
              <b>{milk ? words.milk : words.adult}</b>
              <span className="cap-t">{milk ? words.milkHint : words.adultHint}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {length ?? (
        <Field label={words.target}>
          {(wire) => (
            <select {...wire} value={value.target_s} onChange={(e) => set({ target_s: Number(e.target.value) })}>
              {lengths.map((s) => (
                <option key={s} value={s}>
                  {duration(s)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  )
}
