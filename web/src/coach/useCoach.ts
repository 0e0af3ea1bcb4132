import { useEffect, useMemo, useRef, useState } from 'react'
import { useElapsed } from '@/api/elapsed'
import { useConnection } from '@/api/live'
import { useMay } from '@/api/household'
import { useBrushes, useChangeSession, useMe, useNow } from '@/api/queries'
import type { Brushing, Now, Person } from '@/api/types'
import type { Mood } from '@/ui/look'
import { hurried, sceneOf, tooHard, type Follows } from './brushing'
import { useTimer, type Timer } from './useTimer'
import { course, stays, walked, type Scene } from './way'

export interface Coaching {
  by: 'brush' | 'timer'
  phase: Timer['phase']
  seconds: number
  target: number
  follows: Follows
  scene: Scene
  mood: Mood
  /** The brushing that is followed, as it was heard last. */
  brushing: Brushing | null
  /** The house does not answer: what is followed goes on by the clock. */
  alone: boolean
  timer: Timer
}

const nobody = { id: '', state: 'paused', duration_s: 0, runs: [] } as unknown as Brushing
const happyFor = 3_000
const ouchAfter = 400
/** A shorter run is a visit to the menu: nothing is celebrated. */
export const fleeting = 10

/** True for `ms` after it was true. */
function useLinger(on: boolean, ms: number): boolean {
  const [late, linger] = useState(false)
  useEffect(() => {
    const t = setTimeout(() => linger(on), on ? 0 : ms)
    return () => clearTimeout(t)
  }, [on, ms])
  return on || late
}

/** Whether a brushing is of this person's brush, by what the house knows. */
const isOf = (b: Brushing, person: string) => b.origin === 'measured' && b.state !== 'ended' && b.person_id === person

/** How much sooner than the coach a brush may have started and still be whose coach it is, ms. */
const before = 10_000

/**
 * A brush of several people that starts while this coach is open is this person's, unless somebody has said otherwise. In play it is left to the
 * grown-ups.
 */
function useClaim(person: Person, now: Now | undefined) {
  const may = useMay('sessions:write')
  const brushes = useBrushes(may).data
  const { mutate } = useChangeSession()
  const opened = useRef(0)
  const asked = useRef('')
  useEffect(() => {
    if (!now) return
    const ahead = Date.parse(now.at) - now.received
    opened.current ||= Date.now() + ahead
    if (!may || !brushes || now.open.some((b) => isOf(b, person.id))) return
    const b = now.open.find((b) => b.origin === 'measured' && b.state === 'running' && !b.person_id && !b.guest && Date.parse(b.started_at) > opened.current - before)
    const users = brushes.find((x) => x.device === b?.device)?.people ?? []
    if (!b || b.id === asked.current || (users.length > 0 && !users.includes(person.id))) return
    asked.current = b.id
    mutate({ id: b.id, person_id: person.id, by_coach: true })
  }, [now, may, brushes, person.id, mutate])
}

/** What the coach of a person shows: their brush as soon as one is heard, and else its own timer. */
export function useCoach(person: Person): Coaching {
  const household = useMe().data?.household.id ?? ''
  const now = useNow().data
  const connection = useConnection()
  const heard = now?.open.find((b) => isOf(b, person.id))
  useClaim(person, now)
  const [last, follow] = useState<Brushing | null>(null)
  if (heard && heard !== last) follow(heard)
  const over = !heard && last !== null
  if (over && last.duration_s < fleeting) follow(null)
  const by = last ? 'brush' : 'timer'
  const timer = useTimer(person, household, !last)

  // A brush that starts settles what is timed: the timer ends, so that nothing is counted twice.
  const { stop, phase } = timer
  const busy = phase === 'running' || phase === 'paused'
  useEffect(() => {
    if (by === 'brush' && busy) stop()
  }, [by, busy, stop])

  const lost = connection?.state === 'lost'
  const { seconds: told, quiet } = useElapsed(last ?? nobody)
  const alone = by === 'brush' && lost && !over && last?.state === 'running'
  const beyond = useAlone(alone, connection?.heard ?? 0)
  // A length that grows is the plan's word, and not the handle's.
  const target = (by === 'brush' && !person.grow ? (last?.target_s ?? person.target_s) : person.target_s) || 120
  const seconds = by === 'brush' ? (over ? (last?.duration_s ?? 0) : alone ? Math.min(target, Math.max(told, (last?.duration_s ?? 0) + beyond)) : told) : timer.seconds

  const way = person.coach.way
  const teeth = person.milk_teeth ? 'milk' : 'adult'
  const seen = useMemo(
    () => (last && !alone ? sceneOf(last, seconds, target, teeth, way) : { follows: 'time' as const, scene: walked(course(teeth, way), seconds / target) }),
    [last, alone, seconds, target, teeth, way],
  )
  const [clean, keepClean] = useState(seen.scene.clean)
  const kept = stays(clean, seen.scene.clean)
  const fresh = by === 'timer' && (phase === 'ready' || phase === 'finding')
  if (fresh ? clean !== seen.scene.clean : kept !== clean) keepClean(fresh ? seen.scene.clean : kept)
  const scene = useMemo(() => ({ ...seen.scene, clean: kept }), [seen, kept])

  const stage: Timer['phase'] = by === 'timer' ? phase : over || (alone && seconds >= target) ? 'done' : last?.state === 'paused' ? 'paused' : 'running'
  const happy = useHappy(scene.parts, stage === 'running')
  const ouch = useLinger(last !== null && stage === 'running' && quiet < 5 && tooHard(last, seconds), ouchAfter)
  const hurry = last !== null && seen.follows === 'zones' && hurried(last.runs ?? [], seconds, target)
  const mood: Mood = stage === 'done' ? 'sleep' : stage === 'paused' ? 'slow' : ouch ? 'ouch' : happy ? 'happy' : hurry ? 'hurry' : 'steady'
  return { by, phase: stage, seconds, target, follows: seen.follows, scene, mood, brushing: last, alone, timer }
}

/** Seconds for which the house has not answered. */
function useAlone(alone: boolean, since: number): number {
  const [s, set] = useState(0)
  useEffect(() => {
    if (!alone) return
    const every = setInterval(() => set(Math.floor((Date.now() - since) / 1000)), 250)
    return () => {
      clearInterval(every)
      set(0)
    }
  }, [alone, since])
  return s
}

/** True for a while after another part got clean. */
function useHappy(parts: number, running: boolean): boolean {
  const [happy, be] = useState(false)
  const before = useRef(parts)
  useEffect(() => {
    const more = parts > before.current
    before.current = parts
    if (!more || !running) return
    const on = setTimeout(() => be(true), 0)
    const off = setTimeout(() => be(false), happyFor)
    return () => {
      clearTimeout(on)
      clearTimeout(off)
      be(false)
    }
  }, [parts, running])
  return happy
}
