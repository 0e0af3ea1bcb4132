import { useState } from 'react'
import { removalWords, useEdit } from '@/api/edit'
import { hookNow, useChangeHook, useNewHookSecret, useRemoveHook, useTestHook } from '@/api/hooks'
import { trouble } from '@/api/trouble'
import type { Hook, Person } from '@/api/types'
import { heardAt } from '@/lib/time'
import { Clash } from '@/ui/Clash'
import { Cup } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { say } from './messages'

interface Props {
  hook: Hook
  people: Person[]
  zone: string
  onChange: () => void
  onLook: () => void
  onSecret: (secret: string) => void
}

/** One webhook: what it is told, how that goes, and what can be done with it. */
export function HookCard({ hook: h, people, zone, onChange, onLook, onSecret }: Props) {
  const change = useChangeHook()
  const remove = useEdit<Hook, { id: string }>(h, useRemoveHook(), () => hookNow(h.id), true)
  const renew = useNewHookSecret()
  const test = useTestHook()
  const [sure, ask] = useState<'remove' | 'secret' | null>(null)
  const told = people.filter((p) => h.people.some((o) => o.person_id === p.id))
  const failing = h.failures > 0
  const error = change.error ?? remove.error ?? renew.error ?? test.error
  return (
    <article className="plate hook" data-open={h.state !== 'on' || failing || undefined}>
      <div className="hook-head">
        <div>
          <h2>{h.name}</h2>
          <p className="soft hook-url">{h.url}</p>
        </div>
        <span className="tag">{say.state(h.state, failing)}</span>
      </div>
      <p>{say.toldWhen(h.kinds.map(say.kinds))}</p>
      {told.length === 0 ? (
        <p className="cap-t">{say.ofNobody}</p>
      ) : (
        <ul className="hook-people" aria-label={say.of}>
          {told.map((p) => (
            <li key={p.id}>
              <Cup glaze={p.glaze} letter={initial(p.name)} />
              {p.name}
            </li>
          ))}
        </ul>
      )}
      <div className="cap-t hook-news" role="status">
        {h.state !== 'on' && <p>{h.state === 'gone' ? say.gone : say.pausedNow}</p>}
        {test.isPending && <p>{say.testing}</p>}
        {test.data && !test.isPending && <p>{say.tested(say.outcome(test.data.outcome, test.data.status), test.data.took_ms)}</p>}
        {!test.data && !test.isPending && <p>{h.last ? say.last(heardAt(h.last.at, zone), say.outcome(h.last.outcome, h.last.status)) : say.neverTried}</p>}
        {h.waiting > 0 && <p>{say.waitingFor(h.waiting)}</p>}
        {h.dead > 0 && <p>{say.deadFor(h.dead)}</p>}
        {h.both_until && <p>{say.both(heardAt(h.both_until, zone))}</p>}
      </div>
      {remove.clash && <Clash words={removalWords} lines={[]} busy={remove.isPending} onMine={remove.mine} onTheirs={() => remove.theirs() && ask(null)} />}
      {error && <p role="alert">{trouble(error)}</p>}
      {sure ? (
        <div className="hook-agree" role="alert">
          <p>{sure === 'remove' ? say.removeSure(h.name) : say.secretSure}</p>
          <div className="form-acts">
            <button
              type="button"
              className="btn"
              disabled={remove.isPending || renew.isPending}
              onClick={() => {
                if (sure === 'remove') remove.save({ id: h.id }, () => undefined)
                else
                  renew.mutate(h.id, {
                    onSuccess: (s) => {
                      ask(null)
                      onSecret(s.secret)
                    },
                  })
              }}
            >
              {sure === 'remove' ? say.removeYes : say.secretYes}
            </button>
            <button type="button" className="btn act" autoFocus onClick={() => ask(null)}>
              {say.removeNo}
            </button>
          </div>
        </div>
      ) : (
        <div className="hook-acts">
          <button type="button" className="btn" disabled={test.isPending} onClick={() => test.mutate(h.id)}>
            {say.test}
          </button>
          <button type="button" className="btn" onClick={onLook}>
            {say.deliveries}
          </button>
          <button type="button" className="btn" onClick={onChange}>
            {say.change}
          </button>
          <button type="button" className="btn bare" disabled={change.isPending} onClick={() => change.mutate({ id: h.id, paused: h.state === 'on' })}>
            {h.state === 'on' ? say.pause : say.goOn}
          </button>
          <button type="button" className="btn bare" onClick={() => ask('secret')}>
            {say.secret}
          </button>
          <button type="button" className="btn bare" onClick={() => ask('remove')}>
            {say.remove}
          </button>
        </div>
      )}
    </article>
  )
}
