import { useState, type FormEvent } from 'react'
import { Link } from 'wouter'
import { clashWords, removalWords, useEdit } from '@/api/edit'
import { sessionNow, useChangeSession, usePeople, useRemoveSession } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Brushing, Person } from '@/api/types'
import { duration } from '@/lib/time'
import { Clash } from '@/ui/Clash'
import { Field } from '@/ui/Field'
import { Cup, Icon } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { Sheet } from '@/ui/Sheet'
import { t } from './messages'

const noteLimit = 500

interface Props {
  session: Brushing
  person?: Person
  /** Where to go once it is gone. */
  onRemoved: () => void
}

/** What can be done with a brushing: say whose it is, keep a note, delete it. */
export function Acts({ session, person, onRemoved }: Props) {
  const [open, setOpen] = useState<'who' | 'note' | 'remove' | null>(null)
  const close = () => setOpen(null)
  const name = person?.name ?? (session.guest ? t.guest : null)
  return (
    <div className="s-acts">
      {session.state !== 'ended' && (
        <Link className="btn act" href={`/live/${session.id}`}>
          {t.watch}
        </Link>
      )}
      <button type="button" onClick={() => setOpen('who')}>
        <Icon name="swap" />
        {person ? t.not(person.name) : t.whoWas}
      </button>
      <button type="button" className="btn icon-only" aria-label={session.note ? t.editNote : t.addNote} onClick={() => setOpen('note')}>
        <Icon name="note" />
      </button>
      <button type="button" className="btn icon-only" aria-label={t.remove} onClick={() => setOpen('remove')}>
        <Icon name="bin" />
      </button>
      {open === 'who' && <WhoSheet session={session} onClose={close} />}
      {open === 'note' && <NoteSheet session={session} onClose={close} />}
      {open === 'remove' && <RemoveSheet session={session} name={name ?? t.nobody} onClose={close} onRemoved={onRemoved} />}
    </div>
  )
}

function WhoSheet({ session, onClose }: { session: Brushing; onClose: () => void }) {
  const people = usePeople()
  const change = useChangeSession()
  const say = (to: { person_id?: string; guest?: boolean }) => change.mutate({ id: session.id, ...to }, { onSuccess: onClose })
  const nobody = !session.person_id && !session.guest
  return (
    <Sheet title={t.whoTitle} close={t.close} onClose={onClose}>
      <div className="chips">
        {people.data?.map((p) => (
          <button
            key={p.id}
            type="button"
            className={p.id === session.suggested_person_id && nobody ? 'chip likely' : 'chip'}
            aria-pressed={p.id === session.person_id}
            disabled={change.isPending}
            onClick={() => say({ person_id: p.id, guest: false })}
          >
            <Cup glaze={p.glaze} letter={initial(p.name)} />
            {p.name}
          </button>
        ))}
        <button type="button" className="chip plain" aria-pressed={session.guest === true} disabled={change.isPending} onClick={() => say({ guest: true })}>
          {t.guest}
        </button>
        {!nobody && (
          <button type="button" className="chip plain" aria-pressed={false} disabled={change.isPending} onClick={() => say({ person_id: '', guest: false })}>
            {t.nobody}
          </button>
        )}
      </div>
      <p className="cap-t s-hint">{t.whoHint}</p>
      {change.isError && <p className="s-fault" role="alert">{change.error.status > 0 ? change.error.message : t.failed}</p>}
    </Sheet>
  )
}

function NoteSheet({ session, onClose }: { session: Brushing; onClose: () => void }) {
  const [note, setNote] = useState(session.note ?? '')
  const change = useEdit<Brushing, { id: string; note: string }>(session, useChangeSession(), () => sessionNow(session.id))
  const keep = (e: FormEvent) => {
    e.preventDefault()
    change.save({ id: session.id, note: note.trim() }, onClose)
  }
  return (
    <Sheet title={t.noteTitle} close={t.close} onClose={onClose}>
      <form className="form" onSubmit={keep}>
        <Field label={t.noteLabel} fault={change.error ? (change.error.fault('note') ?? (change.error.status > 0 ? trouble(change.error) : t.failed)) : undefined}>
          {(wire) => <textarea {...wire} value={note} rows={4} maxLength={noteLimit} autoFocus onChange={(e) => setNote(e.target.value)} />}
        </Field>
        {change.clash && (
          <Clash
            words={clashWords}
            lines={change.clash.changed.map(() => clashWords.now(t.noteLabel, change.clash?.theirs.note || clashWords.empty))}
            busy={change.isPending}
            onMine={change.mine}
            onTheirs={() => setNote(change.theirs()?.note ?? '')}
          />
        )}
        <div className="form-acts">
          <button type="submit" className="btn act" disabled={change.isPending}>
            {t.save}
          </button>
        </div>
      </form>
    </Sheet>
  )
}

function RemoveSheet({ session, name, onClose, onRemoved }: { session: Brushing; name: string; onClose: () => void; onRemoved: () => void }) {
  const remove = useEdit<Brushing, { id: string }>(session, useRemoveSession(), () => sessionNow(session.id), true)
  return (
    <Sheet title={t.removeTitle} close={t.close} onClose={onClose}>
      <p className="soft">{t.removeWhy(duration(session.duration_s), name)}</p>
      {remove.clash && <Clash words={removalWords} lines={[]} busy={remove.isPending} onMine={remove.mine} onTheirs={onClose} />}
      {remove.error && <p className="s-fault" role="alert">{remove.error.status > 0 ? remove.error.message : t.failed}</p>}
      <div className="form-acts s-hint">
        <button type="button" className="btn act" disabled={remove.isPending} onClick={() => remove.save({ id: session.id }, onRemoved)}>
          {t.removeYes}
        </button>
        <button type="button" onClick={onClose}>
          {t.removeNo}
        </button>
      </div>
    </Sheet>
  )
}
