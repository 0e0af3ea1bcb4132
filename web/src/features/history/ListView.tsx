import { useEffect, useRef } from 'react'
import { useSessions, useTimeZone } from '@/api/queries'
import type { Brushing, Person } from '@/api/types'
import { longDate } from '@/lib/time'
import { capital } from '@/lib/words'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { t } from './messages'
import { Rows } from './Rows'

/** Brushings newest first, day by day. The next page is fetched when its end comes near, or by its button. */
export function ListView({ filter, people }: { filter: string; people: readonly Person[] }) {
  const zone = useTimeZone()
  const asked = useSessions(filter ? { person: filter } : {})
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = asked

  useEffect(() => {
    const at = end.current
    if (!at || !hasNextPage) return
    const near = new IntersectionObserver(
      (seen) => {
        if (seen.some((s) => s.isIntersecting) && !isFetchingNextPage) void fetchNextPage()
      },
      { rootMargin: '600px' },
    )
    near.observe(at)
    return () => near.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])

  if (asked.isPending) return <Waiting label={t.waiting} />
  if (asked.isError && !asked.data)
    return (
      <Trouble
        title={t.trouble}
        acts={
          <button type="button" className="btn act" onClick={() => void asked.refetch()}>
            {t.again}
          </button>
        }
      >
        {t.troubleWhy}
      </Trouble>
    )
  const sessions = asked.data.pages.flatMap((p) => p.items)
  if (sessions.length === 0) return <Empty title={filter === 'unassigned' ? t.openEmpty : t.listEmpty} />
  const days = new Map<string, Brushing[]>()
  for (const s of sessions) days.set(s.date, [...(days.get(s.date) ?? []), s])
  return (
    <div className="h-list">
      {[...days].map(([date, of]) => (
        <section key={date} aria-label={longDate(date)}>
          <h2>{capital(longDate(date))}</h2>
          <Rows sessions={of} people={people} zone={zone} withWho />
        </section>
      ))}
      <div ref={end} className="h-end">
        {hasNextPage ? (
          <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchingNextPage ? t.olderWaiting : t.older}
          </button>
        ) : (
          <p className="cap-t">{t.end}</p>
        )}
      </div>
    </div>
  )
}
