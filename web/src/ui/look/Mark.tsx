import './look.css'

/** The mark: morning's arch and evening's arch make an e. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg className={className ? `mark ${className}` : 'mark'} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path className="mark-rim" d="M11 30V29.5a21 21 0 0 1 42 0V30" strokeWidth={15} />
      <path className="mark-rim" d="M11 34.5v0a21 21 0 0 0 37 13.3" strokeWidth={15} />
      <path className="mark-rim" d="M13 32H52" strokeWidth={13} />
      <path className="mark-pm" d="M11 34.5a21 21 0 0 0 37 13.3" strokeWidth={10} />
      <path className="mark-am" d="M12 31.7H53V29.5a21 21 0 0 0-42 0" strokeWidth={10} strokeLinejoin="round" />
    </svg>
  )
}
