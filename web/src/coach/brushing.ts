/** What a live brushing says to the coach: pure functions of what was heard. */
import type { Brushing, Run } from '@/api/types'
import type { TeethSet, ZoneId } from '@/ui/look'
import { course, measured, paced, sectorShare, walked, type Scene, type Way } from './way'

/** What the teeth follow: measured places, the handle's pacer, or time. */
export type Follows = 'zones' | 'pacer' | 'time'

/** Seconds of each measured zone; several zones of one second share it. */
export function zoneSeconds(runs: readonly Run[]): Partial<Record<ZoneId, number>> {
  const out: Partial<Record<ZoneId, number>> = {}
  for (const r of runs) for (const z of r.zones ?? []) out[z as ZoneId] = (out[z as ZoneId] ?? 0) + (r.to_s - r.from_s) / r.zones!.length
  return out
}

/** The last thing that was heard, at most this old. */
function lately(runs: readonly Run[], seconds: number, within: number): Run | undefined {
  const r = runs.findLast((r) => r.heard)
  return r && seconds - r.to_s <= within ? r : undefined
}

/** What the teeth of a brushing follow, and the scene at `seconds` on its timer. */
export function sceneOf(b: Brushing, seconds: number, target: number, teeth: TeethSet, way: Way): { follows: Follows; scene: Scene } {
  const runs = b.runs ?? []
  const zones = zoneSeconds(runs)
  if (Object.keys(zones).length > 0) {
    const now = (lately(runs, seconds, 3)?.zones ?? []) as ZoneId[]
    return { follows: 'zones', scene: measured(teeth, way, zones, now, target) }
  }
  const sectors = b.sectors ?? 0
  const told = runs.findLast((r) => r.heard && (r.sector ?? 0) > 0)
  if (sectors > 1 && told?.sector && told.sector <= sectors) {
    // The first second of the sector that it is in now.
    let from = told.from_s
    for (let i = runs.indexOf(told) - 1; i >= 0 && (!runs[i]!.heard || runs[i]!.sector === told.sector); i--) if (runs[i]!.heard) from = runs[i]!.from_s
    const length = b.target_s ?? target
    // Past its routine the handle has nothing more to tell.
    const share = seconds >= length ? 1 : sectorShare(told.sector, sectors, seconds - from, length / sectors)
    return { follows: 'pacer', scene: walked(course(teeth, paced(way, sectors)), share) }
  }
  return { follows: 'time', scene: walked(course(teeth, way), seconds / target) }
}

/** The brush says too hard, this second. */
export const tooHard = (b: Brushing, seconds: number): boolean => b.state === 'running' && lately(b.runs ?? [], seconds, 1)?.pressure === 'high'

/** Two places in a row were left before half their share, the second of them within the last `recent` seconds. */
export function hurried(runs: readonly Run[], seconds: number, target: number, recent = 4): boolean {
  const visits: { zones: string; from: number; to: number }[] = []
  for (const r of runs) {
    if (!r.heard || !r.zones?.length) continue
    const zones = [...r.zones].sort().join()
    const last = visits.at(-1)
    if (last?.zones === zones && r.from_s - last.to <= 2) last.to = r.to_s
    else visits.push({ zones, from: r.from_s, to: r.to_s })
  }
  const left = visits.slice(0, -1).slice(-2)
  const half = target / 32
  return left.length === 2 && left.every((v) => v.to - v.from < half) && seconds - left[1]!.to <= recent
}
