import { useState } from 'react'
import type { Insights, InsightsDot } from '@/api/types'
import { clockOfMinutes, daysBetween, duration, later, shortDate } from '@/lib/time'
import { band, hourLines, type Band } from './figures'
import { t } from './messages'

const wide = 840
const high = 190
const gap = 26

/** A dot for each brushing: days go to the right, the clock goes down, and the middle of the day is left out. */
export function Clock({ d, name }: { d: Insights; name: string }) {
  const [table, show] = useState(false)
  const days = daysBetween(d.from, d.to)
  const bands = { morning: band(d.brushings, 'morning'), evening: band(d.brushings, 'evening') }
  const hours = bands.morning.to - bands.morning.from + bands.evening.to - bands.evening.from
  const unit = (high - gap - 16) / hours
  const top = { morning: 8, evening: 8 + (bands.morning.to - bands.morning.from) * unit + gap }
  const y = (slot: 'morning' | 'evening', hour: number) => top[slot] + (hour - bands[slot].from) * unit
  const x = (date: string) => ((daysBetween(d.from, date) - 0.5) / days) * wide
  const path = (slot: 'morning' | 'evening') =>
    d.brushings
      .filter((b) => b.slot === slot)
      .map((b) => `M${x(b.date).toFixed(1)} ${y(slot, b.minute / 60).toFixed(1)}h0`)
      .join('')
  const lines = (slot: 'morning' | 'evening', b: Band) => hourLines(b).map((h) => ({ h, y: y(slot, h) }))
  const labels = [...lines('morning', bands.morning), ...lines('evening', bands.evening)]
  const ticks = [0, 1, 2, 3].map((i) => later(d.from, Math.round(((days - 1) * i) / 3)))
  return (
    <section className="plate in-clock" aria-label={t.clockTitle(name)}>
      <header>
        <h2>{t.clockTitle(name)}</h2>
        <span className="cap-t">
          {d.evening.early_minute !== undefined && d.evening.late_minute !== undefined
            ? t.spread('evening', d.evening.early_minute, d.evening.late_minute)
            : d.morning.early_minute !== undefined && d.morning.late_minute !== undefined && t.spread('morning', d.morning.early_minute, d.morning.late_minute)}{' '}
          <button type="button" className="in-text-button" aria-expanded={table} onClick={() => show(!table)}>
            {table ? t.asChart : t.asTable}
          </button>
        </span>
      </header>
      {table ? (
        <ClockTable dots={d.brushings} name={name} />
      ) : (
        <div className="in-clock-lay">
          <div className="in-clock-hours" aria-hidden="true">
            {labels.map((l) => (
              <span key={`${l.h} ${l.y}`} style={{ top: `${(100 * l.y) / high}%` }}>
                {clockOfMinutes(l.h * 60)}
              </span>
            ))}
          </div>
          <svg viewBox={`0 0 ${wide} ${high}`} preserveAspectRatio="none" role="img" aria-label={t.clockSays(name, d.brushings.length)}>
            {labels.map((l) => (
              <path key={`${l.h} ${l.y}`} className="in-hour" d={`M0 ${l.y}H${wide}`} vectorEffect="non-scaling-stroke" />
            ))}
            {(['morning', 'evening'] as const).map((slot) => (
              <g key={slot}>
                <path className={days > 120 ? 'in-dot fine' : 'in-dot'} vectorEffect="non-scaling-stroke" d={path(slot)} />
                <path className={`in-dot-in ${slot === 'morning' ? 'am' : 'pm'}${days > 120 ? ' fine' : ''}`} vectorEffect="non-scaling-stroke" d={path(slot)} />
              </g>
            ))}
          </svg>
          <div className="in-clock-days cap-t" aria-hidden="true">
            {ticks.map((date) => (
              <span key={date}>{shortDate(date)}</span>
            ))}
          </div>
        </div>
      )}
    </section>
  )
}

function ClockTable({ dots, name }: { dots: readonly InsightsDot[]; name: string }) {
  const days = new Map<string, InsightsDot[]>()
  for (const b of dots) days.set(b.date, [...(days.get(b.date) ?? []), b])
  const cell = (of: readonly InsightsDot[], slot: string) =>
    of
      .filter((b) => b.slot === slot)
      .map((b) => `${clockOfMinutes(b.minute)} (${duration(b.seconds)})`)
      .join(', ') || t.dash
  return (
    <div className="in-scroll" tabIndex={0} role="region" aria-label={t.clockTitle(name)}>
      <table className="in-table">
        <thead>
          <tr>
            <th scope="col">{t.day}</th>
            <th scope="col">{t.morning}</th>
            <th scope="col">{t.evening}</th>
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map(([date, of]) => (
            <tr key={date}>
              <th scope="row">{shortDate(date)}</th>
              <td>{cell(of, 'morning')}</td>
              <td>{cell(of, 'evening')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
