import { useState } from 'react'
import { Field } from '@/ui/Field'
import { Sheet } from '@/ui/Sheet'
import { say } from './messages'

/** A secret, this once. */
export function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const [copied, setCopied] = useState(false)
  // Browsers lend the clipboard only to pages with TLS or of this very machine; elsewhere the field is there to copy from.
  const clipboard = window.isSecureContext ? navigator.clipboard : undefined
  return (
    <Sheet title={say.secretTitle} close={say.close} onClose={onClose}>
      <div className="form">
        <p>{say.secretOnce}</p>
        <Field label={say.secretLabel}>{(wire) => <input {...wire} className="hook-secret" readOnly value={secret} spellCheck={false} onFocus={(e) => e.target.select()} />}</Field>
        <div className="form-acts">
          {clipboard && (
            <button type="button" className="btn" onClick={() => void clipboard.writeText(secret).then(() => setCopied(true))}>
              {copied ? say.copied : say.copy}
            </button>
          )}
          <button type="button" className="btn act" onClick={onClose}>
            {say.done}
          </button>
        </div>
      </div>
    </Sheet>
  )
}
