import { useCallback } from 'react'
import { Link, useLocation } from 'wouter'
import { useFollow } from '@/api/live'
import { usePeople } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { Coach } from '@/coach'
import { Page } from '@/ui/Page'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { say } from './messages'

/** The coach of one person, with nothing beside it. */
export function CoachPage({ person }: { person: string }) {
  useFollow()
  const people = usePeople()
  const [, go] = useLocation()
  const leave = useCallback(() => go('/'), [go])
  if (people.isPending) return <Waiting label={say.waiting} />
  const p = people.data?.find((x) => x.id === person)
  if (p) return <Coach person={p} onLeave={leave} />
  return (
    <Page title={say.title} heading={say.title}>
      {people.data ? (
        <Empty
          title={say.gone}
          acts={
            <Link className="btn act" href="/">
              {say.toToday}
            </Link>
          }
        />
      ) : (
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
      )}
    </Page>
  )
}
