import { useState } from 'react'
import { Link } from 'wouter'
import { usePeople, useVirtualBrush } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { Cup, Icon } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { say } from './messages'

/** The ways to a first brush that work today. */
export function BrushStep({ onDone }: { onDone: () => void }) {
  const people = usePeople()
  const virtual = useVirtualBrush()
  const [open, setOpen] = useState<'virtual' | 'gateway' | null>('virtual')
  const [chosen, choose] = useState<string | null>(null)
  const who = people.data ?? []
  const person = who.find((p) => p.id === chosen) ?? who[0]
  const start = () => virtual.mutate({ ...(person && { person_id: person.id }), seconds: 120 }, { onSuccess: onDone })
  return (
    <>
      <h1 tabIndex={-1}>{say.brushHeading}</h1>
      <div className="setup-shelf" aria-hidden="true">
        {who.map((p) => (
          <span key={p.id}>
            <Cup glaze={p.glaze} letter={initial(p.name)} brush={false} />
          </span>
        ))}
      </div>
      <div className="plate setup-opts">
        <section className={open === 'virtual' ? 'setup-opt open' : 'setup-opt'}>
          <h2>
            <button type="button" aria-expanded={open === 'virtual'} onClick={() => setOpen(open === 'virtual' ? null : 'virtual')}>
              <Icon name="virtual" />
              <span>
                {say.virtual}
                <small>
                  {say.virtualWhy} {person?.name}.
                </small>
              </span>
              <Icon name="chev" className="chev" />
            </button>
          </h2>
          {open === 'virtual' && (
            <div className="setup-opt-in">
              {who.length > 1 && (
                <div className="chips">
                  {who.map((p) => (
                    <button key={p.id} type="button" className="chip" aria-pressed={p.id === person?.id} onClick={() => choose(p.id)}>
                      <Cup glaze={p.glaze} letter={initial(p.name)} onSign />
                      {p.name}
                    </button>
                  ))}
                </div>
              )}
              <button type="button" className="btn act" disabled={virtual.isPending || people.isPending} onClick={start}>
                <Icon name="play" />
                {say.virtualStart}
              </button>
              {virtual.error && <p role="alert">{trouble(virtual.error)}</p>}
            </div>
          )}
        </section>
        {person && (
          <section className="setup-opt">
            <h2>
              <Link href={`/coach/${person.id}`}>
                <Icon name="timer" />
                <span>
                  {say.byTime}
                  <small>{say.byTimeWhy(person.name)}</small>
                </span>
                <Icon name="chev" className="chev" />
              </Link>
            </h2>
          </section>
        )}
        <section className="setup-opt">
          <h2>
            <Link href="/brushes/phone">
              <Icon name="phone" />
              <span>
                {say.phone}
                <small>{say.phoneWhy}</small>
              </span>
              <Icon name="chev" className="chev" />
            </Link>
          </h2>
        </section>
        <section className={open === 'gateway' ? 'setup-opt open' : 'setup-opt'}>
          <h2>
            <button type="button" aria-expanded={open === 'gateway'} onClick={() => setOpen(open === 'gateway' ? null : 'gateway')}>
              <Icon name="gateway" />
              <span>
                {say.gateway}
                <small>{say.gatewayWhy}</small>
              </span>
              <Icon name="chev" className="chev" />
            </button>
          </h2>
          {open === 'gateway' && (
            <div className="setup-opt-in">
              <p>{say.gatewayToken}</p>
              <pre tabIndex={0}>enamel token --data DIR --scopes frames:write --name hall</pre>
              <p>{say.gatewaySend}</p>
              <pre tabIndex={0}>{`curl -H "Authorization: Bearer TOKEN" \\\n  -H "Content-Type: application/x-ndjson" \\\n  --data-binary @heard.jsonl \\\n  ${location.origin}/api/v1/frames`}</pre>
              <p>
                <a href="/api/v1/openapi.json">{say.gatewayDocs}</a>
              </p>
            </div>
          )}
        </section>
        <section className="setup-opt">
          <h2>
            <button type="button" onClick={onDone}>
              <Icon name="house" />
              <span>
                {say.none}
                <small>{say.noneWhy}</small>
              </span>
              <Icon name="chev" className="chev" />
            </button>
          </h2>
        </section>
      </div>
      <p className="cap-t setup-foot">{say.later}</p>
    </>
  )
}
