import { useMemo } from 'react'
import { within } from '@/lib/words'
import { hasFigure, isCoarse, level, type Grain, type ZoneSeconds } from './coverage'
import { mouth, mouthBox, type JawPaths, type MouthShape, type TeethSet, type ZoneId } from './geometry'
import { UnheardHatch, useHatchId } from './Hatch'
import './look.css'

/** The words on the map. They come from the feature that shows it, so that they can be translated. */
export interface MouthWords {
  right: string
  left: string
  chewing: string
  /** A zone's tooltip, such as "Upper right, outer: 9 s", or that it was not measured. */
  zone: (z: ZoneId, seconds: number | undefined) => string
}

export interface MouthProps {
  teeth?: TeethSet
  /** How finely the brush tells places; 'none' hatches the whole mouth. */
  grain: Grain
  values?: ZoneSeconds
  /** Seconds at which a zone is drawn full. */
  full?: number
  /** True while what the brush told of places is less sure than four in five. */
  unsure?: boolean
  /** Seconds in figures on the bands. */
  figures?: boolean
  words: MouthWords
  /** A whole sentence. */
  label: string
}

const calm: Record<TeethSet, Pick<MouthShape, 'band' | 'gap' | 'box'>> = {
  adult: { band: 6.2, gap: 17, box: [-46, -64, 92, 128] },
  milk: { band: 5.6, gap: 15, box: [-38, -54, 76, 108] },
}

/** The mouth as a dentist charts it: the left of the picture is the patient's right, and both sides say so. */
export function Mouth({ teeth = 'adult', grain, values = {}, full = 12, unsure, figures = true, words, label }: MouthProps) {
  const shape = useMemo<MouthShape>(() => ({ ...calm[teeth], teeth }), [teeth])
  const paths = useMemo(() => mouth(shape), [shape])
  const hatch = useHatchId()
  const told: ZoneSeconds = grain === 'none' ? {} : values
  const zone = (z: { zone: ZoneId; d: string }, chew: boolean) => {
    const v = told[z.zone]
    return (
      <path
        key={z.zone}
        className={`zone${chew ? ' chew' : ''}${v === undefined ? ' unmeasured' : ` l${level(v, full)}`}`}
        data-zone={z.zone}
        d={z.d}
        fill={v === undefined ? `url(#${hatch})` : undefined}
      >
        <title>{words.zone(z.zone, v)}</title>
      </path>
    )
  }
  return (
    <div className="mouth-map">
      <svg
        className={isCoarse(grain) || unsure ? 'mouth coarse' : 'mouth'}
        viewBox={mouthBox(shape)}
        role="img"
        aria-label={label}
      >
        <defs>
          <UnheardHatch id={hatch} />
        </defs>
        {paths.map((jaw) => (
          <g key={jaw.jaw} data-jaw={jaw.jaw}>
            {jaw.bands.map((z) => zone(z, false))}
            {jaw.teeth.map((t, i) => (
              <path key={i} className="tooth" d={t.d} />
            ))}
            {jaw.chew.map((z) => zone(z, true))}
            {figures && <Figures jaw={jaw} grain={grain} values={told} full={full} words={words} milk={teeth === 'milk'} />}
          </g>
        ))}
      </svg>
      <span className="mouth-side r" aria-hidden="true">
        {words.right}
      </span>
      <span className="mouth-side l" aria-hidden="true">
        {words.left}
      </span>
    </div>
  )
}

interface FiguresProps {
  jaw: JawPaths
  grain: Grain
  values: ZoneSeconds
  full: number
  words: MouthWords
  milk: boolean
}

/** A value is colour and figure: bands carry theirs, chewing surfaces have theirs written inside the arch. */
function Figures({ jaw, grain, values, full, words, milk }: FiguresProps) {
  const k = milk ? 0.8 : 1
  const dir = jaw.jaw === 'upper' ? -1 : 1
  if (grain === 'arch') {
    const v = values[`${jaw.jaw}-front-outer`]
    if (v === undefined) return null
    return (
      <text className="zone-fig arch-fig" x={0} y={dir * 22 * k}>
        {Math.round(v)}
      </text>
    )
  }
  const right = values[`${jaw.jaw}-right-chewing`]
  const left = values[`${jaw.jaw}-left-chewing`]
  const chewing = (grain === 16 || grain === 12) && (right !== undefined || left !== undefined)
  const y = dir * (milk ? 12 : 20)
  return (
    <>
      {jaw.bands.map((z) => {
        const v = values[z.zone]
        if (v === undefined || !z.at || !hasFigure(z.zone, grain)) return null
        return (
          <text key={z.zone} className={`zone-fig l${level(v, full)}`} x={z.at.x} y={z.at.y + 0.2}>
            {Math.round(v)}
          </text>
        )
      })}
      {chewing && (
        <text className="chew-fig" x={0} y={y - 3.6}>
          <tspan x={0}>{words.chewing}</tspan>
          {right !== undefined && (
            <tspan x={0} dy={3.6}>
              {`${Math.round(right)} ${within(words.right)}`}
            </tspan>
          )}
          {left !== undefined && (
            <tspan x={0} dy={3.6}>
              {`${Math.round(left)} ${within(words.left)}`}
            </tspan>
          )}
        </text>
      )}
    </>
  )
}
