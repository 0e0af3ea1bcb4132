/** The way round the mouth, and how clean each tooth is on it: pure functions. */
import { teethOf, type Jaw, type Sextant, type Side, type TeethSet, type ZoneId } from '@/ui/look'

/** Round the mouth: see the server's words for `coach.way`. */
export type Way = 'quarters' | 'lower_first' | 'surfaces' | 'sextants'
/** Where on a tooth. */
export type Face = 'outer' | 'inner' | 'chewing'
/** A part of the mouth: a quarter has no front. */
export interface Part {
  jaw: Jaw
  where: Sextant
  quarter: boolean
}

export interface Tooth {
  jaw: Jaw
  side: Side
  /** Counted from the midline, from 1. */
  n: number
}

/** One stretch of the way: one face of the teeth of one part, in the order in which they are brushed. */
export interface Station {
  part: Part
  face: Face
  teeth: readonly number[]
}

export interface Course {
  teeth: readonly Tooth[]
  stations: readonly Station[]
  /** How many stations make one part that is done: after each of them there is a reason to be happy. */
  each: number
}

/** What is seen at one moment. */
export interface Scene {
  /** How clean each tooth is, from 0 to 1. */
  clean: readonly number[]
  /** Which tooth is being brushed, or comes next; null once all is clean. */
  at: { tooth: number; face: Face; part: Part } | null
  /** How many parts are done. */
  parts: number
}

const jaws = ['upper', 'lower'] as const
const sextantOf = (t: Tooth): Sextant => (t.n <= 3 ? 'front' : t.side)

/** The teeth as they are drawn: the upper ones from the picture's left, which is the patient's right, then the lower ones. */
export function teethOfSet(set: TeethSet): Tooth[] {
  return jaws.flatMap((jaw) => {
    const n = teethOf[set][jaw].length
    return [...Array.from({ length: n }, (_, i): Tooth => ({ jaw, side: 'right', n: n - i })), ...Array.from({ length: n }, (_, i): Tooth => ({ jaw, side: 'left', n: i + 1 }))]
  })
}

type Place = readonly [Jaw, Sextant]
const quarters: readonly Place[] = [['upper', 'right'], ['upper', 'left'], ['lower', 'left'], ['lower', 'right']]
const lowerFirst: readonly Place[] = [['lower', 'left'], ['lower', 'right'], ['upper', 'right'], ['upper', 'left']]
const sextants: readonly Place[] = [['upper', 'right'], ['upper', 'front'], ['upper', 'left'], ['lower', 'left'], ['lower', 'front'], ['lower', 'right']]

const cache = new Map<string, Course>()

/** The way of a person with such teeth. */
export function course(set: TeethSet, way: Way): Course {
  const key = `${set} ${way}`
  let c = cache.get(key)
  if (!c) cache.set(key, (c = make(set, way)))
  return c
}

function make(set: TeethSet, way: Way): Course {
  const teeth = teethOfSet(set)
  const station = ([jaw, where]: Place, face: Face, quarter: boolean): Station => {
    const own = teeth.flatMap((t, i) => (t.jaw === jaw && (quarter ? t.side === where : sextantOf(t) === where) && (face !== 'chewing' || t.n > 3) ? [i] : []))
    // Clockwise round the picture: the upper teeth from its left, the lower ones from its right.
    return { part: { jaw, where, quarter }, face, teeth: jaw === 'upper' ? own : own.reverse() }
  }
  const faces: readonly Face[] = ['outer', 'inner', 'chewing']
  switch (way) {
    case 'surfaces':
      return { teeth, each: 4, stations: (['chewing', 'outer', 'inner'] as const).flatMap((face) => quarters.map((p) => station(p, face, true))) }
    case 'sextants':
      return { teeth, each: 0, stations: sextants.flatMap((p) => faces.filter((f) => f !== 'chewing' || p[1] !== 'front').map((f) => station(p, f, false))) }
    default:
      return { teeth, each: 3, stations: (way === 'lower_first' ? lowerFirst : quarters).flatMap((p) => faces.map((f) => station(p, f, true))) }
  }
}

/** The way that follows a handle's pacer: what it calls its sectors are quarters or sixths, whatever way was chosen. */
export const paced = (way: Way, sectors: number): Way => (sectors === 6 ? 'sextants' : way === 'lower_first' ? 'lower_first' : 'quarters')

/** The scene when so much of the way is behind: `share` from 0 to 1. */
export function walked(c: Course, share: number): Scene {
  const pos = Math.max(0, Math.min(1, share)) * c.stations.length
  const k = Math.min(c.stations.length, Math.floor(pos + 1e-9))
  const passed = c.teeth.map(() => 0)
  const all = c.teeth.map(() => 0)
  let at: Scene['at'] = null
  c.stations.forEach((s, i) => {
    const done = i < k ? s.teeth.length : i === k ? Math.floor((pos - k) * s.teeth.length + 1e-9) : 0
    s.teeth.forEach((t, j) => {
      all[t]!++
      if (j < done) passed[t]!++
    })
    if (i === k) at = { tooth: s.teeth[Math.min(done, s.teeth.length - 1)]!, face: s.face, part: s.part }
  })
  return { clean: passed.map((n, i) => n / all[i]!), at, parts: c.each > 0 ? Math.floor(k / c.each) : partsDone(c, k) }
}

function partsDone(c: Course, k: number): number {
  let n = 0
  for (let i = 0; i < k; i++) if (i + 1 === c.stations.length || c.stations[i + 1]!.part.where !== c.stations[i]!.part.where || c.stations[i + 1]!.part.jaw !== c.stations[i]!.part.jaw) n++
  return n
}

/** How much of the way is behind where the handle tells its sector, from 1: `within` seconds of it, at `each` seconds a sector. */
export const sectorShare = (sector: number, sectors: number, within: number, each: number): number => (sector - 1 + Math.min(0.999, Math.max(0, within / each))) / sectors

const zoneOf = (t: Tooth, face: Face): ZoneId => (face === 'chewing' ? `${t.jaw}-${t.side}-chewing` : `${t.jaw}-${sextantOf(t)}-${face}`)

/** The scene from measured seconds: each zone's fair share is a sixteenth of the target. `now` are the zones that are told this second. */
export function measured(set: TeethSet, way: Way, seconds: Readonly<Partial<Record<ZoneId, number>>>, now: readonly ZoneId[], target: number): Scene {
  const teeth = teethOfSet(set)
  const fair = target / 16
  // Some handles never tell a chewing surface: then it is nobody's share.
  const chewing = Object.keys(seconds).some((z) => z.endsWith('chewing'))
  const passed = teeth.map(() => 0)
  const all = teeth.map(() => 0)
  const order = course(set, 'sextants').stations.filter((s) => chewing || s.face !== 'chewing')
  const wanted = way === 'lower_first' ? [...order.slice(order.length / 2), ...order.slice(0, order.length / 2)] : way === 'surfaces' ? (['chewing', 'outer', 'inner'] as const).flatMap((f) => order.filter((s) => s.face === f)) : order
  let open: Station | undefined
  let here: Station | undefined
  let parts = 0
  for (const s of wanted) {
    const zone = zoneOf(teeth[s.teeth[0]!]!, s.face)
    const share = Math.min(1, (seconds[zone] ?? 0) / fair)
    s.teeth.forEach((t, j) => {
      all[t]!++
      if (j < Math.floor(share * s.teeth.length + 1e-9)) passed[t]!++
    })
    if (share >= 1) parts++
    else {
      open ??= s
      if (now.includes(zone)) here ??= s
    }
  }
  const s = here ?? open
  const first = s && zoneOf(teeth[s.teeth[0]!]!, s.face)
  const at = s && first ? { tooth: s.teeth[Math.min(s.teeth.length - 1, Math.floor(((seconds[first] ?? 0) / fair) * s.teeth.length))]!, face: s.face, part: s.part } : null
  return { clean: passed.map((n, i) => (all[i] ? n / all[i]! : 0)), at, parts }
}

/** A tooth that is clean stays clean for the session. Gives one of the two back where it says it all. */
export function stays(before: readonly number[], now: readonly number[]): readonly number[] {
  if (before.length !== now.length || now.every((v, i) => v >= before[i]!)) return now
  if (before.every((v, i) => v >= now[i]!)) return before
  return now.map((v, i) => Math.max(v, before[i]!))
}
