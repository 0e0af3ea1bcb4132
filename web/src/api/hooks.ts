/** Webhooks: programs outside that are told what happens here. Only an owner may ask. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, only, take, type Problem } from './client'
import { keys } from './keys'
import type { Hook, HookPatch, NewHook } from './types'

export const useHooks = (enabled: boolean) =>
  useQuery({
    queryKey: keys.hooks,
    enabled,
    // What becomes of messages is no change of the household: it is asked for.
    refetchInterval: 5_000,
    queryFn: async ({ signal }) => (await take(client.GET('/household/hooks', { signal }))).items,
  })

export const useHookTries = (id: string) =>
  useQuery({
    queryKey: keys.hookTries(id),
    refetchInterval: 5_000,
    queryFn: async ({ signal }) => (await take(client.GET('/household/hooks/{id}/tries', { signal, params: { path: { id } } }))).items,
  })

export const useHookDead = (id: string) =>
  useQuery({
    queryKey: keys.hookDead(id),
    refetchInterval: 5_000,
    queryFn: async ({ signal }) => (await take(client.GET('/household/hooks/{id}/dead', { signal, params: { path: { id } } }))).items,
  })

function useAct<V, R>(act: (v: V) => Promise<R>) {
  const cache = useQueryClient()
  return useMutation<R, Problem, V>({ mutationFn: act, onSettled: () => cache.invalidateQueries({ queryKey: keys.hooks }) })
}

const at = (id: string) => ({ path: { id } })

export const useAddHook = () => useAct((body: NewHook) => take(client.POST('/household/hooks', { body })))

export const useChangeHook = () =>
  useAct(({ id, version, ...body }: HookPatch & { id: string; version?: string }) => take(client.PATCH('/household/hooks/{id}', { params: { ...at(id), ...only(version) }, body })) as Promise<Hook>)

export const useRemoveHook = () => useAct(({ id, version }: { id: string; version?: string }) => take(client.DELETE('/household/hooks/{id}', { params: { ...at(id), ...only(version) } })))

/** A webhook as it is at this moment. */
export const hookNow = async (id: string) => (await take(client.GET('/household/hooks'))).items.find((h) => h.id === id)

export const useNewHookSecret = () => useAct((id: string) => take(client.POST('/household/hooks/{id}/secret', { params: at(id) })))

export const useTestHook = () => useAct((id: string) => take(client.POST('/household/hooks/{id}/test', { params: at(id) })))

/** Sends again what was given up: one message by its number, or all. */
export const useReplayHook = () =>
  useAct(({ id, seq }: { id: string; seq?: number }) => take(client.POST('/household/hooks/{id}/replay', { params: at(id), body: { ...(seq !== undefined && { seq }) } })))
