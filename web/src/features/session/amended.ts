import type { Amended } from '@/api/types'
import { dateIn, duration, longDate } from '@/lib/time'
import { modeName } from '@/lib/words'
import { t } from './messages'

/** What reading the frames again changed, in one sentence: what a family sees first comes first. */
export function amendedSays(a: Amended, zone: string): string {
  const parts: string[] = []
  if (a.duration_s) parts.push(t.amendedLength(duration(a.duration_s.before), duration(a.duration_s.after)))
  if (a.ended) parts.push(t.amendedEnd(a.ended.after))
  if (a.mode) parts.push(t.amendedMode(modeName(a.mode.before), modeName(a.mode.after)))
  if (a.zones) parts.push(t.amendedZones(a.zones.after))
  if (a.pressure) parts.push(t.amendedPressure(a.pressure.after))
  if (a.score) parts.push(t.amendedScore(a.score.before, a.score.after))
  return t.amended(longDate(dateIn(Date.parse(a.at), zone)), parts)
}
