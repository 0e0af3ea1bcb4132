import { useState } from 'react'
import { Link } from 'wouter'
import { useElapsed } from '@/api/elapsed'
import { useConnection } from '@/api/live'
import { useChangeSession } from '@/api/queries'
import type { Brushing, Person, Slot, Today } from '@/api/types'
import { useSpoken } from '@/lib/hold'
import { duration } from '@/lib/time'
import { capital, heardBy, sourceName } from '@/lib/words'
import { Cup, Day, Icon } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { Trace } from '@/ui/Trace'
import { say } from './messages'

const unheard = 6

/** The one enamel sign: who brushes now. When several do, one is told in full and the others can be chosen. */
export function Sign({ open, today }: { open: Brushing[]; today: Today }) {
  const [chosen, choose] = useState<string | null>(null)
  const b = open.find((o) => o.id === chosen) ?? open[0]
  const people = today.people.map((p) => p.person)
  const lost = useConnection()?.state === 'lost'
  if (!b) return null
  const others = open.filter((o) => o.id !== b.id)
  return (
    <section className={lost ? 'sign lost' : 'sign'} aria-label={nameOf(b, people)}>
      <Brushes key={b.id} b={b} today={today} people={people} />
      {others.length > 0 && (
        <div className="sign-also">
          <span className="cap-t">{say.also}</span>
          {others.map((o) => (
            <Other key={o.id} b={o} people={people} onChoose={() => choose(o.id)} />
          ))}
        </div>
      )}
    </section>
  )
}

const personOf = (b: Brushing, people: Person[]) => people.find((p) => p.id === b.person_id)
const nameOf = (b: Brushing, people: Person[]) => personOf(b, people)?.name ?? (b.guest ? say.guest : say.somebody)

function Other({ b, people, onChoose }: { b: Brushing; people: Person[]; onChoose: () => void }) {
  const { seconds } = useElapsed(b)
  const p = personOf(b, people)
  return (
    <button type="button" className="chip" onClick={onChoose}>
      <Cup glaze={p?.glaze ?? 'bone'} letter={initial(p?.name ?? '')} brush={false} onSign />
      {nameOf(b, people)}
      <span className="sign-num">{duration(seconds)}</span>
    </button>
  )
}

function Brushes({ b, today, people }: { b: Brushing; today: Today; people: Person[] }) {
  const { seconds, quiet } = useElapsed(b)
  const p = personOf(b, people)
  const name = nameOf(b, people)
  const card = today.people.find((c) => c.person.id === p?.id)
  const target = p?.target_s ?? b.target_s ?? 120
  const share = Math.min(1, seconds / target)
  const part = b.slot === 'morning' ? 'am' : 'pm'
  const half = (slot: Slot | undefined) => (slot && slot.state !== 'off' ? Math.min(1, slot.seconds / (slot.target_s || 120)) : slot ? null : 0)
  const am = part === 'am' ? share : half(card?.morning)
  const pm = part === 'pm' ? share : half(card?.evening)
  const runs = b.runs ?? []
  const sector = runs.findLast((r) => r.heard)?.sector ?? 0
  const spoken = useSpoken(say.spoken(name, seconds, target), 30_000)
  return (
    <>
      <div className="sign-dial">
        <Day
          am={am}
          pm={pm}
          live={part}
          teeth={p?.milk_teeth ? 'milk' : 'adult'}
          onSign
          label={say.day(name, card ? say.states(card.morning.state) : '', card ? say.states(card.evening.state) : '')}
        />
        <div className="sign-in">
          <div className="sign-big">{duration(seconds)}</div>
          <div className="cap-t">{say.of(target)}</div>
        </div>
      </div>
      <div className="sign-main">
        <div className="sign-who">
          <Cup glaze={p?.glaze ?? 'bone'} letter={initial(p?.name ?? '')} brush={false} onSign />
          <h2>{b.state === 'paused' ? say.pausing(name) : say.brushing(name)}</h2>
        </div>
        <dl className="sign-facts">
          <div>
            <dt>{say.heard}</dt>
            <dd>{b.tells_live ? say.heardOf(b.heard_s, b.duration_s) : say.heardStart}</dd>
          </div>
          {(b.sectors ?? 0) > 1 && (
            <div>
              <dt>{say.pacer}</dt>
              <dd>{sector > 0 && sector <= b.sectors! ? say.pacerAt(sector, b.sectors!) : say.pacerNone}</dd>
            </div>
          )}
          <div>
            <dt>{say.by}</dt>
            <dd>{capital(heardBy((b.sources ?? []).map(sourceName))) || say.byUnknown}</dd>
          </div>
        </dl>
        <div className="sign-trace">
          <Trace runs={runs} width={target} onSign label={say.trace(b.pressure_high_s, seconds)} />
          <p className="cap-t">
            {say.pressure(b.pressure_high_s)} {b.tells_live && quiet >= unheard && <b>{say.quiet(quiet)}</b>}
          </p>
        </div>
        {!p && !b.guest ? (
          <WhoIsIt b={b} people={people} />
        ) : (
          <div className="sign-acts">
            {p && (
              <Link className="btn loud" href={`/coach/${p.id}`}>
                <Icon name="play" />
                {say.coach}
              </Link>
            )}
            <Link className="btn" href={`/live/${b.id}`}>
              {say.watch}
            </Link>
          </div>
        )}
        <p className="unseen" aria-live="polite">
          {spoken}
        </p>
      </div>
    </>
  )
}

function WhoIsIt({ b, people }: { b: Brushing; people: Person[] }) {
  const change = useChangeSession()
  return (
    <div className="sign-acts" role="group" aria-label={say.whoIsIt}>
      {people.map((p) => (
        <button key={p.id} type="button" className={p.id === b.suggested_person_id ? 'chip likely' : 'chip'} disabled={change.isPending} onClick={() => change.mutate({ id: b.id, person_id: p.id })}>
          <Cup glaze={p.glaze} letter={initial(p.name)} onSign />
          {p.name}
        </button>
      ))}
      <Link className="btn" href={`/live/${b.id}`}>
        {say.watch}
      </Link>
    </div>
  )
}
