import { useState } from 'react'
import { useEndGrant, useGrants, usePeople, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Grant } from '@/api/types'
import { dayOf, heardAt } from '@/lib/time'
import { Page } from '@/ui/Page'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { say } from './messages'
import './apps.css'

/** Who was let in by whom, to do what; and how to show them the door. */
export function Apps() {
  const grants = useGrants()
  const connect = (
    <a className="btn act" href="/link">
      {say.typeCode}
    </a>
  )
  if (grants.isPending) return <Waiting label={say.waiting} />
  return (
    <Page title={say.appsTitle} heading={say.appsTitle}>
      {!grants.data ? (
        <Trouble
          title={say.trouble}
          acts={
            <button type="button" className="btn act" onClick={() => void grants.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(grants.error)}
        </Trouble>
      ) : grants.data.length === 0 ? (
        <Empty title={say.appsNone} acts={connect}>
          {say.appsNoneWhy}
        </Empty>
      ) : (
        <>
          <p className="soft apps-why">{say.appsWhy}</p>
          <ul className="apps-list">
            {grants.data.map((g) => (
              <One key={g.id} grant={g} />
            ))}
          </ul>
          <p className="apps-more">{connect}</p>
        </>
      )}
    </Page>
  )
}

function One({ grant }: { grant: Grant }) {
  const zone = useTimeZone()
  const people = usePeople()
  const end = useEndGrant()
  const [sure, ask] = useState(false)
  const name = (id: string) => people.data?.find((p) => p.id === id)?.name ?? say.gonePerson
  return (
    <li className="plate">
      <div>
        <h2>{grant.app}</h2>
        <p className="cap-t">{say.since(grant.by, dayOf(grant.created, zone))}</p>
        {grant.last_used && <p className="cap-t">{say.used(heardAt(grant.last_used, zone))}</p>}
      </div>
      <ul>
        {grant.scopes.map((s) => (
          <li key={s}>{say.can(s)}</li>
        ))}
      </ul>
      <p>
        {grant.source ? say.heard(grant.source) + (grant.device ? `. ${say.only(grant.device)}` : '') : grant.people ? say.about(grant.people.map(name).join(', ')) : say.aboutAll}
      </p>
      {sure ? (
        <div className="apps-sure">
          <p>{say.sure(grant.app)}</p>
          {end.error && <p role="alert">{trouble(end.error)}</p>}
          <div className="form-acts">
            <button type="button" className="btn act" disabled={end.isPending} onClick={() => end.mutate(grant.id)}>
              {say.sureYes}
            </button>
            <button type="button" className="btn" onClick={() => ask(false)}>
              {say.sureNo}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" className="btn" onClick={() => ask(true)}>
          {say.disconnect}
        </button>
      )}
    </li>
  )
}
