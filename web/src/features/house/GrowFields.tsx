import { lengthOn, reachedOn, type Growing } from '@/lib/grow'
import { duration, fullDate, later } from '@/lib/time'
import { Field } from '@/ui/Field'
import { say } from './messages'

/** What is chosen of a length that grows; it begins anew on the day on which it is kept. */
export type GrowWishes = Omit<Growing, 'since'>

const lengths = [30, 45, 60, 75, 90, 105, 120, 150, 180]
const steps = [5, 10, 15, 20, 30]

const among = (all: readonly number[], one: number) => (all.includes(one) ? all : [...all, one].sort((a, b) => a - b))

/** Where growing begins when somebody wants it for a length: at a minute or less, up to that length. */
export const growFrom = (target: number): GrowWishes => {
  const start_s = Math.min(60, target)
  return { start_s, step_s: 10, aim_s: target > start_s ? target : 120 }
}

interface Props {
  value: GrowWishes
  onChange: (v: GrowWishes) => void
  fault?: string
}

/** How long somebody brushes while it grows: from, each week, up to. */
export function GrowFields({ value, onChange, fault }: Props) {
  const choose = (label: string, key: keyof GrowWishes, all: readonly number[], words: (s: number) => string, wrong?: string) => (
    <Field label={label} fault={wrong}>
      {(wire) => (
        <select {...wire} value={value[key]} onChange={(e) => onChange(fitting({ ...value, [key]: Number(e.target.value) }, key))}>
          {among(all, value[key]).map((s) => (
            <option key={s} value={s}>
              {words(s)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
  return (
    <div className="house-grow">
      {choose(say.growStart, 'start_s', lengths, duration)}
      {choose(say.growStep, 'step_s', steps, (s) => `+${duration(s)}`)}
      {choose(say.growAim, 'aim_s', lengths, duration, fault)}
    </div>
  )
}

/** What that means this week, and when it is over, in words. */
export function growsSaid(g: Growing, today: string): string {
  const now = lengthOn(g, today)
  return now >= g.aim_s ? say.growDone(duration(now)) : say.growSays(duration(now), duration(lengthOn(g, later(today, 7))), duration(g.aim_s), fullDate(reachedOn(g)))
}

/** The aim stays above the start: whichever was not chosen gives way. */
function fitting(g: GrowWishes, chosen: keyof GrowWishes): GrowWishes {
  if (g.aim_s > g.start_s) return g
  if (chosen === 'aim_s') return { ...g, start_s: lengths.filter((s) => s < g.aim_s).at(-1) ?? g.aim_s - 15, ...(g.aim_s <= 30 && { start_s: 30, aim_s: 45 }) }
  return { ...g, aim_s: lengths.find((s) => s > g.start_s) ?? g.start_s + 30 }
}
