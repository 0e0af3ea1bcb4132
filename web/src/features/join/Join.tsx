import { useEffect, useState, type FormEvent } from 'react'
import { useInvited, useJoin, useJoinToo } from '@/api/household'
import { Problem } from '@/api/client'
import { passkeysWork } from '@/api/passkeys'
import { useMe } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { useFirstPasskey, useLoginWays, useToProvider } from '@/api/ways'
import { dayOf } from '@/lib/time'
import { Field } from '@/ui/Field'
import { Mark, Nu } from '@/ui/look'
import { Waiting } from '@/ui/states'
import { say } from './messages'
import './join.css'

/** Where an invitation leads. The code stands behind the #, which no server sees. */
export function Join() {
  const me = useMe()
  const [code] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const invited = useInvited(code)
  const join = useJoin()
  const too = useJoinToo()
  const login = useLoginWays()
  const makeKey = useFirstPasskey()
  const provider = useToProvider()
  const [have, setHave] = useState(false)
  const [key, setKey] = useState(true)
  const [v, set] = useState({ name: '', email: '', password: '' })
  useEffect(() => {
    document.title = `${say.title} · Enamel`
  }, [])
  if (code !== '' && invited.isPending) return <Waiting label={say.waiting} />
  const i = invited.data
  const works = passkeysWork(login.data?.passkey_host)
  const byKey = works && key && !have
  const error = join.error ?? (makeKey.error instanceof Problem ? makeKey.error : null)
  const keyFault = makeKey.error && !(makeKey.error instanceof Problem) ? say.passkeyNone : undefined
  const send = (e: FormEvent) => {
    e.preventDefault()
    if (byKey) {
      if (!makeKey.isPending && !join.isPending)
        makeKey.mutate({ code, name: v.name.trim(), email: v.email.trim() }, { onSuccess: (passkey) => join.mutate({ code, email: v.email.trim(), name: v.name.trim(), passkey }) })
      return
    }
    if (!join.isPending) join.mutate({ code, email: v.email.trim(), password: v.password, ...(!have && { name: v.name.trim() }) })
  }
  const field = (name: 'name' | 'email' | 'password', type: string, complete: string, hint?: string) => (
    <Field label={say[name]} hint={hint} fault={name === 'password' && error?.status === 401 ? say.wrong : error?.fault(name)}>
      {(wire) => <input {...wire} type={type} autoComplete={complete} required value={v[name]} onChange={(e) => set({ ...v, [name]: e.target.value })} />}
    </Field>
  )
  return (
    <main className="join" id="page">
      <p className="join-brand">
        <Mark />
        enamel
      </p>
      <div className="join-nu" aria-hidden="true">
        <Nu mood="steady" glaze="leaf" label="" />
      </div>
      {!i ? (
        <section className="plate join-plate form" role="alert">
          <h1>{code === '' ? say.noCode : say.bad}</h1>
          <p>{code === '' ? say.noCodeWhy : trouble(invited.error)}</p>
          <a className="btn act" href="/">
            {say.toToday}
          </a>
        </section>
      ) : (
        <form className="plate join-plate form" noValidate onSubmit={send}>
          <h1>{say.heading(i.household)}</h1>
          <p>
            {say.by(i.by ?? '', say.roles(i.role))} {i.member_until && say.until(dayOf(i.member_until, Intl.DateTimeFormat().resolvedOptions().timeZone))}
          </p>
          {me.data ? (
            <>
              {too.error && <p role="alert">{trouble(too.error)}</p>}
              <button type="button" className="btn act" disabled={too.isPending} onClick={() => too.mutate(code)}>
                {say.enterAs(me.data.account.name)}
              </button>
            </>
          ) : (
            <>
              <div className="seg" role="group">
                {[false, true].map((h) => (
                  <button key={String(h)} type="button" aria-pressed={have === h} onClick={() => setHave(h)}>
                    {h ? say.have : say.new}
                  </button>
                ))}
              </div>
              {!have && field('name', 'text', 'name')}
              {field('email', 'email', 'username')}
              {works && !have && (
                <div className="seg" role="group" aria-label={say.how}>
                  {[true, false].map((k) => (
                    <button key={String(k)} type="button" aria-pressed={key === k} onClick={() => setKey(k)}>
                      {k ? say.passkey : say.withPassword}
                    </button>
                  ))}
                </div>
              )}
              {keyFault && <p role="alert">{keyFault}</p>}
              {!byKey && field('password', 'password', have ? 'current-password' : 'new-password', have ? say.haveHint : say.passwordHint)}
              {error && error.status !== 401 && error.faults.length === 0 && <p role="alert">{trouble(error)}</p>}
              <button className="btn act" disabled={join.isPending || makeKey.isPending}>
                {say.enter}
              </button>
              {login.data?.provider && (
                <button type="button" className="btn" disabled={provider.isPending} onClick={() => provider.mutate({ invitation: code })}>
                  {say.provider(login.data.provider)}
                </button>
              )}
              {provider.error && <p role="alert">{trouble(provider.error)}</p>}
            </>
          )}
        </form>
      )}
    </main>
  )
}
