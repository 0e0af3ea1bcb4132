import { useState } from 'react'
import { useAddHook, useChangeHook } from '@/api/hooks'
import { trouble } from '@/api/trouble'
import type { Hook, Person } from '@/api/types'
import { listed } from '@/lib/words'
import { Field } from '@/ui/Field'
import { Cup } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { Sheet } from '@/ui/Sheet'
import { newPeople } from './agree'
import { say, words } from './messages'

const kinds = ['session_opened', 'session_ended', 'session_amended', 'session_removed', 'brush_changed', 'person_changed', 'household_changed', 'source_changed', 'sessions_expired']
const usual = ['session_ended', 'session_amended', 'session_removed']

interface Props {
  /** Null: a new one. */
  hook: Hook | null
  people: Person[]
  onClose: () => void
  onSecret: (secret: string) => void
}

/** What a webhook is, when it is told and of whom. Who is new has to be agreed to in plain words before anything is saved. */
export function HookForm({ hook, people, onClose, onSecret }: Props) {
  const add = useAddHook()
  const change = useChangeHook()
  const [opened] = useState({ version: hook?.version })
  const [name, setName] = useState(hook?.name ?? '')
  const [url, setUrl] = useState(hook?.url ?? '')
  const [chosen, choose] = useState(hook?.kinds ?? usual)
  const [who, setWho] = useState(() => hook?.people.map((p) => p.person_id).filter((id) => people.some((p) => p.id === id)) ?? [])
  const [agreed, agree] = useState(false)
  const [tried, setTried] = useState(false)
  const address = url.trim()
  const fresh = newPeople(hook, address, who)
  const names = listed(people.filter((p) => fresh.includes(p.id)).map((p) => p.name))
  const error = add.error ?? change.error
  const busy = add.isPending || change.isPending
  const missing = name.trim() === '' || address === '' || chosen.length === 0 || (fresh.length > 0 && !agreed)
  const toggle = (list: string[], one: string) => (list.includes(one) ? list.filter((o) => o !== one) : [...list, one])
  const host = URL.canParse(address) ? new URL(address).host || say.theReceiver : say.theReceiver
  const send = () => {
    setTried(true)
    if (missing || busy) return
    const body = { name: name.trim(), url: address, kinds: chosen, people: who, ...(fresh.length > 0 && { agreed: words }) }
    if (hook) change.mutate({ id: hook.id, version: opened.version, ...body }, { onSuccess: onClose })
    else
      add.mutate(body, {
        onSuccess: (a) => {
          onClose()
          onSecret(a.secret)
        },
      })
  }
  return (
    <Sheet title={hook ? hook.name : say.add} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          send()
        }}
      >
        <Field label={say.name} hint={say.nameHint} fault={tried && name.trim() === '' ? say.nameNeeded : error?.fault('name')}>
          {(wire) => <input {...wire} value={name} maxLength={60} autoComplete="off" autoFocus={!hook} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={say.url} hint={hook && hook.people.length > 0 && address !== hook.url ? say.urlChanged : say.urlHint} fault={tried && address === '' ? say.urlNeeded : error?.fault('url')}>
          {(wire) => (
            <input
              {...wire}
              type="url"
              inputMode="url"
              value={url}
              maxLength={2048}
              autoComplete="off"
              spellCheck={false}
              onChange={(e) => {
                setUrl(e.target.value)
                agree(false)
              }}
            />
          )}
        </Field>
        <fieldset className="field">
          <legend className="field-label">{say.when}</legend>
          <div className="chips">
            {kinds.map((k) => (
              <button key={k} type="button" className="chip plain hook-kind" aria-pressed={chosen.includes(k)} onClick={() => choose(toggle(chosen, k))}>
                {say.kinds(k)}
              </button>
            ))}
          </div>
          {tried && chosen.length === 0 && (
            <p className="fault" role="alert">
              {say.whenNeeded}
            </p>
          )}
        </fieldset>
        <fieldset className="field">
          <legend className="field-label">{say.who}</legend>
          <div className="chips">
            {people.map((p) => (
              <button
                key={p.id}
                type="button"
                className="chip"
                aria-pressed={who.includes(p.id)}
                onClick={() => {
                  setWho(toggle(who, p.id))
                  agree(false)
                }}
              >
                <Cup glaze={p.glaze} letter={initial(p.name)} />
                {p.name}
              </button>
            ))}
          </div>
          <p className="cap-t">{who.length === 0 ? say.whoNone : say.whoHint}</p>
        </fieldset>
        {fresh.length > 0 && (
          <div className="hook-agree" aria-live="polite">
            <b>{say.agreeTitle(names)}</b>
            <p>{say.agreeWhat(host)}</p>
            <label className="hook-yes">
              <input type="checkbox" checked={agreed} onChange={(e) => agree(e.target.checked)} />
              <span>{say.agreeYes(names)}</span>
            </label>
          </div>
        )}
        {error && !error.fault('name') && !error.fault('url') && <p role="alert">{trouble(error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={busy || (fresh.length > 0 && !agreed)}>
            {hook ? say.save : say.addThis}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
