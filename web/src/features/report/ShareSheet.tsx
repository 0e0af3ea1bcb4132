import { useState } from 'react'
import { useConsentTexts } from '@/api/privacy'
import { useShareReport } from '@/api/reports'
import { trouble } from '@/api/trouble'
import { Field } from '@/ui/Field'
import { OnceSheet } from '@/ui/Once'
import { Sheet } from '@/ui/Sheet'
import { t } from './messages'

interface Props {
  person: string
  name: string
  from: string
  to: string
  receiver: string
  onClose: () => void
}

/** Lends the report: to whom, for how long, with a name or without; and what is agreed to by that. The link is shown once. */
export function ShareSheet({ person, name, from, to, receiver: begun, onClose }: Props) {
  const share = useShareReport()
  const texts = useConsentTexts()
  const [receiver, setReceiver] = useState(begun)
  const [days, setDays] = useState(14)
  const [named, setNamed] = useState(true)
  const [agreed, agree] = useState(false)
  const text = texts.data?.app
  if (share.data)
    return (
      <OnceSheet title={t.made1} value={share.data.link} qr={share.data.qr} onClose={onClose}>
        {t.once}
      </OnceSheet>
    )
  return (
    <Sheet title={t.shareTitle} close={t.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!share.isPending && text && agreed && receiver.trim()) share.mutate({ person, from, to, receiver: receiver.trim(), days, named, text_version: text.version })
        }}
      >
        <p className="soft">{t.shareWhy(name)}</p>
        <Field label={t.receiver}>
          {(wire) => <input {...wire} required maxLength={80} autoComplete="off" value={receiver} onChange={(e) => setReceiver(e.target.value)} />}
        </Field>
        <Field label={t.lasts}>
          {(wire) => (
            <select {...wire} value={days} onChange={(e) => setDays(Number(e.target.value))}>
              {[1, 7, 14, 30, 90].map((n) => (
                <option key={n} value={n}>
                  {t.lastsDays(n)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <fieldset className="field">
          <legend className="field-label">{t.named}</legend>
          <div className="choice">
            <label>
              <input type="radio" name="named" checked={named} onChange={() => setNamed(true)} />
              <b>{t.namedYes(name)}</b>
            </label>
            <label>
              <input type="radio" name="named" checked={!named} onChange={() => setNamed(false)} />
              <b>{t.namedNo}</b>
              <span className="cap-t">{t.namedNoWhy}</span>
            </label>
          </div>
        </fieldset>
        {text && (
          <div className="report-agree">
            <p className="cap-t" lang={text.language} data-own>
              {text.words}
            </p>
            <label>
              <input type="checkbox" checked={agreed} onChange={(e) => agree(e.target.checked)} />
              <b>{t.agreed}</b>
            </label>
          </div>
        )}
        {(share.error ?? texts.error) && <p role="alert">{trouble((share.error ?? texts.error) as Error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={share.isPending || !text || !agreed || !receiver.trim()}>
            {t.makeLink}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
