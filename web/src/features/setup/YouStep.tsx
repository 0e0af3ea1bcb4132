import { useState, type FormEvent } from 'react'
import type { Problem } from '@/api/client'
import { trouble } from '@/api/trouble'
import { Field } from '@/ui/Field'
import { say } from './messages'

export interface You {
  name: string
  email: string
  password: string
  /** A passkey instead of a password. */
  passkey: boolean
  household: string
  time_zone: string
}

const shortest = 10
const zones = Intl.supportedValuesOf('timeZone')

interface Props {
  value: You
  onChange: (v: You) => void
  onNext: () => void
  problem: Problem | null
  /** Whether this browser can make passkeys here. */
  passkeys: boolean
}

/** The owner: what they are called, how they log in, and the clock their days follow. */
export function YouStep({ value, onChange, onNext, problem, passkeys }: Props) {
  const [tried, setTried] = useState(false)
  const set = (part: Partial<You>) => onChange({ ...value, ...part })
  const missing = shortest - [...value.password].length
  const faults = {
    name: value.name.trim() === '' ? say.nameNeeded : undefined,
    email: /^\S+@\S+$/.test(value.email.trim()) ? undefined : say.emailNeeded,
    password: !(passkeys && value.passkey) && missing > 0 ? say.passwordShort(missing) : undefined,
  }
  const fault = (f: keyof You) => (tried && f in faults ? faults[f as keyof typeof faults] : undefined) ?? problem?.fault(f)
  const next = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    setTried(true)
    const bad = (['name', 'email', 'password'] as const).find((f) => faults[f])
    if (bad) e.currentTarget.querySelector<HTMLInputElement>(`[name=${bad}]`)?.focus()
    else onNext()
  }
  return (
    <form className="form" onSubmit={next} noValidate>
      <h1 tabIndex={-1}>{say.youHeading}</h1>
      <div className="two setup-first">
        <Field label={say.yourName} fault={fault('name')}>
          {(wire) => <input {...wire} name="name" autoComplete="name" maxLength={100} value={value.name} onChange={(e) => set({ name: e.target.value })} />}
        </Field>
        <Field label={say.household} fault={fault('household')}>
          {(wire) => <input {...wire} name="household" autoComplete="off" maxLength={100} value={value.household} onChange={(e) => set({ household: e.target.value })} />}
        </Field>
      </div>
      <Field label={say.email} hint={say.emailHint} fault={fault('email')}>
        {(wire) => <input {...wire} name="email" type="email" autoComplete="username" maxLength={254} value={value.email} onChange={(e) => set({ email: e.target.value })} />}
      </Field>
      {passkeys && (
        <div className="field">
          <div className="seg" role="group" aria-label={say.how}>
            {[true, false].map((p) => (
              <button key={String(p)} type="button" aria-pressed={value.passkey === p} onClick={() => set({ passkey: p })}>
                {p ? say.passkey : say.password}
              </button>
            ))}
          </div>
          {value.passkey && <p className="cap-t">{say.passkeyWhy}</p>}
        </div>
      )}
      {!(passkeys && value.passkey) && (
        <Field label={passkeys ? say.passwordNew : say.password} hint={say.passwordHint} fault={fault('password')}>
          {(wire) => (
            <input {...wire} name="password" type="password" autoComplete="new-password" maxLength={256} value={value.password} onChange={(e) => set({ password: e.target.value })} />
          )}
        </Field>
      )}
      <Field label={say.zone} fault={fault('time_zone')}>
        {(wire) => (
          <select {...wire} name="time_zone" value={value.time_zone} onChange={(e) => set({ time_zone: e.target.value })}>
            {!zones.includes(value.time_zone) && <option>{value.time_zone}</option>}
            {zones.map((z) => (
              <option key={z} value={z}>
                {z.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
        )}
      </Field>
      {problem && problem.faults.length === 0 && (
        <p className="field" role="alert">
          <span className="fault">{trouble(problem)}</span>
        </p>
      )}
      <div className="form-acts">
        <button className="btn act" type="submit">
          {say.next}
        </button>
      </div>
    </form>
  )
}
