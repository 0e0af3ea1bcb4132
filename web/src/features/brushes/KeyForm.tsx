import { useState } from 'react'
import { useChangeBrush } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Brush } from '@/api/types'
import { Field } from '@/ui/Field'
import { say } from './messages'

/** What stands between a handle that encrypts and its owner: the key, which is written here and shown nowhere. */
export function KeyForm({ brush: b }: { brush: Brush }) {
  const change = useChangeBrush()
  const [key, setKey] = useState('')
  const keep = (text: string) => change.mutate({ device: b.device, key: text }, { onSuccess: () => setKey('') })
  return (
    <form
      className="form brush-key"
      onSubmit={(e) => {
        e.preventDefault()
        keep(key.trim())
      }}
    >
      <p role="status">{b.locked === 'needs_key' ? say.needsKey : b.locked === 'wrong_key' ? say.wrongKey : say.keyKept}</p>
      {(b.locked || !b.has_key) && (
        <Field label={say.key} hint={say.keyHint} fault={change.error?.fault('key')}>
          {(wire) => (
            <input {...wire} value={key} maxLength={64} required autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(e) => setKey(e.target.value)} />
          )}
        </Field>
      )}
      {change.error && change.error.faults.length === 0 && <p role="alert">{trouble(change.error)}</p>}
      <div className="form-acts">
        {(b.locked || !b.has_key) && (
          <button className="btn act" disabled={change.isPending}>
            {say.keyKeep}
          </button>
        )}
        {b.has_key && (
          <button type="button" className="btn bare" disabled={change.isPending} onClick={() => keep('')}>
            {say.keyRemove}
          </button>
        )}
      </div>
    </form>
  )
}
