import './trace.css'

/** A run of equal seconds: [from_s, to_s). */
export interface TraceRun {
  from_s: number
  to_s: number
  heard: boolean
  pressure?: 'low' | 'normal' | 'high'
}

interface TraceProps {
  runs: readonly TraceRun[]
  /** Seconds the trace is wide; what lies beyond the last run is still to come. */
  width: number
  /** A whole sentence. */
  label: string
  onSign?: boolean
}

// The brush says classes, not newtons: three heights and no more.
const heights = { low: 16, normal: 30, high: 54, none: 22 }
const step = 5

/** Pressure second by second. Too hard stands out by its height and a cap line before its colour; not heard is dashed. */
export function Trace({ runs, width, label, onSign }: TraceProps) {
  const end = runs.reduce((m, r) => Math.max(m, r.to_s), 0)
  const wide = Math.max(width, end, 1)
  const bars: Record<'low' | 'normal' | 'high' | 'none' | 'gap' | 'caps', string> = { low: '', normal: '', high: '', none: '', gap: '', caps: '' }
  for (const r of runs) {
    for (let s = r.from_s; s < r.to_s; s++) {
      const x = s * step
      if (!r.heard) {
        bars.gap += `M${x + 1.5} 62V34M${x + 3.8} 62V34`
        continue
      }
      const kind = r.pressure ?? 'none'
      bars[kind] += `M${x + 0.6} 63v${-heights[kind]}h3.8v${heights[kind]}z`
      if (kind === 'high') bars.caps += `M${x + 0.2} 5.5h4.6`
    }
  }
  return (
    <svg className={onSign ? 'trace on-sign' : 'trace'} viewBox={`0 0 ${wide * step} 64`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path className="trace-rest" d={`M${end * step + 1} 62H${wide * step}`} vectorEffect="non-scaling-stroke" />
      <path className="trace-limit" d={`M0 14H${wide * step}`} vectorEffect="non-scaling-stroke" />
      {(['low', 'normal', 'none', 'high'] as const).map((k) => bars[k] && <path key={k} className={`trace-${k}`} d={bars[k]} />)}
      {bars.gap && <path className="trace-gap" d={bars.gap} vectorEffect="non-scaling-stroke" />}
      {bars.caps && <path className="trace-cap" d={bars.caps} vectorEffect="non-scaling-stroke" />}
    </svg>
  )
}
