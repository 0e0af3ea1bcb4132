import { useState } from 'react'
import { Link } from 'wouter'
import { useDevices, useReleaseDevice, useRenewDevice, useShutOut } from '@/api/devices'
import { useMay, useRevokeToken, useTokens } from '@/api/household'
import { useSources, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Device } from '@/api/types'
import { dayOf, heardAt } from '@/lib/time'
import { beside } from '@/lib/words'
import { Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { Sheet } from '@/ui/Sheet'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { say } from './messages'
import './devices.css'

/** Everything that comes in by itself: devices with a key of their own, and what hears brushes with a key of the house. */
export function Devices() {
  const devices = useDevices()
  const zone = useTimeZone()
  const may = useMay('brushes:write')
  const back = (
    <Link className="btn bare" href="/brushes">
      <Icon name="back" />
      {say.back}
    </Link>
  )
  if (devices.isPending) return <Waiting label={say.waiting} />
  if (!devices.data)
    return (
      <Page title={say.title} heading={say.title} back={back}>
        <Trouble
          title={say.trouble}
          acts={
            <button className="btn act" onClick={() => void devices.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(devices.error)}
        </Trouble>
      </Page>
    )
  const all = devices.data
  const claim = may && (
    <Link className={all.length === 0 ? 'btn act' : 'btn'} href="/claim">
      <Icon name="plus" />
      {say.claim}
    </Link>
  )
  return (
    <Page title={say.title} heading={say.heading} back={back}>
      {all.length === 0 ? (
        <Empty title={say.none} acts={claim}>
          {say.noneWhy}
        </Empty>
      ) : (
        <section aria-labelledby="devices-own">
          <div className="devices-head">
            <div>
              <h2 id="devices-own">{say.own}</h2>
              <p className="cap-t">{say.ownWhy}</p>
            </div>
            {claim}
          </div>
          <div className="devices">
            {all.map((d) => (
              <Card key={d.device} device={d} zone={zone} />
            ))}
          </div>
        </section>
      )}
      <Gateways known={all.map((d) => d.device)} zone={zone} />
    </Page>
  )
}

/** What a device comes in with, in sentences: the newest key, and the one before it as long as that is good. */
function keysOf(d: Device, zone: string): string[] {
  if (d.shut_out_at) return [say.out(heardAt(d.shut_out_at, zone))]
  const newest = d.keys.at(-1)
  if (!newest) return [say.noKey]
  const day = dayOf(newest.created_at, zone)
  const soon = (at: string) => Date.parse(at) - Date.now() < 2 * 3_600_000
  if (newest.ends_at && soon(newest.ends_at)) return [say.ending(heardAt(newest.ends_at, zone))]
  const said = [newest.kind === 'certificate' ? say.certificate(day, newest.ends_at ? dayOf(newest.ends_at, zone) : '') : say.token(day)]
  const before = d.keys.at(-2)
  if (before?.ends_at) said.push(say.changing(heardAt(before.ends_at, zone)))
  return said
}

function Card({ device: d, zone }: { device: Device; zone: string }) {
  const owner = useMay('household:write')
  const shut = useShutOut()
  const renew = useRenewDevice()
  const [releasing, setReleasing] = useState(false)
  const name = d.name || d.model || say.unnamed
  const error = shut.error ?? renew.error
  return (
    <article className="plate device" data-out={d.shut_out_at ? true : undefined}>
      <div className="device-head">
        <span className="brush-mark">
          <Icon name="brush" />
        </span>
        <div>
          <h3>{name}</h3>
          <p className="cap-t">{beside([d.name && d.model, d.device].filter(Boolean))}</p>
        </div>
      </div>
      <ul className="device-says">
        <li>{d.last_heard_at ? say.heard(heardAt(d.last_heard_at, zone)) : `${say.notHeard} ${say.claimed(dayOf(d.claimed_at, zone))}`}</li>
        {keysOf(d, zone).map((s) => (
          <li key={s}>{s}</li>
        ))}
      </ul>
      {error && <p role="alert">{trouble(error)}</p>}
      {owner && (
        <div className="device-acts">
          {d.shut_out_at ? (
            <button type="button" className="btn" disabled={shut.isPending} onClick={() => shut.mutate({ device: d.device, shut_out: false })}>
              {say.letIn}
            </button>
          ) : (
            <>
              {d.keys.length > 0 && (
                <button type="button" className="btn" disabled={renew.isPending} onClick={() => renew.mutate(d.device)}>
                  {say.renew}
                </button>
              )}
              <button type="button" className="btn" disabled={shut.isPending} onClick={() => shut.mutate({ device: d.device, shut_out: true })}>
                {say.shutOut}
              </button>
            </>
          )}
          <button type="button" className="btn" onClick={() => setReleasing(true)}>
            {say.release}
          </button>
        </div>
      )}
      {releasing && <Release device={d} name={name} onClose={() => setReleasing(false)} />}
    </article>
  )
}

function Release({ device, name, onClose }: { device: Device; name: string; onClose: () => void }) {
  const release = useReleaseDevice()
  return (
    <Sheet title={say.releaseAsk(name)} close={say.close} onClose={onClose}>
      <div className="form">
        <p>{say.releaseWhy}</p>
        {release.error && <p role="alert">{trouble(release.error)}</p>}
        <div className="form-acts">
          <button type="button" className="btn act" disabled={release.isPending} onClick={() => release.mutate(device.device, { onSuccess: onClose })}>
            {say.release}
          </button>
          <button type="button" className="btn bare" onClick={onClose}>
            {say.cancel}
          </button>
        </div>
      </div>
    </Sheet>
  )
}

function Gateways({ known, zone }: { known: string[]; zone: string }) {
  const may = useMay('tokens:write')
  const sources = useSources()
  const tokens = useTokens(may)
  const revoke = useRevokeToken()
  const keys = (tokens.data ?? []).filter((t) => t.scopes.includes('frames:write'))
  const heard = (sources.data ?? []).filter((s) => !known.includes(s.id) && !s.id.startsWith('app:'))
  const names = [...new Set([...keys.map((t) => t.source), ...heard.map((s) => s.id)])]
  return (
    <section className="plate devices-others" aria-labelledby="devices-others">
      <h2 id="devices-others">{say.gateways}</h2>
      <p className="cap-t">{names.length === 0 ? say.gatewaysNone : say.gatewaysWhy}</p>
      <ul>
        {names.map((id) => {
          const source = heard.find((s) => s.id === id)
          const key = keys.find((t) => t.source === id)
          const facts = [
            source ? say.gatewayHeard(heardAt(source.last_heard_at, zone)) : say.gatewayNever,
            key ? say.keyOf(dayOf(key.created_at, zone)) : may ? say.keyNone : '',
            key?.expires_at ? say.keyUntil(dayOf(key.expires_at, zone)) : '',
          ]
          return (
            <li key={id}>
              <Icon name="gateway" />
              <div>
                <b>{key?.name || source?.name || id}</b>
                <span className="cap-t">{beside(facts.filter(Boolean))}</span>
              </div>
              {key && (
                <button type="button" className="btn bare" disabled={revoke.isPending} onClick={() => revoke.mutate(key.id)}>
                  {say.revoke}
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {(sources.error ?? tokens.error ?? revoke.error) && <p role="alert">{trouble(sources.error ?? tokens.error ?? revoke.error)}</p>}
    </section>
  )
}
