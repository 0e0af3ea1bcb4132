import { Suspense, type ReactNode } from 'react'
import { Link, Redirect } from 'wouter'
import { useMe } from '@/api/queries'
import { useWide } from '@/lib/wide'
import { Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { Empty, Waiting } from '@/ui/states'
import { About, Backup, Device, Gateways, Keeping, Keys, MembersRoom, You } from './Rooms'
import { say } from './messages'
import { PeopleRoom } from './PeopleRoom'
import { groups, type HouseRoom } from './rooms'
import { RemindersRoom } from './RemindersRoom'
import { rooms as names } from './rooms.messages'
import { SigningIn } from './SigningIn'
import './house.css'

const own: Record<string, () => ReactNode> = {
  people: PeopleRoom,
  reminders: RemindersRoom,
  members: MembersRoom,
  you: You,
  'signing-in': SigningIn,
  device: Device,
  keeping: Keeping,
  backup: Backup,
  gateways: Gateways,
  keys: Keys,
  about: About,
}

/**
 * The house: a list of its pages, and the one that was chosen; beside each other where there is room. children is the page where another feature
 * draws it.
 */
export function House({ part, children }: { part: string | undefined; children?: ReactNode }) {
  const wide = useWide()
  const me = useMe()
  if (!me.data) return <Waiting label={say.waiting} />
  if (!part) return wide ? <Redirect to="/house/people" replace /> : <Index />
  const Room = own[part]
  return (
    <div className="house">
      {wide ? (
        <aside>
          <p className="house-name">{me.data.household.name}</p>
          <Groups part={part} />
        </aside>
      ) : (
        <nav className="house-back" aria-label={names.index}>
          <Link className="btn bare" href="/house">
            <Icon name="back" />
            {names.back}
          </Link>
        </nav>
      )}
      <Suspense fallback={<Waiting label={say.waiting} />}>{children ?? (Room ? <Room key={part} /> : <Nowhere />)}</Suspense>
    </div>
  )
}

function Index() {
  const name = useMe().data?.household.name
  return (
    <Page title={say.title} heading={name}>
      <Groups />
    </Page>
  )
}

function Groups({ part }: { part?: string }) {
  const me = useMe().data
  const may = (r: HouseRoom) => (!r.owner || me?.account.role === 'owner') && (!r.scope || me?.scopes.includes(r.scope))
  return (
    <nav className="house-index" aria-label={names.index}>
      {groups().map((g) => (
        <section key={g.name} aria-label={g.name}>
          <h2>{g.name}</h2>
          <ul>
            {g.rooms.filter(may).map((r) => (
              <li key={r.part}>
                <Link href={`/house/${r.part}`} aria-current={part === r.part ? 'page' : undefined}>
                  <span>
                    <b>{r.name}</b>
                    <span className="cap-t">{r.about}</span>
                  </span>
                  <Icon name="chev" />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

function Nowhere() {
  return (
    <Page title={say.title} heading={say.nowhere}>
      <Empty
        title={say.nowhereWhy}
        acts={
          <Link className="btn act" href="/house">
            {say.title}
          </Link>
        }
      />
    </Page>
  )
}
