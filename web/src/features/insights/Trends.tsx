import { useState } from 'react'
import type { Insights } from '@/api/types'
import { duration, shortDate } from '@/lib/time'
import { runs, scale } from './figures'
import { t } from './messages'

interface Line {
  name: string
  now: string
  values: (number | undefined)[]
  plan?: number
  words: (v: number) => string
  foot: string
}

/** Four lines, each on a scale of its own: time, coverage, pressure, and what was kept of the plan. */
export function Trends({ d }: { d: Insights }) {
  const [table, show] = useState(false)
  const last = d.steps.at(-1)
  const of = <K extends 'median_s' | 'coverage_points' | 'pressure_points'>(k: K) => d.steps.map((s) => s[k])
  const kept = d.steps.map((s) => (s.kept.planned > 0 ? s.kept.kept / s.kept.planned : undefined))
  const lines: Line[] = [
    { name: t.time, now: last?.median_s === undefined ? t.noFigure : duration(last.median_s), values: of('median_s'), plan: d.person.target_s, words: duration, foot: t.planOf(d.person.target_s) },
    { name: t.coverage, now: last?.coverage_points === undefined ? t.noFigure : t.points(last.coverage_points, 30), values: of('coverage_points'), words: (v) => t.points(v, 30), foot: t.coverageNow(last?.zones_share) },
    { name: t.pressure, now: last?.pressure_points === undefined ? t.noFigure : t.points(last.pressure_points, 20), values: of('pressure_points'), words: (v) => t.points(v, 20), foot: t.hardNow(last?.too_hard_s) },
    { name: t.kept, now: last && last.kept.planned > 0 ? t.keptOf(last.kept) : t.noFigure, values: kept, plan: 1, words: t.share, foot: t.mendedNow(last?.kept.mended ?? 0) || t.planAll },
  ]
  return (
    <section className="in-trends">
      {table ? (
        <div className="in-scroll" tabIndex={0} role="region" aria-label={t.trendTable}>
          <table className="in-table">
            <caption className="unseen">{t.trendTable}</caption>
            <thead>
              <tr>
                <th scope="col">{t.weekOf}</th>
                <th scope="col">{t.many}</th>
                <th scope="col">{t.time}</th>
                <th scope="col">{t.coverage}</th>
                <th scope="col">{t.pressure}</th>
                <th scope="col">{t.kept}</th>
                <th scope="col">{t.score}</th>
              </tr>
            </thead>
            <tbody>
              {d.steps.map((s) => (
                <tr key={s.from}>
                  <th scope="row">{shortDate(s.from)}</th>
                  <td>{s.brushings}</td>
                  <td>{s.median_s === undefined ? t.dash : duration(s.median_s)}</td>
                  <td>{s.coverage_points === undefined ? t.dash : t.points(s.coverage_points, 30)}</td>
                  <td>{s.pressure_points === undefined ? t.dash : t.points(s.pressure_points, 20)}</td>
                  <td>{t.keptOf(s.kept)}</td>
                  <td>{s.score === undefined ? t.dash : Math.round(s.score)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div className="in-lines">
          {lines.map((l) => (
            <Trend key={l.name} line={l} from={d.from} to={d.to} />
          ))}
        </div>
      )}
      <p>
        <button type="button" className="in-text-button" aria-expanded={table} onClick={() => show(!table)}>
          {table ? t.asChart : t.trendTable}
        </button>
      </p>
    </section>
  )
}

const wide = 320
const high = 92

function Trend({ line, from, to }: { line: Line; from: string; to: string }) {
  const { values, plan } = line
  const y = scale(values, plan)
  const n = values.length
  const at = (i: number, v: number): string => `${(n === 1 ? wide / 2 : 8 + (i * (wide - 16)) / (n - 1)).toFixed(1)} ${(high - 6 - y(v) * (high - 14)).toFixed(1)}`
  const known = values.filter((v) => v !== undefined)
  const lastKnown = values.findLastIndex((v) => v !== undefined)
  return (
    <figure>
      <figcaption>
        <span className="cap-t">{line.name}</span>
        <b>{line.now}</b>
      </figcaption>
      {known.length === 0 ? (
        <p className="in-untold cap-t">{t.notTold}</p>
      ) : (
        <svg viewBox={`0 0 ${wide} ${high}`} preserveAspectRatio="none" role="img" aria-label={t.trendSays(line.name, values.map((v) => (v === undefined ? t.dash : line.words(v))), from, to)}>
          {plan !== undefined && <path className="in-plan" d={`M8 ${at(0, plan).split(' ')[1] ?? 0}H${wide - 8}`} vectorEffect="non-scaling-stroke" />}
          {runs(values).map((r) => (
            <path key={r[0]} className="in-line" vectorEffect="non-scaling-stroke" d={`M${r.map((i) => at(i, values[i] ?? 0)).join('L')}`} />
          ))}
          {values.map((v, i) => v !== undefined && <path key={i} className="in-ring" vectorEffect="non-scaling-stroke" d={`M${at(i, v)}h0`} />)}
          {values.map((v, i) => v !== undefined && <path key={i} className={i === lastKnown ? 'in-ring-in last' : 'in-ring-in'} vectorEffect="non-scaling-stroke" d={`M${at(i, v)}h0`} />)}
          <path className="in-base" d={`M0 ${high - 1}H${wide}`} vectorEffect="non-scaling-stroke" />
        </svg>
      )}
      <div className="in-foot cap-t" aria-hidden={known.length === 0}>
        <span>{shortDate(from)}</span>
        <span>{line.foot}</span>
        <span>{shortDate(to)}</span>
      </div>
    </figure>
  )
}
