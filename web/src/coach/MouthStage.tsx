import { memo, useMemo } from 'react'
import { mouth, teethOf, type JawPaths, type TeethSet } from '@/ui/look'
import { say } from './messages'
import type { Face, Scene } from './way'

/** The drawing's box in millimetres, the brush's size beside it, and the room inside the mouth. */
const shapes = {
  milk: { box: [-34, -50, 68, 100], inside: [29.6, 42.5], tongue: [13, 14, 19, 22, 30], brush: 1 },
  adult: { box: [-40, -57, 80, 114], inside: [37, 51.5], tongue: [15, 18, 24, 26, 36], brush: 1.05 },
} as const

interface Spot {
  x: number
  y: number
  /** Out of the arch. */
  nx: number
  ny: number
  d: string
}

/** Where every tooth lies, in the order of way.ts. */
function spots(jaws: JawPaths[], teeth: TeethSet): Spot[] {
  const out: Spot[] = []
  for (const jaw of jaws)
    for (const t of jaw.teeth) {
      // The middle of the path's points: near enough for a brush.
      const n = [...t.d.matchAll(/-?\d+(?:\.\d+)?/g)].map(Number)
      let x = 0
      let y = 0
      for (let i = 0; i < n.length; i += 2) {
        x += n[i]!
        y += n[i + 1]!
      }
      x /= n.length / 2
      y /= n.length / 2
      const cy = jaw.jaw === 'upper' ? -7.5 : 7.5
      const [w, h] = teeth === 'milk' ? [22, 32] : [27.5, 40]
      const gx = x / (w * w)
      const gy = (y - cy) / (h * h)
      const l = Math.hypot(gx, gy) || 1
      out.push({ x, y, nx: gx / l, ny: gy / l, d: t.d })
    }
  return out
}

const level = (v: number) => (v >= 1 ? 'done' : v >= 0.6 ? 'l2' : v > 0 ? 'l1' : 'l0')
const reach: Record<Face, number> = { outer: 4.8, inner: -4.8, chewing: 0 }

interface Props {
  teeth: TeethSet
  scene: Scene
  /** As a mirror shows it. */
  mirror: boolean
  brushing: boolean
}

/** The mouth that is cleaned. What moves lies in layers of its own, which the browser moves without painting anything again. */
export function MouthStage({ teeth, scene, mirror, brushing }: Props) {
  const jaws = useMemo(() => mouth({ teeth, gum: true, bands: false, chew: false, gap: 15 }), [teeth])
  const at = useMemo(() => spots(jaws, teeth), [jaws, teeth])
  const [bx, by, bw, bh] = shapes[teeth].box
  const k = mirror ? -1 : 1
  const px = (x: number) => ((x * k - bx) / bw) * 100
  const py = (y: number) => ((y - by) / bh) * 100
  const now = scene.at
  const spot = now ? at[now.tooth] : undefined
  const clean = scene.clean.filter((v) => v >= 1).length
  // The hand comes from the side of the tooth, from below for the lower teeth, and never lies across Nu.
  const out = spot && now ? spot.x * k + (now.face === 'chewing' ? 0 : spot.nx * k * reach[now.face]) : 0
  const down = spot && now ? spot.y + (now.face === 'chewing' ? 0 : spot.ny * reach[now.face]) : 0
  const turn = spot && now ? -Math.sign(spot.x * k || 1) * (now.part.jaw === 'upper' ? 50 + 22 * Math.min(1, Math.abs(spot.x) / 20) : 14 + 16 * Math.min(1, Math.abs(spot.x) / 20)) : 0
  const box = `${bx} ${by} ${bw} ${bh}`
  return (
    <div className="coach-mouth" style={{ aspectRatio: `${bw}/${bh}`, ['--mm' as string]: `calc(100cqw / ${bw})` }}>
      <svg className="coach-teeth" viewBox={box} role="img" aria-label={say.mouth(clean, at.length)}>
        <g transform={mirror ? 'scale(-1 1)' : undefined}>
          <Room teeth={teeth} />
          {jaws.map((jaw) => (
            <path key={jaw.jaw} className="coach-gum" d={jaw.gum} />
          ))}
          {at.map((s, i) => (
            <path key={i} className={`coach-tooth ${level(scene.clean[i] ?? 0)}`} d={s.d} />
          ))}
          {jaws.flatMap((jaw) => jaw.fissures.map((d, i) => <path key={jaw.jaw + i} className="coach-fissure" d={d} />))}
        </g>
      </svg>
      {now && spot && (
        <svg key={now.tooth} className={brushing ? 'coach-glow on' : 'coach-glow'} viewBox={box} aria-hidden="true">
          <path d={spot.d} transform={mirror ? 'scale(-1 1)' : undefined} />
        </svg>
      )}
      <Sparks at={at} clean={scene.clean} px={px} py={py} teeth={teeth} />
      {now && spot && (
        <div className="coach-hand" style={{ transform: `translate(${((out - bx) / bw) * 100}%, ${((down - by) / bh) * 100}%)` }} aria-hidden="true">
          <div className="coach-turn" style={{ transform: `rotate(${turn}deg)` }}>
            <div className={brushing ? 'coach-scrub on' : 'coach-scrub'}>
              <BrushPicture />
            </div>
          </div>
          {brushing && <div className="coach-foam" />}
        </div>
      )}
    </div>
  )
}

const Room = memo(function Room({ teeth }: { teeth: TeethSet }) {
  const { inside, tongue } = shapes[teeth]
  return (
    <>
      <ellipse className="coach-inside" rx={inside[0]} ry={inside[1]} />
      <ellipse className="coach-tongue" cx={0} cy={tongue[0]} rx={tongue[1]} ry={tongue[2]} />
      <path className="coach-tongue-line" d={`M0 ${tongue[3]}V${tongue[4]}`} />
    </>
  )
})

const BrushPicture = memo(function BrushPicture() {
  return (
    <svg className="coach-brush" viewBox="-8 -7 16 190">
      <path d="M0 8V178" stroke="#17204A" strokeWidth={6} strokeLinecap="round" />
      <path d="M0 8V178" stroke="#3350D6" strokeWidth={4.2} strokeLinecap="round" />
      <rect x={-5} y={-5} width={10} height={13} rx={4.6} fill="#FFFDF7" stroke="#17204A" />
      <g fill="#6FB4E8" stroke="#17204A" strokeWidth={0.5}>
        <circle cx={-2} cy={-1.8} r={1.5} />
        <circle cx={2} cy={-1.8} r={1.5} />
        <circle cx={-2} cy={2} r={1.5} />
        <circle cx={2} cy={2} r={1.5} />
        <circle cx={0} cy={5.2} r={1.4} />
      </g>
    </svg>
  )
})

export function star(x: number, y: number, r: number): string {
  const q = r * 0.16
  return `M${x} ${y - r}Q${x + q} ${y - q} ${x + r} ${y}Q${x + q} ${y + q} ${x} ${y + r}Q${x - q} ${y + q} ${x - r} ${y}Q${x - q} ${y - q} ${x} ${y - r}Z`
}

/** A few clean teeth shine: the same ones each time, so that nothing jumps about. */
function Sparks({ at, clean, px, py, teeth }: { at: Spot[]; clean: readonly number[]; px: (x: number) => number; py: (y: number) => number; teeth: TeethSet }) {
  const n = teethOf[teeth].upper.length * 2
  return (
    <>
      {at.map((s, i) => {
        const own = i % n
        if ((clean[i] ?? 0) < 1 || own % 4 !== 1) return null
        return (
          <svg key={i} className={`coach-spark s${i % 3}`} style={{ left: `${px(s.x + s.nx * 2)}%`, top: `${py(s.y + s.ny * 2)}%` }} viewBox="-4 -4 8 8" aria-hidden="true">
            <path d={star(0, 0, 3.4)} />
          </svg>
        )
      })}
    </>
  )
}
