import { useState } from 'react'
import { Link } from 'wouter'
import { useAddNote, useDays, useRemoveSession, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person, TakenNote } from '@/api/types'
import { clock, dateIn, duration } from '@/lib/time'
import { within } from '@/lib/words'
import { Field } from '@/ui/Field'
import { Cup } from '@/ui/look'
import { originWords } from '@/ui/Origin'
import { initial } from '@/ui/PersonFields'
import { Sheet } from '@/ui/Sheet'
import { justNow, lengths, moment, noteID, start, usual, type When } from './add'
import { t } from './messages'

interface Props {
  people: readonly Person[]
  /** Who it starts with. */
  person: Person
  /** The day that is looked at, and the household's day now. */
  day: string
  today: string
  onClose: () => void
  /** It is kept, on this day of the household. */
  onAdded: (person: string, date: string) => void
}

/** A brushing that no brush told of: who, when, how long. What overlaps is said, and stays. */
export function AddBrushing({ people, person, day, today, onClose, onAdded }: Props) {
  const add = useAddNote()
  const [done, setDone] = useState<TakenNote | null>(null)
  const take = (note: TakenNote) => {
    if (note.added && note.overlaps.length === 0) onAdded(note.session.person_id ?? '', note.session.date)
    else setDone(note)
  }
  return (
    <Sheet title={done ? (done.added ? t.addedTitle : t.thereTitle) : t.addTitle} close={t.close} onClose={onClose}>
      {done ? (
        <Said note={done} people={people} onClose={onClose} onAdded={onAdded} />
      ) : (
        <Form people={people} person={person} day={day} today={today} add={add} onTaken={take} />
      )}
    </Sheet>
  )
}

type FormProps = Omit<Props, 'onClose' | 'onAdded'> & { add: ReturnType<typeof useAddNote>; onTaken: (note: TakenNote) => void }

function Form({ people, person, day, today, add, onTaken }: FormProps) {
  const zone = useTimeZone()
  const [who, setWho] = useState(person.id)
  const [length, setLength] = useState<number | null>(null)
  const [brush, setBrush] = useState<'manual' | 'electric'>('manual')
  const [said, setSaid] = useState<When | null>(null)
  const [tried, setTried] = useState(false)
  // A note keeps its name while it stays the same: sent twice, it is there once.
  const [name, setName] = useState({ of: '', id: '' })
  const [opened] = useState(() => Date.now())
  const target = people.find((p) => p.id === who)?.target_s ?? 120
  const seconds = length ?? target
  const days = useDays(who, day, day)
  const when = said ?? start(day, today, days.data?.find((d) => d.date === day), opened, seconds, zone)
  const calendar = dateIn(opened, zone)
  const meant = moment(when, seconds, opened, zone)
  const fault = tried && 'fault' in meant ? t.addFault(meant.fault) : add.error?.fault('started_at')

  const send = () => {
    setTried(true)
    const now = moment(when, seconds, Date.now(), zone)
    if ('fault' in now || add.isPending) return
    const of = JSON.stringify([who, now.at, seconds, brush])
    const id = name.of === of ? name.id : noteID()
    setName({ of, id })
    add.mutate({ person: who, id, started_at: now.at, duration_s: seconds, brush }, { onSuccess: onTaken })
  }
  const quick: [string, When][] = [
    ...(when.date === calendar ? ([[t.justNow, justNow(opened, seconds, zone)]] as [string, When][]) : []),
    [t.morning, { date: when.date, time: usual.morning }],
    [t.evening, { date: when.date, time: usual.evening }],
  ]
  return (
    <form
      className="form h-add"
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        send()
      }}
    >
      <p className="soft">{t.addWhy}</p>
      {people.length > 1 && (
        <div className="chips" role="group" aria-label={t.addWho}>
          {people.map((p) => (
            <button key={p.id} type="button" className="chip" aria-pressed={p.id === who} onClick={() => setWho(p.id)}>
              <Cup glaze={p.glaze} letter={initial(p.name)} />
              {p.name}
            </button>
          ))}
        </div>
      )}
      <div className="h-add-when">
        <Field label={t.addDay}>
          {(wire) => <input {...wire} type="date" value={when.date} max={calendar} onChange={(e) => setSaid({ ...when, date: e.target.value })} />}
        </Field>
        <Field label={t.addTime}>
          {(wire) => <input {...wire} type="time" value={when.time} onChange={(e) => setSaid({ ...when, time: e.target.value })} />}
        </Field>
        <div className="chips" role="group" aria-label={t.addQuick}>
          {quick.map(([words, to]) => (
            <button key={words} type="button" className="chip plain" aria-pressed={to.date === when.date && to.time === when.time} onClick={() => setSaid(to)}>
              {words}
            </button>
          ))}
        </div>
        {fault && (
          <p className="h-add-fault" role="alert">
            {fault}
          </p>
        )}
      </div>
      <div className="h-add-when">
        <Field label={t.addLength}>
          {(wire) => (
            <select {...wire} value={seconds} onChange={(e) => setLength(Number(e.target.value))}>
              {lengths(target).map((s) => (
                <option key={s} value={s}>
                  {duration(s)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.addBrush}>
          {(wire) => (
            <select {...wire} value={brush} onChange={(e) => setBrush(e.target.value === 'electric' ? 'electric' : 'manual')}>
              <option value="manual">{t.manual}</option>
              <option value="electric">{t.electric}</option>
            </select>
          )}
        </Field>
      </div>
      {add.error && !add.error.fault('started_at') && <p role="alert">{trouble(add.error)}</p>}
      <div className="form-acts">
        <button className="btn act" disabled={add.isPending}>
          {t.addIt}
        </button>
      </div>
    </form>
  )
}

/** What there was at that time already. */
function Said({ note, people, onClose, onAdded }: { note: TakenNote; people: readonly Person[] } & Pick<Props, 'onClose' | 'onAdded'>) {
  const zone = useTimeZone()
  const remove = useRemoveSession()
  const s = note.session
  const name = people.find((p) => p.id === s.person_id)?.name ?? t.nobody
  const heard = note.overlaps[0]
  if (!note.added)
    return (
      <div className="form">
        <p>{t.there(name, clock(s.started_at, zone), duration(s.duration_s), within(originWords(s.origin)))}</p>
        <div className="form-acts">
          <Link className="btn act" href={`/sessions/${s.id}`}>
            {t.seeIt}
          </Link>
          <button type="button" onClick={onClose}>
            {t.fine}
          </button>
        </div>
      </div>
    )
  return (
    <div className="form">
      {heard && <p>{t.overlaps(name, clock(heard.started_at, zone), duration(heard.duration_s), heard.brush_name || heard.brand_name)}</p>}
      {remove.error && <p role="alert">{trouble(remove.error)}</p>}
      <div className="form-acts">
        <button type="button" className="btn act" onClick={() => onAdded(s.person_id ?? '', s.date)}>
          {t.keepBoth}
        </button>
        <button type="button" disabled={remove.isPending} onClick={() => remove.mutate({ id: s.id, version: s.version }, { onSuccess: onClose })}>
          {t.takeBack}
        </button>
      </div>
    </div>
  )
}
