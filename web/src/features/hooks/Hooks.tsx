import { useState } from 'react'
import { Link } from 'wouter'
import { useHooks } from '@/api/hooks'
import { useMe, usePeople, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Hook } from '@/api/types'
import { Icon } from '@/ui/look'
import { OnceSheet } from '@/ui/Once'
import { Page } from '@/ui/Page'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { Deliveries } from './Deliveries'
import { HookCard } from './HookCard'
import { HookForm } from './HookForm'
import { say } from './messages'
import './hooks.css'

const most = 16

/** The programs outside that are told what happens here. */
export function Hooks() {
  const me = useMe()
  const owner = me.data?.account.role === 'owner'
  const hooks = useHooks(owner)
  const people = usePeople()
  const zone = useTimeZone()
  const [editing, edit] = useState<Hook | 'new' | null>(null)
  const [looking, look] = useState<Hook | null>(null)
  const [secret, tell] = useState<string | null>(null)
  if (!owner)
    return (
      <Page title={say.title} heading={say.title}>
        <Empty
          title={say.owners}
          acts={
            <Link className="btn act" href="/house">
              {say.toHouse}
            </Link>
          }
        >
          {say.ownersWhy}
        </Empty>
      </Page>
    )
  if (hooks.isPending || people.isPending) return <Waiting label={say.waiting} />
  if (!hooks.data)
    return (
      <Page title={say.title} heading={say.title}>
        <Trouble
          title={say.trouble}
          acts={
            <button className="btn act" onClick={() => void hooks.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(hooks.error)}
        </Trouble>
      </Page>
    )
  const all = hooks.data
  const everybody = people.data ?? []
  const add = (
    <button type="button" className={all.length === 0 ? 'btn act' : 'btn'} onClick={() => edit('new')}>
      <Icon name="plus" />
      {say.add}
    </button>
  )
  return (
    <Page title={say.title} heading={say.heading(all.length)}>
      {all.length === 0 ? (
        <Empty title={say.empty} acts={add}>
          {say.emptyWhy}
        </Empty>
      ) : (
        <>
          <div className="hooks">
            {all.map((h) => (
              <HookCard key={h.id} hook={h} people={everybody} zone={zone} onChange={() => edit(h)} onLook={() => look(h)} onSecret={tell} />
            ))}
          </div>
          <div className="hooks-more">{all.length < most ? add : <p className="cap-t">{say.full}</p>}</div>
        </>
      )}
      {editing && <HookForm key={editing === 'new' ? 'new' : editing.id} hook={editing === 'new' ? null : editing} people={everybody} onClose={() => edit(null)} onSecret={tell} />}
      {looking && <Deliveries hook={looking} zone={zone} onClose={() => look(null)} />}
      {secret && (
        <OnceSheet title={say.secretTitle} label={say.secretLabel} value={secret} onClose={() => tell(null)}>
          {say.secretOnce}
        </OnceSheet>
      )}
    </Page>
  )
}
