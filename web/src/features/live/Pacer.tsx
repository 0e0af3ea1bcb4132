import type { Brushing } from '@/api/types'
import { sentence } from '@/lib/words'
import { say } from './messages'

/** The pacer's segments of time, below the mouth and never on it. The sector is the brush's own word: those before it are full, those after it are not. Where it says none, they fill by its timer. */
export function Pacer({ b, seconds, target }: { b: Brushing; seconds: number; target: number }) {
  const n = b.sectors ?? 0
  const told = b.runs?.findLast((r) => r.heard)?.sector ?? 0
  const each = target / n
  const now = told > 0 && told <= n ? told : 0
  return (
    <div className="pacer">
      <h2 className="live-h">{say.pacer}</h2>
      <ol className="pacer-row" aria-label={now ? say.pacerAt(now, n) : say.pacer}>
        {Array.from({ length: n }, (_, i) => {
          const by = Math.max(0, Math.min(1, (seconds - i * each) / each))
          const share = !now || b.state === 'ended' || i + 1 === now ? by : i + 1 < now ? 1 : 0
          return (
            <li key={i} className={i + 1 === now && b.state !== 'ended' ? 'now' : undefined} aria-label={say.pacerPart(i + 1, Math.round(i * each), Math.round((i + 1) * each))}>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect width={share * 100} height="10" />
              </svg>
            </li>
          )
        })}
      </ol>
      <p className="cap-t">
        {now > 0 && b.state !== 'ended' && <b>{sentence(say.pacerAt(now, n))} </b>}
        {say.pacerWhy}
      </p>
    </div>
  )
}
