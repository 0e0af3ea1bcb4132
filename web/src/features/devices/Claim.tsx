import { useState, type FormEvent } from 'react'
import { Link } from 'wouter'
import type { Problem } from '@/api/client'
import { useClaimDevice } from '@/api/devices'
import { useMay } from '@/api/household'
import { trouble } from '@/api/trouble'
import { Field } from '@/ui/Field'
import { Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { Empty } from '@/ui/states'
import { grouped, whole } from './code'
import { say } from './messages'
import './devices.css'

function fault(e: Problem | null): string | undefined {
  if (!e) return undefined
  if (e.fault('code')) return say.mistyped
  return { 'urn:enamel:no-such-code': say.noSuchCode, 'urn:enamel:device-yours': say.yours, 'urn:enamel:device-taken': say.taken }[e.type]
}

/** Where the square on a box leads. The code stands behind the #, which no server sees. */
export function Claim() {
  const claim = useClaimDevice()
  const may = useMay('brushes:write')
  const [code, setCode] = useState(() => grouped(location.hash.slice(1)))
  const [name, setName] = useState('')
  const [tried, setTried] = useState(false)
  if (!may)
    return (
      <Page title={say.claimTitle} heading={say.claimTitle} className="small">
        <Empty title={say.mayNot} />
      </Page>
    )
  if (claim.data)
    return (
      <Page title={say.claimTitle} heading={say.done(claim.data.name)} className="small">
        <section className="plate claim">
          <span className="brush-mark">
            <Icon name="brush" />
          </span>
          <p>{say.doneWhy}</p>
          <div className="form-acts">
            <Link className="btn act" href="/brushes/devices">
              {say.toDevices}
            </Link>
            <Link className="btn" href="/brushes">
              {say.toBrushes}
            </Link>
          </div>
        </section>
      </Page>
    )
  const wrong = fault(claim.error)
  const back = (
    <Link className="btn bare" href="/brushes">
      <Icon name="back" />
      {say.back}
    </Link>
  )
  const send = (e: FormEvent) => {
    e.preventDefault()
    setTried(true)
    if (!whole(code) || claim.isPending) return
    claim.mutate({ code, ...(name.trim() && { name: name.trim() }) })
  }
  return (
    <Page title={say.claimTitle} heading={say.claimHeading} back={back} className="small">
      <form className="plate form claim" noValidate onSubmit={send}>
        <p className="soft">{say.claimWhy}</p>
        <Field label={say.code} hint={say.codeHint} fault={tried && !whole(code) ? (code ? say.mistyped : say.codeMissing) : wrong}>
          {(wire) => (
            <input
              {...wire}
              className="claim-code"
              value={code}
              maxLength={64}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              placeholder="XXXX-XXXX-XXXX-X"
              autoFocus={!code}
              onChange={(e) => {
                claim.reset()
                setTried(false)
                setCode(grouped(e.target.value))
              }}
            />
          )}
        </Field>
        <Field label={say.name} hint={say.nameHint} fault={claim.error?.fault('name')}>
          {(wire) => <input {...wire} value={name} maxLength={60} autoComplete="off" onChange={(e) => setName(e.target.value)} />}
        </Field>
        {claim.error && !wrong && !claim.error.fault('name') && <p role="alert">{trouble(claim.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={claim.isPending}>
            {say.add}
          </button>
          <Link className="btn bare" href="/brushes">
            {say.cancel}
          </Link>
        </div>
      </form>
    </Page>
  )
}
