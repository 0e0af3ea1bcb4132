import { useQuery } from '@tanstack/react-query'
import { client, take } from './client'
import { keys } from './keys'
import { addPasskey, firstPasskey, logInByPasskey, proveByPasskey } from './passkeys'
import { again, useChange } from './queries'

/** How one can log in here at all. */
export const useLoginWays = () => useQuery({ queryKey: keys.loginWays, staleTime: Infinity, queryFn: ({ signal }) => take(client.GET('/login/ways', { signal })) })

/** How one comes in to one's own account. */
export const useWays = () => useQuery({ queryKey: keys.ways, queryFn: ({ signal }) => take(client.GET('/me/ways', { signal })) })

export const usePasskeyLogIn = () => useChange((more: Partial<CredentialRequestOptions>) => logInByPasskey(more), (me, _, cache) => cache.setQueryData(keys.me, me))

export const useSecond = () => useChange((code: string) => take(client.POST('/login/second', { body: { code } })), (me, _, cache) => cache.setQueryData(keys.me, me))

export const useRecover = () => useChange((code: string) => take(client.POST('/login/recover', { body: { code } })), () => location.replace('/house/signing-in'))

export const useToProvider = () =>
  useChange(
    (what: { link?: true; invitation?: string }) => (what.link ? take(client.POST('/me/provider')) : take(client.POST('/login/provider', { body: what.invitation ? { invitation: what.invitation } : {} }))),
    ({ url }) => location.assign(url),
  )

export const useProve = () =>
  useChange(
    (password: string | null) => (password === null ? proveByPasskey() : take(client.POST('/me/prove', { body: { password } }))),
    (_, __, cache) => again(cache, [keys.ways]),
  )

export const useAddPasskey = () => useChange((label: string) => addPasskey(label), (_, __, cache) => again(cache, [keys.ways]))

export const useRenamePasskey = () =>
  useChange(
    ({ id, label }: { id: string; label: string }) => take(client.PATCH('/me/passkeys/{id}', { params: { path: { id } }, body: { label } })),
    (_, __, cache) => again(cache, [keys.ways]),
  )

export const useRemovePasskey = () =>
  useChange((id: string) => take(client.DELETE('/me/passkeys/{id}', { params: { path: { id } } })), (_, __, cache) => again(cache, [keys.ways]))

/** Sets the password; null: there is none any more. */
export const useSetPassword = () =>
  useChange(
    (password: string | null) => (password === null ? take(client.DELETE('/me/password')) : take(client.PUT('/me/password', { body: { password } }))),
    (_, __, cache) => again(cache, [keys.ways, keys.logins]),
  )

export const useNewCodes = () => useChange(() => take(client.POST('/me/codes')), () => undefined)

export const useKeepCodes = () => useChange((code: string) => take(client.PUT('/me/codes', { body: { code } })), (_, __, cache) => again(cache, [keys.ways]))

export const useEndCodes = () => useChange(() => take(client.DELETE('/me/codes')), (_, __, cache) => again(cache, [keys.ways]))

export const useNewRecoveryCodes = () => useChange(() => take(client.POST('/me/recovery-codes')), (_, __, cache) => again(cache, [keys.ways]))

export const useUnlink = () =>
  useChange((id: string) => take(client.DELETE('/me/identities/{id}', { params: { path: { id } } })), (_, __, cache) => again(cache, [keys.ways]))

/** Makes the passkey of an account that is to be. */
export const useFirstPasskey = () => useChange((who: { code: string; name: string; email: string }) => firstPasskey(who), () => undefined)
