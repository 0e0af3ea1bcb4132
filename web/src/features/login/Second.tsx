import { useState } from 'react'
import { trouble } from '@/api/trouble'
import { useSecond } from '@/api/ways'
import { Field } from '@/ui/Field'
import { Mark, Nu } from '@/ui/look'
import { say } from './messages'

/** The one-time code after the password, or a recovery code in its place. */
export function Second({ onAgain }: { onAgain: () => void }) {
  const second = useSecond()
  const [recovery, setRecovery] = useState(false)
  const [code, setCode] = useState('')
  const late = second.error?.status === 403
  return (
    <main className="login" id="page">
      <p className="login-brand">
        <Mark />
        enamel
      </p>
      <div className="login-nu" aria-hidden="true">
        <Nu mood="steady" glaze="coral" label="" />
      </div>
      <form
        className="plate login-plate form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (!second.isPending && code.trim() !== '') second.mutate(code.trim())
        }}
      >
        <h1>{recovery ? say.recoveryHeading : say.secondHeading}</h1>
        <p>{recovery ? say.recoveryWhy : say.secondWhy}</p>
        <Field label={recovery ? say.recoveryCode : say.code} fault={second.error && !late ? (second.error.fault('code') ? say.codeWrong : trouble(second.error)) : undefined}>
          {(wire) =>
            recovery ? (
              <input {...wire} key="recovery" autoFocus autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={64} value={code} onChange={(e) => setCode(e.target.value)} />
            ) : (
              <input {...wire} key="code" autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={10} value={code} onChange={(e) => setCode(e.target.value)} />
            )
          }
        </Field>
        {late && <p role="alert">{say.late}</p>}
        {late ? (
          <button type="button" className="btn act" onClick={onAgain}>
            {say.again}
          </button>
        ) : (
          <button className="btn act" disabled={second.isPending}>
            {second.isPending ? say.entering : say.enter}
          </button>
        )}
        <button
          type="button"
          className="btn bare"
          onClick={() => {
            setCode('')
            second.reset()
            setRecovery(!recovery)
          }}
        >
          {recovery ? say.useCode : say.useRecovery}
        </button>
      </form>
    </main>
  )
}
