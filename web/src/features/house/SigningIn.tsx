import { useState } from 'react'
import type { Problem } from '@/api/client'
import { passkeysWork } from '@/api/passkeys'
import { useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { useEndCodes, useLoginWays, useNewRecoveryCodes, useRemovePasskey, useSetPassword, useToProvider, useUnlink, useWays } from '@/api/ways'
import { dayOf, heardAt } from '@/lib/time'
import { beside } from '@/lib/words'
import { Page } from '@/ui/Page'
import { Trouble, Waiting } from '@/ui/states'
import { CodesSheet, PasskeySheet, PasswordSheet, ProveSheet, RecoverySheet } from './SigningSheets'
import { say } from './signing'
import './house.css'

/** How one comes in: passkeys, a password, one-time codes, accounts elsewhere. */
export function SigningIn() {
  const ways = useWays()
  const login = useLoginWays()
  const zone = useTimeZone()
  const removeKey = useRemovePasskey()
  const setPassword = useSetPassword()
  const endCodes = useEndCodes()
  const newCodes = useNewRecoveryCodes()
  const unlink = useUnlink()
  const provider = useToProvider()
  const [open, setOpen] = useState<'passkey' | 'password' | 'codes' | null>(null)
  /** What is done once it was shown again who is asking. */
  const [then, setThen] = useState<(() => void) | null>(null)
  if (ways.isPending) return <Waiting label={say.waiting} />
  if (!ways.data)
    return (
      <Page title={say.title} heading={say.title}>
        <Trouble title={say.trouble}>{trouble(ways.error)}</Trouble>
      </Page>
    )
  const w = ways.data
  const works = passkeysWork(login.data?.passkey_host)
  const doIt = (act: () => void) => (w.proved ? act() : setThen(() => act))
  /** Asks to be shown again, when the server says that the last time is too long ago. */
  const asked = (again: () => void) => ({ onError: (e: Problem) => e.type === 'urn:enamel:prove' && setThen(() => again) })
  const shown = (e: Problem | null) => e && e.type !== 'urn:enamel:prove' && <p role="alert">{trouble(e)}</p>
  const remove = (id: string) => doIt(() => removeKey.mutate(id, asked(() => removeKey.mutate(id))))
  return (
    <Page title={say.title} heading={say.title}>
      <div className="house-grid">
        <section className="plate house-plate">
          <h2>{say.passkeys}</h2>
          <p className="cap-t">{say.passkeysWhy}</p>
          <ul className="house-rows">
            {w.passkeys.map((k) => (
              <li key={k.id}>
                <div>
                  <b>{k.label}</b>
                  <span className="cap-t">{k.copied_at ? say.copied(dayOf(k.copied_at, zone)) : k.last_used_at ? say.lastUsed(heardAt(k.last_used_at, zone)) : say.unused}</span>
                </div>
                <button type="button" className="btn bare" aria-label={say.removeKey(k.label)} disabled={removeKey.isPending} onClick={() => remove(k.id)}>
                  {say.remove}
                </button>
              </li>
            ))}
          </ul>
          {shown(removeKey.error)}
          {works ? (
            <button type="button" className="btn act" onClick={() => doIt(() => setOpen('passkey'))}>
              {say.addKey}
            </button>
          ) : (
            <p className="cap-t">{say.notHere(login.data?.passkey_host ?? '')}</p>
          )}
        </section>
        <section className="plate house-plate">
          <h2>{say.password}</h2>
          <p className="cap-t">{w.password ? say.passwordHas : say.passwordNone}</p>
          <div className="form-acts">
            <button type="button" className="btn" onClick={() => doIt(() => setOpen('password'))}>
              {w.password ? say.passwordChange : say.passwordSet}
            </button>
            {w.password && w.passkeys.length > 0 && (
              <button type="button" className="btn bare" disabled={setPassword.isPending} onClick={() => doIt(() => setPassword.mutate(null, asked(() => setPassword.mutate(null))))}>
                {say.passwordRemove}
              </button>
            )}
          </div>
          {shown(setPassword.error)}
        </section>
        {w.password && (
          <section className="plate house-plate">
            <h2>{say.codes}</h2>
            <p className="cap-t">{w.codes ? say.codesOn : say.codesOff}</p>
            {w.codes && <p>{say.recoveryLeft(w.recovery_codes)}</p>}
            <div className="form-acts">
              {w.codes ? (
                <>
                  <button type="button" className="btn" disabled={newCodes.isPending} onClick={() => doIt(() => newCodes.mutate(undefined, asked(() => newCodes.mutate(undefined))))}>
                    {say.recoveryNew}
                  </button>
                  <button type="button" className="btn bare" disabled={endCodes.isPending} onClick={() => doIt(() => endCodes.mutate(undefined, asked(() => endCodes.mutate(undefined))))}>
                    {say.codesEnd}
                  </button>
                </>
              ) : (
                <button type="button" className="btn" onClick={() => doIt(() => setOpen('codes'))}>
                  {say.codesStart}
                </button>
              )}
            </div>
            {shown(newCodes.error ?? endCodes.error)}
          </section>
        )}
        {(login.data?.provider || w.identities.length > 0) && (
          <section className="plate house-plate">
            <h2>{say.elsewhere}</h2>
            <ul className="house-rows">
              {w.identities.map((i) => (
                <li key={i.id}>
                  <div>
                    <b>{i.proxy ? say.proxy : i.provider}</b>
                    <span className="cap-t">{beside([i.name, i.last_used_at && say.lastUsed(heardAt(i.last_used_at, zone))].filter(Boolean))}</span>
                  </div>
                  <button type="button" className="btn bare" disabled={unlink.isPending} onClick={() => doIt(() => unlink.mutate(i.id, asked(() => unlink.mutate(i.id))))}>
                    {say.unlink}
                  </button>
                </li>
              ))}
            </ul>
            {login.data?.provider && (
              <button type="button" className="btn" disabled={provider.isPending} onClick={() => doIt(() => provider.mutate({ link: true }, asked(() => provider.mutate({ link: true }))))}>
                {say.link(login.data.provider)}
              </button>
            )}
            {shown(unlink.error ?? provider.error)}
          </section>
        )}
      </div>
      {then && (
        <ProveSheet
          password={w.password}
          passkey={works && w.passkeys.length > 0}
          onClose={() => setThen(null)}
          onProved={() => {
            const act = then
            setThen(null)
            act()
          }}
        />
      )}
      {open === 'passkey' && <PasskeySheet onClose={() => setOpen(null)} />}
      {open === 'password' && <PasswordSheet first={!w.password} onClose={() => setOpen(null)} />}
      {open === 'codes' && <CodesSheet onClose={() => setOpen(null)} />}
      {newCodes.data && <RecoverySheet codes={newCodes.data.codes} onClose={() => newCodes.reset()} />}
    </Page>
  )
}
