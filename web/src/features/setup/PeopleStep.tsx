import { useState, type FormEvent } from 'react'
import { glazes } from '@/api/types'
import { Cup, Icon } from '@/ui/look'
import { initial, PersonFields, type PersonValues } from '@/ui/PersonFields'
import { say } from './messages'

const most = 30

interface Props {
  value: PersonValues[]
  onChange: (v: PersonValues[]) => void
  onBack: () => void
  onNext: () => void
  busy: boolean
  problem?: string
}

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

/** Whose teeth: one cup each. The one that is being described is open, the others stand on the shelf. */
export function PeopleStep({ value, onChange, onBack, onNext, busy, problem }: Props) {
  const [open, setOpen] = useState(0)
  const [tried, setTried] = useState(false)
  const person = value[open]
  const free = () => glazes.find((g) => !value.some((p) => p.glaze === g)) ?? glazes[value.length % glazes.length]!
  const add = () => {
    const nameless = value.findIndex((p) => p.name.trim() === '')
    setTried(nameless >= 0)
    if (nameless >= 0) return setOpen(nameless)
    onChange([...value, { name: '', glaze: free(), milk_teeth: false, target_s: 120 }])
    setOpen(value.length)
  }
  const remove = () => {
    onChange(value.filter((_, i) => i !== open))
    setOpen(Math.max(0, open - 1))
  }
  const next = (e: FormEvent) => {
    e.preventDefault()
    setTried(true)
    const nameless = value.findIndex((p) => p.name.trim() === '')
    if (nameless >= 0) setOpen(nameless)
    else if (!busy) onNext()
  }
  return (
    <form className="form setup-people" onSubmit={next} noValidate>
      <h1 tabIndex={-1}>{say.peopleHeading}</h1>
      <p className="soft">{say.peopleWhy}</p>
      <div className="setup-shelf">
        {value.map((p, i) => (
          <button key={i} type="button" aria-pressed={i === open} aria-label={p.name.trim() || say.person(i + 1)} onClick={() => setOpen(i)}>
            <Cup glaze={p.glaze} letter={initial(p.name)} />
          </button>
        ))}
        {value.length < most && (
          <button type="button" className="setup-add" onClick={add} aria-label={say.add}>
            <Icon name="plus" />
          </button>
        )}
      </div>
      {person && (
        <div className="plate setup-person form">
          <PersonFields
            key={open}
            group={`p${open}`}
            value={person}
            onChange={(v) => onChange(value.map((p, i) => (i === open ? v : p)))}
            glazes={glazes}
            words={words()}
            autoFocus={open > 0 && person.name === ''}
            fault={tried && person.name.trim() === '' ? say.nameNeeded : undefined}
          />
          <div className="form-acts">
            {value.length < most && (
              <button type="button" className="btn" onClick={add}>
                <Icon name="plus" />
                {say.add}
              </button>
            )}
            {value.length > 1 && (
              <button type="button" className="btn bare" onClick={remove}>
                {say.remove(person.name.trim() || say.somebody)}
              </button>
            )}
          </div>
        </div>
      )}
      {problem && (
        <p className="field" role="alert">
          <span className="fault">{problem}</span>
        </p>
      )}
      <div className="form-acts">
        <button className="btn act" type="submit">
          {busy ? say.making : say.make}
        </button>
        <button className="btn bare" type="button" onClick={onBack}>
          {say.back}
        </button>
      </div>
    </form>
  )
}
