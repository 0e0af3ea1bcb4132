import { useState } from 'react'
import { Link } from 'wouter'
import { emptied, useEdits } from '@/api/edits'
import { useLogOut, useMe, usePeople } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person } from '@/api/types'
import { chooseTheme, chosenTheme, type Theme } from '@/lib/theme'
import { Cup, Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { initial } from '@/ui/PersonFields'
import { Trouble, Waiting } from '@/ui/states'
import { Waits } from '@/ui/Waits'
import { say } from './messages'
import { Logins, Tokens } from './Access'
import { AccountSheet, HomeSheet, PlaySheet } from './AccountSheets'
import { KeepingSheet } from './KeepingSheet'
import { Members } from './Members'
import { PersonSheet } from './PersonSheet'
import './house.css'

const themes: Theme[] = ['system', 'light', 'dark']

/** People, the home itself, how it looks, and the way out. */
export function House() {
  const me = useMe()
  const people = usePeople()
  const logOut = useLogOut()
  const edits = useEdits()
  const [unsent, setUnsent] = useState(0)
  const [theme, setTheme] = useState(chosenTheme)
  const [editing, edit] = useState<Person | 'new' | null>(null)
  const [keeping, setKeeping] = useState(false)
  const [open, setOpen] = useState<'account' | 'play' | 'home' | null>(null)
  // A log-out leaves nothing here: what was not sent would be lost, and nobody loses it without being asked.
  const out = async () => {
    const left = edits.length > 0 ? await emptied() : 0
    if (left > 0) setUnsent(left)
    else logOut.mutate(undefined)
  }
  if (people.isPending || !me.data) return <Waiting label={say.waiting} />
  const { account, household, version, scopes } = me.data
  const mayChange = scopes.includes('people:write')
  return (
    <Page title={say.title} heading={household.name}>
      {!people.data ? (
        <Trouble
          title={say.trouble}
          acts={
            <button className="btn act" onClick={() => void people.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(people.error)}
        </Trouble>
      ) : (
        <section className="house-people" aria-labelledby="house-people">
          <h2 id="house-people">{say.people}</h2>
          <ul className="house-shelf">
            {people.data.map((p) => (
              <li key={p.id}>
                <button type="button" disabled={!mayChange} onClick={() => edit(p)} aria-label={say.change(p.name)}>
                  <Cup glaze={p.glaze} letter={initial(p.name)} />
                </button>
                <div>
                  <b>{p.name}</b>
                  <span className="cap-t">{say.person(p.milk_teeth, p.target_s)}</span>
                  <span className="cap-t">{say.plan(p.morning, p.evening)}</span>
                  <Waits when={edits.some((e) => e.subject === p.id && e.kind === 'person' && e.state === 'waits')} />
                </div>
              </li>
            ))}
            {mayChange && people.data.length < 30 && (
              <li>
                <button type="button" className="house-add" onClick={() => edit('new')} aria-label={say.add}>
                  <Icon name="plus" />
                </button>
                <div>
                  <b>{say.add}</b>
                </div>
              </li>
            )}
          </ul>
        </section>
      )}
      <div className="house-grid">
        <section className="plate house-plate">
          <h2>{say.home}</h2>
          <dl>
            <div>
              <dt>{say.zone}</dt>
              <dd>{household.time_zone.replaceAll('_', ' ')}</dd>
            </div>
            <div>
              <dt>{say.turns}</dt>
              <dd>{`${String(Math.floor(household.day_turns_min / 60)).padStart(2, '0')}:${String(household.day_turns_min % 60).padStart(2, '0')}`}</dd>
            </div>
          </dl>
          <p className="cap-t">{say.turnsWhy}</p>
          <h3>{say.keeping}</h3>
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
            <button type="button" className="btn" onClick={() => setKeeping(true)}>
              {say.keepingChange}
            </button>
          )}
        </section>
        <Members />
        <Tokens />
        <section className="plate house-plate">
          <h2>{say.signing}</h2>
          <p className="soft">{say.signingWhy}</p>
          <Link className="btn" href="/house/signing-in">
            {say.signing}
          </Link>
        </section>
        <Logins />
        <section className="plate house-plate">
          <h2>{say.play}</h2>
          <p className="cap-t">{say.playWhy}</p>
          <button type="button" className="btn" onClick={() => setOpen('play')}>
            {say.playStart}
          </button>
        </section>
        {account.role === 'owner' && (
          <section className="plate house-plate">
            <h2>{say.privacy}</h2>
            <p className="cap-t">{say.privacyWhy}</p>
            <Link className="btn" href="/house/privacy">
              {say.privacyOpen}
            </Link>
          </section>
        )}
        <section className="plate house-plate">
          <h2>{say.look}</h2>
          <div className="seg" role="group" aria-label={say.theme}>
            {themes.map((t) => (
              <button
                key={t}
                type="button"
                aria-pressed={theme === t}
                onClick={() => {
                  chooseTheme(t)
                  setTheme(t)
                }}
              >
                {say.themes(t)}
              </button>
            ))}
          </div>
        </section>
        {account.role === 'owner' && (
          <section className="plate house-plate">
            <h2>{say.programs}</h2>
            <p className="soft">{say.programsWhy}</p>
            <Link className="btn" href="/house/webhooks">
              {say.webhooks}
            </Link>
          </section>
        )}
        <section className="plate house-plate">
          <h2>{say.apps}</h2>
          <p className="cap-t">{say.appsWhy}</p>
          <Link className="btn" href="/house/apps">
            {say.appsShow}
          </Link>
        </section>
        <section className="plate house-plate">
          <h2>{account.name}</h2>
          <dl>
            <div>
              <dt>{say.email}</dt>
              <dd>{account.email}</dd>
            </div>
            <div>
              <dt>{say.role}</dt>
              <dd>{say.roles(account.role)}</dd>
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
      </div>
      <p className="cap-t house-version">{say.version(version)}</p>
      {keeping && <KeepingSheet household={household} onClose={() => setKeeping(false)} />}
      {open === 'account' && <AccountSheet account={account} onClose={() => setOpen(null)} />}
      {open === 'play' && <PlaySheet onClose={() => setOpen(null)} />}
      {open === 'home' && <HomeSheet zone={household.time_zone} onClose={() => setOpen(null)} />}
      {editing && <PersonSheet key={editing === 'new' ? 'new' : editing.id} person={editing === 'new' ? null : editing} taken={(people.data ?? []).map((p) => p.glaze)} onClose={() => edit(null)} />}
    </Page>
  )
}
