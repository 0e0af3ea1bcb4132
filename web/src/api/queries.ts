import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { leave } from '@/lib/leaving'
import { brushesAhead, brushingAhead, daysAhead, kinds, notedAhead, peopleAhead, sessionsAhead, todayAhead, todayOf, type Clock } from './ahead'
import { seenAt } from './edit'
import { clockOf, homeOf, submit, useEdits } from './edits'
import { leaveGone, waitsToGo, withoutGone } from './gone'
import { keys, type SessionFilter } from './keys'
import { client, only, Problem, take } from './client'
import type { AppAnswer, Brush, Brushing, BrushingPatch, BrushPatch, Day, HouseholdPatch, Me, NewNote, NewPerson, Now, Person, PersonPatch, SettingsWish, SetupRequest, TakenNote, Today } from './types'

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

/** How the household counts its days. */
function useClock(): Clock {
  const h = useMe().data?.household
  const zone = useTimeZone()
  const turns = h?.day_turns_min ?? 0
  return useMemo(() => ({ zone, turns }), [zone, turns])
}

/** The household's day of now, YYYY-MM-DD. */
export const useHouseDay = (): string => todayOf(useClock())

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

export function usePeople() {
  const edits = useEdits()
  const clock = useClock()
  const select = useCallback((p: Person[]) => peopleAhead(edits, p, todayOf(clock)), [edits, clock])
  return useQuery({ queryKey: keys.people, select, queryFn: async ({ signal }) => (await take(client.GET('/people', { signal }))).items })
}

export function useBrushes(enabled = true) {
  const edits = useEdits()
  const select = useCallback((b: Brush[]) => brushesAhead(edits, b), [edits])
  return useQuery({ queryKey: keys.brushes, enabled, select, queryFn: async ({ signal }) => (await take(client.GET('/brushes', { signal }))).items })
}

export const useSources = () =>
  useQuery({ queryKey: keys.sources, queryFn: async ({ signal }) => (await take(client.GET('/sources', { signal }))).items })

export function useToday() {
  const edits = useEdits()
  const clock = useClock()
  const select = useCallback((t: Today) => todayAhead(edits, t, clock), [edits, clock])
  return useQuery({ queryKey: keys.today, refetchInterval: 60_000, select, queryFn: ({ signal }) => take(client.GET('/today', { signal })) })
}

/** The open brushings, second by second. Only the live stream writes it; undefined until it has spoken. */
export const useNow = () => useQuery<Now>({ queryKey: keys.now, enabled: false, staleTime: Infinity, gcTime: Infinity })

/** One brushing with its seconds. While it runs the live stream keeps it current. */
export function useSession(id: string) {
  const edits = useEdits()
  const select = useCallback((b: Brushing) => brushingAhead(edits, b) ?? b, [edits])
  return useQuery({ queryKey: keys.session(id), select, queryFn: ({ signal }) => take(client.GET('/sessions/{id}', { params: { path: { id } }, signal })) })
}

type Page = { items: Brushing[]; next?: string }

/** Brushings without their seconds, newest first, a page at a time. */
export function useSessions(filter: SessionFilter, limit = 30) {
  const edits = useEdits()
  const clock = useClock()
  const { person, device, from, to } = filter
  const select = useCallback(
    (list: InfiniteData<Page, string | undefined>) => withoutGone(sessionsAhead(edits, { person, device, from, to }, list, clock)) as typeof list,
    [edits, person, device, from, to, clock],
  )
  return useInfiniteQuery({
    select,
    queryKey: keys.sessionList(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      take(client.GET('/sessions', { signal, params: { query: { ...filter, limit, cursor: pageParam } } })),
    getNextPageParam: (last) => last.next || undefined,
  })
}

/** The slots of a person's days, both dates included, at most 400. Dates as YYYY-MM-DD. */
export function useDays(person: string, from: string, to: string) {
  const edits = useEdits()
  const clock = useClock()
  const select = useCallback((days: Day[]) => daysAhead(edits, person, days, clock), [edits, person, clock])
  return useQuery({
    queryKey: keys.dayRange(person, from, to),
    enabled: person !== '',
    placeholderData: keepPreviousData,
    select,
    queryFn: async ({ signal }) => (await take(client.GET('/days', { signal, params: { query: { person, from, to } } }))).items,
  })
}

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
export const householdNow = async () => (await take(client.GET('/me'))).household
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

/** An edit that may wait: it is kept on this device first. What it is made of is read from what is remembered, before it changes. */
function useEditing<V, R>(edit: (v: V, cache: Cache) => Promise<R>) {
  const cache = useQueryClient()
  return useMutation<R, Problem, V>({ mutationFn: (v) => edit(v, cache) })
}

/** The fields of a change that say something else than what stands there, and these as they stand there in the version that was looked at. */
function changed<T extends object, P extends object>(now: T | undefined, version: string | undefined, patch: P): { body: Partial<P>; base?: Record<string, unknown> } {
  const seen = ((version !== undefined && seenAt(version)) || now) as (T & { version?: string }) | undefined
  if (!seen || version === undefined || seen.version !== version) return { body: patch }
  const was = seen as Record<string, unknown>
  const fields = (Object.keys(patch) as (keyof P & string)[]).filter((k) => JSON.stringify(patch[k]) !== JSON.stringify(was[k]))
  const body: Partial<P> = {}
  for (const k of fields) body[k] = patch[k]
  return { body, base: Object.fromEntries(fields.map((k) => [k, was[k]])) }
}

const sessionSeen = (cache: Cache, id: string): Brushing | undefined =>
  cache.getQueryData<Brushing>(keys.session(id)) ??
  cache.getQueryData<Today>(keys.today)?.unassigned.find((b) => b.id === id) ??
  cache.getQueriesData<InfiniteData<Page>>({ queryKey: keys.sessions }).flatMap(([, l]) => l?.pages.flatMap((p) => p.items) ?? []).find((b) => b.id === id)

/** Says who brushed, or keeps a note. */
export const useChangeSession = () =>
  useEditing(({ id, version, ...patch }: BrushingPatch & { id: string; version?: string }, cache) => {
    const seen = sessionSeen(cache, id)
    const at = version ?? seen?.version
    // Who it was is said as a whole: a person, a guest, or nobody.
    const was = ((at !== undefined && seenAt(at)) || seen) as Brushing | undefined
    const base = was && at === was.version ? Object.fromEntries(Object.keys(patch).map((k) => [k, (was as unknown as Record<string, unknown>)[k]])) : undefined
    return submit<Brushing>(
      cache,
      { kind: kinds.session, household: homeOf(cache), path: `/sessions/${encodeURIComponent(id)}`, method: 'PATCH', body: patch, subject: id, ...(at && { ifMatch: at }), ...(base && { base }) },
      (e) => brushingAhead([e], seen ?? ({ id } as Brushing)) ?? ({ id } as Brushing),
  )
  })

export const useRemoveSession = () =>
  useEditing(async ({ id, version }: { id: string; version?: string }, cache) => {
    const home = homeOf(cache)
    await submit<void>(cache, { kind: kinds.sessionGone, household: home, path: `/sessions/${encodeURIComponent(id)}`, method: 'DELETE', subject: id, ...(version && { ifMatch: version }) }, () => undefined)
    if (!waitsToGo(id)) leaveGone(cache, id) // another page of this browser may be the one that has sent it
  })

/** Notes a brushing by hand. The same note, by its id, may be sent again. */
export const useAddNote = () =>
  useEditing(({ person, ...body }: NewNote & { person: string }, cache) =>
    submit<TakenNote>(
      cache,
      { kind: kinds.note, household: homeOf(cache), path: `/people/${encodeURIComponent(person)}/notes`, method: 'POST', body, key: body.id, subject: person },
      (e) => ({ added: true, overlaps: [], session: notedAhead(e, clockOf(cache)) }),
    ),
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
    // What one person saw is not for the next one at this screen: nothing of it is left here, and no answer that is still on its way.
    () => leave(true),
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
  useEditing(async ({ id, version, ...patch }: PersonPatch & { id: string; version?: string }, cache) => {
    const seen = cache.getQueryData<Person[]>(keys.people)?.find((p) => p.id === id)
    const { body, base } = changed(seen, version, patch)
    if (seen && base && Object.keys(body).length === 0) return seen
    return submit<Person>(
      cache,
      { kind: kinds.person, household: homeOf(cache), path: `/people/${encodeURIComponent(id)}`, method: 'PATCH', body, subject: id, ...(seen && { label: seen.name }), ...(version && { ifMatch: version }), ...(base && { base }) },
      (e) => peopleAhead([e], seen ? [seen] : [], todayOf(clockOf(cache)))[0] ?? ({ id } as Person),
  )
  })

export const useRemovePerson = () =>
  useChange(
    ({ id, version }: { id: string; version?: string }) => take(client.DELETE('/people/{id}', { params: { path: { id }, ...only(version) } })),
    (_, __, cache) => again(cache, [...peopleToo, keys.sessions, keys.anySession, keys.brushes]),
  )

const keepBrush = (b: Brush, cache: Cache) => {
      cache.setQueryData<Brush[]>(keys.brushes, (old) => old?.map((o) => (o.device === b.device ? b : o)))
      return again(cache, [keys.brushes, ...counted])
}

export const useChangeBrush = () =>
  useEditing(async ({ device, version, ...patch }: BrushPatch & { device: string; version?: string }, cache) => {
    const path = `/brushes/${encodeURIComponent(device)}`
    if (patch.key !== undefined) {
      // A key is a secret: it goes now or not at all, and is kept nowhere on the way.
      const b = await take(client.PATCH('/brushes/{device}', { params: { path: { device }, ...only(version) }, body: patch }))
      void keepBrush(b, cache)
      return b
    }
    const seen = cache.getQueryData<Brush[]>(keys.brushes)?.find((b) => b.device === device)
    const at = version ?? seen?.version
    const { body, base } = changed(seen, at, patch)
    if (seen && base && Object.keys(body).length === 0) return seen
    return submit<Brush>(
      cache,
      { kind: kinds.brush, household: homeOf(cache), path, method: 'PATCH', body, subject: device, ...(seen && { label: seen.name || seen.brand_name }), ...(at && { ifMatch: at }), ...(base && { base }) },
      (e) => brushesAhead([e], seen ? [seen] : [])[0] ?? ({ device } as Brush),
  )
  })

/** What a household wishes of a brush, the whole of it; nothing takes the wish back. */
export const useWishSettings = () =>
  useChange(
    ({ device, version, ...body }: SettingsWish & { device: string; version?: string }) => take(client.PUT('/brushes/{device}/settings', { params: { path: { device }, ...only(version) }, body })),
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
    () => location.reload(), // what was seen goes when the page hears that nobody is logged in
  )

export const useGrants = () =>
  useQuery({ queryKey: keys.grants, queryFn: async ({ signal }) => (await take(client.GET('/me/grants', { signal }))).items })

export const useEndGrant = () =>
  useChange(
    (id: string) => take(client.DELETE('/me/grants/{id}', { params: { path: { id } } })),
    (_, __, cache) => again(cache, [keys.grants]),
  )
