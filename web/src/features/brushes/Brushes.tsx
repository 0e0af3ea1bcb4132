import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useMay } from '@/api/household'
import { useBrushes, usePeople, useTimeZone, useVirtualBrush } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person } from '@/api/types'
import { Cup, Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { initial } from '@/ui/PersonFields'
import { Sheet } from '@/ui/Sheet'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { BrushCard } from './BrushCard'
import { say } from './messages'
import './brushes.css'

/** Every handle that was ever heard here, and who uses it. */
export function Brushes() {
  const brushes = useBrushes()
  const people = usePeople()
  const zone = useTimeZone()
  const may = useMay('brushes:write')
  const [trying, setTrying] = useState(false)
  if (brushes.isPending || people.isPending) return <Waiting label={say.waiting} />
  if (!brushes.data)
    return (
      <Page title={say.title} heading={say.title}>
        <Trouble
          title={say.trouble}
          acts={
            <button className="btn act" onClick={() => void brushes.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(brushes.error)}
        </Trouble>
      </Page>
    )
  const virtual = (
    <button type="button" className="btn" onClick={() => setTrying(true)}>
      <Icon name="virtual" />
      {say.tryVirtual}
    </button>
  )
  const listen = (
    <Link className={brushes.data.length === 0 ? 'btn act' : 'btn'} href="/brushes/phone">
      <Icon name="phone" />
      {say.phone}
    </Link>
  )
  const ways = (
    <>
      {may && (
        <Link className="btn" href="/claim">
          <Icon name="plus" />
          {say.addByCode}
        </Link>
      )}
      <Link className="btn" href="/brushes/devices">
        <Icon name="gateway" />
        {say.devices}
      </Link>
    </>
  )
  return (
    <Page title={say.title} heading={say.heading(brushes.data.length)}>
      {brushes.data.length === 0 ? (
        <Empty
          title={say.empty}
          acts={
            <>
              {listen}
              {virtual}
              {ways}
            </>
          }
        >
          {say.emptyWhy}
        </Empty>
      ) : (
        <>
          <div className="brushes">
            {brushes.data.map((b) => (
              <BrushCard key={b.device} brush={b} people={people.data ?? []} zone={zone} />
            ))}
          </div>
          <div className="brushes-more">
            {listen}
            {ways}
            {virtual}
          </div>
        </>
      )}
      {trying && <TryVirtual people={people.data ?? []} onClose={() => setTrying(false)} />}
    </Page>
  )
}

function TryVirtual({ people, onClose }: { people: Person[]; onClose: () => void }) {
  const virtual = useVirtualBrush()
  const [, go] = useLocation()
  const [who, setWho] = useState(people[0]?.id ?? '')
  const [open, setOpen] = useState(false)
  return (
    <Sheet title={say.virtualHeading} close={say.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          virtual.mutate({ ...(who && { person_id: who }), seconds: 120, ...(open && { brand: 'enamel' as const }) }, { onSuccess: () => go('/') })
        }}
      >
        <p className="soft">{say.virtualWhy}</p>
        <div className="chips">
          {people.map((p) => (
            <button key={p.id} type="button" className="chip" aria-pressed={who === p.id} onClick={() => setWho(p.id)}>
              <Cup glaze={p.glaze} letter={initial(p.name)} />
              {p.name}
            </button>
          ))}
          <button type="button" className="chip plain" aria-pressed={who === ''} onClick={() => setWho('')}>
            {say.virtualNobody}
          </button>
        </div>
        <div className="chips" role="group" aria-label={say.virtualKind}>
          <button type="button" className="chip plain" aria-pressed={!open} onClick={() => setOpen(false)}>
            {say.virtualOralB}
          </button>
          <button type="button" className="chip plain" aria-pressed={open} onClick={() => setOpen(true)}>
            {say.virtualOpen}
          </button>
        </div>
        {virtual.error && <p role="alert">{trouble(virtual.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={virtual.isPending}>
            {say.virtualGo}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
