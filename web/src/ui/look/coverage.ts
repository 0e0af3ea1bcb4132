import { zones, type Jaw, type Side, type ZoneId } from './geometry'

/**
 * How finely a brush tells places: so many zones, whole arches, or none. It says how the mouth is drawn, never what it
 * measured: a coarse brush gets a dashed rim and no more figures than it told.
 */
export type Grain = 16 | 12 | 8 | 6 | 4 | 'arch' | 'none'

/** Seconds on canonical zones. An absent zone was not measured; that is not the same as zero. */
export type ZoneSeconds = Partial<Record<ZoneId, number>>

type Quarter = `${Jaw}-${Side}`
type Sextant = `${Jaw}-${'right' | 'front' | 'left'}`
type Face = 'outer' | 'inner'

const jawOf = (z: ZoneId): Jaw => (z.startsWith('upper') ? 'upper' : 'lower')
const placeOf = (z: ZoneId): 'right' | 'front' | 'left' =>
  z.includes('-front-') ? 'front' : z.includes('-right-') ? 'right' : 'left'
const isChewing = (z: ZoneId) => z.endsWith('-chewing')

const mean = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : (a + b) / 2

function collect(value: (z: ZoneId) => number | undefined): ZoneSeconds {
  const out: ZoneSeconds = {}
  for (const z of zones) {
    const v = value(z)
    if (v !== undefined) out[z] = v
  }
  return out
}

/** Four quarters: all faces share a value, and the front is the mean of its two quarters. */
export function fromQuarters(told: Partial<Record<Quarter, number>>): ZoneSeconds {
  return collect((z) => {
    const jaw = jawOf(z)
    const place = placeOf(z)
    return place === 'front' ? mean(told[`${jaw}-right`], told[`${jaw}-left`]) : told[`${jaw}-${place}`]
  })
}

/** Eight: quarters with outer and inner apart. Chewing was not told and stays out. */
export function fromQuarterFaces(told: Partial<Record<`${Quarter}-${Face}`, number>>): ZoneSeconds {
  return collect((z) => {
    if (isChewing(z)) return undefined
    const jaw = jawOf(z)
    const place = placeOf(z)
    const face: Face = z.endsWith('outer') ? 'outer' : 'inner'
    return place === 'front' ? mean(told[`${jaw}-right-${face}`], told[`${jaw}-left-${face}`]) : told[`${jaw}-${place}-${face}`]
  })
}

/** Six sextants: outer, inner and chewing share a value. */
export function fromSextants(told: Partial<Record<Sextant, number>>): ZoneSeconds {
  return collect((z) => told[`${jawOf(z)}-${placeOf(z)}`])
}

/** Whole arches, as U-shaped brushes tell them. */
export function fromArches(told: Partial<Record<Jaw, number>>): ZoneSeconds {
  return collect((z) => told[jawOf(z)])
}

/** Where a brush is told apart no finer than this, the rim is dashed. */
export const isCoarse = (grain: Grain): boolean => grain === 6 || grain === 4 || grain === 'arch'

/** The five steps of coverage: none, then up to `full` seconds. */
export function level(seconds: number, full: number): 0 | 1 | 2 | 3 | 4 {
  const share = full > 0 ? seconds / full : 0
  if (share < 1 / 12) return 0
  if (share < 0.25) return 1
  if (share < 0.5) return 2
  return share < 0.75 ? 3 : 4
}

/** The zones that carry a figure: each value is written once, not once for each zone that shares it. */
export function hasFigure(z: ZoneId, grain: Grain): boolean {
  if (isChewing(z) || grain === 'none' || grain === 'arch') return false
  if (grain === 6) return z.endsWith('outer')
  if (grain === 4) return z.endsWith('outer') && placeOf(z) !== 'front'
  if (grain === 8) return placeOf(z) !== 'front'
  return true
}
