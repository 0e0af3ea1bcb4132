import type { Insights } from '@/api/types'
import { clock, clockOfMinutes, dayOf, daysBetween, duration, fullDate } from '@/lib/time'
import { Mark, Mouth, type Grain, type ZoneSeconds } from '@/ui/look'
import { t } from './messages'
import './report.css'

const sextants = ['upper-right', 'upper-front', 'upper-left', 'lower-left', 'lower-front', 'lower-right'] as const

/** The report as one sheet of paper: light on every screen, and what is printed. */
export function Paper({ d, receiver }: { d: Insights; receiver: string }) {
  const map = d.maps[0]
  const values: ZoneSeconds = map ? Object.fromEntries(map.values.map((v) => [v.zone, v.seconds])) : {}
  const grain = (map ? (map.zones === 2 ? 'arch' : map.zones) : 'none') as Grain
  const figure = (zone: string) => {
    const v = values[zone as keyof ZoneSeconds]
    return v === undefined ? t.noFigure : map?.least.zone === zone ? <b>{Math.round(v)}</b> : Math.round(v)
  }
  const sums: [string, string][] = [
    [t.kept(d.total.kept), t.keptSays],
    [t.length(d.total.median_s), t.lengthSays(d.person.target_s)],
    [t.half(d), t.halfSays],
    [t.hard(d.total.too_hard_share), t.hardSays],
  ]
  const heads = d.brushes.filter((b) => b.head && b.brushings > 0).slice(0, 2)
  return (
    <article className="paper">
      <header className="paper-head">
        <div>
          <h1 tabIndex={-1}>{t.heading(d.person.name)}</h1>
          <p>
            {t.span(d.from, d.to)} {t.born(d.person.birth_year)} {t.writtenFor(receiver)}
          </p>
        </div>
        <Mark />
      </header>
      <dl className="paper-sums">
        {sums.map(([fig, words]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{fig}</dd>
          </div>
        ))}
      </dl>
      <div className="paper-two">
        <section>
          <h2>{t.mapTitle}</h2>
          <Mouth
            teeth={d.person.milk_teeth ? 'milk' : 'adult'}
            grain={grain}
            values={values}
            full={map ? (map.zones > 8 ? 1.6 : 1) * map.fair_s : 12}
            unsure={map !== undefined && map.confidence < 0.8}
            words={{ right: t.sideRight, left: t.sideLeft, chewing: t.chewing, zone: (z, n) => t.zone(t.place(z.slice(0, z.lastIndexOf('-'))), n) }}
            label={map ? t.mapSays(map.brushings) : t.mapNone}
          />
          <p className="paper-sides" aria-hidden="true">
            <span>{t.right}</span>
            <span>{t.left}</span>
          </p>
        </section>
        <section>
          <h2>{t.byZone}</h2>
          {!map ? (
            <p className="paper-soft">{t.noZones}</p>
          ) : map.zones === 2 ? (
            <table>
              <tbody>
                {(['upper', 'lower'] as const).map((jaw) => (
                  <tr key={jaw}>
                    <th scope="row">{t.place(jaw)}</th>
                    <td>{figure(`${jaw}-front-outer`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          ) : (
            <table>
              <thead>
                <tr>
                  <td />
                  <th scope="col">{t.outer}</th>
                  <th scope="col">{t.inner}</th>
                  <th scope="col">{t.chewing}</th>
                </tr>
              </thead>
              <tbody>
                {sextants.map((p) => (
                  <tr key={p}>
                    <th scope="row">{t.place(p)}</th>
                    <td>{figure(`${p}-outer`)}</td>
                    <td>{figure(`${p}-inner`)}</td>
                    <td>{p.endsWith('front') ? '' : figure(`${p}-chewing`)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          {map && (
            <p className="paper-soft">
              {t.fromAll(map.brushings, d.total.brushings)} {t.coarse(map.zones)}
            </p>
          )}
          <h2 className="paper-habit">{t.habit}</h2>
          <table>
            <thead>
              <tr>
                <td />
                <th scope="col">{t.colKept}</th>
                <th scope="col">{t.colUsual}</th>
                <th scope="col">{t.colLength}</th>
              </tr>
            </thead>
            <tbody>
              {([['morning', d.morning], ['evening', d.evening]] as const).map(([slot, p]) => (
                <tr key={slot}>
                  <th scope="row">{slot === 'morning' ? t.morning : t.evening}</th>
                  <td>{t.kept(p.kept)}</td>
                  <td>{p.usual_minute === undefined ? t.none : clockOfMinutes(p.usual_minute)}</td>
                  <td>{p.median_s === undefined ? t.none : duration(p.median_s)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
      <Lengths d={d} />
      <div className="paper-notes">
        <p>
          <b>{t.source}</b> {t.sources(d)}
        </p>
        {heads.map((b, i) => (
          <p key={i}>
            <b>{t.head}</b> {t.headSays((b.head?.since ?? '').slice(0, 10), b.head?.lasts_days ?? 90)}
          </p>
        ))}
        <p>
          <b>{t.pressure}</b> {t.pressureSays(d.total.too_hard_share !== undefined)}
        </p>
        <p>
          <b>{t.limits}</b> {t.limitsSay(t.made(dayOf(d.made_at, d.time_zone), clock(d.made_at, d.time_zone)))} {d.incomplete ? t.cut : ''}
        </p>
      </div>
    </article>
  )
}

const wide = 780
const high = 110

/** A bar for each part of a day. */
function Lengths({ d }: { d: Insights }) {
  const n = 2 * daysBetween(d.from, d.to)
  const sums = new Map<number, number>()
  const targets = new Map<number, number>() // of the plans of their days
  for (const b of d.brushings) {
    const i = 2 * (daysBetween(d.from, b.date) - 1) + (b.slot === 'evening' ? 1 : 0)
    sums.set(i, (sums.get(i) ?? 0) + b.seconds)
    targets.set(i, b.target_s)
  }
  const step = wide / n
  const target = d.person.target_s
  const most = Math.max(target, ...targets.values())
  const bar = ([i, s]: [number, number]) => {
    const h = Math.min(1, s / (1.25 * most)) * (high - 2)
    return `M${(i * step).toFixed(2)} ${high - 1}v${(-h).toFixed(1)}h${(step * 0.7).toFixed(2)}v${h.toFixed(1)}z`
  }
  const all = [...sums]
  const whole = ([i, s]: [number, number]) => s >= 0.95 * (targets.get(i) ?? target)
  // The plan as it was: where it changed between two brushings, it steps at the later one.
  const steps = [...targets].sort(([a], [b]) => a - b)
  const atPlan = (s: number) => (high - 1 - ((high - 2) * s) / (1.25 * most)).toFixed(2)
  const plan = steps.reduce((path, [i, s], k) => (k > 0 && s !== steps[k - 1]![1] ? `${path}H${(i * step).toFixed(2)}V${atPlan(s)}` : path), `M0 ${atPlan(steps[0]?.[1] ?? target)}`)
  return (
    <section className="paper-lengths">
      <h2>{t.lengths}</h2>
      <svg viewBox={`0 0 ${wide} ${high}`} preserveAspectRatio="none" role="img" aria-label={t.lengthsSay(d.brushings.length, target)}>
        <path className="paper-bar pale" d={all.filter((b) => !whole(b)).map(bar).join('')} />
        <path className="paper-bar" d={all.filter(whole).map(bar).join('')} />
        <path className="paper-plan" d={`${plan}H${wide}`} vectorEffect="non-scaling-stroke" />
        <path className="paper-base" d={`M0 ${high - 1}H${wide}`} vectorEffect="non-scaling-stroke" />
      </svg>
      <p className="paper-sides">
        <span>{fullDate(d.from)}</span>
        <span>{fullDate(d.to)}</span>
      </p>
      <p className="paper-soft">{t.lengthsWhy(target)}</p>
    </section>
  )
}
