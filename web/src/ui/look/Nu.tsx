import type { ReactNode } from 'react'
import type { Glaze } from './Cup'
import './nu.css'

export type Mood = 'steady' | 'happy' | 'slow' | 'hurry' | 'ouch' | 'sleep'

const body =
  'M26 182V98C26 50 58 24 100 24s74 26 74 74v84q0 10-10 10h-30q-10 0-10-10v-44c0-18-10-28-24-28s-24 10-24 28v44q0 10-10 10H36q-10 0-10-10z'

function Eye({ x, y }: { x: number; y: number }) {
  return (
    <g className="eye">
      <ellipse className="nu-ink" cx={x} cy={y} rx={7.5} ry={9} />
      <circle className="nu-light" cx={x + 2.5} cy={y - 3.5} r={2.8} />
    </g>
  )
}

function Lid({ x, y, bend }: { x: number; y: number; bend: number }) {
  return <path className="nu-stroke" d={`M${x - 8} ${y}q8 ${bend} 16 0`} strokeWidth={4} />
}

const faces: Record<Mood, ReactNode> = {
  steady: (
    <>
      <Eye x={80} y={74} />
      <Eye x={120} y={74} />
      <path className="nu-stroke" d="M91 89q9 7 18 0" strokeWidth={4} />
    </>
  ),
  happy: (
    <>
      <Eye x={80} y={70} />
      <Eye x={120} y={70} />
      <path className="nu-ink" d="M86 84h28q0 17-14 17t-14-17z" />
      <rect className="nu-light" x={94} y={84} width={12} height={6.5} rx={2} />
    </>
  ),
  slow: (
    <>
      <Lid x={80} y={74} bend={-1} />
      <Lid x={120} y={74} bend={-1} />
      <ellipse className="nu-ink" cx={100} cy={92} rx={9} ry={8.5} />
      <path className="nu-tongue" d="M97 97.5q3-2.5 6 0" strokeWidth={3} />
    </>
  ),
  hurry: (
    <>
      <path className="nu-stroke" d="M72 68l12 6-12 6M128 68l-12 6 12 6" strokeWidth={4.5} />
      <path className="nu-stroke" d="M84 92q4-5 8 0t8 0 8 0 8 0" strokeWidth={4} />
    </>
  ),
  ouch: (
    <>
      <circle className="nu-wide" cx={78} cy={74} r={11} />
      <circle className="nu-ink" cx={78} cy={77} r={4.5} />
      <circle className="nu-wide" cx={122} cy={74} r={11} />
      <circle className="nu-ink" cx={122} cy={77} r={4.5} />
      <ellipse className="nu-ink" cx={100} cy={95} rx={6} ry={5} />
    </>
  ),
  sleep: (
    <>
      <Lid x={80} y={150} bend={7} />
      <Lid x={120} y={150} bend={7} />
      <path className="nu-stroke" d="M94 163q6 5 12 0" strokeWidth={4} />
    </>
  ),
}

const around: Partial<Record<Mood, ReactNode>> = {
  hurry: (
    <g className="nu-wind nu-stroke" strokeWidth={4}>
      <path d="M4 66h-16M6 92h-26M8 118h-14" />
    </g>
  ),
  slow: (
    <g className="nu-drops">
      <circle cx={186} cy={60} r={6} />
      <circle cx={198} cy={40} r={9} />
    </g>
  ),
  ouch: (
    <g className="nu-stroke" strokeWidth={4.5}>
      <path d="M8 70l-14-8M6 92h-16M192 70l14-8M194 92h16" />
    </g>
  ),
  sleep: (
    <g className="nu-z" strokeWidth={5}>
      <path d="M188 30h16l-16 18h16" />
      <path d="M206 0h11l-11 13h11" />
    </g>
  ),
}

/** What grows on Nu's foam, one after the other, each another kind: a bubble, and the curl that is drawn in it. */
const grown: [bubble: string, curl: string][] = [
  ['M60 16a13 13 0 1 1-2 25 13 13 0 0 1 2-25z', 'M53 30q3-6 9-4'],
  ['M140 16a13 13 0 1 0 2 25 13 13 0 0 0-2-25z', 'M138 26q7 0 6 7-5 1-4-3'],
  ['M74-6a14 14 0 1 1-1 28 14 14 0 0 1 1-28z', 'M66 8a7 7 0 0 1 12-4M72 9a3 3 0 0 1 5-1'],
  ['M126-6a14 14 0 1 0 1 28 14 14 0 0 0-1-28z', 'M120 4q4 5 8 0t6 1'],
  ['M100-18a15 15 0 1 1-.1 30 15 15 0 0 1 .1-30z', 'M93-4q0-8 8-8t6 7-7 3'],
  ['M84-28a12 12 0 1 1-1 24 12 12 0 0 1 1-24z', 'M79-17q2-5 6-4M84-13q3 1 5-2'],
  ['M117-29a12 12 0 1 0 1 24 12 12 0 0 0-1-24z', 'M112-18q3 4 6 0 3-4 6 1'],
  ['M100-44c8 7 10 12 10 16a10 10 0 0 1-20 0c0-4 2-9 10-16z', 'M95-27q1 4 5 4'],
]

/** Nu: n by day, u by night. Asleep it lies on its back and becomes a cradle. `label` is a sentence, such as "Nu is happy"; `curls` is how much foam has grown, up to 8. */
export function Nu({ mood, glaze = 'coral', curls = 0, label }: { mood: Mood; glaze?: Glaze; curls?: number; label: string }) {
  const asleep = mood === 'sleep'
  const cheek = (asleep ? 160 : 86) + 2
  return (
    <svg className={`nu glaze-${glaze}`} data-mood={mood} viewBox={curls > 2 ? '-22 -52 244 260' : '-22 -14 244 222'} role="img" aria-label={label}>
      <g className="nu-body">
        {asleep ? (
          <g transform="rotate(180 100 108)">
            <path className="nu-skin" d={body} />
          </g>
        ) : (
          <path className="nu-skin" d={body} />
        )}
        <path className="nu-shine" d={asleep ? 'M41 58v60c0 12 2 22 6 31' : 'M42 104c0-28 12-46 28-55'} />
        <ellipse className="nu-cheek" cx={62} cy={cheek} rx={9} ry={6} />
        <ellipse className="nu-cheek" cx={138} cy={cheek} rx={9} ry={6} />
        <g className="nu-face">{faces[mood]}</g>
        {!asleep && (
          <g className="nu-foam">
            {grown
              .slice(0, curls)
              .reverse()
              .map(([bubble, curl]) => (
                <g key={bubble}>
                  <path className="nu-foam-body" d={bubble} />
                  <path className="nu-foam-curl" d={curl} />
                </g>
              ))}
            <path
              className="nu-foam-body"
              d="M66 34c-12-2-14-18-2-22 2-12 20-14 26-5 7-8 24-5 25 6 13-2 18 13 8 20-8 5-16 1-18-1-6 5-15 5-19 0-5 5-14 6-20 2z"
            />
            <path className="nu-foam-curl" d="M80 14q5-4 9 0" />
          </g>
        )}
      </g>
      {around[mood]}
    </svg>
  )
}
