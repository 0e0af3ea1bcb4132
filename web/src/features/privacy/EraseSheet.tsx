import { useState } from 'react'
import type { Problem } from '@/api/client'
import { trouble } from '@/api/trouble'
import { Field } from '@/ui/Field'
import { Sheet } from '@/ui/Sheet'
import { say } from './messages'

interface Props {
  /** What has to be typed. */
  name: string
  what: string
  /** Where a copy can be had. */
  copy: string
  pending: boolean
  error: Problem | null
  onErase: (typed: string) => void
  onClose: () => void
}

/** Says what is lost, and asks for the name: nobody erases by a slip of a finger. */
export function EraseSheet({ name, what, copy, pending, error, onErase, onClose }: Props) {
  const [typed, type] = useState('')
  const [tried, setTried] = useState(false)
  const fits = typed.trim() === name
  return (
    <Sheet title={say.eraseTitle(name)} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          setTried(true)
          if (fits && !pending) onErase(typed)
        }}
      >
        <p>{what}</p>
        <p className="privacy-acts">
          <a className="btn" href={copy} download>
            {say.copy}
          </a>
        </p>
        <p className="cap-t">{say.eraseFirst}</p>
        <Field label={say.type(name)} fault={(tried && !fits) || error?.fault('name') ? say.typeFault : undefined}>
          {(wire) => <input {...wire} value={typed} autoComplete="off" autoCapitalize="off" spellCheck={false} onChange={(e) => type(e.target.value)} />}
        </Field>
        {error && !error.fault('name') && <p role="alert">{trouble(error)}</p>}
        <div className="form-acts">
          <button type="button" className="btn act" onClick={onClose}>
            {say.eraseNo}
          </button>
          <button className="btn" disabled={!fits || pending}>
            {say.eraseYes}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
