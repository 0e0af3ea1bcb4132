import { useAudit, useCheckAudit } from '@/api/privacy'
import { trouble } from '@/api/trouble'
import type { AuditEntry } from '@/api/types'
import { heardAt } from '@/lib/time'
import { following } from '@/lib/words'
import { say } from './messages'

/** One line of the log, in words. */
export function words(e: AuditEntry, me: string): string {
  const by = e.act === 'login_failed' ? say.somebody(e.about?.name) : say.by(e.by.kind, e.by.name, !e.by.id, e.by.kind === 'account' && e.by.id === me)
  const whose = e.person ? say.whose(e.person.name, !e.person.id) : say.nobody
  return following([by, say.act(e.act, whose, e.about?.name ?? '', e.detail ?? '')])
}

/** Who did what, newest first, and whether nobody has changed it since. */
export function Log({ me, zone }: { me: string; zone: string }) {
  const log = useAudit()
  const check = useCheckAudit()
  const lines = log.data?.pages.flatMap((p) => p.items) ?? []
  return (
    <section className="plate privacy-log" aria-labelledby="privacy-log">
      <h2 id="privacy-log">{say.log}</h2>
      <p className="cap-t">{say.logWhy}</p>
      <div>
        <button type="button" className="btn" disabled={check.isPending} onClick={() => check.mutate()}>
          {say.check}
        </button>
      </div>
      <div aria-live="polite">
        {check.data && (
          <>
            <p>{check.data.ok ? say.holds(check.data.lines) : say.broken(check.data.fault ?? '')}</p>
            {check.data.ok && (
              <>
                <p className="cap-t">{say.head}</p>
                <code className="privacy-head">{check.data.head}</code>
              </>
            )}
          </>
        )}
        {check.error && <p role="alert">{trouble(check.error)}</p>}
      </div>
      {log.error && <p role="alert">{trouble(log.error)}</p>}
      <ol className="privacy-lines">
        {lines.map((e) => (
          <li key={e.seq}>
            <time dateTime={e.at}>
              {heardAt(e.at, zone)}
            </time>
            <span>{words(e, me)}</span>
          </li>
        ))}
      </ol>
      {log.hasNextPage && (
        <div>
          <button type="button" className="btn" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {say.older}
          </button>
        </div>
      )}
    </section>
  )
}
