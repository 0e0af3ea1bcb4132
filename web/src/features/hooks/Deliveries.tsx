import { useHookDead, useHookTries, useReplayHook } from '@/api/hooks'
import { trouble } from '@/api/trouble'
import type { Hook } from '@/api/types'
import { heardAt } from '@/lib/time'
import { capital } from '@/lib/words'
import { Sheet } from '@/ui/Sheet'
import { say } from './messages'

/** What was tried, and what was given up and can be sent again. */
export function Deliveries({ hook, zone, onClose }: { hook: Hook; zone: string; onClose: () => void }) {
  const tries = useHookTries(hook.id)
  const dead = useHookDead(hook.id)
  const replay = useReplayHook()
  const error = tries.error ?? dead.error ?? replay.error
  const given = dead.data ?? []
  return (
    <Sheet title={hook.name} close={say.close} onClose={onClose}>
      <div className="hook-log">
        {error && <p role="alert">{trouble(error)}</p>}
        {given.length > 0 && (
          <section aria-labelledby="hook-given">
            <h3 id="hook-given">{say.given}</h3>
            <p className="cap-t">{say.givenWhy}</p>
            <ul className="hook-given">
              {given.map((m) => (
                <li key={m.seq}>
                  <div>
                    <b>{capital(say.kinds(m.kind))}</b>
                    <span className="cap-t">
                      {heardAt(m.at, zone)}, {say.triesOf(m.tries)}, {say.outcome(m.reason)}
                    </span>
                  </div>
                  <button type="button" className="btn" disabled={replay.isPending} onClick={() => replay.mutate({ id: hook.id, seq: m.seq })}>
                    {say.sendAgain}
                  </button>
                </li>
              ))}
            </ul>
            {given.length > 1 && (
              <button type="button" className="btn act" disabled={replay.isPending} onClick={() => replay.mutate({ id: hook.id })}>
                {say.sendAll}
              </button>
            )}
          </section>
        )}
        <section aria-labelledby="hook-tries">
          <h3 id="hook-tries">{say.tries}</h3>
          {tries.data?.length === 0 && <p className="soft">{say.noTries}</p>}
          {tries.data && tries.data.length > 0 && (
            <table className="hook-tries">
              <thead>
                <tr>
                  <th scope="col">{say.when_}</th>
                  <th scope="col">{say.what}</th>
                  <th scope="col">{say.how}</th>
                  <th scope="col">{say.took}</th>
                </tr>
              </thead>
              <tbody>
                {tries.data.map((t) => (
                  <tr key={`${t.at} ${t.seq ?? 0}`}>
                    <td>{heardAt(t.at, zone)}</td>
                    <td>{capital(say.kinds(t.kind))}</td>
                    <td>{capital(say.outcome(t.outcome, t.status))}</td>
                    <td>{say.ms(t.took_ms)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      </div>
    </Sheet>
  )
}
