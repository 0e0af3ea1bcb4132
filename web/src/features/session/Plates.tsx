import type { Brush, Brushing, Person, ScorePart } from '@/api/types'
import { useTimeZone } from '@/api/queries'
import { beside, capital, modeName, scoreWord, sourceName } from '@/lib/words'
import { clockSeconds, duration } from '@/lib/time'
import { Mouth, ScoreArch } from '@/ui/look'
import { t, zoneName } from './messages'
import { grain, seconds, spans, unheard, zoneSeconds, type Span } from './seconds'

const points = (n: number) => String(Math.round(n))

/** How the score came about: the arch of twenty teeth, and each part with its reason. */
export function ScorePlate({ session }: { session: Brushing }) {
  const s = session.score
  if (!s)
    return (
      <section className="plate s-plate">
        <h2 className="strip-h">{t.scoreTitle}</h2>
        <div className="s-score-none" aria-hidden="true">
          <ScoreArch parts={[]} label="" />
        </div>
        <p className="soft">{session.state === 'ended' ? t.noScoreYet : t.noScore}</p>
      </section>
    )
  const parts: { name: 'time' | 'cover' | 'press'; title: string; part: ScorePart }[] = [{ name: 'time', title: t.time, part: s.time }]
  const missing: ('coverage' | 'pressure')[] = []
  if (s.coverage) parts.push({ name: 'cover', title: t.coverage, part: s.coverage })
  else missing.push('coverage')
  if (s.pressure) parts.push({ name: 'press', title: t.pressure, part: s.pressure })
  else missing.push('pressure')
  return (
    <section className="plate s-plate">
      <h2 className="strip-h">{t.score(s.total)}</h2>
      <div className="s-score">
        <ScoreArch
          score={s.total}
          parts={parts.map((p) => ({ name: p.name, points: p.part.points, weight: p.part.weight }))}
          of={t.of100}
          label={t.scoreSays(s.total, scoreWord(s.word))}
        />
        <dl className="s-parts">
          {parts.map(({ name, title, part }) => (
            <div key={name}>
              <dt>
                <i className={`key part-${name}`} />
                {title}
              </dt>
              <dd>
                <b>{t.points(points(part.points), points(part.weight))}</b>
                <span className="cap-t">{t.why(name, part.got, part.of, session.origin)}</span>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <p className="cap-t s-foot">{t.scoreNote(s.version, missing)}</p>
    </section>
  )
}

/** Who heard which seconds, and what nobody heard. */
export function HeardPlate({ session }: { session: Brushing }) {
  const runs = session.runs ?? []
  const total = Math.max(1, session.duration_s)
  const sources = session.sources ?? []
  const holes = unheard(runs, session.duration_s)
  const lost = seconds(holes)
  const zoned = grain(runs) !== 'none'
  const anybody = spans(runs, (r) => r.heard)
  return (
    <section className="plate s-plate">
      <h2 className="strip-h">{session.origin === 'timed' ? t.countedBy : t.heardBy}</h2>
      <div className="s-heard">
        {sources.map((s) => (
          <Bar
            key={s.source}
            name={s.name || (s.source.startsWith('app:') ? capital(sourceName(s)) : ownName(s.source)) || t.unnamedSource}
            heard={s.heard_s}
            of={total}
            figure={sources.length === 1 ? t.ofSeconds(s.heard_s, session.duration_s) : t.secondsOf(s.heard_s)}
            spans={runs.some((r) => r.sources?.length) ? spans(runs, (r) => r.heard && !!r.sources?.includes(s.source)) : sources.length === 1 ? anybody : []}
          />
        ))}
        {sources.length > 1 && (
          <Bar name={t.together(sources.length)} heard={session.heard_s} of={total} figure={t.ofSeconds(session.heard_s, session.duration_s)} spans={anybody} all />
        )}
      </div>
      <p className="cap-t s-foot">
        {lost === 0
          ? t.allHeard
          : holes.length <= 3
            ? t.holes(lost, holes.map((h) => t.hole(duration(h.from), duration(h.to))), zoned)
            : t.holesMany(lost, holes.length)}
      </p>
    </section>
  )
}

/** What there is to say where the brush tells no seconds, only that it started and stopped. */
export function EndsPlate({ session }: { session: Brushing }) {
  const zone = useTimeZone()
  const sources = session.sources ?? []
  const stopped = session.ended === 'heard' || session.ended === 'reported'
  const rows: [string, string][] = [
    [t.colFrom, clockSeconds(session.started_at, zone)],
    [t.colTo, stopped && session.ended_at ? clockSeconds(session.ended_at, zone) : session.state === 'ended' ? t.notHeard : t.notYet],
    [t.heardBy, beside(sources.map((s) => s.name || ownName(s.source) || t.unnamedSource))],
  ]
  return (
    <section className="plate s-plate">
      <h2 className="strip-h">{t.twoEnds}</h2>
      <dl className="s-rows">
        {rows.map(([k, v]) => (
          <div key={k}>
            <dt>{k}</dt>
            <dd>{v}</dd>
          </div>
        ))}
      </dl>
      <p className="cap-t s-foot">{session.state !== 'ended' ? t.runsNow : stopped ? t.twoEndsSay : t.startOnly}</p>
    </section>
  )
}

// A source that came by a token is named token/its own name; its own name says more.
const ownName = (source: string) => source.slice(source.lastIndexOf('/') + 1)

function Bar({ name, heard, of, figure, spans: heardSpans, all }: { name: string; heard: number; of: number; figure: string; spans: Span[]; all?: boolean }) {
  return (
    <div className={all ? 's-bar all' : 's-bar'}>
      <span>{name}</span>
      <span className="s-fig">{figure}</span>
      <svg viewBox={`0 0 ${of} 12`} preserveAspectRatio="none" role="img" aria-label={t.sourceSays(name, heard, of)}>
        {heardSpans.map((s) => (
          <rect key={s.from} x={s.from} width={s.to - s.from} height={12} />
        ))}
      </svg>
    </div>
  )
}

/** Seconds on the map of the mouth. Only where something was measured. */
export function MapPlate({ session, person }: { session: Brushing; person?: Person }) {
  const runs = session.runs ?? []
  const told = session.record?.zones
  // Where no second was measured live, the handle's own record may still know.
  const g = grain(runs) !== 'none' ? grain(runs) : told ? (told.some((z) => z.zone.endsWith('chewing') && z.seconds > 0) ? 16 : 12) : 'none'
  if (g === 'none') return null
  const values = grain(runs) !== 'none' ? zoneSeconds(runs) : Object.fromEntries((told ?? []).filter((z) => g === 16 || !z.zone.endsWith('chewing')).map((z) => [z.zone, z.seconds]))
  const target = session.score?.time.of ?? person?.target_s ?? session.target_s ?? 120
  return (
    <section className="plate s-plate s-mapped">
      <h2 className="strip-h">{t.map}</h2>
      <div className="s-map">
        <Mouth
          teeth={person?.milk_teeth ? 'milk' : 'adult'}
          grain={g}
          values={values}
          full={g === 'arch' ? target / 2 : g === 4 ? target / 4 : g === 6 ? target / 6 : (1.6 * target) / 16}
          words={{ right: t.rightSide, left: t.leftSide, chewing: t.chewing, zone: (z, n) => t.zone(zoneName(z), n) }}
          label={t.mapSays(Object.keys(values).length)}
        />
      </div>
    </section>
  )
}

/** What is known besides: the brush, its battery, how the end and the person are known. */
export function DetailsPlate({ session, brush }: { session: Brushing; brush?: Brush }) {
  const model = brush?.model || brush?.model_by_handle
  const rows: [string, string][] = [
    ...(session.origin === 'measured'
      ? ([[t.brush, session.brush_name || model || session.brand_name]] as [string, string][])
      : ([
          [t.known, t.knownAs(session.origin)],
          [t.brush, session.mode ? capital(modeName(session.mode)) : t.anyBrush],
        ] as [string, string][])),
    ...(model && session.brush_name ? ([[t.maker, `${session.brand_name} ${model}`]] as [string, string][]) : []),
    ...(session.own_score !== undefined && !session.record ? ([[t.handleScore, String(session.own_score)]] as [string, string][]) : []),
    ...(session.battery_pct !== undefined ? ([[t.battery, t.percent(session.battery_pct)]] as [string, string][]) : []),
    ...(session.target_s ? ([[t.target, t.routine(duration(session.target_s), session.sectors ?? 0)]] as [string, string][]) : []),
    [t.whose, t.how(session.guest ? 'person' : (session.how ?? ''))],
    ...(session.ended && session.origin !== 'noted' ? ([[t.ended, t.end(session.ended)]] as [string, string][]) : []),
  ]
  return (
    <section className="plate s-plate">
      <h2 className="strip-h">{t.details}</h2>
      <dl className="s-rows">
        {rows.map(([k, v]) => (
          <div key={k}>
            <dt>{k}</dt>
            <dd>{v}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** What the handle stored of it itself, beside what was heard. */
export function RecordPlate({ session }: { session: Brushing }) {
  const zone = useTimeZone()
  const own = session.record
  if (!own) return null
  const runs = (session.runs ?? []).filter((r) => r.heard)
  const length = runs.at(-1)?.to_s
  const hard = runs.filter((r) => r.pressure === 'high').reduce((n, r) => n + r.to_s - r.from_s, 0)
  const told = runs.some((r) => r.pressure)
  const rows: [string, string, string][] = [
    [t.recordStarted, length === undefined ? t.notHeardAtAll : clockSeconds(session.started_at, zone), clockSeconds(own.started_at, zone)],
    [t.recordBrushed, length === undefined ? t.notHeardAtAll : duration(length), duration(own.duration_s)],
  ]
  if (own.pressure_high_s !== undefined || told)
    rows.push([t.tooHardTitle, told ? t.secondsOf(hard) : t.none, own.pressure_high_s === undefined ? t.none : t.secondsOf(own.pressure_high_s)])
  if (own.score !== undefined) rows.push([t.itsScore, t.none, String(own.score)])
  return (
    <section className="plate s-plate">
      <h2 className="strip-h">{t.recordTitle}</h2>
      <table className="s-record">
        <thead>
          <tr>
            <td />
            <th scope="col">{t.colHeard}</th>
            <th scope="col">{t.colHandle}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([what, heard, handle]) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{heard}</td>
              <td>{handle}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="cap-t">{length === undefined ? t.recordAlone : t.recordAgrees}</p>
    </section>
  )
}
