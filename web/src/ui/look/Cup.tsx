import './look.css'

export type Glaze = 'coral' | 'leaf' | 'sky' | 'sun' | 'plum' | 'clay' | 'bone'

export interface CupProps {
  glaze: Glaze
  /** The person's initial: a glaze never stands alone. */
  letter: string
  /** False while the brush is out of its cup, that is, while somebody brushes. */
  brush?: boolean
  /** On the enamel sign the cup keeps its dark rim. */
  onSign?: boolean
  className?: string
}

/** A person's cup. It says nothing aloud: the name stands beside it. */
export function Cup({ glaze, letter, brush = true, onSign, className }: CupProps) {
  return (
    <svg
      className={`cup glaze-${glaze}${onSign ? ' on-sign' : ''}${className ? ` ${className}` : ''}`}
      viewBox="0 0 56 64"
      aria-hidden="true"
      focusable="false"
    >
      {brush && (
        <g className="cup-brush">
          <path className="cup-line" d="M30 30L38 6" strokeWidth={6.5} />
          <path className="cup-inside" d="M30 30L38 6" strokeWidth={3} />
          <path className="cup-body" d="M39.2 8.2l5.6 2 2.6-7.2-5.6-2z" strokeLinejoin="round" />
        </g>
      )}
      <path className="cup-line" d="M43 32h3.5a6.5 6.5 0 0 1 0 15.5h-4.5" strokeWidth={5.6} />
      <path className="cup-handle" d="M43 32h3.5a6.5 6.5 0 0 1 0 15.5h-4.5" strokeWidth={2} />
      <path className="cup-body" d="M8 25h36l-2.5 31a6 6 0 0 1-6 5.5h-19a6 6 0 0 1-6-5.5z" />
      <path className="cup-shine" d="M13.5 31l1.6 20" />
      <rect className="cup-lip" x={5.5} y={22} width={41} height={6} rx={3} />
      <text className="cup-letter" x={27} y={50.5}>
        {letter}
      </text>
    </svg>
  )
}
