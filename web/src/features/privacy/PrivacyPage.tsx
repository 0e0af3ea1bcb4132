import { useState } from 'react'
import { useConsents, useErasures, useEraseHousehold, useErasePerson, useWithdraw } from '@/api/privacy'
import { useMe, usePeople } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person } from '@/api/types'
import { dayOf } from '@/lib/time'
import { beside } from '@/lib/words'
import { Page } from '@/ui/Page'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { EraseSheet } from './EraseSheet'
import { Links } from './Links'
import { Log } from './Log'
import { say } from './messages'
import './privacy.css'

const copyOf = (person: string) => `/api/v1/people/${encodeURIComponent(person)}/export`
const copyOfAll = '/api/v1/household/export'

/** What is kept of whom, what was allowed, what happened; and the way out of it. */
export function PrivacyPage() {
  const me = useMe()
  const people = usePeople()
  const owner = me.data?.account.role === 'owner'
  const consents = useConsents(owner)
  const under = useErasures(owner)
  const withdraw = useWithdraw()
  const erasePerson = useErasePerson()
  const eraseHouse = useEraseHousehold()
  const [erasing, erase] = useState<Person | 'house' | null>(null)
  const [done, setDone] = useState('')
  if (!me.data || people.isPending) return <Waiting label={say.waiting} />
  const { household, account } = me.data
  if (!owner)
    return (
      <Page title={say.title} heading={say.heading}>
        <Empty title={say.ownersOnly} />
      </Page>
    )
  const nameOf = (id: string | undefined) => people.data?.find((p) => p.id === id)?.name ?? say.whose(undefined, !id)
  const day = (instant: string) => dayOf(instant, household.time_zone)
  return (
    <Page title={say.title} heading={say.heading}>
      <p role="status" className="privacy-said">{done || (under.data && under.data.length > 0 ? say.under : '')}</p>
      <div className="privacy">
        <section className="plate" aria-labelledby="privacy-people">
          <h2 id="privacy-people">{say.people}</h2>
          <p className="cap-t">{say.peopleWhy}</p>
          {people.error && <Trouble title={say.trouble}>{trouble(people.error)}</Trouble>}
          <ul className="privacy-rows">
            {people.data?.map((p) => (
              <li key={p.id}>
                <b>{p.name}</b>
                <span className="privacy-acts">
                  <a className="btn" href={copyOf(p.id)} download aria-label={say.copyOf(p.name)}>
                    {say.copy}
                  </a>
                  <button type="button" className="btn bare" aria-label={say.eraseOf(p.name)} onClick={() => erase(p)}>
                    {say.erase}
                  </button>
                </span>
              </li>
            ))}
            <li>
              <b>{say.everything}</b>
              <span className="privacy-acts">
                <a className="btn" href={copyOfAll} download aria-label={say.copyOf(household.name)}>
                  {say.copy}
                </a>
                <button type="button" className="btn bare" aria-label={say.eraseOf(household.name)} onClick={() => erase('house')}>
                  {say.erase}
                </button>
              </span>
            </li>
          </ul>
        </section>
        <section className="plate" aria-labelledby="privacy-consents">
          <h2 id="privacy-consents">{say.consents}</h2>
          {consents.error && <p role="alert">{trouble(consents.error)}</p>}
          {consents.data && consents.data.items.length === 0 && <p>{say.noConsents}</p>}
          <ul className="privacy-rows">
            {consents.data?.items.map((c) => (
              <li key={c.id}>
                <div>
                  <b>{c.erased_at ? say.consentGone : say.consent(c.receiver.name, nameOf(c.person_id))}</b>
                  {!c.erased_at && <span>{beside(c.scopes.map(say.scope))}</span>}
                  <span className="cap-t">{c.withdrawn_at ? say.span(day(c.given_at), day(c.withdrawn_at)) : say.given(day(c.given_at))}</span>
                  {c.words && (
                    <details>
                      <summary aria-label={say.agreedTo(c.receiver.name)}>{say.agreed}</summary>
                      <p className="cap-t" lang={c.language} data-own>
                        {c.words}
                      </p>
                    </details>
                  )}
                </div>
                {!c.erased_at && !c.withdrawn_at && (
                  <button type="button" className="btn" disabled={withdraw.isPending} aria-label={say.withdrawOf(c.receiver.name)} onClick={() => withdraw.mutate(c.id)}>
                    {say.withdraw}
                  </button>
                )}
              </li>
            ))}
          </ul>
          {withdraw.error && <p role="alert">{trouble(withdraw.error)}</p>}
        </section>
        <Links nameOf={nameOf} zone={household.time_zone} />
        <Log me={account.id} zone={household.time_zone} />
      </div>
      {erasing === 'house' && (
        <EraseSheet
          name={household.name}
          what={say.eraseHouse(household.name)}
          copy={copyOfAll}
          pending={eraseHouse.isPending}
          error={eraseHouse.error}
          onErase={(name) => eraseHouse.mutate(name)}
          onClose={() => erase(null)}
        />
      )}
      {erasing && erasing !== 'house' && (
        <EraseSheet
          key={erasing.id}
          name={erasing.name}
          what={say.eraseWhat(erasing.name)}
          copy={copyOf(erasing.id)}
          pending={erasePerson.isPending}
          error={erasePerson.error}
          onErase={(name) =>
            erasePerson.mutate(
              { id: erasing.id, name },
              {
                onSuccess: (r) => {
                  setDone(r.done ? say.erased(erasing.name) : say.erasing)
                  erase(null)
                },
              },
            )
          }
          onClose={() => {
            erasePerson.reset()
            erase(null)
          }}
        />
      )}
    </Page>
  )
}
