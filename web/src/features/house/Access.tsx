import { useState } from 'react'
import { useEndLogin, useLogins, useMakeToken, useMay, useRevokeToken, useRotateToken, useTokens } from '@/api/household'
import { useMe, usePeople, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Token } from '@/api/types'
import { browserName } from '@/lib/browser'
import { dayOf, heardAt } from '@/lib/time'
import { beside, listed } from '@/lib/words'
import { Field } from '@/ui/Field'
import { OnceSheet } from '@/ui/Once'
import { Sheet } from '@/ui/Sheet'
import { PeopleChips } from './PeopleChips'
import { say } from './messages'

/** Where one is logged in, and the way out there. */
export function Logins() {
  const logins = useLogins()
  const end = useEndLogin()
  const zone = useTimeZone()
  const all = logins.data ?? []
  return (
    <section className="plate house-plate">
      <h2>{say.logins}</h2>
      <ul className="house-rows">
        {all.map((l) => (
          <li key={l.id}>
            <div>
              <b>{browserName(l.agent)}</b>
              <span className="cap-t">{beside([l.this ? say.loginThis : say.lastUsed(heardAt(l.last_used_at, zone)), l.playing && say.loginPlaying].filter(Boolean))}</span>
            </div>
            {!l.this && (
              <button type="button" className="btn bare" disabled={end.isPending} onClick={() => end.mutate(l.id)}>
                {say.end}
              </button>
            )}
          </li>
        ))}
      </ul>
      {(logins.error ?? end.error) && <p role="alert">{trouble(logins.error ?? end.error)}</p>}
      {all.length > 2 && (
        <button type="button" className="btn" disabled={end.isPending} onClick={() => end.mutate(null)}>
          {say.endAll}
        </button>
      )}
    </section>
  )
}

/** Keys for programs and gateways. */
export function Tokens() {
  const may = useMay('tokens:write')
  const tokens = useTokens(may)
  const revoke = useRevokeToken()
  const people = usePeople().data ?? []
  const zone = useTimeZone()
  const [making, make] = useState(false)
  const [renewing, renew] = useState<Token | null>(null)
  if (!may) return null
  return (
    <section className="plate house-plate">
      <h2>{say.tokens}</h2>
      {tokens.data?.length === 0 && <p className="cap-t">{say.tokensNone}</p>}
      <ul className="house-rows">
        {(tokens.data ?? []).map((t) => (
          <li key={t.id}>
            <div>
              <b>{t.name || t.source}</b>
              <span className="cap-t">{beside(t.scopes.map(say.tokenScope))}</span>
              <span className="cap-t">
                {beside(
                  [
                    t.people && say.sees(listed(t.people.map((id) => people.find((p) => p.id === id)?.name ?? '?'))),
                    t.last_used_at === t.created_at ? say.unused : say.lastUsed(heardAt(t.last_used_at, zone)),
                    t.expires_at && say.until(dayOf(t.expires_at, zone)),
                  ].filter(Boolean),
                )}
              </span>
            </div>
            <div className="house-acts">
              <button type="button" className="btn bare" aria-label={say.tokenRenewOf(t.name || t.source)} onClick={() => renew(t)}>
                {say.tokenRenew}
              </button>
              <button type="button" className="btn bare" disabled={revoke.isPending} onClick={() => revoke.mutate(t.id)}>
                {say.revoke}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {(tokens.error ?? revoke.error) && <p role="alert">{trouble(tokens.error ?? revoke.error)}</p>}
      <button type="button" className="btn" onClick={() => make(true)}>
        {say.tokenMake}
      </button>
      {making && <TokenSheet onClose={() => make(false)} />}
      {renewing && <RenewSheet token={renewing} onClose={() => renew(null)} />}
    </section>
  )
}

/** A key's secret, once. */
function MadeSheet({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <OnceSheet title={say.tokenMade} value={secret} onClose={onClose}>
      {say.tokenOnce}
    </OnceSheet>
  )
}

function RenewSheet({ token, onClose }: { token: Token; onClose: () => void }) {
  const rotate = useRotateToken()
  if (rotate.data) return <MadeSheet secret={rotate.data.secret} onClose={onClose} />
  return (
    <Sheet title={say.tokenRenewOf(token.name || token.source)} close={say.close} onClose={onClose}>
      <div className="form">
        <p>{say.tokenRenewWhy}</p>
        {rotate.error && <p role="alert">{trouble(rotate.error)}</p>}
        <div className="form-acts">
          <button type="button" className="btn act" disabled={rotate.isPending} onClick={() => rotate.mutate(token.id)}>
            {say.tokenRenewGo}
          </button>
        </div>
      </div>
    </Sheet>
  )
}

/** What concerns everybody cannot be for some people only. */
const narrowable = ['timer:write', 'sessions:read', 'sessions:write', 'people:read', 'brushes:read', 'live:read', 'household:read']
const lasts = [7, 30, 90, 365]

function TokenSheet({ onClose }: { onClose: () => void }) {
  const make = useMakeToken()
  const scopes = useMe().data?.scopes ?? []
  const [name, setName] = useState('')
  const [chosen, choose] = useState<string[]>(['frames:write'])
  const [people, setPeople] = useState<string[]>([])
  const [days, setDays] = useState(0)
  const mayNarrow = chosen.every((s) => narrowable.includes(s))
  const [tried, setTried] = useState(false)
  if (make.data) return <MadeSheet secret={make.data.secret} onClose={onClose} />
  const send = () => {
    setTried(true)
    if (name.trim() === '' || chosen.length === 0 || make.isPending) return
    make.mutate({
      name: name.trim(),
      scopes: chosen,
      ...(mayNarrow && people.length > 0 && { people }),
      ...(days > 0 && { expires_at: new Date(Date.now() + days * 86_400_000).toISOString() }),
    })
  }
  return (
    <Sheet title={say.tokenMake} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          send()
        }}
      >
        <Field label={say.tokenName} hint={say.tokenNameHint} fault={tried && name.trim() === '' ? say.nameNeeded : (make.error?.fault('name') ?? make.error?.fault('source'))}>
          {(wire) => <input {...wire} maxLength={40} autoComplete="off" value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <fieldset className="field">
          <legend className="field-label">{say.tokenMay}</legend>
          <div className="chips">
            {scopes.map((s) => (
              <button key={s} type="button" className="chip plain" aria-pressed={chosen.includes(s)} onClick={() => choose(chosen.includes(s) ? chosen.filter((x) => x !== s) : [...chosen, s])}>
                {say.tokenScope(s)}
              </button>
            ))}
          </div>
          {tried && chosen.length === 0 && <p role="alert">{say.tokenNeeded}</p>}
        </fieldset>
        {mayNarrow && chosen.length > 0 && <PeopleChips legend={say.seesWho} all={say.everybody} chosen={people} onChange={setPeople} />}
        <Field label={say.ends}>
          {(wire) => (
            <select {...wire} value={days} onChange={(e) => setDays(Number(e.target.value))}>
              <option value={0}>{say.never}</option>
              {lasts.map((n) => (
                <option key={n} value={n}>
                  {say.inDays(n)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {make.error && !make.error.fault('name') && <p role="alert">{trouble(make.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={make.isPending}>
            {say.tokenMake}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
