import { useEffect, useState, type FormEvent, type ReactNode } from 'react'
import { useAnswerApp, useBrushes, useLogInAgain, usePeople } from '@/api/queries'
import { useConsentTexts } from '@/api/privacy'
import { trouble } from '@/api/trouble'
import type { AppQuestion, AppRequest } from '@/api/types'
import { Field } from '@/ui/Field'
import { Mark } from '@/ui/look'
import { careful, say } from './messages'
import './apps.css'

/** The frame of a question: nothing else of the house is beside it. */
export function AskPage({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Enamel`
  }, [title])
  return (
    <main className="ask" id="page">
      <p className="ask-brand">
        <Mark />
        enamel
      </p>
      {children}
    </main>
  )
}

/** What is left to say when nothing can be asked any more. */
export function Over({ title, children, acts }: { title: string; children: ReactNode; acts?: ReactNode }) {
  return (
    <section className="plate ask-plate" role="status">
      <h1>{title}</h1>
      <p>{children}</p>
      <div className="form-acts">
        {acts ?? (
          <a className="btn" href="/house">
            {say.toHouse}
          </a>
        )}
      </div>
    </section>
  )
}

const wide = ['people:write', 'brushes:write', 'household:write', 'hooks:write', 'audit:read', 'export:read', 'erase:write']

interface Props {
  question: AppQuestion
  request: AppRequest
}

/** What an app would see and do, and of whom; and the two answers. */
export function Ask({ question, request }: Props) {
  const answer = useAnswerApp()
  const logInAgain = useLogInAgain()
  const people = usePeople()
  const brushes = useBrushes()
  const texts = useConsentTexts()
  const [scopes, setScopes] = useState(request.scopes)
  const [some, setSome] = useState<string[] | null>(null)
  const [source, setSource] = useState(request.suggested_source ?? '')
  const [device, setDevice] = useState('')
  const [tried, setTried] = useState(false)
  const { app } = request
  if (answer.data) {
    if (!request.device) return <AskGone to={answer.data.redirect ?? '/'} app={app} allowed={answer.variables.allow} />
    return answer.variables.allow ? <Over title={say.doneTitle}>{say.done(app)}</Over> : <Over title={say.deniedTitle}>{say.denied(app)}</Over>
  }
  if (request.log_in)
    return (
      <section className="plate ask-plate">
        <h1>{say.connect(app)}</h1>
        <p>{say.logInWhy(app)}</p>
        {logInAgain.error && <p role="alert">{trouble(logInAgain.error)}</p>}
        <div className="form-acts">
          <button type="button" className="btn act" disabled={logInAgain.isPending} onClick={() => logInAgain.mutate()}>
            {say.logIn}
          </button>
        </div>
      </section>
    )
  const toggle = (list: string[], one: string) => (list.includes(one) ? list.filter((s) => s !== one) : [...list, one])
  const chosen = request.scopes.filter((s) => scopes.includes(s))
  const sends = chosen.includes('frames:write')
  const onlySends = sends && chosen.every((s) => s === 'frames:write' || !s.includes(':'))
  const aboutAll = chosen.some((s) => wide.includes(s))
  const aboutPeople = request.chooses_people && chosen.some((s) => s.endsWith(':read') || s === 'sessions:write')
  const narrowed = aboutPeople && !aboutAll ? some : null
  const agrees = aboutPeople || aboutAll
  // A house that does not tell its words in a language says them in English with the question.
  const text = texts.data?.app ?? (texts.error ? { words: request.text, language: 'en', version: undefined } : undefined)
  const faults = { nothing: chosen.length === 0, people: narrowed?.length === 0, source: sends && source.trim() === '' }
  const send = (e: FormEvent) => {
    e.preventDefault()
    setTried(true)
    if (faults.nothing || faults.people || faults.source || answer.isPending || (agrees && !text)) return
    answer.mutate({
      ...question,
      allow: true,
      ...(agrees && text?.version && { text_version: text.version }),
      scopes: chosen,
      ...(narrowed && { people: narrowed }),
      ...(sends && { source: source.trim() }),
      ...(onlySends && device && { device }),
    })
  }
  return (
    <form className="plate ask-plate form" onSubmit={send} noValidate>
      <header className="ask-head">
        <h1>{say.connect(app)}</h1>
        <p className="soft">{say.home(request.household)}</p>
        <p className={request.vouched === 'nobody' ? 'ask-careful' : undefined}>{request.vouched === 'enamel' ? say.enamel : request.vouched === 'household' ? say.household : say.nobody}</p>
        <p>{request.device ? say.answerDevice : request.host ? say.answer(request.host) : say.answerHere}</p>
      </header>
      <fieldset>
        <legend>{say.would}</legend>
        <ul className="ask-list">
          {request.scopes.map((s) => (
            <li key={s}>
              <label>
                <input type="checkbox" checked={scopes.includes(s)} disabled={s === 'openid'} onChange={() => setScopes(toggle(scopes, s))} />
                {careful.includes(s) ? <b>{say.can(s)}</b> : <span>{say.can(s)}</span>}
              </label>
            </li>
          ))}
        </ul>
        {tried && faults.nothing && <p role="alert">{say.nothing}</p>}
      </fieldset>
      {request.withheld.length > 0 && (
        <div className="ask-held soft">
          <p>{say.withheld}</p>
          <ul>
            {request.withheld.map((s) => (
              <li key={s}>{say.can(s)}</li>
            ))}
          </ul>
        </div>
      )}
      {aboutPeople && (people.data?.length ?? 0) > 0 && (
        <fieldset>
          <legend>{say.whom}</legend>
          <div className="ask-whom">
            {aboutAll ? (
              <p>{say.wholeHome}</p>
            ) : (
              <div className="seg" role="group" aria-label={say.whom}>
                <button type="button" aria-pressed={some === null} onClick={() => setSome(null)}>
                  {say.everybody}
                </button>
                <button type="button" aria-pressed={some !== null} onClick={() => setSome(some ?? [])}>
                  {say.some}
                </button>
              </div>
            )}
            {narrowed && (
              <div className="chips">
                {people.data?.map((p) => (
                  <button key={p.id} type="button" className="chip plain" aria-pressed={narrowed.includes(p.id)} onClick={() => setSome(toggle(narrowed, p.id))}>
                    {p.name}
                  </button>
                ))}
              </div>
            )}
            {tried && faults.people && <p role="alert">{say.chooseSome}</p>}
          </div>
        </fieldset>
      )}
      {agrees && (
        <p className="cap-t" lang={text?.language} data-own>
          {text?.words}
        </p>
      )}
      {sends && (
        <Field label={say.source} hint={say.sourceHint} fault={tried && faults.source ? say.sourceNeeded : answer.error?.fault('source')}>
          {(wire) => <input {...wire} maxLength={40} autoComplete="off" value={source} onChange={(e) => setSource(e.target.value)} />}
        </Field>
      )}
      {onlySends && (brushes.data?.length ?? 0) > 0 && (
        <Field label={say.device}>
          {(wire) => (
            <select {...wire} value={device} onChange={(e) => setDevice(e.target.value)}>
              <option value="">{say.anyDevice}</option>
              {brushes.data?.map((b) => (
                <option key={b.device} value={b.device}>
                  {b.name || b.device}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {answer.error && !answer.error.fault('source') && <p role="alert">{answer.error.status === 404 ? say.gone : trouble(answer.error)}</p>}
      <div className="ask-acts">
        <button type="button" className="btn" disabled={answer.isPending} onClick={() => answer.mutate({ ...question, allow: false })}>
          {say.no}
        </button>
        <button type="submit" className="btn act" disabled={answer.isPending || (agrees && !text)}>
          {answer.isPending ? say.sending : say.yes}
        </button>
      </div>
      <p className="cap-t">{say.undo}</p>
    </form>
  )
}

/** The browser goes back to the app by itself; where an app's own scheme asks first, there is a link. */
function AskGone({ to, app, allowed }: { to: string; app: string; allowed: boolean }) {
  useEffect(() => location.assign(to), [to])
  return (
    <Over
      title={allowed ? say.doneTitle : say.deniedTitle}
      acts={
        <a className="btn act" href={to}>
          {say.back}
        </a>
      }
    >
      {allowed ? say.done(app) : say.denied(app)}
    </Over>
  )
}
