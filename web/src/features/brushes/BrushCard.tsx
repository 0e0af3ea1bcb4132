import { useState } from 'react'
import { Link } from 'wouter'
import { clashWords, useEdit } from '@/api/edit'
import { useWaits } from '@/api/edits'
import { brushNow, useChangeBrush } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Brush, Person } from '@/api/types'
import { heardAt } from '@/lib/time'
import { beside, capital, listed } from '@/lib/words'
import { Clash } from '@/ui/Clash'
import { Field } from '@/ui/Field'
import { Cup, Icon } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { Sheet } from '@/ui/Sheet'
import { Waits } from '@/ui/Waits'
import { KeyForm } from './KeyForm'
import { say } from './messages'
import { Settings } from './Settings'

const tells = ['pressure', 'zones', 'pacer', 'battery', 'records'] as const

/** One handle: what it is, when it was heard, whose it is, and everything it ever said as a file. */
export function BrushCard({ brush: b, people, zone }: { brush: Brush; people: Person[]; zone: string }) {
  const change = useChangeBrush()
  const [naming, setNaming] = useState(false)
  const waits = useWaits(b.device)
  const name = b.name || say.unnamed(b.brand_name)
  const told = tells.filter((t) => b.tells[t])
  const users = people.filter((p) => b.people.includes(p.id))
  const toggle = (id: string) => change.mutate({ device: b.device, people: b.people.includes(id) ? b.people.filter((p) => p !== id) : [...b.people, id] })
  return (
    <article className="plate brush">
      <div className="brush-head">
        <span className="brush-icon">
          <Icon name={b.virtual ? 'virtual' : 'brush'} />
        </span>
        <div>
          <h2>{name}</h2>
          <p className="soft">
            {beside([b.brand_name, b.model || b.model_by_handle || say.modelUnknown].filter(Boolean))} <Waits when={waits} />
          </p>
        </div>
        {b.virtual && <span className="tag">{say.virtual}</span>}
      </div>
      <dl className="brush-facts">
        <Fact name={say.lastHeard}>{b.frames === 0 ? say.notHeard : capital(heardAt(b.last_heard_at, zone))}</Fact>
        {b.battery_pct !== undefined && (
          <Fact name={say.battery}>
            <svg className="brush-battery" viewBox="0 0 34 16" aria-hidden="true">
              <rect className="rim" x="1" y="1" width="29" height="14" rx="5" />
              <path className="rim" d="M33 6v4" />
              <rect className="fill" x="4" y="4" width={(23 * b.battery_pct) / 100} height="8" rx="2.5" />
            </svg>
            {say.percent(b.battery_pct)}
          </Fact>
        )}
        <Fact name={say.device}>{b.device}</Fact>
        <Fact name={say.frames}>{say.number(b.frames)}</Fact>
        {b.unknown > 0 && <Fact name={say.unknown}>{say.number(b.unknown)}</Fact>}
        {b.firmware !== undefined && <Fact name={say.firmware}>{String(b.firmware)}</Fact>}
        {b.protocol !== undefined && <Fact name={say.protocol}>{String(b.protocol)}</Fact>}
      </dl>
      <p className="cap-t">{b.brand === '' ? say.notUnderstood : told.length > 0 ? say.tells([listed(told.map(say.tell))]) : say.tellsNothing}</p>
      {b.settings && <Settings brush={b} settings={b.settings} />}
      {(b.locked || b.has_key) && <KeyForm brush={b} />}
      <div className="brush-who">
        <h3>{say.who}</h3>
        <div className="chips">
          {people.map((p) => (
            <button key={p.id} type="button" className="chip" aria-pressed={b.people.includes(p.id)} disabled={change.isPending} onClick={() => toggle(p.id)}>
              <Cup glaze={p.glaze} letter={initial(p.name)} />
              {p.name}
            </button>
          ))}
        </div>
        <p className="cap-t" role="status">
          {change.error ? trouble(change.error) : users.length === 1 ? say.whoOne(users[0]!.name) : users.length > 1 ? say.whoMany : say.whoNone}
        </p>
      </div>
      <div className="brush-acts">
        <button type="button" className="btn" onClick={() => setNaming(true)}>
          <Icon name="note" />
          {say.rename}
        </button>
        <Link className="btn bare" href={`/brushes/${encodeURIComponent(b.device)}`}>
          {say.inspect}
        </Link>
      </div>
      {naming && <Naming brush={b} onClose={() => setNaming(false)} />}
    </article>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Naming({ brush: b, onClose }: { brush: Brush; onClose: () => void }) {
  const change = useEdit<Brush, { device: string; name: string; model: string }>(b, useChangeBrush(), () => brushNow(b.device))
  const [name, setName] = useState(b.name)
  const [model, setModel] = useState(b.model)
  return (
    <Sheet title={say.naming} close={say.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          change.save({ device: b.device, name: name.trim(), model: model.trim() }, onClose)
        }}
      >
        <Field label={say.name} hint={say.nameHint} fault={change.error?.fault('name')}>
          {(wire) => <input {...wire} value={name} maxLength={60} autoComplete="off" autoFocus onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={say.model} hint={say.modelHint(b.model_by_handle)} fault={change.error?.fault('model')}>
          {(wire) => <input {...wire} value={model} maxLength={60} autoComplete="off" onChange={(e) => setModel(e.target.value)} />}
        </Field>
        {change.clash && (
          <Clash
            words={clashWords}
            lines={change.clash.changed.map((k) => clashWords.now(k === 'model' ? say.model : say.name, String(change.clash?.theirs[k] || clashWords.empty)))}
            busy={change.isPending}
            onMine={change.mine}
            onTheirs={() => {
              const theirs = change.theirs()
              setName(theirs?.name ?? '')
              setModel(theirs?.model ?? '')
            }}
          />
        )}
        {change.error && change.error.faults.length === 0 && <p role="alert">{trouble(change.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={change.isPending}>
            {say.save}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
