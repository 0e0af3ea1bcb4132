import { useState } from 'react'
import { Link } from 'wouter'
import { useSaid } from '@/api/frames'
import { useBrushes, usePeople, useSources, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Decoded } from '@/api/types'
import { heardAt } from '@/lib/time'
import { beside, capital, following, listed } from '@/lib/words'
import { Field } from '@/ui/Field'
import { Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { FrameList } from './FrameList'
import { say } from './messages'
import { signals } from './signals'
import './workbench.css'

const spans = [10, 60, 1440, 10_080]

/** One brush as it is heard: by whom and how well, and everything it said lately, byte by byte. */
export function Inspector({ device }: { device: string }) {
  const brushes = useBrushes()
  const people = usePeople().data ?? []
  const sources = useSources().data ?? []
  const zone = useTimeZone()
  const [minutes, setMinutes] = useState(spans[0]!)
  const [key, setKey] = useState('')
  const b = brushes.data?.find((x) => x.device === device)
  const goodKey = /^[0-9a-f]{32}$/i.test(key.trim()) ? key.trim() : ''
  const [held, hold] = useState(false)
  const [run, setRun] = useState(0)
  const said = useSaid(device, b?.last_heard_at, minutes, goodKey, !held)
  if (brushes.isPending) return <Waiting label={say.waiting} />
  const back = (
    <Link className="btn bare" href="/brushes">
      <Icon name="back" />
      {say.back}
    </Link>
  )
  if (!b)
    return (
      <Page title={say.inspectorTitle} back={back} heading={brushes.error ? say.trouble : say.noBrush}>
        {brushes.error ? (
          <Trouble
            title={say.trouble}
            acts={
              <button className="btn act" onClick={() => void brushes.refetch()}>
                {say.again}
              </button>
            }
          >
            {trouble(brushes.error)}
          </Trouble>
        ) : (
          <Empty title={device} />
        )}
      </Page>
    )
  const name = b.name || b.brand_name || b.device
  const items = [...(said.data?.items ?? [])].reverse()
  const heard = signals(items)
  const head = headWear(items)
  const users = people.filter((p) => b.people.includes(p.id)).map((p) => p.name)
  const save = () => {
    const url = URL.createObjectURL(new Blob([said.data!.lines.join('\n') + '\n'], { type: 'application/x-ndjson' }))
    const a = Object.assign(document.createElement('a'), { href: url, download: `${b.device.replaceAll(':', '')}.jsonl` })
    a.click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
  }
  return (
    <Page title={say.inspectorTitle} back={back} heading={name} aside={beside([b.brand_name, b.model || b.model_by_handle].filter((x) => x && x !== name))}>
      <div className="wb-facts">
        <section className="plate" aria-labelledby="wb-facts">
          <h2 id="wb-facts">{say.facts}</h2>
          <dl>
            <div>
              <dt>{say.lastHeard}</dt>
              <dd>{capital(heardAt(b.last_heard_at, zone))}</dd>
            </div>
            {b.battery_pct !== undefined && (
              <div>
                <dt>{say.battery}</dt>
                <dd>{say.percent(b.battery_pct)}</dd>
              </div>
            )}
            {head && (
              <div>
                <dt>{say.head}</dt>
                <dd>{head}</dd>
              </div>
            )}
            <div>
              <dt>{say.uses}</dt>
              <dd>{users.length > 0 ? listed(users) : say.usesNobody}</dd>
            </div>
          </dl>
        </section>
        <section className="plate" aria-labelledby="wb-heard">
          <h2 id="wb-heard">{say.gateways}</h2>
          {heard.length === 0 && <p className="cap-t">{say.gatewaysNone}</p>}
          <ul className="wb-signals">
            {heard.map((g) => (
              <li key={g.source}>
                <b>{sources.find((s) => s.id === g.source)?.name || g.source}</b>
                <div className="wb-signal" aria-hidden="true">
                  <span style={{ width: `${Math.max(4, Math.min(100, (g.rssi + 100) * 1.8))}%` }} />
                </div>
                <span className="cap-t">{beside([say.quality(g.rssi), say.signal(g.rssi), say.heardTimes(g.frames)])}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <div className="wb-tools">
        <Field label={say.minutes}>
          {(wire) => (
            <select {...wire} value={minutes} onChange={(e) => setMinutes(Number(e.target.value))}>
              {spans.map((m) => (
                <option key={m} value={m}>
                  {say.span(m)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {(b.locked || b.has_key) && (
          <Field label={say.key} hint={say.keyHint}>
            {(wire) => <input {...wire} value={key} maxLength={64} autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(e) => setKey(e.target.value)} />}
          </Field>
        )}
        <div className="form-acts">
          <button
            type="button"
            className="btn"
            onClick={() => {
              hold(!held)
              if (held) setRun(run + 1)
            }}
          >
            <Icon name={held ? 'play' : 'pause'} />
            {held ? say.follow : say.hold}
          </button>
          <button type="button" className="btn" disabled={!said.data || said.data.lines.length === 0} onClick={save} title={say.exportWhy}>
            {say.export}
          </button>
          <a className="btn bare" href={`/api/v1/brushes/${encodeURIComponent(b.device)}/frames`} download={`${b.device.replaceAll(':', '')}.jsonl`} title={say.exportWhy}>
            {say.exportAll}
          </a>
        </div>
      </div>
      {said.isPending ? (
        <Waiting label={say.waiting} />
      ) : said.error ? (
        <Trouble
          title={say.trouble}
          acts={
            <button className="btn act" onClick={() => void said.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(said.error)}
        </Trouble>
      ) : items.length === 0 ? (
        <Empty lone title={say.quiet}>
          {say.quietWhy}
        </Empty>
      ) : (
        <FrameList key={`${minutes} ${run}`} items={items} of={said.data.of} onHold={held ? undefined : () => hold(true)} />
      )}
      <p className="cap-t wb-foot">{following([held ? say.heldWhy : say.follows, say.logged])}</p>
    </Page>
  )
}

/** What the newest frame that tells of it says is left of the head. */
function headWear(items: readonly Decoded[]): string {
  for (const d of items) {
    const of = (name: string) => d.fields.find((f) => f.name === name)?.value
    const [days, pct, used] = [of('head_days'), of('head_pct'), of('head.used_s')]
    if (days) return say.headDays(days)
    if (pct) return say.headPct(pct)
    if (used) return say.headUsed(used, of('head.limit_s') ?? '')
  }
  return ''
}
