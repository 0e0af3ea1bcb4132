import { useState } from 'react'
import { clashWords, removalWords, useEdit, type Clash as EditClash } from '@/api/edit'
import { personNow, useAddPerson, useChangePerson, useHouseDay, useRemovePerson } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { glazes, type Glaze, type Person } from '@/api/types'
import { languageName, spokenOf } from '@/lib/language'
import { duration } from '@/lib/time'
import { PersonFields, type PersonValues } from '@/ui/PersonFields'
import { Clash } from '@/ui/Clash'
import { LanguageField } from '@/ui/LanguageField'
import { Sheet } from '@/ui/Sheet'
import { GrowFields, growFrom, growsSaid, type GrowWishes } from './GrowFields'
import { CoachFields, wishesOf, type CoachWishes } from './CoachFields'
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

type Fields = { id: string } & Pick<Person, 'name' | 'glaze' | 'milk_teeth' | 'target_s' | 'morning' | 'evening' | 'birth_year' | 'language'> & { coach: CoachWishes; grow?: Partial<GrowWishes> }

const nobody: Person = { id: '', name: '', glaze: glazes[0], milk_teeth: false, target_s: 120, morning: true, evening: true, order: 0, version: '', coach: { way: 'quarters', sounds: false, mirror: true } }

/** What the fields of growing begin with: where it stands today. */
const growOf = (p: Person | null): GrowWishes | null => (p?.grow ? { start_s: p.target_s, step_s: p.grow.step_s, aim_s: p.grow.aim_s } : null)

/** What somebody else made of a person, in the words of this form. */
function theirWords({ theirs, changed }: EditClash<Person, Fields>): string[] {
  const planned = changed.includes('morning') || changed.includes('evening')
  const grow = theirs.grow
  return [
    ...(changed.includes('name') ? [clashWords.now(say.name, theirs.name)] : []),
    ...(changed.includes('glaze') ? [clashWords.now(say.glaze, say.glazes(theirs.glaze))] : []),
    ...(changed.includes('milk_teeth') || changed.includes('target_s') ? [clashWords.now(say.teeth, say.person(theirs.milk_teeth, theirs.target_s))] : []),
    ...(changed.includes('grow') ? [clashWords.now(say.grow, grow ? say.growing(duration(theirs.target_s), duration(grow.aim_s)) : clashWords.empty)] : []),
    ...(changed.includes('birth_year') ? [clashWords.now(say.birthYear, theirs.birth_year ? String(theirs.birth_year) : say.notSaid)] : []),
    ...(changed.includes('coach') ? [clashWords.now(say.coach, say.ways(theirs.coach.way))] : []),
    ...(changed.includes('language') ? [clashWords.now(say.speaks, theirs.language ? languageName(theirs.language) : say.speaksAny)] : []),
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
  const remove = useEdit<Person, Fields>(person ?? nobody, useRemovePerson(), () => personNow(person?.id ?? ''))
  const [v, set] = useState<PersonValues & { morning: boolean; evening: boolean; language?: string }>(
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
  const [coach, setCoach] = useState<CoachWishes>(() => wishesOf(person ?? nobody))
  const [born, setBorn] = useState(person?.birth_year ? String(person.birth_year) : '')
  const [grow, setGrow] = useState<GrowWishes | null>(() => growOf(person))
  const today = useHouseDay()
  const [tried, setTried] = useState(false)
  const [removing, setRemoving] = useState(false)
  const regrown = JSON.stringify(grow) !== JSON.stringify(growOf(person))
  const nameless = v.name.trim() === ''
  const error = add.error ?? change.error ?? remove.error
  const busy = add.isPending || change.isPending || remove.isPending
  const send = () => {
    setTried(true)
    if (nameless || busy) return
    // Of a length that grows the growth is said, and what it is today follows.
    const length = !grow ? { target_s: v.target_s } : person ? { target_s: person.target_s } : {}
    const body = { name: v.name.trim(), glaze: v.glaze, milk_teeth: v.milk_teeth, ...length, morning: v.morning, evening: v.evening, ...(regrown && { grow: grow ?? { step_s: 0 } }) }
    const year = Number(born) || 0
    // An empty year stays unsaid, and what is as it was is not sent: nobody's change is touched by it.
    const more = { ...(year !== (person?.birth_year ?? 0) && { birth_year: year }), ...(JSON.stringify(coach) !== JSON.stringify(wishesOf(person ?? nobody)) && { coach }) }
    if (person) change.save({ id: person.id, ...body, language: v.language ?? '', ...more } as Fields, onClose)
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
        <PersonFields group="person" value={v} onChange={(next) => set({ ...v, ...next })} glazes={glazes} words={words()} autoFocus={!person} fault={tried && nameless ? say.nameNeeded : error?.fault('name')}
          length={grow && <GrowFields value={grow} onChange={setGrow} fault={error?.fault('grow.aim_s')} />}
        />
        <div className="house-slowly">
          <button type="button" className="chip plain" aria-pressed={grow !== null} onClick={() => setGrow(grow ? null : growFrom(v.target_s))}>
            {say.growSlowly}
          </button>
          {grow && (
            <p className="cap-t" aria-live="polite">
              {growsSaid(person?.grow && !regrown ? person.grow : { ...grow, since: today }, today)}
            </p>
          )}
          {!grow && (born ? Number(today.slice(0, 4)) - Number(born) < 7 : v.milk_teeth) && <p className="cap-t">{say.growWhy}</p>}
        </div>
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
          {person && <p className="cap-t">{say.planFrom}</p>}
        </fieldset>
        {person && <CoachFields value={coach} onChange={setCoach} born={born} onBorn={setBorn} fault={error?.fault('birth_year')} />}
        {person && <LanguageField label={say.speaks} hint={say.speaksWhy} none={say.speaksAny} value={(v.language && spokenOf([v.language])) || ''} fault={error?.fault('language')} onChange={(language) => set({ ...v, language })} />}
        {change.clash && person && (
          <Clash
            words={clashWords}
            lines={theirWords(change.clash)}
            busy={busy}
            onMine={change.mine}
            onTheirs={() => {
              const theirs = change.theirs()
              if (!theirs) return
              set(theirs)
              setCoach(wishesOf(theirs))
              setGrow(growOf(theirs))
              setBorn(theirs.birth_year ? String(theirs.birth_year) : '')
            }}
          />
        )}
        {remove.clash && <Clash words={removalWords} lines={theirWords(remove.clash)} busy={busy} onMine={remove.mine} onTheirs={() => remove.theirs() && setRemoving(false)} />}
        {error && !error.fault('name') && <p role="alert">{trouble(error)}</p>}
        {removing && person ? (
          <div className="house-sure" role="alert">
            <p>{say.removeSure(person.name)}</p>
            <div className="form-acts">
              <button type="button" className="btn" disabled={busy} onClick={() => remove.save({ ...person, coach: wishesOf(person) }, onClose)}>
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
