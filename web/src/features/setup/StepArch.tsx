import { useMemo } from 'react'
import { Nu } from '@/ui/look'
import { arch, tooth } from '@/ui/look/geometry'

const teeth = 15
const perStep = teeth / 3

/** Where set-up stands: an upper arch that fills, five teeth a step, with Nu in it. */
export function StepArch({ step, label }: { step: number; label: string }) {
  const paths = useMemo(() => {
    const a = arch({ w: 44, h: 50, dir: -1, n: 2.25, sweep: 0.05 })
    const wide = a.len / teeth
    return Array.from({ length: teeth }, (_, i) => {
      const back = Math.abs(i - 7) / 7.5
      return tooth(a.at(wide * (i + 0.5)), wide - 1.8, 12 * (0.76 + 0.34 * back), back > 0.55 ? 'm' : back > 0.3 ? 'p' : 'i')
    })
  }, [])
  const done = (step - 1) * perStep
  return (
    <div className="setup-arch">
      <svg viewBox="-54 -60 108 68" role="img" aria-label={label}>
        {paths.map((d, i) => (
          <path key={i} d={d} className={i < done ? 'done' : i === done ? 'now' : ''} />
        ))}
      </svg>
      <div className="setup-nu" aria-hidden="true">
        <Nu mood="happy" glaze="coral" label="" />
      </div>
    </div>
  )
}
