import { useEffect, useRef, useState } from 'react'
import { Problem } from '@/api/client'
import { givenUp, heldAlready } from '@/api/passkeys'
import { trouble } from '@/api/trouble'
import { useAddPasskey, useKeepCodes, useNewCodes, useProve, useSetPassword } from '@/api/ways'
import { browserName } from '@/lib/browser'
import { Field } from '@/ui/Field'
import { Copyable, QR } from '@/ui/Once'
import { Sheet } from '@/ui/Sheet'
import { Waiting } from '@/ui/states'
import { say } from './signing'

/** What went wrong with a passkey; nothing when somebody has only closed the browser's window. */
function keyTrouble(e: unknown): string | undefined {
  if (!e || givenUp(e)) return undefined
  if (heldAlready(e)) return say.held
  return e instanceof Problem ? trouble(e) : say.keyFault
}

/** Asks to show again who one is. */
export function ProveSheet({ password, passkey, onProved, onClose }: { password: boolean; passkey: boolean; onProved: () => void; onClose: () => void }) {
  const prove = useProve()
  const [value, setValue] = useState('')
  return (
    <Sheet title={say.prove} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (!prove.isPending && value !== '') prove.mutate(value, { onSuccess: onProved })
        }}
      >
        <p>{password || passkey ? say.proveWhy : say.proveAgain}</p>
        {passkey && (
          <button type="button" className="btn act" disabled={prove.isPending} onClick={() => prove.mutate(null, { onSuccess: onProved })}>
            {say.proveKey}
          </button>
        )}
        {password && (
          <Field label={say.passwordNow} fault={prove.error?.fault?.('password')}>
            {(wire) => <input {...wire} type="password" autoComplete="current-password" value={value} onChange={(e) => setValue(e.target.value)} />}
          </Field>
        )}
        {!prove.error?.fault?.('password') && keyTrouble(prove.error) && <p role="alert">{keyTrouble(prove.error)}</p>}
        {password && (
          <div className="form-acts">
            <button className={passkey ? 'btn' : 'btn act'} disabled={prove.isPending}>
              {say.goOn}
            </button>
          </div>
        )}
      </form>
    </Sheet>
  )
}

/** Another passkey. */
export function PasskeySheet({ onClose }: { onClose: () => void }) {
  const add = useAddPasskey()
  const [label, setLabel] = useState(() => browserName(navigator.userAgent))
  return (
    <Sheet title={say.addKey} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (!add.isPending) add.mutate(label.trim(), { onSuccess: onClose })
        }}
      >
        <p>{say.addKeyWhy}</p>
        <Field label={say.label} fault={add.error?.fault?.('label')}>
          {(wire) => <input {...wire} maxLength={60} autoComplete="off" value={label} onChange={(e) => setLabel(e.target.value)} />}
        </Field>
        {keyTrouble(add.error) && <p role="alert">{keyTrouble(add.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={add.isPending || label.trim() === ''}>
            {say.addKeyDo}
          </button>
        </div>
      </form>
    </Sheet>
  )
}

/** Another password, or the first one. */
export function PasswordSheet({ first, onClose }: { first: boolean; onClose: () => void }) {
  const set = useSetPassword()
  const [value, setValue] = useState('')
  return (
    <Sheet title={first ? say.passwordSet : say.passwordChange} close={say.close} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (!set.isPending) set.mutate(value, { onSuccess: onClose })
        }}
      >
        <p>{say.passwordEnds}</p>
        <Field label={say.passwordNew} hint={say.passwordHint} fault={set.error?.fault('password')}>
          {(wire) => <input {...wire} type="password" autoComplete="new-password" maxLength={256} value={value} onChange={(e) => setValue(e.target.value)} />}
        </Field>
        {set.error && set.error.faults.length === 0 && <p role="alert">{trouble(set.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={set.isPending || value === ''}>
            {say.keep}
          </button>
        </div>
      </form>
    </Sheet>
  )
}

/** One-time codes: a QR code for an app, the first code, then the recovery codes. */
export function CodesSheet({ onClose }: { onClose: () => void }) {
  const begin = useNewCodes()
  const keep = useKeepCodes()
  const [code, setCode] = useState('')
  const { mutate } = begin
  const begun = useRef(false)
  useEffect(() => {
    if (!begun.current) mutate(undefined)
    begun.current = true
  }, [mutate])
  if (keep.data) return <RecoverySheet codes={keep.data.codes} onClose={onClose} />
  return (
    <Sheet title={say.codesStart} close={say.close} onClose={onClose}>
      {begin.error ? (
        <p role="alert">{trouble(begin.error)}</p>
      ) : !begin.data ? (
        <Waiting label={say.waiting} />
      ) : (
        <form
          className="form"
          noValidate
          onSubmit={(e) => {
            e.preventDefault()
            if (!keep.isPending) keep.mutate(code.trim())
          }}
        >
          <p>{say.codesScan}</p>
          <QR of={begin.data.qr} label={say.codesQR} />
          <p className="cap-t">{say.codesType}</p>
          <Copyable value={begin.data.secret} label={say.codesSecret} />
          <Field label={say.codesFirst} fault={keep.error?.fault('code')}>
            {(wire) => <input {...wire} inputMode="numeric" autoComplete="one-time-code" maxLength={10} value={code} onChange={(e) => setCode(e.target.value)} />}
          </Field>
          {keep.error && keep.error.faults.length === 0 && <p role="alert">{trouble(keep.error)}</p>}
          <div className="form-acts">
            <button className="btn act" disabled={keep.isPending || code.trim().length < 6}>
              {say.codesKeep}
            </button>
          </div>
        </form>
      )}
    </Sheet>
  )
}

/** Recovery codes, shown once. */
export function RecoverySheet({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  return (
    <Sheet title={say.recovery} close={say.close} onClose={onClose}>
      <div className="form">
        <p>{say.recoveryWhy}</p>
        <ol className="house-codes" aria-label={say.recovery}>
          {codes.map((c) => (
            <li key={c}>{c}</li>
          ))}
        </ol>
        <Copyable value={codes.join(' ')} label={say.recoveryAll} />
        <div className="form-acts">
          <button type="button" className="btn act" onClick={onClose}>
            {say.recoveryKept}
          </button>
        </div>
      </div>
    </Sheet>
  )
}
