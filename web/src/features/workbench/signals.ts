import type { Decoded } from '@/api/types'

/** How well a gateway hears a brush. */
export interface Signal {
  source: string
  /** dBm, the middle one of what it told. */
  rssi: number
  frames: number
}

/** Who told how strong a brush was, the best first. */
export function signals(items: readonly Decoded[]): Signal[] {
  const by = new Map<string, number[]>()
  for (const { frame } of items) {
    if (!frame || frame.rssi === undefined) continue
    const source = frame.source ?? ''
    by.set(source, [...(by.get(source) ?? []), frame.rssi])
  }
  return [...by]
    .map(([source, all]) => ({ source, rssi: all.sort((a, b) => a - b)[all.length >> 1]!, frames: all.length }))
    .sort((a, b) => b.rssi - a.rssi)
}
