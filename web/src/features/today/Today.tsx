import { Link } from 'wouter'
import { useNotices } from '@/api/notices'
import { useBrushes, useNow, useTimeZone, useToday, useVirtualBrush } from '@/api/queries'
import { still } from '@/api/still'
import { trouble } from '@/api/trouble'
import type { Brushing, Today as Shown } from '@/api/types'
import { useHeld, useWide } from '@/lib/hold'
import { longDate, placeInWeek } from '@/lib/time'
import { Page } from '@/ui/Page'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { headline, neverHeard } from './headline'
import { say } from './messages'
import { PersonCard } from './PersonCard'
import { Sign } from './Sign'
import { WhoWasThis } from './WhoWasThis'
import './today.css'

const nobody: Brushing[] = []

/** The first screen: who brushes now, what waits for a name, and everybody's day. */
export function Today() {
  const today = useToday()
  const now = useNow()
  const zone = useTimeZone()
  const wide = useWide(1101)
  const open = now.data?.open ?? today.data?.open ?? nobody
  // Who took the brush out first stays first. Who is out and who waits decides what stands where: that never changes under a finger. The numbers inside go on.
  const places = useHeld([...open].sort((a, b) => a.started_at.localeCompare(b.started_at)).map((b) => b.id).join())
  const shown = useHeld(today.data)
  useNotices(today.data)

  if (today.isPending) return <Waiting label={say.waiting} />
  if (!shown)
    return (
      <Page title={say.title} heading={say.title}>
        <Trouble
          title={say.trouble}
          acts={
            <button className="btn act" onClick={() => void today.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(today.error)}
        </Trouble>
      </Page>
    )

  const out = places === '' ? nobody : places.split(',').flatMap((id) => open.find((b) => b.id === id) ?? [])
  const brushing = new Set(out.map((b) => b.person_id))
  const asking = shown.unassigned.filter((b) => !out.some((o) => o.id === b.id))
  const who = asking[0] && <WhoWasThis key={asking[0].id} brushing={asking[0]} more={asking.length - 1} people={shown.people.map((p) => p.person)} today={shown.date} zone={zone} />
  const first = out.length === 0 && shown.people.length > 0 && neverHeard(shown)
  return (
    <Page
      title={say.title}
      heading={first ? say.nothing : headline({ ...shown, unassigned: asking }, out.length)}
      aside={say.partOfDay(longDate(shown.date), shown.part)}
      className="today"
    >
      {out.length > 0 && <Sign open={out} today={shown} />}
      {shown.people.length === 0 && out.length === 0 && <NoPeople />}
      {first && <FirstBrush person={shown.people[0]!.person.id} />}
      <Still of={shown} />
      <div className="today-grid">
        {!wide && who}
        {shown.people
          .filter((p) => !brushing.has(p.person.id) || shown.people.length === 1)
          .map((p) => (
            <PersonCard key={p.person.id} of={p} today={shown.date} part={shown.part} zone={zone} />
          ))}
        {wide && who}
      </div>
      {!first && shown.people.length > 0 && placeInWeek(shown.date) < 2 && (
        <p className="today-back">
          <Link href="/week">{say.lookBack}</Link>
        </p>
      )}
    </Page>
  )
}

/** What somebody wished to be reminded of, once, in a line. */
function Still({ of }: { of: Shown }) {
  const parts = (['morning', 'evening'] as const).flatMap((part) => {
    const names = of.people.filter((p) => of.reminders?.some((r) => r.person_id === p.person.id && r.part === part)).map((p) => p.person.name)
    return names.length > 0 ? [{ part, names }] : []
  })
  return parts.map(({ part, names }) => (
    <p key={part} className="today-still">
      {still.today(names, part)}
    </p>
  ))
}

function NoPeople() {
  return (
    <Empty
      title={say.addPeople}
      acts={
        <Link className="btn act" href="/house">
          {say.addPeople}
        </Link>
      }
    >
      {say.addPeopleWhy}
    </Empty>
  )
}

function FirstBrush({ person }: { person: string }) {
  const virtual = useVirtualBrush()
  const brushes = useBrushes()
  if (brushes.data?.some((b) => !b.virtual)) return null
  return (
    <Empty
      lone
      title={say.first}
      acts={
        <button className="btn act" disabled={virtual.isPending} onClick={() => virtual.mutate({ person_id: person, seconds: 120 })}>
          {say.tryVirtual}
        </button>
      }
    >
      {virtual.error ? trouble(virtual.error) : say.firstWhy}
    </Empty>
  )
}
