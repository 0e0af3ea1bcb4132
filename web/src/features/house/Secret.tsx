import { useState } from 'react'
import { say } from './messages'

/** Something that is shown once, to be copied. */
export function Secret({ value, label }: { value: string; label: string }) {
  const [copied, setCopied] = useState(false)
  // Pages of plain HTTP have no clipboard: the text is then chosen, to be copied by hand.
  const copy = (e: React.MouseEvent<HTMLButtonElement>) => {
    const field = e.currentTarget.previousElementSibling as HTMLInputElement
    field.select()
    navigator.clipboard?.writeText(value).then(() => setCopied(true), () => undefined)
  }
  return (
    <div className="house-secret">
      <input className="line-input" readOnly value={value} aria-label={label} onFocus={(e) => e.currentTarget.select()} />
      <button type="button" className="btn" onClick={copy}>
        {copied ? say.copied : say.copy}
      </button>
    </div>
  )
}
