/** What brushings of a period say, and the links by which a report is lent. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, take, type Problem } from './client'
import { keys } from './keys'
import type { Insights, MadeReportLink, NewReportLink, ReportLink, SharedReport } from './types'

/** What a person's days say, both dates included. Dates as YYYY-MM-DD. */
export const useInsights = (person: string, from: string, to: string) =>
  useQuery<Insights, Problem>({
    queryKey: keys.insightsOf(person, from, to),
    enabled: person !== '' && from !== '' && to !== '',
    // Another period of the same person may show the one before until it is there; another person never.
    placeholderData: (old, query) => (query?.queryKey[1] === person ? keepPreviousData(old) : undefined),
    queryFn: ({ signal }) => take(client.GET('/people/{id}/insights', { signal, params: { path: { id: person }, query: { from, to } } })),
  })

/** Where a report is fetched as a file. */
export const reportFile = (person: string, format: 'pdf' | 'fhir' | 'csv', from: string, to: string, receiver: string) =>
  `/api/v1/people/${encodeURIComponent(person)}/report/${format}?${new URLSearchParams({ from, to, ...(receiver && { for: receiver }), lang: document.documentElement.lang })}`

export const useReportLinks = (person: string, enabled: boolean) =>
  useQuery<ReportLink[], Problem>({
    queryKey: [...keys.reportLinks, person],
    enabled,
    staleTime: 0,
    queryFn: async ({ signal }) => (await take(client.GET('/household/report-links', { signal, params: { query: person ? { person } : {} } }))).items,
  })

const counted = [keys.reportLinks, keys.consents, keys.audit]

export function useShareReport() {
  const cache = useQueryClient()
  return useMutation<MadeReportLink, Problem, NewReportLink & { person: string }>({
    mutationFn: ({ person, ...body }) => take(client.POST('/people/{id}/report-links', { params: { path: { id: person } }, body })),
    onSuccess: () => Promise.all(counted.map((queryKey) => cache.invalidateQueries({ queryKey }))),
  })
}

export function useRevokeLink() {
  const cache = useQueryClient()
  return useMutation<ReportLink, Problem, string>({
    mutationFn: (link) => take(client.DELETE('/household/report-links/{link}', { params: { path: { link } } })),
    onSuccess: () => Promise.all(counted.map((queryKey) => cache.invalidateQueries({ queryKey }))),
  })
}

/** Says that a brush got a new head, now. */
export function useNewHead() {
  const cache = useQueryClient()
  return useMutation<unknown, Problem, string>({
    mutationFn: (device) => take(client.PUT('/brushes/{device}/head', { params: { path: { device } }, body: {} })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.insights }),
  })
}

/** The report that a secret opens. */
export const useLent = (secret: string) =>
  useQuery<SharedReport, Problem>({
    queryKey: keys.lent(secret),
    enabled: secret !== '',
    staleTime: Infinity,
    gcTime: 0,
    retry: (tries, e) => tries < 2 && (e.status === 0 || e.status >= 500),
    queryFn: ({ signal }) => take(client.POST('/shared/report', { signal, body: { secret } })),
  })

/** Fetches a file of a lent report and gives it to the browser to keep. The secret is in no address. */
export const useLentFile = () =>
  useMutation<void, Problem, { secret: string; format: 'pdf' | 'fhir'; name: string }>({
    mutationFn: async ({ secret, format, name }) => {
      const file = await take<Blob>(client.POST('/shared/report/{format}', { params: { path: { format } }, body: { secret }, headers: { 'Accept-Language': document.documentElement.lang }, parseAs: 'blob' }) as never)
      const url = URL.createObjectURL(file)
      const a = document.createElement('a')
      a.href = url
      a.download = name
      a.click()
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
    },
  })
