/**
 * Reminders on this device: whether this browser is told, and the words in which it says so. The words, and the names in them where somebody wished it, stay on
 * this device, where the service worker reads them: what the server sends holds neither.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { onLeave } from '@/lib/leaving'
import { client, only, take, type Problem } from './client'
import { keys } from './keys'
import { still } from './still'
import type { Person, Pushes, Reminders, ReminderSettings, Today } from './types'

export const useReminders = () => useQuery({ queryKey: keys.reminders, queryFn: ({ signal }) => take(client.GET('/household/reminders', { signal })) as Promise<Reminders> })

export const remindersNow = () => take(client.GET('/household/reminders')) as Promise<Reminders>

export function useChangeReminders() {
  const cache = useQueryClient()
  return useMutation<Reminders, Problem, ReminderSettings & { version: string }>({
    mutationFn: ({ version, ...body }) => take(client.PUT('/household/reminders', { params: { ...only(version) }, body })) as Promise<Reminders>,
    onSuccess: (r) => cache.setQueryData(keys.reminders, r),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.today }),
  })
}

export const usePushes = () => useQuery({ queryKey: keys.pushes, queryFn: ({ signal }) => take(client.GET('/me/push', { signal })) as Promise<Pushes> })

export function useEndPush() {
  const cache = useQueryClient()
  return useMutation<unknown, Problem, { id: string; here: boolean }>({
    mutationFn: async ({ id, here }) => {
      if (here) await forget()
      await take(client.DELETE('/me/push/{id}', { params: { path: { id } } }))
    },
    onSettled: () => cache.invalidateQueries({ queryKey: keys.pushes }),
  })
}

/** How far this browser can be told of anything. */
export type Ability = 'can' | 'never' | 'denied'

export function ability(): Ability {
  if (!isSecureContext || !('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return 'never'
  return Notification.permission === 'denied' ? 'denied' : 'can'
}

const flag = 'enamel-reminders'
const shelf = 'enamel-words'
const place = '/reminder-words'

/** What this browser was asked to say: nothing, that a slot is open, or also whose. */
export type Wish = 'off' | 'plain' | 'named'

export function wished(): Wish {
  const w = localStorage.getItem(flag)
  return w === 'plain' || w === 'named' ? w : 'off'
}

/** Puts the words where the service worker finds them. */
export async function keepWords(wish: Wish, people: Pick<Person, 'id' | 'name'>[]): Promise<void> {
  localStorage.setItem(flag, wish)
  const words = {
    morning: still.unnamed('morning'),
    evening: still.unnamed('evening'),
    named: wish === 'named' ? Object.fromEntries(people.map((p) => [p.id, { morning: still.named(p.name, 'morning'), evening: still.named(p.name, 'evening') }])) : {},
  }
  await (await caches.open(shelf)).put(place, new Response(JSON.stringify(words), { headers: { 'Content-Type': 'application/json' } }))
}

async function forget(): Promise<void> {
  localStorage.removeItem(flag)
  if (typeof caches !== 'undefined') await caches.delete(shelf)
  const r = await navigator.serviceWorker?.getRegistration()
  await (await r?.pushManager?.getSubscription())?.unsubscribe()
  for (const n of (await r?.getNotifications()) ?? []) n.close()
}

// Nothing of it outlives the log-in here; the server forgets the browser by itself. What was wished may be forgotten already, so it is not asked.
onLeave(async (out) => {
  if (out) await forget()
})

/** The browser said no when it was asked. */
export class Denied extends Error {}

/** Lets this browser be told: asks the browser, then tells the house where. */
export function useSwitchPush() {
  const cache = useQueryClient()
  return useMutation<unknown, Error, { serverKey: string; wish: Wish; people: Person[] }>({
    mutationFn: async ({ serverKey, wish, people }) => {
      if ((await Notification.requestPermission()) !== 'granted') throw new Denied()
      const r = await navigator.serviceWorker.ready
      const sub = await r.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: serverKey }).catch(() => {
        throw new Denied()
      })
      const said = sub.toJSON()
      await take(client.PUT('/me/push', { body: { endpoint: sub.endpoint, p256dh: said.keys?.p256dh ?? '', auth: said.keys?.auth ?? '' } }))
      await keepWords(wish, people)
    },
    onSettled: () => cache.invalidateQueries({ queryKey: keys.pushes }),
  })
}

/** Keeps the words as they are in this language for these people, and takes back what is done meanwhile. */
export function useNotices(today: Today | undefined) {
  useEffect(() => {
    if (!today || wished() === 'off') return
    void keepWords(wished(), today.people.map((p) => p.person)).catch(() => undefined)
    void (async () => {
      const r = await navigator.serviceWorker?.getRegistration()
      for (const n of (await r?.getNotifications()) ?? [])
        if (n.tag.startsWith('reminder/') && !today.reminders?.some((x) => n.tag === `reminder/${x.person_id}/${x.part}`)) n.close()
    })().catch(() => undefined)
  }, [today])
}
