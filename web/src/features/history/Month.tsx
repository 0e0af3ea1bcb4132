import { useEffect, useId, useRef, useState, type KeyboardEvent, type TouchEvent } from 'react'
import type { Day, Slot } from '@/api/types'
import { duration, later, longDate, monthLater, monthName, placeInWeek, weekday } from '@/lib/time'
import { capital, scoreWord } from '@/lib/words'
import { Cap, Icon } from '@/ui/look'
import { dayCap, weeksOf, type Part } from './days'
import { t } from './messages'

interface Props {
  /** YYYY-MM */
  month: string
  /** The household's day now, YYYY-MM-DD. */
  today: string
  picked: string
  days: ReadonlyMap<string, Day>
  onPick: (date: string) => void
  onMonth: (month: string) => void
}

const swipe = 56

export const slotWords = (s: Slot | undefined): string => (s ? t.slot(s.state, duration(s.seconds), scoreWord(s.word)) : t.unknown)

/** A day in words, for those who do not see its cap. */
export const dayWords = (date: string, d: Day | undefined): string => t.daySays(capital(longDate(date)), slotWords(d?.morning), slotWords(d?.evening))

/** One month of caps. The arrows move by day and week, Page Up and Page Down by month; a finger swipes. */
export function Month({ month, today, picked, days, onPick, onMonth }: Props) {
  const grid = useRef<HTMLDivElement>(null)
  const follow = useRef(false)
  const startX = useRef<number | null>(null)
  const [table, setTable] = useState(false)
  const id = useId()
  const weeks = weeksOf(month)
  const first = `${month}-01`
  const stop = picked.startsWith(month) ? picked : today.startsWith(month) ? today : first
  const last = today.slice(0, 7)

  // The focus follows the chosen day only when the keys chose it.
  useEffect(() => {
    if (!follow.current) return
    follow.current = false
    grid.current?.querySelector<HTMLElement>(`[data-date="${picked}"]`)?.focus()
  }, [picked])

  const onKeyDown = (e: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[e.key]
    let to: string | null = null
    if (step !== undefined) to = later(stop, step)
    else if (e.key === 'Home') to = first
    else if (e.key === 'End') to = later(`${monthLater(month, 1)}-01`, -1)
    else if (e.key === 'PageUp') to = `${monthLater(month, -1)}-01`
    else if (e.key === 'PageDown') to = `${monthLater(month, 1)}-01`
    if (to === null) return
    e.preventDefault()
    if (to.slice(0, 7) > last) return
    follow.current = true
    onPick(to)
  }
  const onTouchStart = (e: TouchEvent) => {
    startX.current = e.touches.length === 1 ? (e.touches[0]?.clientX ?? null) : null
  }
  const onTouchEnd = (e: TouchEvent) => {
    const dx = startX.current === null ? 0 : (e.changedTouches[0]?.clientX ?? 0) - startX.current
    startX.current = null
    if (Math.abs(dx) < swipe) return
    const to = monthLater(month, dx > 0 ? -1 : 1)
    if (to <= last) onMonth(to)
  }
  const before = monthLater(month, -1)
  const after = monthLater(month, 1)
  const name = capital(monthName(first))

  const cell = (date: string) => {
    const d = days.get(date)
    const part = (p: Part) => dayCap(d?.[p], date === today)
    return (
      <button
        key={date}
        type="button"
        role="gridcell"
        data-date={date}
        className="h-day"
        aria-label={dayWords(date, d)}
        aria-selected={date === picked}
        aria-current={date === today ? 'date' : undefined}
        tabIndex={date === stop ? 0 : -1}
        onClick={() => onPick(date)}
      >
        <Cap am={part('morning')} pm={part('evening')} />
        <span>{Number(date.slice(8))}</span>
      </button>
    )
  }
  return (
    <section className="plate h-month" aria-labelledby={id} onTouchStart={onTouchStart} onTouchEnd={onTouchEnd}>
      <header>
        <button type="button" className="btn bare icon-only" aria-label={t.monthBefore(monthName(`${before}-01`))} onClick={() => onMonth(before)}>
          <Icon name="back" />
        </button>
        <h2 id={id} aria-live="polite">
          {capital(name)}
        </h2>
        <button
          type="button"
          className="btn bare icon-only"
          aria-label={t.monthAfter(monthName(`${after}-01`))}
          disabled={after > last}
          onClick={() => onMonth(after)}
        >
          <Icon name="chev" />
        </button>
      </header>
      <div className="h-cal" role="grid" aria-label={t.monthSays(name)} ref={grid} onKeyDown={onKeyDown}>
        <div role="row" className="h-week">
          {/* Any week names the weekdays, from the one with which weeks begin here. */}
          {Array.from({ length: 7 }, (_, i) => (
            <span key={i} role="columnheader">
              {weekday(later('2026-11-08', i - placeInWeek('2026-11-08')))}
            </span>
          ))}
        </div>
        {weeks.map((w, i) => (
          <div key={i} role="row" className="h-week">
            {w.map((d, j) => (d === null ? <i key={j} role="gridcell" /> : cell(d)))}
          </div>
        ))}
      </div>
      <div className="h-legend">
        <span>
          <Cap am={1} pm={1} />
          {t.both}
        </span>
        <span>
          <Cap am={0.5} pm={0.5} />
          {t.short}
        </span>
        <span>
          <Cap am={0} pm="mend" />
          {t.openMended}
        </span>
        <button type="button" className="h-text-button" aria-expanded={table} aria-controls={`${id}-t`} onClick={() => setTable(!table)}>
          {table ? t.asPicture : t.asTable}
        </button>
      </div>
      <div id={`${id}-t`} hidden={!table}>
        {table && <MonthTable caption={t.tableCaption(name)} dates={weeks.flat().filter((d): d is string => d !== null && d <= today)} days={days} />}
      </div>
    </section>
  )
}

function MonthTable({ caption, dates, days }: { caption: string; dates: string[]; days: ReadonlyMap<string, Day> }) {
  return (
    <div className="h-table" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption className="cap-t">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t.day}</th>
            <th scope="col">{t.morning}</th>
            <th scope="col">{t.evening}</th>
          </tr>
        </thead>
        <tbody>
          {dates.map((d) => (
            <tr key={d}>
              <th scope="row">{capital(longDate(d))}</th>
              <td>{slotWords(days.get(d)?.morning)}</td>
              <td>{slotWords(days.get(d)?.evening)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
