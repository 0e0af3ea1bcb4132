import { glazes, type Person } from '@/api/types'
import { Field } from '@/ui/Field'
import { say } from './messages'

/** How somebody's coach does; an empty glaze is the cup's. */
export type CoachWishes = Omit<Person['coach'], 'nu'> & { nu: NonNullable<Person['coach']['nu']> | '' }

export const wishesOf = ({ coach }: Person): CoachWishes => ({ way: coach.way, nu: coach.nu ?? '', sounds: coach.sounds, mirror: coach.mirror })

const ways = ['quarters', 'lower_first', 'surfaces', 'sextants'] as const

interface Props {
  value: CoachWishes
  onChange: (v: CoachWishes) => void
  /** The year of birth as it stands in its field; empty: not said. */
  born: string
  onBorn: (year: string) => void
  fault?: string
}

/** The coach of one person, in the few things that differ from child to child. */
export function CoachFields({ value, onChange, born, onBorn, fault }: Props) {
  return (
    <fieldset className="field house-coach">
      <legend className="field-label">{say.coach}</legend>
      <Field label={say.way}>
        {(wire) => (
          <select {...wire} value={value.way} onChange={(e) => onChange({ ...value, way: e.target.value as CoachWishes['way'] })}>
            {ways.map((w) => (
              <option key={w} value={w}>
                {say.ways(w)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={say.nu}>
        {(wire) => (
          <select {...wire} value={value.nu} onChange={(e) => onChange({ ...value, nu: e.target.value as CoachWishes['nu'] })}>
            <option value="">{say.nuCup}</option>
            {glazes.map((g) => (
              <option key={g} value={g}>
                {say.glazes(g)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={say.birthYear} hint={say.birthYearWhy} fault={fault}>
        {(wire) => <input {...wire} inputMode="numeric" autoComplete="off" maxLength={4} value={born} onChange={(e) => onBorn(e.target.value.replace(/\D/g, ''))} />}
      </Field>
      <div className="chips">
        <button type="button" className="chip plain" aria-pressed={value.sounds} onClick={() => onChange({ ...value, sounds: !value.sounds })}>
          {say.sounds}
        </button>
        <button type="button" className="chip plain" aria-pressed={value.mirror} onClick={() => onChange({ ...value, mirror: !value.mirror })}>
          {say.mirror}
        </button>
      </div>
      <p className="cap-t">{value.mirror ? say.mirrorIs : say.mirrorNot}</p>
    </fieldset>
  )
}
