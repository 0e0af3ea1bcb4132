import { useState } from 'react'
import { kinds } from '@/api/ahead'
import { emptied, problemOf, useEdits } from '@/api/edits'
import { usePeople, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person } from '@/api/types'
import { outbox, type Edit } from '@/lib/outbox'
import { duration, heardAt } from '@/lib/time'
import { beside } from '@/lib/words'
import { Clash } from '@/ui/Clash'
import { Sheet } from '@/ui/Sheet'
import { say } from './messages'

const nameIn = (people: readonly Person[], id: unknown) => people.find((p) => p.id === id)?.name ?? say.somebody

/** What an edit does, in people's words. */
function what(e: Edit, people: readonly Person[], zone: string): string {
  const body = (e.body ?? {}) as Record<string, unknown>
  switch (e.kind) {
    case kinds.session:
      if (body.note !== undefined) return say.editNote
      if (body.guest === true) return say.editGuest
      return body.person_id ? say.editWho(nameIn(people, body.person_id)) : say.editNobody
    case kinds.sessionGone:
      return say.editDelete
    case kinds.note:
      return say.editNoted(nameIn(people, e.subject), duration(Number(body.duration_s)), heardAt(String(body.started_at), zone))
    case kinds.person:
      return say.editPerson(e.label ?? nameIn(people, e.subject))
    case kinds.brush:
      return say.editBrush(e.label ?? '')
    case kinds.timer:
      return say.editTimer
    default:
      return e.label ?? say.editOther
  }
}

const growth = (g: Person['grow']): string => (g && g.step_s > 0 ? `${duration(g.start_s)} – ${duration(g.aim_s)}` : say.no)

function value(k: string, v: unknown, people: readonly Person[]): string {
  if (v === null || v === undefined || v === '') return say.nothing
  if (k === 'person_id') return nameIn(people, v)
  if (typeof v === 'boolean') return v ? say.yes : say.no
  if (k === 'grow') return growth(v as Person['grow'])
  if (k === 'target_s') return duration(Number(v))
  if (Array.isArray(v)) return beside(v.map((id) => nameIn(people, id))) || say.nothing
  return String(v)
}

/** A line that says how much waits, or asks for somebody; its button shows the list. */
export function Unsent({ quiet }: { quiet: boolean }) {
  const edits = useEdits()
  const [open, setOpen] = useState(false)
  const asking = edits.filter((e) => e.state !== 'waits').length
  // With a network most are gone before one has read of them.
  const shown = asking > 0 || (edits.length > 0 && !quiet)
  return (
    <>
      {shown && (
        <p className="page-notice">
          {asking > 0 ? say.asks(asking) : say.waits(edits.length)}
          <button type="button" className="btn" onClick={() => setOpen(true)}>
            {say.see}
          </button>
        </p>
      )}
      {open && <UnsentSheet edits={edits} onClose={() => setOpen(false)} />}
    </>
  )
}

function UnsentSheet({ edits, onClose }: { edits: readonly Edit[]; onClose: () => void }) {
  const [busy, setBusy] = useState(false)
  const people = usePeople().data ?? []
  const zone = useTimeZone()
  const again = () => {
    setBusy(true)
    void emptied().finally(() => setBusy(false))
  }
  return (
    <Sheet title={say.waitsTitle} close={say.close} onClose={onClose}>
      <div className="form">
        <p className="soft">{edits.length === 0 ? say.waitsNone : say.waitsWhy}</p>
        {edits.length > 0 && (
          <ul className="unsent">
            {edits.map((e) => (
              <One key={e.key} edit={e} people={people} zone={zone} />
            ))}
          </ul>
        )}
        <div className="form-acts">
          {edits.some((e) => e.state === 'waits') ? (
            <button type="button" className="btn act" disabled={busy} onClick={again}>
              {say.tryNow}
            </button>
          ) : (
            <button type="button" className="btn" onClick={onClose}>
              {say.close}
            </button>
          )}
        </div>
      </div>
    </Sheet>
  )
}

function One({ edit: e, people, zone }: { edit: Edit; people: readonly Person[]; zone: string }) {
  const [sure, setSure] = useState(false)
  const words = what(e, people, zone)
  const discard = () => void outbox.discard(e.key)
  return (
    <li data-state={e.state}>
      <b>{words}</b>
      <span className="cap-t">{say.since(heardAt(new Date(e.since).toISOString(), zone))}</span>
      {e.state === 'refused' && e.refusal && <p role="alert">{say.refused(trouble(problemOf(e.refusal)))}</p>}
      {e.state === 'clash' && e.theirs ? (
        <Clash
          words={{ title: say.clashTitle(e.theirs.by), other: say.clashOther, mine: say.mine, theirs: say.theirs }}
          lines={Object.entries(e.theirs.fields)
            .filter(([k]) => k !== 'version')
            .map(([k, v]) => say.clashNow(say.field(k), value(k, v, people)))}
          busy={false}
          onMine={() => void outbox.choose(e.key, 'mine')}
          onTheirs={() => void outbox.choose(e.key, 'theirs')}
        />
      ) : sure ? (
        <div className="form-acts" role="alert">
          <span>{say.discardSure}</span>
          <button type="button" className="btn" onClick={discard}>
            {say.discardYes}
          </button>
          <button type="button" className="btn act" autoFocus onClick={() => setSure(false)}>
            {say.discardNo}
          </button>
        </div>
      ) : (
        <div className="form-acts">
          {e.state === 'refused' && (
            <button type="button" className="btn" onClick={() => void outbox.tryAgain(e.key)}>
              {say.tryAgain}
            </button>
          )}
          <button type="button" className="btn bare" aria-label={say.discardOf(words)} onClick={() => setSure(true)}>
            {say.discard}
          </button>
        </div>
      )}
    </li>
  )
}
