import { useReportLinks, useRevokeLink } from '@/api/reports'
import { trouble } from '@/api/trouble'
import { dayOf, fullDate } from '@/lib/time'
import { say } from './messages'

/** Reports that were lent by link, of everybody, with the way to take them back. Nothing while none was. */
export function Links({ nameOf, zone }: { nameOf: (person: string) => string; zone: string }) {
  const links = useReportLinks('', true)
  const revoke = useRevokeLink()
  if (!links.data || links.data.length === 0) return links.error ? <p role="alert">{trouble(links.error)}</p> : null
  return (
    <section className="plate" aria-labelledby="privacy-links">
      <h2 id="privacy-links">{say.links}</h2>
      <p className="cap-t">{say.linksWhy}</p>
      <ul className="privacy-rows">
        {links.data.map((l) => (
          <li key={l.id}>
            <div>
              <b>{say.link(l.receiver, nameOf(l.person_id), fullDate(l.from), fullDate(l.to))}</b>
              <span className="cap-t">{say.linkState(!!l.revoked_at, l.open, dayOf(l.expires_at, zone), l.views)}</span>
            </div>
            {l.open && (
              <button type="button" className="btn" disabled={revoke.isPending} aria-label={say.revokeOf(l.receiver)} onClick={() => revoke.mutate(l.id)}>
                {say.revoke}
              </button>
            )}
          </li>
        ))}
      </ul>
      {revoke.error && <p role="alert">{trouble(revoke.error)}</p>}
    </section>
  )
}
