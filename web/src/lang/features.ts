import type { Offer, Says } from '@/lib/messages'

/** The texts of every feature, by the name under which it keeps them. A feature that is missing here cannot be translated: a test finds it. */
export interface Features {
  apidocs: typeof import('@/features/apidocs/messages').say
  apps: typeof import('@/features/apps/messages').say
  brushes: typeof import('@/features/brushes/messages').say
  coach: typeof import('@/coach/messages').say
  coachpage: typeof import('@/features/coach/messages').say
  device: typeof import('@/features/house/device').say
  devices: typeof import('@/features/devices/messages').say
  ear: typeof import('@/phone/messages').say
  edit: typeof import('@/api/edit').clashWords
  history: typeof import('@/features/history/messages').t
  hooks: typeof import('@/features/hooks/messages').say
  house: typeof import('@/features/house/messages').say
  insights: typeof import('@/features/insights/messages').t
  join: typeof import('@/features/join/messages').say
  live: typeof import('@/features/live/messages').say
  login: typeof import('@/features/login/messages').say
  once: typeof import('@/ui/Once').once
  origin: typeof import('@/ui/Origin').say
  phone: typeof import('@/features/phone/messages').say
  play: typeof import('@/features/play/messages').say
  removal: typeof import('@/api/edit').removalWords
  reminders: typeof import('@/features/house/reminders.messages').say
  report: typeof import('@/features/report/messages').t
  privacy: typeof import('@/features/privacy/messages').say
  rewards: typeof import('@/features/rewards/messages').say
  rooms: typeof import('@/features/house/rooms.messages').rooms
  session: typeof import('@/features/session/messages').t
  setup: typeof import('@/features/setup/messages').say
  shell: typeof import('@/app/messages').say
  signing: typeof import('@/features/house/signing').say
  today: typeof import('@/features/today/messages').say
  still: typeof import('@/api/still').still
  told: typeof import('@/api/told').say
  trouble: typeof import('@/api/trouble').say
  waits: typeof import('@/ui/Waits').waits
  week: typeof import('@/features/week/messages').say
  words: typeof import('@/lib/words').say
  workbench: typeof import('@/features/workbench/messages').say
}

/** A feature's texts in another language: const today: Words<'today'> = { … }. */
export type Words<F extends keyof Features> = Says<Features[F]>

/** A whole language. What is missing in it does not build. */
export type Pack = { readonly [F in keyof Features]: Words<F> }

/** What a language's module gives. */
export const offered =
  (pack: Pack): Offer =>
  (feature) =>
    (pack as Record<string, ReturnType<Offer>>)[feature]
