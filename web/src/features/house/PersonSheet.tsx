import { useState } from 'react'
import { useAddPerson, useChangePerson, useRemovePerson } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { glazes, type Glaze, type Person } from '@/api/types'
import { PersonFields, type PersonValues } from '@/ui/PersonFields'
import { Sheet } from '@/ui/Sheet'
import { say } from './messages'

const words = {
  name: say.name,
  glaze: say.glaze,
  glazes: Object.fromEntries(glazes.map((g) => [g, say.glazes(g)])),
  teeth: say.teeth,
  milk: say.milk,
  milkHint: say.milkHint,
  adult: say.adult,
  adultHint: say.adultHint,
  target: say.target,
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
  const change = useChangePerson()
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
    if (person) change.mutate({ id: person.id, ...body }, { onSuccess: onClose })
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
        <PersonFields group="person" value={v} onChange={(next) => set({ ...v, ...next })} glazes={glazes} words={words} autoFocus={!person} fault={tried && nameless ? say.nameNeeded : error?.fault('name')} />
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
