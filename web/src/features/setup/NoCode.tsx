import { useState } from 'react'
import { Field } from '@/ui/Field'
import { say } from './messages'

/** Set-up without its one-time code: says where the code is. */
export function NoCode({ onCode }: { onCode: (code: string) => void }) {
  const [text, setText] = useState('')
  return (
    <form
      className="form"
      onSubmit={(e) => {
        e.preventDefault()
        const code = text.trim().split('#').pop() ?? ''
        if (code) onCode(decodeURIComponent(code))
      }}
    >
      <h1 tabIndex={-1}>{say.noCode}</h1>
      <p className="lead soft">{say.noCodeWhy}</p>
      <Field label={say.noCodeField}>
        {(wire) => <input {...wire} value={text} autoComplete="off" spellCheck={false} onChange={(e) => setText(e.target.value)} />}
      </Field>
      <div className="form-acts">
        <button className="btn act" disabled={text.trim() === ''}>
          {say.noCodeGo}
        </button>
      </div>
    </form>
  )
}
