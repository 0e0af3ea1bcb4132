import { useState } from 'react'
import { clashWords, useEdit, type Clash as EditClash } from '@/api/edit'
import { personNow, useAddPerson, useChangePerson, useRemovePerson } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { glazes, type Glaze, type Person } from '@/api/types'
import { PersonFields, type PersonValues } from '@/ui/PersonFields'
import { Clash } from '@/ui/Clash'
import { Sheet } from '@/ui/Sheet'
import { say } from './messages'

const words = () => ({
  name: say.name,
  glaze: say.glaze,
  glazes: Object.fromEntries(glazes.map((g) => [g, say.glazes(g)])),
  teeth: say.teeth,
  milk: say.milk,
  milkHint: say.milkHint,
  adult: say.adult,
  adultHint: say.adultHint,
  target: say.target,
})

type Fields = { id: string } & Pick<Person, 'name' | 'glaze' | 'milk_teeth' | 'target_s' | 'morning' | 'evening'>

const nobody: Person = { id: '', name: '', glaze: glazes[0], milk_teeth: false, target_s: 120, morning: true, evening: true, order: 0, version: '' }

/** What somebody else made of a person, in the words of this form. */
function theirWords({ theirs, changed }: EditClash<Person, Fields>): string[] {
  const planned = changed.includes('morning') || changed.includes('evening')
  return [
    ...(changed.includes('name') ? [clashWords.now(say.name, theirs.name)] : []),
    ...(changed.includes('glaze') ? [clashWords.now(say.glaze, say.glazes(theirs.glaze))] : []),
    ...(changed.includes('milk_teeth') || changed.includes('target_s') ? [clashWords.now(say.teeth, say.person(theirs.milk_teeth, theirs.target_s))] : []),
    ...(planned ? [clashWords.now(say.planned, say.plan(theirs.morning, theirs.evening))] : []),
  ]
}

interface Props {
  /** Null: somebody new. */
  person: Person | null
  taken: Glaze[]
  onClose: () => void
}

/** A person's cup, teeth, target and plan. */
export function PersonSheet({ person, taken, onClose }: Props) {
  const add = useAddPerson()
  const change = useEdit<Person, Fields>(person ?? nobody, useChangePerson(), () => personNow(person?.id ?? ''))
  const remove = useRemovePerson()
  const [v, set] = useState<PersonValues & { morning: boolean; evening: boolean }>(
    () =>
      person ?? {
        name: '',
        glaze: glazes.find((g) => !taken.includes(g)) ?? glazes[0],
        milk_teeth: false,
        target_s: 120,
        morning: true,
        evening: true,
      },
  )
  const [tried, setTried] = useState(false)
  const [removing, setRemoving] = useState(false)
  const nameless = v.name.trim() === ''
  const error = add.error ?? change.error ?? remove.error
  const busy = add.isPending || change.isPending || remove.isPending
  const send = () => {
    setTried(true)
    if (nameless || busy) return
    const body = { name: v.name.trim(), glaze: v.glaze, milk_teeth: v.milk_teeth, target_s: v.target_s, morning: v.morning, evening: v.evening }
    if (person) change.save({ id: person.id, ...body }, onClose)
    else add.mutate(body, { onSuccess: onClose })
  }
  return (
    <Sheet title={person ? person.name : say.newPerson} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          send()
        }}
      >
        <PersonFields group="person" value={v} onChange={(next) => set({ ...v, ...next })} glazes={glazes} words={words()} autoFocus={!person} fault={tried && nameless ? say.nameNeeded : error?.fault('name')} />
        <fieldset className="field">
          <legend className="field-label">{say.planned}</legend>
          <div className="chips">
            <button type="button" className="chip plain" aria-pressed={v.morning} onClick={() => set({ ...v, morning: !v.morning })}>
              {say.morning}
            </button>
            <button type="button" className="chip plain" aria-pressed={v.evening} onClick={() => set({ ...v, evening: !v.evening })}>
              {say.evening}
            </button>
          </div>
        </fieldset>
        {change.clash && person && (
          <Clash
            words={clashWords}
            lines={theirWords(change.clash)}
            busy={busy}
            onMine={change.mine}
            onTheirs={() => {
              const theirs = change.theirs()
              if (theirs) set(theirs)
            }}
          />
        )}
        {error && !error.fault('name') && <p role="alert">{trouble(error)}</p>}
        {removing && person ? (
          <div className="house-sure" role="alert">
            <p>{say.removeSure(person.name)}</p>
            <div className="form-acts">
              <button type="button" className="btn" disabled={busy} onClick={() => remove.mutate(person.id, { onSuccess: onClose })}>
                {say.removeYes}
              </button>
              <button type="button" className="btn act" autoFocus onClick={() => setRemoving(false)}>
                {say.removeNo}
              </button>
            </div>
          </div>
        ) : (
          <div className="form-acts">
            <button className="btn act" disabled={busy}>
              {say.keep}
            </button>
            {person && (
              <button type="button" className="btn bare" onClick={() => setRemoving(true)}>
                {say.remove}
              </button>
            )}
          </div>
        )}
      </form>
    </Sheet>
  )
}
