import { useEffect, useState } from 'react'
import type { Glaze } from '@/api/types'
import { arch, band, f, Nu, row, teethOf, tooth, type TeethSet } from '@/ui/look'
import { say } from './messages'
import { star } from './MouthStage'

/** Light for eight seconds, in five lamps; then a minute of dark. */
const lamp = 1_600
const lamps = 5
const darkFor = 60_000

interface Props {
  name: string
  nu: Glaze
  teeth: TeethSet
  part: 'morning' | 'evening'
  /** Whether it was brushed to the end: a short one is ended as kindly, and without stars. */
  whole: boolean
  summary: string
  onDark: () => void
  onLeave: () => void
}

/** The end: a smile, a word, five lamps that go out, and then it is dark. Nothing asks for more. */
export function Finish({ name, nu, teeth, part, whole, summary, onDark, onLeave }: Props) {
  const [out, put] = useState(0)
  const dark = out >= lamps
  useEffect(() => {
    if (dark) {
      onDark()
      const t = setTimeout(onLeave, darkFor)
      return () => clearTimeout(t)
    }
    const t = setTimeout(() => put(out + 1), lamp)
    return () => clearTimeout(t)
  }, [out, dark, onDark, onLeave])
  if (dark)
    return (
      <button type="button" className="coach-dark" aria-label={say.dark} onClick={onLeave} autoFocus>
        <i />
      </button>
    )
  const evening = part === 'evening'
  return (
    <div className="coach-fin">
      {evening && <Stars />}
      <div className="coach-cradle">
        <Smile teeth={teeth} sparks={whole} />
        <div className="coach-nu">
          <Nu mood={evening ? 'sleep' : 'happy'} glaze={nu} label={evening ? say.sleep : say.happy} />
        </div>
      </div>
      <h1>{evening ? say.goodNight(name) : say.goodDay(name)}</h1>
      <div className="coach-lamps" role="img" aria-label={say.lamps(Math.round(((lamps - out) * lamp) / 1000))}>
        {Array.from({ length: lamps }, (_, i) => (
          <i key={i} className={i < out ? 'gone' : undefined} />
        ))}
      </div>
      <p className="coach-parent">{summary}</p>
    </div>
  )
}

function Smile({ teeth, sparks }: { teeth: TeethSet; sparks: boolean }) {
  const A = arch({ w: 43, h: 44, dir: 1, cy: 0, n: 2.25 })
  const R = row(A, teethOf[teeth].lower, 1.1)
  return (
    <svg className="coach-smile" viewBox="-60 -22 120 84" role="img" aria-label={say.smile}>
      <path className="coach-gum" d={band(A, -0.5, A.len + 0.5, -0.3, 23)} />
      {R.map((r, i) => (
        <path key={i} className="coach-tooth done" d={tooth(r.q, r.w, r.d * 1.25, r.kind)} />
      ))}
      {sparks &&
        [0.12, 0.36, 0.78].map((s, k) => {
          const q = A.at(A.len * s, 10)
          return <path key={k} className="coach-shine" d={star(Number(f(q.x)), Number(f(q.y)), 5 + (k % 2))} />
        })}
    </svg>
  )
}

/** The same sky every night. */
const sky = Array.from({ length: 46 }, (_, i) => {
  const by = (k: number) => ((i + 1) * k) % 1
  return { d: star(Math.round(40 + by(0.618034) * 920), Math.round(20 + ((i * i * 0.3137 + i * 0.5719) % 1) * 430), 3 + Math.round(by(0.569840) * 6)), light: f(0.35 + by(0.381966) * 0.6) }
})

function Stars() {
  return (
    <svg className="coach-sun" viewBox="0 0 1000 1000" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {sky.map((s, i) => (
        <path key={i} className="coach-star" d={s.d} opacity={s.light} />
      ))}
    </svg>
  )
}
