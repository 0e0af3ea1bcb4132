import { useMemo } from 'react'
import { useBrushes, useDays, useMe, useSessions, useTimeZone, useToday } from '@/api/queries'
import type { Day, Person } from '@/api/types'
import { dateIn, duration, later, longDate } from '@/lib/time'
import { capital } from '@/lib/words'
import { YearArch } from '@/ui/look'
import { since, slotsKept, sums, yearDays } from './days'
import { t } from './messages'
import { dayWords, Month } from './Month'
import { Rows } from './Rows'
import { minutesIn, shortMonths, timeOf } from './clock'

interface Props {
  person: Person
  people: readonly Person[]
  /** YYYY-MM */
  month: string
  day: string
  today: string
  onPick: (date: string) => void
  onMonth: (month: string) => void
}

const none: readonly Day[] = []

/** A person's year as one mouth, one month of it as caps, and one day of that as brushings. */
export function YearView({ person, people, month, day, today, onPick, onMonth }: Props) {
  const year = Number(month.slice(0, 4))
  const asked = useDays(person.id, `${month.slice(0, 4)}-01-01`, `${month.slice(0, 4)}-12-31`)
  const zone = useTimeZone()
  const brushes = useBrushes()
  const days = useMemo(
    () => since(asked.data ?? none, (brushes.data ?? []).map((b) => b.first_heard_at), (at) => dateIn(Date.parse(at), zone)),
    [asked.data, brushes.data, zone],
  )
  const byDate = useMemo(() => new Map(days.map((d) => [d.date, d])), [days])
  const dots = useMemo(() => yearDays(days, today), [days, today])
  const am = slotsKept(days, 'morning')
  const pm = slotsKept(days, 'evening')
  const weekOf = Math.floor((Date.parse(day) - Date.UTC(year, 0, 1)) / 604_800_000)
  return (
    <>
      <div className="h-lay">
        <div className="h-year">
          <YearArch
            of={year}
            days={dots}
            months={shortMonths()}
            picked={day}
            onPick={(d) => onPick(d <= today ? d : today)}
            say={(d) => dayWords(d.date, byDate.get(d.date))}
            mornings={[String(am), t.mornings(am)]}
            evenings={[String(pm), t.evenings(pm)]}
            label={t.yearSays(year, person.name, am, pm)}
          />
          <label className="h-slider">
            <span className="cap-t">{t.week}</span>
            <input
              type="range"
              min={0}
              max={52}
              value={Math.max(0, Math.min(52, weekOf))}
              aria-valuetext={longDate(day)}
              onChange={(e) => {
                const d = later(`${month.slice(0, 4)}-01-01`, Number(e.target.value) * 7)
                onPick(d <= today ? d : today)
              }}
            />
          </label>
        </div>
        <div className="h-side">
          <Month month={month} today={today} picked={day} days={byDate} onPick={onPick} onMonth={onMonth} />
          <DayRows person={person} people={people} day={day} today={today} />
        </div>
      </div>
      <Sums days={days} year={year} person={person} today={today} />
    </>
  )
}

/** The brushings of one day. The household's days turn in the night, so the span asked for is wider and the day decides. */
function DayRows({ person, people, day, today }: { person: Person; people: readonly Person[]; day: string; today: string }) {
  const zone = useTimeZone()
  const asked = useSessions({ person: person.id, from: `${later(day, -1)}T00:00:00Z`, to: `${later(day, 2)}T12:00:00Z` })
  const sessions = (asked.data?.pages ?? []).flatMap((p) => p.items).filter((s) => s.date === day)
  return (
    <section className="h-dayrows" aria-label={longDate(day)}>
      <h2>{capital(longDate(day))}</h2>
      {sessions.length > 0 ? (
        <Rows sessions={sessions} people={people} zone={zone} />
      ) : (
        <p className="soft">{asked.isPending ? t.dayWaiting : day > today ? t.dayToCome : t.dayEmpty}</p>
      )}
    </section>
  )
}

function Sums({ days, year, person, today }: { days: readonly Day[]; year: number; person: Person; today: string }) {
  const zone = useTimeZone()
  const me = useMe()
  const now = useToday()
  const turn = me.data?.household.day_turns_min ?? 240
  const s = useMemo(() => sums(days, (at) => minutesIn(at, zone), turn), [days, zone, turn])
  if (s.planned === 0) return null
  const streak = today.startsWith(String(year)) ? now.data?.people.find((p) => p.person.id === person.id)?.streak : undefined
  const morning = s.morningAt === null ? '' : timeOf(s.morningAt)
  return (
    <dl className="h-sums">
      {streak && streak.days > 0 && <Sum figure={t.daysInRow(streak.days)} says={t.daysInRowSays(streak.mended)} />}
      {s.usual !== null && <Sum figure={duration(s.usual)} says={t.usualSays} />}
      <Sum figure={t.keptOf(s.kept, s.planned)} says={t.keptSays(year, s.mended)} />
      {s.eveningAt !== null ? (
        <Sum figure={timeOf(s.eveningAt)} says={t.usualEvening(morning)} />
      ) : (
        morning && <Sum figure={morning} says={t.usualMorning} />
      )}
    </dl>
  )
}

function Sum({ figure, says }: { figure: string; says: string }) {
  return (
    <div>
      <dt className="cap-t">{says}</dt>
      <dd>{figure}</dd>
    </div>
  )
}

/** The household's day now, until the server has said it. */
export const guessToday = (zone: string): string => dateIn(Date.now() - 4 * 3_600_000, zone)
