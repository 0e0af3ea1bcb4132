import { useState } from 'react'
import { usePeople, useTimeZone } from '@/api/queries'
import type { Member } from '@/api/types'
import { dayOf } from '@/lib/time'
import { Field } from '@/ui/Field'
import { PeopleChips } from './PeopleChips'
import { say } from './messages'

export interface Membership {
  role: Member['role']
  /** RFC 3339; null: never. */
  until: string | null
  /** Whom a viewer may see; empty: everybody. */
  people: string[]
}

const roles: Member['role'][] = ['owner', 'caregiver', 'viewer']
const ends = [1, 7, 30, 90, 365]
const dayMs = 86_400_000

/** What a member may do, until when, and of whom. */
export function MembershipFields({ value, onChange }: { value: Membership; onChange: (v: Membership) => void }) {
  const people = usePeople().data ?? []
  const zone = useTimeZone()
  const [was] = useState(value.until)
  const [end, setEnd] = useState(value.until ? 'as-is' : 'never')
  const choose = (choice: string) => {
    setEnd(choice)
    onChange({ ...value, until: choice === 'never' ? null : choice === 'as-is' ? was : new Date(Date.now() + Number(choice) * dayMs).toISOString() })
  }
  return (
    <>
      <fieldset className="field">
        <legend className="field-label">{say.mayBe}</legend>
        <div className="choice">
          {roles.map((r) => (
            <label key={r}>
              <input
                type="radio"
                name="role"
                checked={value.role === r}
                onChange={() => {
                  if (r === 'owner') setEnd('never')
                  onChange({ role: r, until: r === 'owner' ? null : value.until, people: r === 'viewer' ? value.people : [] })
                }}
              />
              <b>{say.roles(r)}</b>
              <span className="cap-t">{say.roleHints(r)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {value.role !== 'owner' && (
        <Field label={say.ends}>
          {(wire) => (
            <select {...wire} value={end} onChange={(e) => choose(e.target.value)}>
              <option value="never">{say.never}</option>
              {was && <option value="as-is">{say.asIs(dayOf(was, zone))}</option>}
              {ends.map((n) => (
                <option key={n} value={String(n)}>
                  {say.inDays(n)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {value.role === 'viewer' && people.length > 1 && <PeopleChips legend={say.seesWho} all={say.everybody} chosen={value.people} onChange={(people) => onChange({ ...value, people })} />}
    </>
  )
}
