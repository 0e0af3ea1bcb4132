import { useState, type ReactNode } from 'react'
import { messages } from '@/lib/messages'
import { Sheet } from './Sheet'
import './once.css'

export const once = messages('once', { copy: 'Copy', copied: 'Copied', done: 'Done', qr: 'QR code of the link', close: 'Close' })

/** A QR code as the house draws it: squares of one path. */
export interface Squares {
  size: number
  path: string
}

const quiet = 4 // squares of light around it, without which no camera finds it

/** A QR code, dark on white in every theme. */
export function QR({ of, label = once.qr }: { of: Squares; label?: string }) {
  const side = of.size + 2 * quiet
  return (
    <svg className="qr" viewBox={`${-quiet} ${-quiet} ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect x={-quiet} y={-quiet} width={side} height={side} className="qr-ground" />
      <path d={of.path} className="qr-dark" />
    </svg>
  )
}

/** A text to be copied. */
export function Copyable({ value, label }: { value: string; label: string }) {
  const [copied, setCopied] = useState(false)
  // Browsers lend the clipboard only to pages with TLS or of this very machine; elsewhere the text is chosen, to be copied by hand.
  const copy = (e: React.MouseEvent<HTMLButtonElement>) => {
    ;(e.currentTarget.previousElementSibling as HTMLInputElement).select()
    navigator.clipboard?.writeText(value).then(() => setCopied(true), () => undefined)
  }
  return (
    <div className="copyable">
      <input className="line-input" readOnly value={value} aria-label={label} spellCheck={false} onFocus={(e) => e.currentTarget.select()} />
      <button type="button" className="btn" onClick={copy}>
        {copied ? once.copied : once.copy}
      </button>
    </div>
  )
}

interface Props {
  title: string
  /** What the text is, for those who do not see it; the sheet's title otherwise. */
  label?: string
  value: string
  qr?: Squares
  /** Says that it is shown this once, and what it is for. */
  children: ReactNode
  onClose: () => void
}

/** A secret or a link that is shown this once. */
export function OnceSheet({ title, label = title, value, qr, children, onClose }: Props) {
  return (
    <Sheet title={title} close={once.close} onClose={onClose}>
      <div className="form">
        {qr && <QR of={qr} />}
        <Copyable value={value} label={label} />
        <p className="cap-t">{children}</p>
        <div className="form-acts">
          <button type="button" className="btn act" onClick={onClose}>
            {once.done}
          </button>
        </div>
      </div>
    </Sheet>
  )
}
