import { useState } from 'react'
import { useAddHousehold, useChangeSelf, useDeleteSelf, useStartPlay } from '@/api/household'
import { trouble } from '@/api/trouble'
import type { Me } from '@/api/types'
import { Field } from '@/ui/Field'
import { Sheet } from '@/ui/Sheet'
import { PeopleChips } from './PeopleChips'
import { say } from './messages'

/** One's own name and address, and the end of one's account. */
export function AccountSheet({ account, onClose }: { account: Me['account']; onClose: () => void }) {
  const change = useChangeSelf()
  const remove = useDeleteSelf()
  const [name, setName] = useState(account.name)
  const [email, setEmail] = useState(account.email ?? '')
  const [password, setPassword] = useState('')
  const [sure, setSure] = useState(false)
  const moved = email.trim() !== (account.email ?? '')
  const error = change.error ?? remove.error
  const busy = change.isPending || remove.isPending
  const send = () => {
    if (busy) return
    change.mutate({ name: name.trim(), ...(moved && { email: email.trim(), password }) }, { onSuccess: onClose })
  }
  return (
    <Sheet title={say.accountChange} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          send()
        }}
      >
        <Field label={say.yourName} fault={error?.fault('name')}>
          {(wire) => <input {...wire} maxLength={100} autoComplete="name" value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        <Field label={say.email} fault={error?.fault('email')}>
          {(wire) => <input {...wire} type="email" maxLength={254} autoComplete="username" value={email} onChange={(e) => setEmail(e.target.value)} />}
        </Field>
        {(moved || sure) && (
          <Field label={say.password} hint={sure ? undefined : say.passwordWhy} fault={error?.fault('password')}>
            {(wire) => <input {...wire} type="password" autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} />}
          </Field>
        )}
        {error && error.faults.length === 0 && <p role="alert">{trouble(error)}</p>}
        {sure ? (
          <div className="house-sure" role="alert">
            <p>{say.deleteSure}</p>
            <div className="form-acts">
              <button type="button" className="btn" disabled={busy} onClick={() => remove.mutate(password)}>
                {say.deleteSelf}
              </button>
              <button type="button" className="btn act" onClick={() => setSure(false)}>
                {say.removeNo}
              </button>
            </div>
          </div>
        ) : (
          <div className="form-acts">
            <button className="btn act" disabled={busy}>
              {say.keep}
            </button>
            <button type="button" className="btn bare" onClick={() => setSure(true)}>
              {say.deleteSelf}
            </button>
          </div>
        )}
      </form>
    </Sheet>
  )
}

/** Lets this browser play for some children. */
export function PlaySheet({ onClose }: { onClose: () => void }) {
  const start = useStartPlay()
  const [people, setPeople] = useState<string[]>([])
  const [pin, setPin] = useState('')
  return (
    <Sheet title={say.play} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (!start.isPending) start.mutate({ people, pin })
        }}
      >
        <p>{say.playWhy}</p>
        <PeopleChips legend={say.playWho} chosen={people} onChange={setPeople} />
        <Field label={say.pin} hint={say.pinHint} fault={start.error?.fault('pin')}>
          {(wire) => <input {...wire} inputMode="numeric" pattern="[0-9]*" maxLength={8} autoComplete="off" value={pin} onChange={(e) => setPin(e.target.value.replace(/\D/g, ''))} />}
        </Field>
        {start.error && !start.error.fault('pin') && <p role="alert">{trouble(start.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={start.isPending || people.length === 0 || pin.length < 4}>
            {say.playStart}
          </button>
        </div>
      </form>
    </Sheet>
  )
}

/** Another home, of which one is the owner. */
export function HomeSheet({ zone, onClose }: { zone: string; onClose: () => void }) {
  const add = useAddHousehold()
  const [name, setName] = useState('')
  return (
    <Sheet title={say.addHome} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (!add.isPending) add.mutate({ name: name.trim(), time_zone: zone })
        }}
      >
        <Field label={say.homeName} fault={add.error?.fault('name')}>
          {(wire) => <input {...wire} maxLength={100} autoComplete="off" value={name} onChange={(e) => setName(e.target.value)} />}
        </Field>
        {add.error && !add.error.fault('name') && <p role="alert">{trouble(add.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={add.isPending || name.trim() === ''}>
            {say.addHomeDo}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
