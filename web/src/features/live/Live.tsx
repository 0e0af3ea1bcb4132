import { Link } from 'wouter'
import { Problem } from '@/api/client'
import { useElapsed } from '@/api/elapsed'
import { useConnection } from '@/api/live'
import { useChangeSession, usePeople, useSession, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Brushing, Person } from '@/api/types'
import { useSpoken } from '@/lib/hold'
import { clock, duration } from '@/lib/time'
import { capital, heardBy, modeName, sourceName } from '@/lib/words'
import { Cup, Mouth, type ZoneId, type ZoneSeconds } from '@/ui/look'
import { Page } from '@/ui/Page'
import { initial } from '@/ui/PersonFields'
import { Trouble, Waiting } from '@/ui/states'
import { Trace } from '@/ui/Trace'
import { say } from './messages'
import { Pacer } from './Pacer'
import './live.css'

const unheard = 6

/** One running brushing as numbers. When it ends it says so and leads to its page. */
export function Live({ id }: { id: string }) {
  const session = useSession(id)
  const people = usePeople()
  if (session.isPending) return <Waiting label={say.waiting} />
  if (!session.data) {
    const gone = session.error instanceof Problem && session.error.status === 404
    return (
      <Page title={say.title} heading={gone ? say.notFound : say.title}>
        <Trouble
          title={gone ? say.notFoundWhy : trouble(session.error)}
          acts={
            gone ? (
              <Link className="btn act" href="/">
                {say.toToday}
              </Link>
            ) : (
              <button className="btn act" onClick={() => void session.refetch()}>
                {say.again}
              </button>
            )
          }
        />
      </Page>
    )
  }
  return <Running b={session.data} people={people.data ?? []} />
}

function Running({ b, people }: { b: Brushing; people: Person[] }) {
  const { seconds, quiet } = useElapsed(b)
  const zone = useTimeZone()
  const lost = useConnection()?.state === 'lost'
  const p = people.find((x) => x.id === b.person_id)
  const name = p?.name ?? (b.guest ? say.guest : say.somebody)
  const target = p?.target_s ?? b.target_s ?? 120
  const ended = b.state === 'ended'
  const spoken = useSpoken(ended ? say.ended : say.spoken(name, seconds, target), 30_000)
  const heading = ended ? say.done(b.duration_s, b.score?.word) : b.state === 'paused' ? say.pausing(name) : say.brushing(name)
  return (
    <Page title={heading} heading={heading} aside={ended && b.ended_at ? say.span(clock(b.started_at, zone), clock(b.ended_at, zone)) : say.since(clock(b.started_at, zone))} className="live">
      <div className="live-lay">
        <section className={ended ? 'plate live-main' : lost ? 'live-main live-sign lost' : 'live-main live-sign'} aria-label={say.title}>
          <div className="live-head">
            <Cup glaze={p?.glaze ?? 'bone'} letter={initial(p?.name ?? '')} brush={ended} onSign={!ended} />
            <div>
              <div className="live-time" role="timer" aria-label={say.timer}>
                {duration(ended ? b.duration_s : seconds)}
              </div>
              <p className="live-of">{say.of(target)}</p>
            </div>
          </div>
          <dl className="live-facts">
            <Fact name={say.heard}>{b.tells_live ? say.heardOf(b.heard_s, b.duration_s) : say.heardEnds(b.ended === 'heard')}</Fact>
            {b.mode && <Fact name={say.mode}>{capital(modeName(b.mode))}</Fact>}
            <Fact name={say.by}>{capital(heardBy((b.sources ?? []).map(sourceName))) || say.byUnknown}</Fact>
            <Fact name={say.brush}>{b.brush_name || b.brand_name}</Fact>
            {b.battery_pct !== undefined && <Fact name={say.battery}>{say.percent(b.battery_pct)}</Fact>}
          </dl>
          <h2 className="live-h">{say.pressure}</h2>
          <Trace runs={b.runs ?? []} width={target} onSign={!ended} label={say.trace(b.pressure_high_s, seconds)} />
          <p className="cap-t">
            {say.pressureSay(b.pressure_high_s)} {!ended && b.tells_live && quiet >= unheard && <b>{say.quiet(quiet)}</b>}
          </p>
          {p && !ended && (
            <p className="live-coach">
              <Link className="btn" href={`/coach/${p.id}`}>
                {say.coach}
              </Link>
            </p>
          )}
          {!p && !b.guest && people.length > 0 && <WhoIsIt b={b} people={people} onSign={!ended} />}
          {ended && (
            <div className="live-end">
              <p>{b.ended === 'cut_off' ? say.endedCut : say.ended}</p>
              <Link className="btn act" href={`/sessions/${b.id}`}>
                {say.every}
              </Link>
            </div>
          )}
          <p className="unseen" aria-live="polite">
            {spoken}
          </p>
        </section>
        <section className="plate live-side">
          <h2 className="live-h">{say.mouth}</h2>
          <MouthSoFar b={b} milk={p?.milk_teeth ?? false} />
          {(b.sectors ?? 0) > 1 && <Pacer b={b} seconds={ended ? b.duration_s : seconds} target={b.target_s ?? target} />}
        </section>
      </div>
    </Page>
  )
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** The measured zones, or a hatch and the sentence that nothing is measured. */
function MouthSoFar({ b, milk }: { b: Brushing; milk: boolean }) {
  const values: ZoneSeconds = {}
  let any = false
  for (const r of b.runs ?? [])
    for (const z of r.zones ?? []) {
      any = true
      values[z as ZoneId] = (values[z as ZoneId] ?? 0) + (r.to_s - r.from_s) / r.zones!.length
    }
  return (
    <>
      <div className="live-mouth">
        <Mouth
          teeth={milk ? 'milk' : 'adult'}
          grain={any ? 16 : 'none'}
          values={values}
          words={{ right: say.right, left: say.left, chewing: say.chewing, zone: say.zone }}
          label={any ? say.zonesLabel : say.noZonesLabel}
        />
      </div>
      {!any && <p className="soft live-none">{say.noZones}</p>}
    </>
  )
}

function WhoIsIt({ b, people, onSign }: { b: Brushing; people: Person[]; onSign: boolean }) {
  const change = useChangeSession()
  return (
    <div className="live-who">
      <h2 className="live-h">{say.whoIsIt}</h2>
      <div className="chips">
        {people.map((p) => (
          <button key={p.id} type="button" className={p.id === b.suggested_person_id ? 'chip likely' : 'chip'} disabled={change.isPending} onClick={() => change.mutate({ id: b.id, person_id: p.id })}>
            <Cup glaze={p.glaze} letter={initial(p.name)} onSign={onSign} />
            {p.name}
          </button>
        ))}
        <button type="button" className="chip plain" disabled={change.isPending} onClick={() => change.mutate({ id: b.id, guest: true })}>
          {say.guest}
        </button>
      </div>
      {change.error && <p role="alert">{trouble(change.error)}</p>}
    </div>
  )
}
