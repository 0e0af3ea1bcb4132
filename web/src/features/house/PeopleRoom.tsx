import { useState } from 'react'
import { useEdits } from '@/api/edits'
import { useMay } from '@/api/household'
import { usePeople } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person } from '@/api/types'
import { Cup, Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { initial } from '@/ui/PersonFields'
import { Trouble, Waiting } from '@/ui/states'
import { Waits } from '@/ui/Waits'
import { say } from './messages'
import { PersonSheet } from './PersonSheet'
import { rooms } from './rooms.messages'

const most = 30

/** Who brushes here, when, and for how long. */
export function PeopleRoom() {
  const people = usePeople()
  const edits = useEdits()
  const mayChange = useMay('people:write')
  const [editing, edit] = useState<Person | 'new' | null>(null)
  if (people.isPending) return <Waiting label={say.waiting} />
  return (
    <Page title={rooms.people} heading={rooms.people}>
      {!people.data ? (
        <Trouble
          title={say.trouble}
          acts={
            <button className="btn act" onClick={() => void people.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(people.error)}
        </Trouble>
      ) : (
        <ul className="house-shelf">
          {people.data.map((p) => (
            <li key={p.id}>
              <button type="button" disabled={!mayChange} onClick={() => edit(p)} aria-label={say.change(p.name)}>
                <Cup glaze={p.glaze} letter={initial(p.name)} />
              </button>
              <div>
                <b>{p.name}</b>
                <span className="cap-t">{p.grow && p.target_s < p.grow.aim_s ? say.personGrows(p.milk_teeth, p.target_s, p.grow.aim_s) : say.person(p.milk_teeth, p.target_s)}</span>
                <span className="cap-t">{say.plan(p.morning, p.evening)}</span>
                <Waits when={edits.some((e) => e.subject === p.id && e.kind === 'person' && e.state === 'waits')} />
              </div>
            </li>
          ))}
          {mayChange && people.data.length < most && (
            <li>
              <button type="button" className="house-add" onClick={() => edit('new')} aria-label={say.add}>
                <Icon name="plus" />
              </button>
              <div>
                <b>{say.add}</b>
              </div>
            </li>
          )}
        </ul>
      )}
      {editing && <PersonSheet key={editing === 'new' ? 'new' : editing.id} person={editing === 'new' ? null : editing} taken={(people.data ?? []).map((p) => p.glaze)} onClose={() => edit(null)} />}
    </Page>
  )
}
