import { useId, useState, type KeyboardEvent, type PointerEvent } from 'react'
import type { Brushing, Run } from '@/api/types'
import { duration } from '@/lib/time'
import { capital, modeName, within } from '@/lib/words'
import { t, zoneName } from './messages'
import { at, between, isZone, length, ticks, told, unheard, type Span } from './seconds'

/** The order of a clock round the mouth, so that place is told by position before colour. */
const places = ['upper-right', 'upper-front', 'upper-left', 'lower-left', 'lower-front', 'lower-right'] as const
const laneTop = [2, 32, 62, 100, 130, 160]
const laneHigh = 26
const faces = ['outer', 'chewing', 'inner'] as const
const barHigh = { low: 13, normal: 25, high: 43 } as const

const percent = (part: number, of: number) => `${(100 * part) / of}%`
const across = (s: Span, of: number) => ({ left: percent(s.from, of), width: percent(s.to - s.from, of) })

interface Props {
  session: Brushing
  /** Whether the brush measures zones at all; absent while that is not known. */
  tellsZones?: boolean
  /** Seconds this brushing is meant to take: the strip of a running one is that long from the start. */
  target: number
}

/** Every second of a brushing, one column each: zones, pressure, mode, pacer, and what nobody heard. */
export function Strip({ session, tellsZones, target }: Props) {
  const runs = session.runs ?? []
  const brushed = length(session.duration_s, runs)
  const running = session.state !== 'ended'
  const total = running ? Math.max(brushed, target) : brushed
  const zoned = runs.some((r) => r.heard && r.zones?.some(isZone))
  const pressed = runs.some((r) => r.heard && r.pressure)
  const moded = told(runs, (r) => modeName(r.mode) || undefined, true)
  const paced = told(runs, (r) => r.sector || undefined, true)
  const holes = unheard(runs, session.duration_s)
  const lulls = holes.filter((h) => between(runs, h))
  const [picked, setPicked] = useState<number | null>(null)
  const [table, setTable] = useState(false)
  const tableId = useId()

  // Rows stand under each other; a row without evidence takes no room.
  const pressureTop = zoned ? 196 : 0
  const modeTop = pressureTop + (pressed ? 74 : 4)
  const pacerTop = modeTop + (moded.length > 0 ? 30 : 0)
  const high = pacerTop + (paced.length > 0 ? 26 : 0)
  const baseline = pressureTop + 60

  const say = (s: number): string => {
    const time = duration(s)
    if (s >= brushed) return t.secondToCome(time)
    const r = at(runs, s)
    if (!r?.heard) return lulls.some((h) => h.from <= s && s < h.to) ? t.secondBetween(time) : t.secondUnheard(time)
    const parts = [
      ...(r.zones ?? []).slice(0, 3).map((z) => within(zoneName(z))),
      ...(r.pressure ? [t.pressureWord(r.pressure)] : []),
      ...(r.mode ? [modeName(r.mode)] : []),
      ...(r.sector ? [t.sector(r.sector, session.sectors ?? 0)] : []),
    ]
    return t.second(time, parts)
  }

  const onKeyDown = (e: KeyboardEvent) => {
    const here = picked ?? -1
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, ArrowUp: here + 1, ArrowDown: here - 1, PageUp: here + 10, PageDown: here - 10, Home: 0, End: brushed - 1 }[e.key]
    if (e.key === 'Escape') setPicked(null)
    else if (to !== undefined) setPicked(Math.max(0, Math.min(total - 1, to)))
    else return
    e.preventDefault()
  }
  const onPoint = (e: PointerEvent<HTMLDivElement>) => {
    if (e.type === 'pointermove' && e.buttons === 0) return
    const box = e.currentTarget.getBoundingClientRect()
    setPicked(Math.max(0, Math.min(total - 1, Math.floor((total * (e.clientX - box.left)) / box.width))))
  }

  return (
    <section className="plate strip" aria-labelledby={`${tableId}-h`}>
      <header>
        <h2 className="strip-h" id={`${tableId}-h`}>
          {t.strip(session.heard_s, session.duration_s)}
        </h2>
        <div className="strip-legend">
          {zoned && faces.map((f) => (
            <span key={f}>
              <i className={`key ${f}`} />
              {t[f]}
            </span>
          ))}
          {pressed && (
            <span>
              <i className="key hard" />
              {t.tooHard}
            </span>
          )}
          {lulls.length > 0 && (
            <span>
              <i className="key between" />
              {t.between}
            </span>
          )}
          {holes.length > lulls.length && (
            <span>
              <i className="key hatched" />
              {t.notHeard}
            </span>
          )}
          <button type="button" className="text-button" aria-expanded={table} aria-controls={tableId} onClick={() => setTable(!table)}>
            {table ? t.asPicture : t.asTable}
          </button>
        </div>
      </header>
      {!zoned && <p className="cap-t strip-says">{tellsZones ? t.noZonesYet : t.noZones}</p>}
      <div className="strip-lanes">
        <div className="strip-labels" aria-hidden="true" style={{ height: high }}>
          {zoned && places.map((p, i) => <Label key={p} top={(laneTop[i] ?? 0) + 8} long={t.place(p)} short={t.placeShort(p)} />)}
          {pressed && <Label top={baseline - 28} long={t.pressure} short={t.pressureShort} />}
          {moded.length > 0 && <Label top={modeTop + 3} long={t.mode} short={t.modeShort} />}
          {paced.length > 0 && <Label top={pacerTop + 3} long={t.pacer} short={t.pacerShort} />}
        </div>
        <div
          className="strip-field"
          role="slider"
          tabIndex={0}
          aria-label={t.pickLabel}
          aria-valuemin={0}
          aria-valuemax={total - 1}
          aria-valuenow={picked ?? 0}
          aria-valuetext={picked === null ? t.pick : say(picked)}
          aria-describedby={`${tableId}-d`}
          onKeyDown={onKeyDown}
          onPointerDown={onPoint}
          onPointerMove={onPoint}
        >
          <svg viewBox={`0 0 ${total * 10} ${high}`} preserveAspectRatio="none" height={high} aria-hidden="true">
            {zoned && <Lanes runs={runs} width={total * 10} />}
            {pressed && <Pressure runs={runs} total={total} baseline={baseline} />}
          </svg>
          {moded.map((m, i) => (
            <i key={m.from} className={i % 2 === 0 ? 'strip-part mode' : 'strip-part mode other'} style={{ top: modeTop, ...across(m, total) }} />
          ))}
          {paced.map((m) => (
            <i key={m.from} className="strip-part pacer" style={{ top: pacerTop, ...across(m, total) }} />
          ))}
          {holes.map((h) => (
            <i key={h.from} className={lulls.includes(h) ? 'strip-hole between' : 'strip-hole'} style={{ ...across(h, total), height: high }} />
          ))}
          {/* Names lie over the curtain: a second that was not heard does not take the name of those around it. */}
          {moded.map((m, i) => (
            <span key={m.from} className={i % 2 === 0 ? 'strip-name' : 'strip-name other'} style={{ top: modeTop, left: percent(m.from, total), maxWidth: percent(m.to - m.from, total) }}>
              {capital(m.value)}
            </span>
          ))}
          {paced.map((m) => (
            <span key={m.from} className="strip-name pace" style={{ top: pacerTop, ...across(m, total) }}>
              <b>{m.value}</b>
            </span>
          ))}
          {picked !== null && <i className="strip-pick" style={{ left: percent(picked, total), width: percent(1, total), height: high }} />}
        </div>
        <div className="strip-axis" aria-hidden="true">
          {ticks(total).map((s) => (
            <span key={s} style={s === total ? { right: 0 } : { left: percent(s, total) }}>
              {duration(s)}
            </span>
          ))}
        </div>
      </div>
      <p className="strip-read" aria-hidden="true">
        {picked === null ? <span className="soft">{t.pick}</span> : say(picked)}
      </p>
      {pressed ? <p className="cap-t">{t.classes}</p> : runs.length > 0 && <p className="cap-t">{t.noPressure}</p>}
      <p id={`${tableId}-d`} className="unseen">
        {t.stripSays(session.duration_s, zoned, session.heard_s)}
      </p>
      <div id={tableId} hidden={!table}>
        {table && <Seconds runs={runs} zoned={zoned} />}
      </div>
    </section>
  )
}

function Label({ top, long, short }: { top: number; long: string; short: string }) {
  return (
    <span style={{ top }}>
      <span className="long">{long}</span>
      <span className="short">{short}</span>
    </span>
  )
}

/** Six lanes, three heights: outer, chewing, inner. */
function Lanes({ runs, width }: { runs: readonly Run[]; width: number }) {
  return (
    <>
      {laneTop.map((y) => (
        <rect key={y} className="lane" x={0} y={y} width={width} height={laneHigh} rx={3} />
      ))}
      {places.flatMap((p, lane) =>
        faces.flatMap((face, f) =>
          told(runs, (r) => (r.zones?.includes(`${p}-${face}`) ? true : undefined)).map((s) => (
            <rect
              key={`${p}${face}${s.from}`}
              className={`place ${face}`}
              x={s.from * 10 + 0.6}
              y={(laneTop[lane] ?? 0) + f * 8.7}
              width={(s.to - s.from) * 10 - 1.2}
              height={8.7}
            />
          )),
        ),
      )}
    </>
  )
}

// One bar a second while there is room for it; longer brushings join their equal seconds.
const roomForSeconds = 300

function Pressure({ runs, total, baseline }: { runs: readonly Run[]; total: number; baseline: number }) {
  const each = total <= roomForSeconds
  const bars = told(runs, (r) => r.pressure).flatMap((s) =>
    each ? Array.from({ length: s.to - s.from }, (_, i) => ({ from: s.from + i, to: s.from + i + 1, value: s.value })) : [s],
  )
  const inset = each ? 1.5 : 0
  return (
    <>
      {bars.map((b) => {
        const h = barHigh[b.value]
        return <rect key={b.from} className={b.value === 'high' ? 'bar hard' : 'bar'} x={b.from * 10 + inset} y={baseline - h} width={(b.to - b.from) * 10 - 2 * inset} height={h} />
      })}
      {bars
        .filter((b) => b.value === 'high')
        .map((b) => (
          <path key={b.from} className="bar-cap" d={`M${b.from * 10} ${baseline - barHigh.high - 5}H${b.to * 10}`} />
        ))}
      <path className="threshold" d={`M0 ${baseline - 36}H${total * 10}`} />
      <path className="ground" d={`M0 ${baseline}H${total * 10}`} />
    </>
  )
}

/** The table behind the strip: runs of equal seconds. */
function Seconds({ runs, zoned }: { runs: readonly Run[]; zoned: boolean }) {
  const word = (p: Run['pressure']) => (p === 'high' ? t.tooHard : p === 'low' ? t.light : p === 'normal' ? t.right : '')
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t.tableCaption}>
      <table>
        <caption className="cap-t">{t.tableCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.colFrom}</th>
            <th scope="col">{t.colTo}</th>
            <th scope="col">{t.colHeard}</th>
            <th scope="col">{t.pressure}</th>
            <th scope="col">{t.mode}</th>
            <th scope="col">{t.pacer}</th>
            {zoned && <th scope="col">{t.colZones}</th>}
          </tr>
        </thead>
        <tbody>
          {runs.map((r) => (
            <tr key={r.from_s}>
              <td>{duration(r.from_s)}</td>
              <td>{duration(r.to_s)}</td>
              <td>{r.heard ? t.yes : t.no}</td>
              <td>{word(r.pressure)}</td>
              <td>{r.mode && capital(modeName(r.mode))}</td>
              <td>{r.sector || ''}</td>
              {zoned && <td>{r.zones?.map(zoneName).join('; ')}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
