/** The browser's side of passkeys: what the server asks is handed on, and the answer is handed back. */
import { client, take } from './client'

/** Whether passkeys for a host can be made and used on this page. */
export function passkeysWork(host: string | undefined): boolean {
  return (
    Boolean(host) &&
    window.isSecureContext &&
    (location.hostname === host || location.hostname.endsWith(`.${host}`)) &&
    typeof PublicKeyCredential !== 'undefined' &&
    'parseRequestOptionsFromJSON' in PublicKeyCredential
  )
}

/** Whether the browser offers passkeys where an e-mail address is typed. */
export const passkeysOffer = async (): Promise<boolean> => (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false

/** Somebody has closed the browser's own window, or it found nothing. That is no fault. */
export const givenUp = (e: unknown): boolean => e instanceof DOMException && (e.name === 'NotAllowedError' || e.name === 'AbortError')

/** The device holds a passkey for this account already. */
export const heldAlready = (e: unknown): boolean => e instanceof DOMException && e.name === 'InvalidStateError'

async function sign(options: unknown, more: Partial<CredentialRequestOptions>): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON)
  const c = await navigator.credentials.get({ publicKey, ...more })
  return (c as PublicKeyCredential).toJSON()
}

async function make(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON)
  const c = await navigator.credentials.create({ publicKey })
  return (c as PublicKeyCredential).toJSON()
}

/** Logs in with any passkey of this server. */
export async function logInByPasskey(more: Partial<CredentialRequestOptions> = {}) {
  const { options } = await take(client.POST('/login/passkey/options', { signal: more.signal }))
  const credential = await sign(options, more)
  return take(client.POST('/login/passkey', { body: { credential } }))
}

/** Shows again who is asking. */
export async function proveByPasskey() {
  const { options } = await take(client.POST('/me/prove/passkey/options'))
  const credential = await sign(options, {})
  return take(client.POST('/me/prove/passkey', { body: { credential } }))
}

/** Adds a passkey to one's account. */
export async function addPasskey(label: string) {
  const { options } = await take(client.POST('/me/passkeys/options'))
  const credential = await make(options)
  return take(client.POST('/me/passkeys', { body: { credential, label } }))
}

/** Makes the passkey of an account that is to be, for set-up or joining. */
export async function firstPasskey(who: { code: string; name: string; email: string }): Promise<unknown> {
  const { options } = await take(client.POST('/login/new-passkey/options', { body: who }))
  return make(options)
}
