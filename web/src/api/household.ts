import { useQuery } from '@tanstack/react-query'
import { leave } from '@/lib/leaving'
import { client, only, take } from './client'
import { keys } from './keys'
import { again, useChange, useMe } from './queries'
import type { JoinRequest, Me, MemberPatch, NewInvitation, NewToken, SelfPatch } from './types'

/** Whether who is logged in may do something; false until the server has said. */
export function useMay(scope: string): boolean {
  return useMe().data?.scopes.includes(scope) ?? false
}

export const useMembers = () =>
  useQuery({ queryKey: keys.members, queryFn: async ({ signal }) => (await take(client.GET('/household/members', { signal }))).items })

/** A member as it is at this moment. */
export const memberNow = async (id: string) => (await take(client.GET('/household/members'))).items.find((m) => m.id === id)

export const useInvitations = (enabled: boolean) =>
  useQuery({ queryKey: keys.invitations, enabled, queryFn: async ({ signal }) => (await take(client.GET('/household/invitations', { signal }))).items })

export const useLogins = () =>
  useQuery({ queryKey: keys.logins, queryFn: async ({ signal }) => (await take(client.GET('/me/logins', { signal }))).items })

export const useTokens = (enabled: boolean) =>
  useQuery({ queryKey: keys.tokens, enabled, queryFn: async ({ signal }) => (await take(client.GET('/tokens', { signal }))).items })

export const useChangeMember = () =>
  useChange(
    ({ id, version, ...body }: MemberPatch & { id: string; version?: string }) => take(client.PATCH('/household/members/{id}', { params: { path: { id }, ...only(version) }, body })),
    (_, __, cache) => again(cache, [keys.members, keys.me, keys.tokens]),
  )

export const useRemoveMember = () =>
  useChange(
    ({ id, version }: { id: string; version?: string }) => take(client.DELETE('/household/members/{id}', { params: { path: { id }, ...only(version) } })),
    (_, __, cache) => again(cache, [keys.members, keys.tokens, keys.invitations]),
  )

export const useInvite = () =>
  useChange(
    (body: NewInvitation) => take(client.POST('/household/invitations', { body })),
    (_, __, cache) => again(cache, [keys.invitations]),
  )

export const useUninvite = () =>
  useChange(
    (id: string) => take(client.DELETE('/household/invitations/{id}', { params: { path: { id } } })),
    (_, __, cache) => again(cache, [keys.invitations]),
  )

export const useEndLogin = () =>
  useChange(
    (id: string | null) => (id === null ? take(client.DELETE('/me/logins')) : take(client.DELETE('/me/logins/{id}', { params: { path: { id } } }))),
    (_, __, cache) => again(cache, [keys.logins]),
  )

export const useMakeToken = () =>
  useChange(
    (body: NewToken) => take(client.POST('/tokens', { body })),
    (_, __, cache) => again(cache, [keys.tokens]),
  )

export const useRotateToken = () =>
  useChange(
    (id: string) => take(client.POST('/tokens/{id}/secret', { params: { path: { id } } })),
    (_, __, cache) => again(cache, [keys.tokens]),
  )

export const useRevokeToken = () =>
  useChange(
    (id: string) => take(client.DELETE('/tokens/{id}', { params: { path: { id } } })),
    (_, __, cache) => again(cache, [keys.tokens]),
  )

export const useChangeSelf = () =>
  useChange(
    (body: SelfPatch) => take(client.PATCH('/me', { body })),
    (me, _, cache) => {
      cache.setQueryData<Me | null>(keys.me, me)
      return again(cache, [keys.members])
    },
  )

// Another household, another role, another account: nothing of the page before is left, and no answer that is still on its way.
const anew = () => leave()

export const useLookAt = () => useChange((id: string) => take(client.POST('/me/household', { body: { id } })), anew)

export const useAddHousehold = () => useChange((body: { name: string; time_zone: string }) => take(client.POST('/me/households', { body })), anew)

export const useLeave = () => useChange(() => take(client.DELETE('/me/household')), anew)

export const useDeleteSelf = () => useChange((password: string) => take(client.POST('/me/delete', { body: password ? { password } : {} })), () => leave(true))

export const useStartPlay = () => useChange((body: { people: string[]; pin: string }) => take(client.POST('/me/play', { body })), anew)

export const useEndPlay = () => useChange((pin: string) => take(client.POST('/me/play/leave', { body: { pin } })), anew)

/** What an invitation says; it is not used up by looking. */
export const useInvited = (code: string) =>
  useQuery({ queryKey: ['invited', code], enabled: code !== '', retry: false, staleTime: Infinity, gcTime: 0, queryFn: ({ signal }) => take(client.POST('/join/look', { signal, body: { code } })) })

export const useJoin = () => useChange((body: JoinRequest) => take(client.POST('/join', { body })), anew)

export const useJoinToo = () => useChange((code: string) => take(client.POST('/me/join', { body: { code } })), anew)

/** What a timer shows, second by second, for the people who brush without a smart brush. */
export interface TimerEntry {
  person: string
  at: string
  state: 'running' | 'paused' | 'idle'
  t: number
  target_s: number
}

/** Says what timers show. The same lines may be sent again. */
export async function sendTimer(entries: TimerEntry[]): Promise<void> {
  const body = entries.map(({ person, at, ...data }) => ({ device: `timer:${person}`, at, kind: 'entry' as const, format: 'enamel-timer/1', data }))
  await take(client.POST('/frames', { body: body as never }))
}
