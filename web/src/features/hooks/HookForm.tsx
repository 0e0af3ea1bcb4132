import { useState } from 'react'
import { clashWords, useEdit, type Clash as EditClash } from '@/api/edit'
import { hookNow, useAddHook, useChangeHook } from '@/api/hooks'
import { trouble } from '@/api/trouble'
import { useConsentTexts } from '@/api/privacy'
import type { Hook, Person } from '@/api/types'
import { beside, listed } from '@/lib/words'
import { Clash } from '@/ui/Clash'
import { Field } from '@/ui/Field'
import { Cup } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { Sheet } from '@/ui/Sheet'
import { newPeople } from './agree'
import { say } from './messages'

const kinds = ['session_opened', 'session_ended', 'session_amended', 'session_removed', 'brush_changed', 'person_changed', 'household_changed', 'source_changed', 'sessions_expired', 'morning_reminder', 'evening_reminder']
const usual = ['session_ended', 'session_amended', 'session_removed']

type Fields = { id: string; agreed?: string } & Pick<AsForm, 'name' | 'url' | 'kinds' | 'people'>

/** A webhook as the fields of this form have it. */
interface AsForm {
  version: string
  name: string
  url: string
  kinds: string[]
  people: string[]
  hook: Hook | null
}

const asForm = (h: Hook | null): AsForm => ({ version: h?.version ?? '', name: h?.name ?? '', url: h?.url ?? '', kinds: h?.kinds ?? [], people: h?.people.map((p) => p.person_id) ?? [], hook: h })

/** What somebody else made of a webhook, in the words of this form. */
function theirWords({ theirs, changed }: EditClash<AsForm, Fields>, people: Person[]): string[] {
  const names = listed(people.filter((p) => theirs.people.includes(p.id)).map((p) => p.name))
  return [
    ...(changed.includes('name') ? [clashWords.now(say.name, theirs.name)] : []),
    ...(changed.includes('url') ? [clashWords.now(say.url, theirs.url)] : []),
    ...(changed.includes('kinds') ? [clashWords.now(say.when, beside(theirs.kinds.map(say.kinds)))] : []),
    ...(changed.includes('people') ? [clashWords.now(say.who, names || clashWords.empty)] : []),
  ]
}

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
  const [now, setNow] = useState(hook)
  const change = useEdit<AsForm, Fields>(asForm(hook), useChangeHook(), async () => {
    const there = await hookNow(hook?.id ?? '')
    return there && asForm(there)
  })
  const [name, setName] = useState(hook?.name ?? '')
  const [url, setUrl] = useState(hook?.url ?? '')
  const [chosen, choose] = useState(hook?.kinds ?? usual)
  const [who, setWho] = useState(() => hook?.people.map((p) => p.person_id).filter((id) => people.some((p) => p.id === id)) ?? [])
  const [agreed, agree] = useState(false)
  const texts = useConsentTexts()
  const text = texts.data?.webhook
  const [tried, setTried] = useState(false)
  const address = url.trim()
  const fresh = newPeople(now, address, who)
  const names = listed(people.filter((p) => fresh.includes(p.id)).map((p) => p.name))
  const error = add.error ?? change.error
  const busy = add.isPending || change.isPending
  const missing = name.trim() === '' || address === '' || chosen.length === 0 || (fresh.length > 0 && !(agreed && text))
  const toggle = (list: string[], one: string) => (list.includes(one) ? list.filter((o) => o !== one) : [...list, one])
  const send = () => {
    setTried(true)
    if (missing || busy) return
    const body = { name: name.trim(), url: address, kinds: chosen, people: who, ...(fresh.length > 0 && { agreed: text?.version }) }
    if (hook) change.save({ id: hook.id, ...body }, onClose)
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
        <Field label={say.url} hint={now && now.people.length > 0 && address !== now.url ? say.urlChanged : say.urlHint} fault={tried && address === '' ? say.urlNeeded : error?.fault('url')}>
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
            {text ? (
              <p lang={text.language} data-own>
                {text.words}
              </p>
            ) : (
              texts.error && <p role="alert">{trouble(texts.error)}</p>
            )}
            <label className="hook-yes">
              <input type="checkbox" checked={agreed} disabled={!text} onChange={(e) => agree(e.target.checked)} />
              <span>{say.agreeYes(names)}</span>
            </label>
          </div>
        )}
        {change.clash && (
          <Clash
            words={clashWords}
            lines={theirWords(change.clash, people)}
            busy={busy}
            onMine={change.mine}
            onTheirs={() => {
              const theirs = change.theirs()
              if (!theirs) return
              setNow(theirs.hook)
              setName(theirs.name)
              setUrl(theirs.url)
              choose(theirs.kinds)
              setWho(theirs.people)
              agree(false)
            }}
          />
        )}
        {error && !error.fault('name') && !error.fault('url') && <p role="alert">{trouble(error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={busy || (fresh.length > 0 && !(agreed && text))}>
            {hook ? say.save : say.addThis}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
