import { scoreTeeth } from './geometry'
import './look.css'

export type PartName = 'time' | 'cover' | 'press'

/** One part of a score: points got and its weight, both of a hundred. */
export interface ScorePart {
  name: PartName
  points: number
  weight: number
}

const paths = scoreTeeth()

/**
 * Which tooth says what: the twenty teeth are shared out by weight, and each part fills its own from the left,
 * so that as many teeth are filled as the score has fives, rounded part by part.
 */
export function scoreFill(parts: readonly ScorePart[]): { name: PartName; full: boolean }[] {
  const total = parts.reduce((a, p) => a + p.weight, 0) || 1
  const out: { name: PartName; full: boolean }[] = []
  let weight = 0
  for (const p of parts) {
    const from = Math.round((20 * weight) / total)
    weight += p.weight
    const to = Math.round((20 * weight) / total)
    const teeth = to - from
    const filled = p.weight > 0 ? Math.round((teeth * p.points) / p.weight) : 0
    for (let i = 0; i < teeth; i++) out.push({ name: p.name, full: i < filled })
  }
  return out
}

/** A score as an arch of twenty teeth, five points each, with the number in its opening. Without a score all teeth are open. */
export function ScoreArch({ score, parts, of, label }: { score?: number; parts: readonly ScorePart[]; of?: string; label: string }) {
  const fill = scoreFill(parts)
  return (
    <div className="score-arch">
      <svg viewBox="-49 -53 98 76" role="img" aria-label={label}>
        {paths.map((d, i) => {
          const t = fill[i]
          return <path key={i} d={d} className={t?.full ? `sc sc-${t.name}` : score === undefined ? 'sc none' : 'sc'} />
        })}
      </svg>
      {score !== undefined && (
        <div className="score-in" aria-hidden="true">
          <b>{score}</b>
          <span className="cap-t">{of}</span>
        </div>
      )}
    </div>
  )
}
