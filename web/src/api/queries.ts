import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { keys, type SessionFilter } from './keys'
import { client, only, Problem, take } from './client'
import type { AppAnswer, Brush, Brushing, BrushingPatch, BrushPatch, HouseholdPatch, Me, NewNote, NewPerson, Now, PersonPatch, SettingsWish, SetupRequest } from './types'

/** Me, or null when nobody is logged in. */
export function useMe() {
  return useQuery({
    queryKey: keys.me,
    queryFn: async ({ signal }) => {
      try {
        return await take(client.GET('/me', { signal }))
      } catch (e) {
        if (e instanceof Problem && e.status === 401) return null
        throw e
      }
    },
    staleTime: Infinity,
  })
}

/** The household's time zone; the machine's own until the server has said. */
export function useTimeZone(): string {
  const me = useMe()
  return me.data?.household.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}

export const useSetupNeeded = (enabled: boolean) =>
  useQuery({ queryKey: keys.setup, enabled, staleTime: 5_000, queryFn: ({ signal }) => take(client.GET('/setup', { signal })) })

/** What another retention would take away for good, in days; sessions 0: for ever. */
export const useLoss = (frames: number, sessions: number, enabled: boolean) =>
  useQuery({
    queryKey: keys.loss(frames, sessions),
    enabled,
    gcTime: 0,
    queryFn: ({ signal }) => take(client.GET('/household/loss', { signal, params: { query: { frames_days: frames, sessions_days: sessions } } })),
  })

export const usePeople = () =>
  useQuery({ queryKey: keys.people, queryFn: async ({ signal }) => (await take(client.GET('/people', { signal }))).items })

export const useBrushes = () =>
  useQuery({ queryKey: keys.brushes, queryFn: async ({ signal }) => (await take(client.GET('/brushes', { signal }))).items })

export const useSources = () =>
  useQuery({ queryKey: keys.sources, queryFn: async ({ signal }) => (await take(client.GET('/sources', { signal }))).items })

export const useToday = () =>
  useQuery({ queryKey: keys.today, refetchInterval: 60_000, queryFn: ({ signal }) => take(client.GET('/today', { signal })) })

/** The open brushings, second by second. Only the live stream writes it; undefined until it has spoken. */
export const useNow = () => useQuery<Now>({ queryKey: keys.now, enabled: false, staleTime: Infinity, gcTime: Infinity })

/** One brushing with its seconds. While it runs the live stream keeps it current. */
export const useSession = (id: string) =>
  useQuery({ queryKey: keys.session(id), queryFn: ({ signal }) => take(client.GET('/sessions/{id}', { params: { path: { id } }, signal })) })

/** Brushings without their seconds, newest first, a page at a time. */
export function useSessions(filter: SessionFilter, limit = 30) {
  return useInfiniteQuery({
    queryKey: keys.sessionList(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      take(client.GET('/sessions', { signal, params: { query: { ...filter, limit, cursor: pageParam } } })),
    getNextPageParam: (last) => last.next || undefined,
  })
}

/** The slots of a person's days, both dates included, at most 400. Dates as YYYY-MM-DD. */
export const useDays = (person: string, from: string, to: string) =>
  useQuery({
    queryKey: keys.dayRange(person, from, to),
    enabled: person !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await take(client.GET('/days', { signal, params: { query: { person, from, to } } }))).items,
  })

/** What somebody's brushing has earned, with the stickers of a month (YYYY-MM; nothing: this one). */
export const useRewards = (person: string, month?: string) =>
  useQuery({
    queryKey: [...keys.days, 'rewards', person, month ?? ''],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(client.GET('/people/{id}/rewards', { signal, params: { path: { id: person }, query: { month } } })),
  })

/** A thing as the server has it now, past what is remembered. */
export const personNow = async (id: string) => (await take(client.GET('/people'))).items.find((p) => p.id === id)
export const brushNow = async (device: string) => (await take(client.GET('/brushes'))).items.find((b) => b.device === device)
export const sessionNow = (id: string) => take(client.GET('/sessions/{id}', { params: { path: { id } } }))

/** Everything that is counted from brushings. */
const counted = [keys.today, keys.sessions, keys.days]

/** A change, and what it does to what is remembered. */
export function useChange<V, R>(change: (v: V) => Promise<R>, then: (r: R, v: V, cache: ReturnType<typeof useQueryClient>) => unknown) {
  const cache = useQueryClient()
  return useMutation<R, Problem, V>({ mutationFn: change, onSuccess: (r, v) => then(r, v, cache) })
}

type Cache = ReturnType<typeof useQueryClient>

export const again = (cache: Cache, which: readonly (readonly unknown[])[]) => Promise.all(which.map((queryKey) => cache.invalidateQueries({ queryKey })))

function keepSession(s: Brushing, cache: Cache) {
  cache.setQueryData<Brushing>(keys.session(s.id), (old) => ({ ...s, runs: s.runs ?? old?.runs }))
  cache.setQueryData<Now>(keys.now, (old) => old && { ...old, open: old.open.map((o) => (o.id === s.id ? { ...o, ...s, runs: s.runs ?? o.runs } : o)) })
  return again(cache, counted)
}

/** Says who brushed, or keeps a note. */
export const useChangeSession = () =>
  useChange(
    ({ id, version, ...body }: BrushingPatch & { id: string; version?: string }) => take(client.PATCH('/sessions/{id}', { params: { path: { id }, ...only(version) }, body })),
    (s, _, cache) => keepSession(s, cache),
  )

export const useRemoveSession = () =>
  useChange(
    (id: string) => take(client.DELETE('/sessions/{id}', { params: { path: { id } } })),
    (_, id, cache) => {
      cache.removeQueries({ queryKey: keys.session(id) })
      return again(cache, counted)
    },
  )

/** Notes a brushing by hand. The same note, by its id, may be sent again. */
export const useAddNote = () =>
  useChange(
    ({ person, ...body }: NewNote & { person: string }) => take(client.POST('/people/{id}/notes', { params: { path: { id: person } }, body })),
    (_, __, cache) => again(cache, counted),
  )

export const useSetUp = () =>
  useChange(
    (body: SetupRequest) => take(client.POST('/setup', { body })),
    (me, _, cache) => {
      cache.setQueryData(keys.me, me)
      cache.setQueryData(keys.setup, { needed: false })
    },
  )

export const useLogIn = () =>
  useChange(
    (body: { email: string; password: string }) => take(client.POST('/login', { body })),
    (me, _, cache) => cache.setQueryData(keys.me, me),
  )

export const useLogOut = () =>
  useChange(
    () => take(client.POST('/logout')),
    // What one person saw is not for the next one at this screen: nothing of the page is left, and no answer that is still on its way.
    () => location.replace('/'),
  )

export const useChangeHousehold = () =>
  useChange(
    ({ version, ...body }: HouseholdPatch & { version?: string }) => take(client.PATCH('/household', { params: only(version), body })),
    (household, _, cache) => {
      cache.setQueryData<Me | null>(keys.me, (old) => old && { ...old, household })
      return again(cache, counted)
    },
  )

const peopleToo = [keys.people, keys.today, keys.days]

export const useAddPerson = () =>
  useChange(
    (body: NewPerson) => take(client.POST('/people', { body })),
    (_, __, cache) => again(cache, peopleToo),
  )

export const useChangePerson = () =>
  useChange(
    ({ id, version, ...body }: PersonPatch & { id: string; version?: string }) => take(client.PATCH('/people/{id}', { params: { path: { id }, ...only(version) }, body })),
    (_, __, cache) => again(cache, peopleToo),
  )

export const useRemovePerson = () =>
  useChange(
    (id: string) => take(client.DELETE('/people/{id}', { params: { path: { id } } })),
    (_, __, cache) => again(cache, [...peopleToo, keys.sessions, keys.anySession, keys.brushes]),
  )

export const useChangeBrush = () =>
  useChange(
    ({ device, version, ...body }: BrushPatch & { device: string; version?: string }) => take(client.PATCH('/brushes/{device}', { params: { path: { device }, ...only(version) }, body })),
    (b, _, cache) => {
      cache.setQueryData<Brush[]>(keys.brushes, (old) => old?.map((o) => (o.device === b.device ? b : o)))
      return again(cache, [keys.brushes, ...counted])
    },
  )

/** What a household wishes of a brush, the whole of it; nothing takes the wish back. */
export const useWishSettings = () =>
  useChange(
    ({ device, ...body }: SettingsWish & { device: string }) => take(client.PUT('/brushes/{device}/settings', { params: { path: { device } }, body })),
    (settings, { device }, cache) => {
      cache.setQueryData<Brush[]>(keys.brushes, (old) => old?.map((o) => (o.device === device ? { ...o, settings } : o)))
      return again(cache, [keys.brushes])
    },
  )

/** A virtual brush starts to brush now; its frames go through the same door as any. */
export const useVirtualBrush = () =>
  useChange(
    (body: { person_id?: string; seconds?: number; brand?: 'oralb' | 'enamel' }) => take(client.POST('/virtual-brush', { body })),
    (_, __, cache) => again(cache, [keys.brushes, keys.today]),
  )

/** What an app asks that has sent somebody here. It is asked once: looking at it binds it to this log-in. */
export const useAppQuestion = (request: string) =>
  useQuery({
    queryKey: keys.appQuestion(request),
    enabled: request !== '',
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    queryFn: () => take(client.POST('/oauth/questions', { body: { request } })),
  })

/** The same by the code that a device shows. */
export const useTypedCode = () =>
  useChange(
    (code: string) => take(client.POST('/oauth/questions', { body: { code } })),
    () => undefined,
  )

export const useAnswerApp = () =>
  useChange(
    (body: AppAnswer) => take(client.POST('/oauth/answers', { body })),
    (_, __, cache) => again(cache, [keys.grants]),
  )

/** Ends this log-in and comes back to the same page, where somebody logs in anew. */
export const useLogInAgain = () =>
  useChange(
    () => take(client.POST('/logout')),
    () => location.reload(),
  )

export const useGrants = () =>
  useQuery({ queryKey: keys.grants, queryFn: async ({ signal }) => (await take(client.GET('/me/grants', { signal }))).items })

export const useEndGrant = () =>
  useChange(
    (id: string) => take(client.DELETE('/me/grants/{id}', { params: { path: { id } } })),
    (_, __, cache) => again(cache, [keys.grants]),
  )
