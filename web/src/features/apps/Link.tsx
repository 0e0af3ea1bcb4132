import { useState, type FormEvent } from 'react'
import { useTypedCode } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { Field } from '@/ui/Field'
import { Ask, AskPage } from './Ask'
import { say } from './messages'

/** Where a device sends somebody to type the code that it shows: /link, or /link?code=… from a QR code. */
export function Link() {
  const [code, setCode] = useState(() => new URLSearchParams(location.search).get('code')?.slice(0, 20) ?? '')
  const asked = useTypedCode()
  const send = (e: FormEvent) => {
    e.preventDefault()
    if (code.trim() && !asked.isPending) asked.mutate(code.trim())
  }
  return (
    <AskPage title={say.linkTitle}>
      {asked.data ? (
        <Ask question={{ code: asked.variables }} request={asked.data} />
      ) : (
        <form className="plate ask-plate form" onSubmit={send}>
          <header className="ask-head">
            <h1>{say.linkHeading}</h1>
            <p>{say.linkWhy}</p>
          </header>
          <div className="ask-code">
            <Field label={say.code} fault={asked.error ? (asked.error.status === 404 ? say.wrongCode : trouble(asked.error)) : undefined}>
              {(wire) => (
                <input {...wire} autoCapitalize="characters" autoComplete="off" spellCheck={false} maxLength={20} placeholder="BCDF-GHJK" required value={code} onChange={(e) => setCode(e.target.value)} />
              )}
            </Field>
          </div>
          <div className="form-acts">
            <button className="btn act" disabled={asked.isPending}>
              {asked.isPending ? say.sending : say.next}
            </button>
          </div>
        </form>
      )}
    </AskPage>
  )
}
