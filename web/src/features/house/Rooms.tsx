import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { emptied, useEdits } from '@/api/edits'
import { useMay } from '@/api/household'
import { useLogOut, useMe, useSources, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { heardAt } from '@/lib/time'
import { capital, sourceName } from '@/lib/words'
import { Page } from '@/ui/Page'
import { Empty } from '@/ui/states'
import { Logins, Tokens } from './Access'
import { AccountSheet, HomeSheet, PlaySheet } from './AccountSheets'
import { Device as Looks } from './Device'
import { KeepingSheet } from './KeepingSheet'
import { Members } from './Members'
import { say } from './messages'
import { rooms } from './rooms.messages'

const copyOfAll = '/api/v1/household/export'

/** A page of the house whose headline is its name. */
function Room({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Page title={name} heading={name}>
      <div className="house-grid">{children}</div>
    </Page>
  )
}

/** Who may look, and who is asked to. */
export function MembersRoom() {
  return (
    <Room name={rooms.members}>
      <Members />
    </Room>
  )
}

/** One's own account, and the browsers it is logged in with. */
export function You() {
  const me = useMe().data
  const logOut = useLogOut()
  const edits = useEdits()
  const [unsent, setUnsent] = useState(0)
  const [open, setOpen] = useState<'account' | 'home' | null>(null)
  if (!me) return null
  // A log-out leaves nothing here: what was not sent would be lost, and nobody loses it without being asked.
  const out = async () => {
    const left = edits.length > 0 ? await emptied() : 0
    if (left > 0) setUnsent(left)
    else logOut.mutate(undefined)
  }
  return (
    <Room name={rooms.account}>
      <section className="plate house-plate">
        <h2>{me.account.name}</h2>
        <dl>
          <div>
            <dt>{say.email}</dt>
            <dd>{me.account.email}</dd>
          </div>
          <div>
            <dt>{say.role}</dt>
            <dd>{say.roles(me.account.role)}</dd>
          </div>
        </dl>
        <div className="form-acts">
          <button type="button" className="btn" onClick={() => setOpen('account')}>
            {say.accountChange}
          </button>
          <button type="button" className="btn" onClick={() => setOpen('home')}>
            {say.addHome}
          </button>
          <button type="button" className="btn" disabled={logOut.isPending} onClick={() => void out()}>
            {say.logOut}
          </button>
        </div>
        {unsent > 0 && (
          <div className="house-sure" role="alert">
            <p>{say.unsent(unsent)}</p>
            <div className="form-acts">
              <button type="button" className="btn" disabled={logOut.isPending} onClick={() => logOut.mutate(undefined)}>
                {say.logOutStill}
              </button>
              <button type="button" className="btn act" autoFocus onClick={() => setUnsent(0)}>
                {say.stay}
              </button>
            </div>
          </div>
        )}
        {logOut.error && <p role="alert">{trouble(logOut.error)}</p>}
      </section>
      <Logins />
      {open === 'account' && <AccountSheet account={me.account} onClose={() => setOpen(null)} />}
      {open === 'home' && <HomeSheet zone={me.household.time_zone} onClose={() => setOpen(null)} />}
    </Room>
  )
}

/** What is so on this device alone. */
export function Device() {
  const [playing, play] = useState(false)
  return (
    <Room name={rooms.device}>
      <Looks />
      <section className="plate house-plate">
        <h2>{say.play}</h2>
        <p className="cap-t">{say.playWhy}</p>
        <button type="button" className="btn" onClick={() => play(true)}>
          {say.playStart}
        </button>
      </section>
      {playing && <PlaySheet onClose={() => play(false)} />}
    </Room>
  )
}

/** When a day turns here, and how long things are kept. */
export function Keeping() {
  const me = useMe().data
  const [changing, change] = useState(false)
  if (!me) return null
  const { household, account } = me
  const turns = [Math.floor(household.day_turns_min / 60), household.day_turns_min % 60].map((n) => String(n).padStart(2, '0')).join(':')
  return (
    <Room name={rooms.keeping}>
      <section className="plate house-plate">
        <h2>{say.home}</h2>
        <dl>
          <div>
            <dt>{say.zone}</dt>
            <dd>{household.time_zone.replaceAll('_', ' ')}</dd>
          </div>
          <div>
            <dt>{say.turns}</dt>
            <dd>{turns}</dd>
          </div>
        </dl>
        <p className="cap-t">{say.turnsWhy}</p>
      </section>
      <section className="plate house-plate">
        <h2>{say.keeping}</h2>
        <dl>
          <div>
            <dt>{say.keptSessions}</dt>
            <dd>{say.sessionsFor(household.sessions_days ?? 0)}</dd>
          </div>
          <div>
            <dt>{say.keptFrames}</dt>
            <dd>{say.framesFor(household.frames_days)}</dd>
          </div>
        </dl>
        {account.role === 'owner' && (
          <button type="button" className="btn" onClick={() => change(true)}>
            {say.keepingChange}
          </button>
        )}
      </section>
      {changing && <KeepingSheet household={household} onClose={() => change(false)} />}
    </Room>
  )
}

/** A copy of everything, and what has to be copied on the machine itself. */
export function Backup() {
  const owner = useMe().data?.account.role === 'owner'
  if (!owner)
    return (
      <Page title={rooms.backup} heading={rooms.backup}>
        <Empty title={say.ownersOnly}>{say.ownersOnlyWhy}</Empty>
      </Page>
    )
  return (
    <Room name={rooms.backup}>
      <section className="plate house-plate">
        <h2>{say.copyTitle}</h2>
        <p className="cap-t">{say.copyWhy}</p>
        <a className="btn" href={copyOfAll} download>
          {say.copyTake}
        </a>
      </section>
      <section className="plate house-plate">
        <h2>{say.machineTitle}</h2>
        <p className="cap-t">{say.machineWhy}</p>
        <p className="cap-t">{say.machineKey}</p>
      </section>
    </Room>
  )
}

/** What listens to the brushes, and how another one is added. */
export function Gateways() {
  const sources = useSources()
  const zone = useTimeZone()
  const mayMake = useMay('tokens:write')
  const all = [...(sources.data ?? [])].sort((a, b) => b.last_heard_at.localeCompare(a.last_heard_at))
  return (
    <Room name={rooms.gateways}>
      <section className="plate house-plate">
        <h2>{say.sources}</h2>
        {sources.error && <p role="alert">{trouble(sources.error)}</p>}
        {sources.data && all.length === 0 && <p className="cap-t">{say.sourcesNone}</p>}
        <ul className="house-rows">
          {all.map((s) => (
            <li key={s.id}>
              <div>
                <b>{s.name || (s.id.startsWith('app:') ? capital(sourceName({ source: s.id })) : s.id)}</b>
                <span className="cap-t">{say.spoke(capital(heardAt(s.last_heard_at, zone)))}</span>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section className="plate house-plate">
        <h2>{say.sourceAdd}</h2>
        <ol className="house-steps">
          <li>{say.sourceKey}</li>
          <li>{say.sourceGive}</li>
          <li>{say.sourceSee}</li>
        </ol>
        {mayMake && (
          <Link className="btn" href="/house/keys">
            {rooms.keys}
          </Link>
        )}
      </section>
      <section className="plate house-plate">
        <h2>{say.assistant}</h2>
        <p className="cap-t">{say.assistantWhy}</p>
      </section>
    </Room>
  )
}

/** Keys for gateways and programs. */
export function Keys() {
  const may = useMay('tokens:write')
  return may ? (
    <Room name={rooms.keys}>
      <Tokens />
    </Room>
  ) : (
    <Page title={rooms.keys} heading={rooms.keys}>
      <Empty title={say.keysNot} />
    </Page>
  )
}

/** What this is, and where its tools are. */
export function About() {
  const version = useMe().data?.version ?? ''
  return (
    <Room name={rooms.about}>
      <section className="plate house-plate">
        <h2>{say.version(version)}</h2>
        <p className="cap-t">{say.licence}</p>
      </section>
      <section className="plate house-plate">
        <h2>{say.workbench}</h2>
        <p className="cap-t">{say.workbenchWhy}</p>
        <Link className="btn" href="/workbench">
          {say.workbenchOpen}
        </Link>
      </section>
      <section className="plate house-plate">
        <h2>{say.api}</h2>
        <p className="cap-t">{say.apiWhy}</p>
        {/* A page of its own: its policy allows what no other page may. */}
        <a className="btn" href="/api-docs">
          {say.apiOpen}
        </a>
      </section>
    </Room>
  )
}
