import { Link, useSearchParams } from 'wouter'
import { useDays, usePeople, useToday } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Day, Person, Slot } from '@/api/types'
import { duration, later, longDate, placeInWeek, shortDate, weekday } from '@/lib/time'
import { capital } from '@/lib/words'
import { Cap, Cup, Icon, capValue } from '@/ui/look'
import { Page } from '@/ui/Page'
import { initial } from '@/ui/PersonFields'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { say } from './messages'
import { change, lastWeek, look } from './week'
import './week.css'

/** A week that is over, for grown-ups: everybody beside their own plan and their own week before, and nobody beside anybody else. */
export function WeekPage() {
  const [query, setQuery] = useSearchParams()
  const people = usePeople()
  const now = useToday()
  if (people.isPending || now.isPending) return <Waiting label={say.waiting} />
  const last = now.data && lastWeek(now.data.date)
  const asked = query.get('from') ?? ''
  const from = last && /^\d{4}-\d{2}-\d{2}$/.test(asked) && asked <= last && !Number.isNaN(Date.parse(asked)) ? later(asked, -placeInWeek(asked)) : last
  const back = (
    <Link className="btn bare" href="/history">
      <Icon name="back" />
      {say.back}
    </Link>
  )
  if (!people.data || !last || !from)
    return (
      <Page title={say.title} back={back} heading={say.title}>
        <Trouble
          title={say.trouble}
          acts={
            <button type="button" className="btn act" onClick={() => void Promise.all([people.refetch(), now.refetch()])}>
              {say.again}
            </button>
          }
        >
          {trouble(people.error ?? now.error)}
        </Trouble>
      </Page>
    )
  return (
    <Page
      title={say.title}
      back={back}
      heading={say.heading(shortDate(from), shortDate(later(from, 6)))}
      aside={say.why}
      className="week"
      acts={
        <div className="week-turn">
          <button type="button" className="btn" aria-label={say.before} onClick={() => setQuery({ from: later(from, -7) }, { replace: true })}>
            <Icon name="back" />
          </button>
          <button type="button" className="btn" aria-label={say.after} disabled={from >= last} onClick={() => setQuery({ from: later(from, 7) }, { replace: true })}>
            <Icon name="chev" />
          </button>
        </div>
      }
    >
      {people.data.length === 0 ? (
        <Empty title={say.nobody}>{''}</Empty>
      ) : (
        <div className="week-lay">
          {people.data.map((p) => (
            <Looked key={p.id} person={p} from={from} />
          ))}
        </div>
      )}
    </Page>
  )
}

const inWords = (s: Slot) => say.slot(s.state, duration(s.seconds))

function Looked({ person, from }: { person: Person; from: string }) {
  const asked = useDays(person.id, later(from, -7), later(from, 6))
  const days = asked.data ?? []
  const week = days.filter((d) => d.date >= from)
  const now = look(week)
  const before = look(days.filter((d) => d.date < from))
  return (
    <section className="plate week-plate" aria-labelledby={`week-${person.id}`}>
      <header>
        <Cup glaze={person.glaze} letter={initial(person.name)} />
        <h2 id={`week-${person.id}`}>{person.name}</h2>
        <Link className="btn bare" href={`/insights/${person.id}`} aria-label={say.moreOf(person.name)}>
          {say.more}
        </Link>
      </header>
      {asked.error ? (
        <p role="alert">{trouble(asked.error)}</p>
      ) : asked.isPending ? (
        <p className="soft">{say.waiting}</p>
      ) : (
        <>
          <p className="week-kept">{now.planned > 0 ? say.kept(now.kept, now.planned) : say.unplanned}</p>
          <p className="soft">{now.usual === null ? say.quiet : say.usual(duration(Math.round(now.usual)), change(now, before))}</p>
          <ol className="week-days">
            {week.map((d) => (
              <li key={d.date}>
                <span aria-hidden="true">{weekday(d.date)}</span>
                <span role="img" aria-label={words(d)}>
                  <Cap am={capValue(d.morning)} pm={capValue(d.evening)} />
                </span>
              </li>
            ))}
          </ol>
          {now.mended > 0 && <p className="cap-t">{say.mended}</p>}
        </>
      )}
    </section>
  )
}

const words = (d: Day) => say.day(capital(longDate(d.date)), inWords(d.morning), inWords(d.evening))
