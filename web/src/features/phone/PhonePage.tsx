import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { useNow, useBrushes, useMe } from '@/api/queries'
import type { Brush } from '@/api/types'
import { duration } from '@/lib/time'
import { modeName } from '@/lib/words'
import { able, radio, type Handle } from '@/phone/bluetooth'
import type { Maker } from '@/phone/decoders'
import { choose, hurry, knownMakers, listen, stop } from '@/phone/ear'
import { keepName, nameOf, newName } from '@/phone/names'
import { useEar, type EarState } from '@/phone/state'
import { Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { say } from './messages'
import './phone.css'

type Can = Awaited<ReturnType<typeof able>>

/** This phone as a gateway: what it can do, the choice of a brush, and what it hears. */
export function PhonePage() {
  const ear = useEar()
  const [can, setCan] = useState<Can | null>(null)
  const [makers, setMakers] = useState<Maker[] | null>(null)
  const [fault, setFault] = useState(false)
  const look = () => void able().then(setCan)
  useEffect(() => {
    look()
    const r = radio() as EventTarget | undefined
    r?.addEventListener?.('availabilitychanged', look)
    return () => r?.removeEventListener?.('availabilitychanged', look)
  }, [])
  // Not every browser tells of a radio that was switched on.
  useEffect(() => {
    if (can !== 'off') return
    const t = setInterval(look, 2_000)
    return () => clearInterval(t)
  }, [can])
  const fetchMakers = () => {
    setFault(false)
    knownMakers().then(setMakers, () => setFault(true))
  }
  useEffect(() => {
    if (can === 'yes') knownMakers().then(setMakers, () => setFault(true))
  }, [can])
  const busy = ear.phase === 'connecting' || ear.phase === 'listening' || ear.phase === 'away'
  return (
    <Page
      title={say.title}
      heading={say.heading}
      className="phone"
      back={
        <Link className="btn bare" href="/brushes">
          <Icon name="back" />
          {say.back}
        </Link>
      }
    >
      {can === null ? (
        <Waiting label={say.looking} />
      ) : can !== 'yes' && !busy ? (
        <Cannot why={can} onAgain={look} />
      ) : fault ? (
        <Trouble
          title={say.decodersFault}
          acts={
            <button type="button" className="btn act" onClick={fetchMakers}>
              {say.again}
            </button>
          }
        />
      ) : !makers ? (
        <Waiting label={say.looking} />
      ) : busy ? (
        <Listening ear={ear} />
      ) : (
        <Choosing makers={makers} elsewhere={ear.phase === 'elsewhere'} />
      )}
    </Page>
  )
}

/** Why this browser cannot, and what hears brushes instead. */
function Cannot({ why, onAgain }: { why: Exclude<Can, 'yes'>; onAgain: () => void }) {
  return (
    <>
      <Empty
        title={say[why]}
        acts={
          why === 'off' ? (
            <button type="button" className="btn act" onClick={onAgain}>
              {say.again}
            </button>
          ) : (
            <Link className="btn act" href="/setup">
              {say.gateway}
            </Link>
          )
        }
      >
        {say[`${why}Why`]}
      </Empty>
      {why === 'missing' && (
        <table className="phone-browsers">
          <caption>{say.browsers}</caption>
          <thead>
            <tr>
              <th scope="col">{say.browser}</th>
              <th scope="col">{say.can}</th>
            </tr>
          </thead>
          <tbody>
            {say.table.split('\n').map((row) => {
              const [name, answer] = row.split('|')
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{answer}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </>
  )
}

/** Begins with a tap: the browser shows its own list, and hands over the one that was chosen. */
function Choosing({ makers, elsewhere }: { makers: Maker[]; elsewhere: boolean }) {
  const household = useMe().data?.household.id ?? ''
  const brushes = useBrushes().data ?? []
  const [asked, ask] = useState<Handle | null>(null)
  const [said, tell] = useState('')
  const begin = (h: Handle, device: string) => {
    keepName(household, h.id, device)
    void listen(h, device)
  }
  const pick = async (anything: boolean) => {
    tell('')
    try {
      const h = await choose(makers, anything)
      if (!h) return tell(say.never)
      const known = nameOf(household, h.id)
      const maker = makers.find((m) => m.names.some((n) => h.name?.startsWith(n)))
      const maybe = candidates(brushes, makers, maker)
      if (known) begin(h, known)
      else if (maybe.length === 0) begin(h, newName(h.id))
      else ask(h)
    } catch {
      tell(say.chooserFault)
    }
  }
  if (asked) {
    const maker = makers.find((m) => m.names.some((n) => asked.name?.startsWith(n)))
    return <Which handle={asked} among={candidates(brushes, makers, maker)} onChosen={(device) => begin(asked, device)} />
  }
  return (
    <div className="plate phone-plate">
      <p>{say.how}</p>
      <p className="soft">{say.near}</p>
      <div className="phone-acts">
        <button type="button" className="btn act" onClick={() => void pick(false)}>
          <Icon name="brush" />
          {say.choose}
        </button>
        <button type="button" className="btn bare" title={say.anythingWhy} onClick={() => void pick(true)}>
          {say.anything}
        </button>
      </div>
      <p role="status">{elsewhere ? `${say.elsewhere} ${say.elsewhereWhy}` : said}</p>
      <p className="cap-t">{say.slot}</p>
      <p className="cap-t">{say.adverts}</p>
    </div>
  )
}

/** The household's handles that it may be: of that maker, or of any that can be connected to when the handle's own name says nothing. */
const candidates = (brushes: Brush[], makers: Maker[], maker: Maker | undefined) =>
  brushes.filter((b) => !b.virtual && (maker ? b.brand === maker.id : makers.some((m) => m.id === b.brand)))

function Which({ handle, among, onChosen }: { handle: Handle; among: Brush[]; onChosen: (device: string) => void }) {
  const first = useRef<HTMLHeadingElement>(null)
  useEffect(() => first.current?.focus(), [])
  return (
    <div className="plate phone-plate">
      <h2 ref={first} tabIndex={-1}>
        {say.which}
      </h2>
      <p className="soft">{say.whichWhy(handle.name ?? '')}</p>
      <div className="chips">
        {among.map((b) => (
          <button key={b.device} type="button" className="chip plain" onClick={() => onChosen(b.device)}>
            {b.name || say.unnamed(b.brand_name, b.device.slice(-5))}
          </button>
        ))}
        <button type="button" className="chip plain" onClick={() => onChosen(newName(handle.id))}>
          {say.fresh}
        </button>
      </div>
    </div>
  )
}

/** The handle that this phone holds, second by second, or why it does not hold it. */
function Listening({ ear }: { ear: EarState }) {
  const { brush, heard, phase, why } = ear
  const live = useNow().data?.open.find((b) => b.device === brush?.device)
  const kept = usePersisted()
  const wait = useWait(ear.next)
  const name = brush?.name ?? ''
  const acts = (
    <div className="phone-acts">
      {phase === 'away' && (
        <button type="button" className="btn act" onClick={hurry}>
          {say.hurry}
        </button>
      )}
      {live && (
        <Link className="btn" href={`/live/${live.id}`}>
          {say.watch}
        </Link>
      )}
      <button type="button" className="btn" onClick={stop}>
        {say.stop}
      </button>
    </div>
  )
  if (phase === 'away' && why)
    return (
      <section className="plate phone-plate asking">
        <h2>{why === 'full' ? say.full : say[why](name)}</h2>
        <p>{say[`${why}Why`]}</p>
        {Boolean(heard?.seconds) && <p>{say.brushed(duration(heard?.seconds ?? 0))}</p>}
        {ear.stored > 0 && <p>{say.stored(ear.stored)}</p>}
        {wait !== null && <p className="soft">{say.next(wait)}</p>}
        {acts}
      </section>
    )
  if (phase === 'connecting')
    return (
      <section className="plate phone-plate" role="status">
        <h2>{say.connecting(name)}</h2>
        <p className="soft">{say.connectingWhy}</p>
        {acts}
      </section>
    )
  const facts: [string, string][] = []
  if (heard?.mode) facts.push([say.mode, say.name(modeName(heard.mode))])
  if (heard?.running && heard.pressure) facts.push([say.pressure, heard.pressure === 'high' ? say.tooHard : heard.pressure === 'low' ? say.light : say.fine])
  if (heard?.battery !== undefined) facts.push([say.battery, say.percent(heard.battery)])
  return (
    <section className={heard?.running ? 'phone-sign on' : 'phone-sign'} aria-label={say.listening(name)}>
      <h2>{say.listening(name)}</h2>
      {brush?.live ? (
        <div className="phone-time" role="timer" aria-label={say.timer}>
          {duration(heard?.seconds ?? 0)}
        </div>
      ) : (
        <p>{say.noLive}</p>
      )}
      <p className="phone-does">{heard?.running ? say.running : heard?.seconds ? say.resting : say.ready}</p>
      {facts.length > 0 && (
        <dl className="phone-facts">
          {facts.map(([k, v]) => (
            <div key={k}>
              <dt>{k}</dt>
              <dd>{v}</dd>
            </div>
          ))}
        </dl>
      )}
      {ear.stored > 0 && <p>{say.stored(ear.stored)}</p>}
      {kept === false && <p className="cap-t">{say.notPersisted}</p>}
      {acts}
    </section>
  )
}

/** Milliseconds until a moment, stepping once a second; null for none. */
function useWait(until: number | null): number | null {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (until === null) return
    const t = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(t)
  }, [until])
  return until === null ? null : Math.max(0, until - now)
}

/** Asks the browser to keep what the page has on its disk, once somebody listens, and says whether it promised; null until it has said. */
function usePersisted(): boolean | null {
  const [kept, set] = useState<boolean | null>(null)
  useEffect(() => {
    void navigator.storage?.persist?.().then(set, () => {})
  }, [])
  return kept
}
