import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useMe, usePeople, useSessions, useTimeZone, useToday } from '@/api/queries'
import { Cup, Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { initial } from '@/ui/PersonFields'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { AddBrushing } from './AddBrushing'
import { asDate, asMonth } from './days'
import { later, monthLater } from '@/lib/time'
import { ListView } from './ListView'
import { t } from './messages'
import { guessToday, YearView } from './YearView'
import './history.css'

/** The history: a person's year, month and day, or everything heard as a list. What is looked at stands in the address. */
export function HistoryPage() {
  const [query, setQuery] = useSearchParams()
  const zone = useTimeZone()
  const people = usePeople()
  const now = useToday()
  const any = useSessions({}, 1)
  const me = useMe()
  const [adding, setAdding] = useState(false)
  const today = now.data?.date ?? guessToday(zone)

  const set = (change: Record<string, string | null>) =>
    setQuery(
      (old) => {
        const next = new URLSearchParams(old)
        for (const [k, v] of Object.entries(change)) {
          if (v === null) next.delete(k)
          else next.set(k, v)
        }
        return next
      },
      { replace: true },
    )

  if (people.isPending || any.isPending)
    return (
      <Page title={t.title} heading={t.title}>
        <Waiting label={t.waiting} />
      </Page>
    )
  if (!people.data)
    return (
      <Page title={t.title} heading={t.title}>
        <Trouble
          title={t.trouble}
          acts={
            <button type="button" className="btn act" onClick={() => void people.refetch()}>
              {t.again}
            </button>
          }
        >
          {t.troubleWhy}
        </Trouble>
      </Page>
    )

  const asked = query.get('person') ?? ''
  const list = query.get('view') === 'list' || asked === 'unassigned'
  const known = people.data.find((p) => p.id === asked)
  const person = known ?? people.data[0]
  const empty = any.data?.pages[0]?.items.length === 0
  const day = asDate(query.get('day')) ?? today
  const month = asMonth(query.get('month')) ?? day.slice(0, 7)

  const button = person && me.data?.account.role !== 'viewer' && (
    <button type="button" className={empty ? 'btn' : 'btn act h-add-button'} onClick={() => setAdding(true)}>
      <Icon name="plus" />
      {t.add}
    </button>
  )
  const sheet = adding && person && (
    <AddBrushing
      people={people.data}
      person={person}
      day={list ? today : day}
      today={today}
      onClose={() => setAdding(false)}
      onAdded={(who, date) => {
        setAdding(false)
        set(list ? {} : { person: who, day: date, month: null })
      }}
    />
  )
  if (empty || (!person && !list))
    return (
      <Page title={t.title} heading={t.title}>
        {sheet}
        {empty ? (
          <Empty
            title={t.empty}
            acts={
              <>
                <Link className="btn act" href="/">
                  {t.toToday}
                </Link>
                {button}
              </>
            }
          >
            {t.emptyWhy}
          </Empty>
        ) : (
          <Empty title={t.noPeople} acts={<Link className="btn act" href="/house">{t.toHouse}</Link>}>
            {t.noPeopleWhy}
          </Empty>
        )}
      </Page>
    )

  const filter = asked === 'unassigned' ? asked : (known?.id ?? '')
  const heading = !list ? t.yearOf(person?.name ?? '') : filter === 'unassigned' ? t.listOpen : known ? t.listOf(known.name) : t.listAll
  // A month is entered at its last day that is over, so that the day beside it has something to say.
  const lastDay = (m: string) => {
    const end = later(`${monthLater(m, 1)}-01`, -1)
    return end > today ? today : end
  }
  const bar = (
    <div className={list ? 'h-bar list' : 'h-bar'}>
      <div className="seg" role="group" aria-label={t.whose}>
        {list && (
          <button type="button" aria-pressed={filter === ''} onClick={() => set({ person: null })}>
            {t.everybody}
          </button>
        )}
        {people.data.map((p) => {
          const on = list ? filter === p.id : p.id === person?.id
          return (
            <button key={p.id} type="button" aria-pressed={on} onClick={() => set({ person: p.id })}>
              <Cup glaze={p.glaze} letter={initial(p.name)} />
              {p.name}
            </button>
          )
        })}
        {list && (
          <button type="button" aria-pressed={filter === 'unassigned'} onClick={() => set({ person: 'unassigned' })}>
            {t.nobody}
          </button>
        )}
      </div>
      <div className="seg" role="group" aria-label={t.how}>
        <button type="button" aria-pressed={!list} onClick={() => set({ view: null, person: known?.id ?? null })}>
          {t.year}
        </button>
        <button type="button" aria-pressed={list} onClick={() => set({ view: 'list' })}>
          {t.list}
        </button>
      </div>
      <Link className="btn" href="/week">
        {t.theWeek}
      </Link>
      {!list && person && (
        <Link className="btn" href={`/insights/${person.id}`}>
          <Icon name="insights" />
          {t.insights}
        </Link>
      )}
      {button}
    </div>
  )
  return (
    <Page title={t.title} heading={heading} acts={bar} className="h-page">
      {sheet}
      {list || !person ? (
        <ListView filter={filter} people={people.data} />
      ) : (
        <YearView
          person={person}
          people={people.data}
          month={month}
          day={day}
          today={today}
          onPick={(d) => set({ day: d, month: null })}
          onMonth={(m) => set({ day: lastDay(m), month: null })}
        />
      )}
    </Page>
  )
}

export default HistoryPage
