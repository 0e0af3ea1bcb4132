import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'
import { Icon } from './look'
import './page.css'

interface SheetProps {
  title: string
  /** The name of the button that closes it. */
  close: string
  onClose: () => void
  children: ReactNode
}

/** A sheet over the page. The browser's own dialog keeps the focus inside and gives it back; Escape and a tap beside it close it. */
export function Sheet({ title, close, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  // Before the paint, and closed before it leaves the page: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const d = dialog.current
    if (d && !d.open) d.showModal()
    return () => d?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault()
        onClose()
      }}
      onClick={(e) => {
        if (e.target === dialog.current && !inside(dialog.current, e.clientX, e.clientY)) onClose()
      }}
    >
      <div className="sheet-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="btn bare icon-only" aria-label={close} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  )
}

function inside(el: HTMLElement, x: number, y: number): boolean {
  const r = el.getBoundingClientRect()
  return x >= r.left && x <= r.right && y >= r.top && y <= r.bottom
}
