/** The questions and changes of what a household knows about its own data. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { speaking } from '@/lib/language'
import { client, take, type Problem } from './client'
import { keys } from './keys'
import type { AuditReport, Consent, Erased, Erasure } from './types'

/** Who did what, newest first, a page at a time. */
export const useAudit = () =>
  useInfiniteQuery({
    queryKey: keys.audit,
    staleTime: 0,
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) => take(client.GET('/household/audit', { signal, params: { query: { before: pageParam, limit: 50 } } })),
    getNextPageParam: (last) => last.next || undefined,
  })

export const useCheckAudit = () => useMutation<AuditReport, Problem, void>({ mutationFn: () => take(client.GET('/household/audit/check')) })

export const useConsents = (enabled: boolean) =>
  useQuery({ queryKey: keys.consents, enabled, staleTime: 0, queryFn: ({ signal }) => take(client.GET('/household/consents', { signal })) })

/** What is agreed to today, in the language that is spoken; in English where the house has no other. What is shown is what is kept: its version goes back. */
export const useConsentTexts = () =>
  useQuery({ queryKey: keys.consentTexts(speaking()), staleTime: Infinity, queryFn: ({ signal }) => take(client.GET('/consent-texts', { signal, params: { query: { lang: speaking() } } })) })

export const useErasures = (enabled: boolean) =>
  useQuery<Erasure[], Problem>({
    queryKey: keys.erasures,
    enabled,
    staleTime: 0,
    refetchInterval: (q) => ((q.state.data?.length ?? 0) > 0 ? 5_000 : false),
    queryFn: async ({ signal }) => (await take(client.GET('/household/erasures', { signal }))).items,
  })

export function useWithdraw() {
  const cache = useQueryClient()
  return useMutation<Consent, Problem, string>({
    mutationFn: (id) => take(client.DELETE('/household/consents/{id}', { params: { path: { id } } })),
    onSuccess: () => Promise.all([keys.consents, keys.audit, keys.reportLinks].map((queryKey) => cache.invalidateQueries({ queryKey }))),
  })
}

/** Erases a person, whose name was typed. Nothing of them stays in this page either. */
export function useErasePerson() {
  const cache = useQueryClient()
  return useMutation<Erased, Problem, { id: string; name: string }>({
    mutationFn: ({ id, name }) => take(client.POST('/people/{id}/erase', { params: { path: { id } }, body: { name } })),
    onSuccess: async () => {
      for (const queryKey of [keys.anySession, keys.sessions, keys.days]) cache.removeQueries({ queryKey })
      await cache.invalidateQueries({ predicate: (q) => q.queryKey[0] !== keys.me[0] && q.queryKey[0] !== keys.now[0] })
    },
  })
}

/** Erases the household. Nobody is logged in then. */
export const useEraseHousehold = () =>
  useMutation<Erased, Problem, string>({
    mutationFn: (name) => take(client.POST('/household/erase', { body: { name } })),
    onSuccess: () => location.replace('/'),
  })
