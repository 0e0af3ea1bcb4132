import { useEffect, useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { usePathname } from 'wouter/use-browser-location'
import { useConnection, useFollow } from '@/api/live'
import { useLookAt } from '@/api/household'
import { useMe, useTimeZone } from '@/api/queries'
import { lately } from '@/lib/time'
import { PhoneLine } from '@/phone/PhoneLine'
import { Icon, Mark, type IconName } from '@/ui/look'
import { PageNotice } from '@/ui/Page'
import { say } from './messages'
import { Renewal } from './Renewal'
import { Unsent } from './Unsent'
import './shell.css'

const rooms = (): { to: string; icon: IconName; name: string; also: string[] }[] => [
  { to: '/', icon: 'today', name: say.today, also: ['/live', '/rewards'] },
  { to: '/history', icon: 'history', name: say.history, also: ['/sessions', '/insights', '/report', '/week'] },
  { to: '/brushes', icon: 'brush', name: say.brushes, also: ['/claim'] },
  { to: '/house', icon: 'house', name: say.house, also: ['/workbench', '/api-docs'] },
]

/** The frame of every room: the name, the way about, and a line when the house is not heard. */
export function Shell({ children }: { children: ReactNode }) {
  useFollow()
  // The room that was asked for, even while the one before still stands: a tap is seen at once.
  const path = usePathname()
  const here = (r: ReturnType<typeof rooms>[number]) => (r.to === '/' ? path === '/' : path.startsWith(r.to)) || r.also.some((a) => path.startsWith(a))
  return (
    <>
      <a className="skip" href="#page">
        {say.skip}
      </a>
      <header className="top">
        <Link className="brand" href="/">
          <Mark />
          enamel
        </Link>
        <Homes />
        <nav className="nav" aria-label={say.main}>
          {rooms().map((r) => (
            <Link key={r.to} href={r.to} aria-current={here(r) ? 'page' : undefined}>
              <Icon name={r.icon} />
              {r.name}
            </Link>
          ))}
        </nav>
      </header>
      <PageNotice
        value={
          <>
            <Lost />
            <PhoneLine />
          </>
        }
      >
        {children}
      </PageNotice>
    </>
  )
}

/** Which of one's homes this is, where there are several. */
function Homes() {
  const homes = useMe().data?.households ?? []
  const look = useLookAt()
  if (homes.length < 2) return null
  return (
    <select className="homes" aria-label={say.homes} disabled={look.isPending} value={homes.find((h) => h.here)?.id} onChange={(e) => look.mutate(e.target.value)}>
      {homes.map((h) => (
        <option key={h.id} value={h.id}>
          {h.name}
        </option>
      ))}
    </select>
  )
}

// A reload of the server or a moment without radio is nobody's business.
const patience = 4_000

function Lost() {
  const c = useConnection()
  const zone = useTimeZone()
  const [shown, show] = useState(false)
  const [wasLive, setWasLive] = useState(false)
  const lost = c?.state === 'lost'
  if (c?.state === 'live' && !wasLive) setWasLive(true)
  // Who starts without a network is told at once: all they see is of another time.
  const wait = lost && (wasLive || navigator.onLine) ? patience : 0
  useEffect(() => {
    const t = setTimeout(() => show(lost), wait)
    return () => clearTimeout(t)
  }, [lost, wait])
  const at = c && lately(c.heard, zone)
  return (
    <div role="status">
      {shown && lost && <p className="page-notice">{(navigator.onLine ? say.lost : say.offline)(at ?? '')}</p>}
      <Unsent quiet={!lost} />
      <Renewal />
    </div>
  )
}
