import { useState } from 'react'
import { Link, Redirect, useSearchParams } from 'wouter'
import { useMe, usePeople, useTimeZone, useToday } from '@/api/queries'
import { useInsights } from '@/api/reports'
import { trouble } from '@/api/trouble'
import type { Insights as Says, Person } from '@/api/types'
import { clockOfMinutes, dateIn, later } from '@/lib/time'
import { Cup, Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { initial } from '@/ui/PersonFields'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { Clock } from './Clock'
import { Heads } from './Heads'
import { MapFigure } from './MapFigure'
import { Trends } from './Trends'
import { periods } from './figures'
import { t } from './messages'
import './insights.css'

/** What a person's brushings say. Whose and since when stand in the address. */
export function Insights({ id }: { id?: string }) {
  const [query, setQuery] = useSearchParams()
  const people = usePeople()
  const now = useToday()
  const zone = useTimeZone()
  const [opened] = useState(() => Date.now())
  const weeks = periods.find((n) => String(n) === query.get('weeks')) ?? 12
  const to = now.data?.date ?? dateIn(opened, zone)
  const from = later(to, 1 - 7 * weeks)
  const person = people.data?.find((p) => p.id === id)
  const asked = useInsights(person?.id ?? '', from, now.isPending ? '' : to)

  if (people.isPending)
    return (
      <Page title={t.title} heading={t.title}>
        <Waiting label={t.waiting} />
      </Page>
    )
  const first = people.data?.[0]
  if (people.data && !first)
    return (
      <Page title={t.title} heading={t.title}>
        <Empty title={t.nobody} acts={<Link className="btn act" href="/house">{t.toHouse}</Link>}>
          {t.nobodyWhy}
        </Empty>
      </Page>
    )
  if (first && !person) return <Redirect to={`/insights/${first.id}`} replace />
  if (!person || (asked.isError && !asked.data))
    return (
      <Page title={t.title} heading={t.title}>
        <Trouble
          title={t.trouble}
          acts={
            <button type="button" className="btn act" onClick={() => void (people.data ? asked.refetch() : people.refetch())}>
              {t.again}
            </button>
          }
        >
          {trouble((asked.error ?? people.error) as Error)}
        </Trouble>
      </Page>
    )
  const d = asked.data
  const acts = (
    <div className="in-bar">
      {people.data && people.data.length > 1 && <Whose people={people.data} person={person} query={query} />}
      <div className="seg" role="group" aria-label={t.period}>
        {periods.map((n) => (
          <button key={n} type="button" aria-pressed={n === weeks} onClick={() => setQuery(n === 12 ? {} : { weeks: String(n) }, { replace: true })}>
            {t.weeks(n)}
          </button>
        ))}
      </div>
      <Link className="btn" href={`/report/${person.id}?from=${from}&to=${to}`}>
        <Icon name="print" />
        {t.report}
      </Link>
    </div>
  )
  return (
    <Page title={t.titleOf(person.name)} heading={d ? t.heading(person.name, d) : t.title} acts={acts} className="in-page">
      {!d ? (
        <Waiting label={t.waiting} />
      ) : d.total.brushings === 0 ? (
        <Empty title={weeks === 52 ? t.empty : t.emptyPeriod(person.name)} acts={<Link className="btn act" href="/">{t.toToday}</Link>} />
      ) : (
        <Figures d={d} person={person} />
      )}
    </Page>
  )
}

function Whose({ people, person, query }: { people: readonly Person[]; person: Person; query: URLSearchParams }) {
  const behind = query.toString()
  return (
    <nav className="seg" aria-label={t.whose}>
      {people.map((p) => (
        <Link key={p.id} href={`/insights/${p.id}${behind && `?${behind}`}`} aria-current={p.id === person.id ? 'page' : undefined}>
          <Cup glaze={p.glaze} letter={initial(p.name)} />
          {p.name}
        </Link>
      ))}
    </nav>
  )
}

function Figures({ d, person }: { d: Says; person: Person }) {
  const viewer = useMe().data?.account.role === 'viewer'
  const sums: [string, string][] = [
    [t.sum7(d.last_7_days), t.sum7Says(d.last_7_days)],
    [t.sum7(d.last_30_days), t.sum30Says(d.last_30_days)],
    ...(d.morning.usual_minute !== undefined ? ([[clockOfMinutes(d.morning.usual_minute), t.usualMorning]] as [string, string][]) : []),
    ...(d.evening.usual_minute !== undefined ? ([[clockOfMinutes(d.evening.usual_minute), t.usualEvening]] as [string, string][]) : []),
  ]
  return (
    <>
      {d.incomplete && <p className="soft in-cut">{t.cut}</p>}
      <div className="in-lay">
        <MapFigure d={d} person={person} />
        <div>
          <Findings d={d} />
          <Trends d={d} />
        </div>
      </div>
      <dl className="in-sums">
        {sums.map(([figure, words]) => (
          <div key={words}>
            <dt className="cap-t">{words}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
      </dl>
      <div className="in-low">
        <Clock d={d} name={person.name} />
        <Heads d={d} glaze={person.glaze} canChange={!viewer} />
      </div>
    </>
  )
}

/** What is, then why: never more than three. */
function Findings({ d }: { d: Says }) {
  const map = d.maps[0]
  const all: [string, string][] = []
  if (map && map.least.seconds < map.fair_s / 2) all.push([t.leastTitle(map.least.zone, map.zones, map.least.seconds), t.leastWhy(map.fair_s)])
  else if (map) all.push([t.evenTitle, t.evenWhy(map.half, map.zones)])
  all.push([t.timeTitle(d), t.timeWhy(d)])
  if (d.finding === 'too_hard' && d.total.too_hard_s !== undefined) all.push([t.hardTitle(d.total.too_hard_s), t.hardWhy])
  all.push([t.heardTitle, d.total.of_s > 0 ? t.heard(d.total.heard_s, d.total.of_s) : t.heardNothing])
  return (
    <div className="in-findings">
      {all.map(([what, why]) => (
        <section key={what} className="in-finding">
          <h2>{what}</h2>
          <p className="soft">{why}</p>
        </section>
      ))}
    </div>
  )
}
