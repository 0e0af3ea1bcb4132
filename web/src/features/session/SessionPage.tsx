import { useContext, useEffect, useRef } from 'react'
import { Link, useLocation } from 'wouter'
import { Problem } from '@/api/client'
import { useWaits } from '@/api/edits'
import { useBrushes, usePeople, useSession, useTimeZone } from '@/api/queries'
import type { Brushing, Person } from '@/api/types'
import { clock, duration, longDate } from '@/lib/time'
import { capital, modeName, scoreWord } from '@/lib/words'
import { Cup, Icon } from '@/ui/look'
import { Page, PageNotice } from '@/ui/Page'
import { initial } from '@/ui/PersonFields'
import { OriginMark } from '@/ui/Origin'
import { Waits } from '@/ui/Waits'
import { Trouble, Waiting } from '@/ui/states'
import { Acts } from './Acts'
import { amendedSays } from './amended'
import { t } from './messages'
import { DetailsPlate, EndsPlate, HeardPlate, MapPlate, RecordPlate, ScorePlate } from './Plates'
import { modes } from './seconds'
import { Strip } from './Strip'
import './session.css'

/** Where the day of a brushing is in the history. */
const dayAddress = (s: Brushing) => `/history?day=${s.date}${s.person_id ? `&person=${encodeURIComponent(s.person_id)}` : ''}`

/** One brushing, second by second. While it runs, the live stream keeps it moving. */
export function SessionPage({ id }: { id: string }) {
  const session = useSession(id)
  const people = usePeople()
  const [, go] = useLocation()
  // Whose it is must not be said before it is known.
  if (session.data && !people.isPending) return <Shown session={session.data} onRemoved={(s) => go(dayAddress(s), { replace: true })} />
  if (session.isPending || people.isPending)
    return (
      <Page title={t.waiting} heading={<span className="unseen">{t.waiting}</span>}>
        <Waiting label={t.waiting} />
      </Page>
    )
  const gone = session.error instanceof Problem && session.error.status >= 400 && session.error.status < 500
  return (
    <Page title={gone ? t.gone : t.trouble} heading={gone ? t.gone : t.trouble}>
      <Trouble
        title={gone ? t.goneWhy : t.troubleWhy}
        acts={
          gone ? (
            <Link className="btn act" href="/history">
              {t.toHistory}
            </Link>
          ) : (
            <button type="button" className="btn act" onClick={() => void session.refetch()}>
              {t.again}
            </button>
          )
        }
      >
        {gone && t.goneWhyElse}
      </Trouble>
    </Page>
  )
}

export default SessionPage

function headline(s: Brushing): string {
  const length = duration(s.duration_s)
  if (s.state === 'running' && !s.tells_live) return t.runningUntold
  if (s.state === 'running') return t.running(length)
  if (s.state === 'paused') return t.paused(length)
  return s.score ? t.headline(length, scoreWord(s.score.word)) : length
}

function Shown({ session, onRemoved }: { session: Brushing; onRemoved: (s: Brushing) => void }) {
  const zone = useTimeZone()
  const people = usePeople()
  const brushes = useBrushes()
  const person: Person | undefined = people.data?.find((p) => p.id === session.person_id)
  const brush = brushes.data?.find((b) => b.device === session.device)
  const name = person?.name ?? (session.guest ? t.guest : t.nobody)
  const notice = useContext(PageNotice)
  const waits = useWaits(session.id)
  const h1 = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${t.title(longDate(session.date))} \u00b7 Enamel`
  }, [session.date])
  // Who came here by a link takes the focus along, so that the page is read out.
  useEffect(() => {
    if (document.activeElement === document.body) h1.current?.focus({ preventScroll: true })
  }, [])
  // Only the handle knows of it: there are no seconds to show.
  const remembered = session.heard_s === 0 && (session.record !== undefined || session.origin === 'noted')
  const entry = session.origin !== 'measured'
  const seconds = !remembered && !entry && session.tells_live
  const spoken = modes(session.runs ?? [])
  const who = t.who(
    name,
    t.slot(session.slot),
    clock(session.started_at, zone),
    entry ? '' : session.brush_name || session.brand_name,
    t.modes((spoken.length > 0 ? spoken : session.mode ? [session.mode] : []).map(modeName)),
  )
  return (
    <main id="page" className="page s-page">
      <Link className="s-crumb" href={dayAddress(session)}>
        <Icon name="back" />
        {capital(longDate(session.date))}
      </Link>
      <header className="s-head">
        <div className="s-who">
          <Cup glaze={person?.glaze ?? 'bone'} letter={person ? initial(person.name) : '?'} brush={session.state === 'ended'} />
          <div>
            <h1 ref={h1} tabIndex={-1}>
              {headline(session)}
            </h1>
            <p className="soft">
              {who}
              {session.continues && ` ${t.continues}`}
            </p>
            {entry && (
              <p>
                <OriginMark origin={session.origin} />
              </p>
            )}
            {waits && (
              <p>
                <Waits />
              </p>
            )}
          </div>
        </div>
        <Acts session={session} person={person} onRemoved={() => onRemoved(session)} />
      </header>
      {notice}
      {session.note && (
        <p className="s-note">
          <Icon name="note" />
          {session.note}
        </p>
      )}
      {session.amended && (
        <p className="s-note">
          <Icon name="swap" />
          {amendedSays(session.amended, zone)}
        </p>
      )}
      {seconds && <Strip session={session} tellsZones={brush?.tells.zones} target={session.target_s || session.score?.time.of || person?.target_s || 120} />}
      <div className="s-plates">
        <ScorePlate session={session} />
        {!remembered && (entry || session.tells_live) && <HeardPlate session={session} />}
        {!remembered && !entry && !session.tells_live && <EndsPlate session={session} />}
        <MapPlate session={session} person={person} />
        <RecordPlate session={session} />
        <DetailsPlate session={session} brush={brush} />
      </div>
    </main>
  )
}
