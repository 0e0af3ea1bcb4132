import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { client, Problem, take } from './client'
import type { Decoded, DriveRequest } from './types'

/** What one call explains at most. */
export const mostLines = 200
const mostText = 60_000
const mostRead = 1 << 20

/** The newest of some lines that one call takes. */
export function newest(lines: readonly string[]): string[] {
  let from = lines.length
  for (let size = 0; from > 0 && lines.length - from < mostLines; from--) {
    size += lines[from - 1]!.length + 1
    if (size > mostText) break
  }
  return lines.slice(from)
}

/** Says what lines mean, byte by byte; nothing of it is kept. */
export async function explain(lines: string, key?: string, signal?: AbortSignal): Promise<Decoded[]> {
  return (await take(client.POST('/decode', { signal, body: { lines, ...(key && { key }) } }))).items
}

/** What lines mean; what was there before stays until the answer has come. */
export const useExplained = (lines: string, key: string) =>
  useQuery<Decoded[], Problem>({
    queryKey: ['explained', lines, key],
    enabled: lines !== '',
    staleTime: Infinity,
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => explain(lines, key || undefined, signal),
  })

/** What a brush said lately, as lines, with what they mean. */
export interface Said {
  lines: string[]
  items: Decoded[]
  /** How many were said in that time; more than are here when there were too many. */
  of: number
  /** When the house was asked last, ms of this machine's clock, and every line of its answer. */
  asked: number
  answer: ReadonlySet<string>
}

/** How often a brush that is followed is asked about, in ms. */
const every = 2_000
/** What was said so long before is asked for again each time: gateways are late. The house takes it for one look, see its log. */
const again = 300_000

/** What is known, with what came since and what it means. */
export function grown(before: Said, came: readonly string[], items: readonly Decoded[], asked: number, answer: ReadonlySet<string>): Said {
  const lines = newest([...before.lines, ...came])
  return { lines, items: [...before.items, ...items].slice(-lines.length), of: before.of + came.length, asked, answer }
}

/** What a brush said in the minutes before it was heard last, and, while it is followed, what it says since. */
export function useSaid(device: string, lastHeard: string | undefined, minutes: number, key: string, follow: boolean) {
  const cache = useQueryClient()
  const queryKey = ['said', device, minutes, key]
  return useQuery<Said, Problem>({
    queryKey,
    enabled: lastHeard !== undefined,
    staleTime: Infinity,
    gcTime: 0,
    refetchInterval: follow && every,
    queryFn: async ({ signal }) => {
      const known = cache.getQueryData<Said>(queryKey)
      const asked = Date.now()
      // After a long pause the gap is wider than what is asked for again: all is asked for anew.
      const before = known && asked - known.asked < again / 2 ? known : undefined
      const from = new Date(before ? asked - again : Date.parse(lastHeard ?? '') - minutes * 60_000).toISOString()
      const answer = await fetch(`/api/v1/brushes/${encodeURIComponent(device)}/frames?from=${encodeURIComponent(from)}`, { signal, credentials: 'same-origin' })
      if (!answer.ok) throw new Problem(answer.status, answer.statusText, '', [], null)
      const all = (await some(answer)).split('\n').filter(Boolean)
      const came = before ? all.filter((l) => !before.answer.has(l)) : all
      const lines = newest(came)
      const items = lines.length > 0 ? await explain(lines.join('\n'), key || undefined, signal) : []
      return before ? grown(before, lines, items, asked, new Set(all)) : { lines, of: all.length, items, asked, answer: new Set(all) }
    },
  })
}

/** As much of an answer as a page wants to hold, up to the last whole line. */
async function some(answer: Response): Promise<string> {
  const reader = answer.body?.getReader()
  if (!reader) return ''
  const decoder = new TextDecoder()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
    if (text.length > mostRead) text = text.slice(text.indexOf('\n', text.length - mostRead) + 1)
  }
}

/** Says what a virtual brush does now. */
export const drive = (body: DriveRequest) => take(client.POST('/virtual-brush/say', { body }))
