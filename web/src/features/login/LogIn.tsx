import { useEffect, useRef, useState, type FormEvent } from 'react'
import { Problem } from '@/api/client'
import { givenUp, passkeysOffer, passkeysWork } from '@/api/passkeys'
import { useLogIn } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { useLoginWays, usePasskeyLogIn, useToProvider } from '@/api/ways'
import { Field } from '@/ui/Field'
import { Mark, Nu } from '@/ui/look'
import { Tongue } from '@/ui/Tongue'
import { say } from './messages'
import { Second } from './Second'
import './login.css'

/** What the provider's page led back with. */
const back = new URLSearchParams(location.search).get('provider')

/** The door for people who live here: a passkey first, then a password. */
export function LogIn() {
  const logIn = useLogIn()
  const ways = useLoginWays()
  const passkey = usePasskeyLogIn()
  const provider = useToProvider()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [second, setSecond] = useState(false)
  const waiting = useRef<AbortController>(null)
  const works = passkeysWork(ways.data?.passkey_host)
  const { mutate } = passkey
  useEffect(() => {
    document.title = `${say.title} · Enamel`
  }, [])
  // The browser offers passkeys where the e-mail address is typed; whoever types is not disturbed.
  useEffect(() => {
    if (!works) return
    const stop = new AbortController()
    waiting.current = stop
    void passkeysOffer().then((offers) => {
      if (offers && !stop.signal.aborted) mutate({ mediation: 'conditional', signal: stop.signal })
    })
    return () => stop.abort()
  }, [works, mutate])
  if (second) return <Second onAgain={() => setSecond(false)} />
  const send = (e: FormEvent) => {
    e.preventDefault()
    if (logIn.isPending) return
    logIn.mutate({ email: email.trim(), password }, { onError: (e) => e.type === 'urn:enamel:second-factor' && setSecond(true) })
  }
  const fault = logIn.error ? (logIn.error.status === 401 ? say.wrong : trouble(logIn.error)) : undefined
  const keyFault = passkey.error instanceof Problem ? trouble(passkey.error) : passkey.error && !givenUp(passkey.error) ? say.passkeyFault : undefined
  const providerFault = provider.error ? trouble(provider.error) : back ? say.back(back) : undefined
  return (
    <main className="login" id="page">
      <p className="login-brand">
        <Mark />
        enamel
      </p>
      <div className="login-nu" aria-hidden="true">
        <Nu mood="steady" glaze="coral" label="" />
      </div>
      <form className="plate login-plate form" onSubmit={send}>
        <h1>{say.heading}</h1>
        {works && (
          <>
            <button
              type="button"
              className="btn act"
              onClick={() => {
                waiting.current?.abort()
                mutate({})
              }}
            >
              {say.passkey}
            </button>
            {keyFault && <p role="alert">{keyFault}</p>}
          </>
        )}
        {ways.data?.provider && (
          <button type="button" className="btn" disabled={provider.isPending} onClick={() => provider.mutate({})}>
            {say.provider(ways.data.provider)}
          </button>
        )}
        {providerFault && <p role="alert">{providerFault}</p>}
        {(works || ways.data?.provider) && <p className="login-or cap-t">{say.or}</p>}
        <Field label={say.email}>
          {(wire) => <input {...wire} type="email" autoComplete="username webauthn" required value={email} onChange={(e) => setEmail(e.target.value)} />}
        </Field>
        <Field label={say.password} fault={fault}>
          {(wire) => <input {...wire} type="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} />}
        </Field>
        <button className={works ? 'btn' : 'btn act'} type="submit">
          {logIn.isPending ? say.entering : say.enter}
        </button>
      </form>
      <Tongue />
    </main>
  )
}
