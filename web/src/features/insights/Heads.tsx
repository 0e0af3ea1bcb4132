import { useNewHead } from '@/api/reports'
import { trouble } from '@/api/trouble'
import type { Glaze, Insights, InsightsBrush } from '@/api/types'
import { fullDate, later } from '@/lib/time'
import { t } from './messages'

/** How worn the heads of a person's brushes are. */
export function Heads({ d, glaze, canChange }: { d: Insights; glaze: Glaze; canChange: boolean }) {
  const brushes = d.brushes.filter((b) => !b.entry && b.device)
  if (brushes.length === 0) return null
  return (
    <div className="in-heads">
      {brushes.slice(0, 3).map((b) => (
        <Head key={b.device} brush={b} glaze={glaze} canChange={canChange} several={brushes.length > 1} />
      ))}
    </div>
  )
}

function Head({ brush, glaze, canChange, several }: { brush: InsightsBrush; glaze: Glaze; canChange: boolean; several: boolean }) {
  const change = useNewHead()
  const h = brush.head
  const name = brush.name || [brush.maker, brush.model].filter(Boolean).join(' ') || t.aBrush
  const left = h ? h.lasts_days - h.days : 0
  // Its bristles bend outward as it wears, and stand no lower than they bend at the end.
  const worn = h ? Math.min(1, h.days / h.lasts_days) : 0
  return (
    <section className={h ? 'plate in-head' : 'plate in-head asking'}>
      <svg className={`glaze-${glaze}`} viewBox="0 0 96 130" role="img" aria-label={h ? t.headSays(h.days, h.lasts_days) : t.headUnknown}>
        <path className="in-neck-rim" d="M48 84v42" />
        <path className="in-neck" d="M48 84v42" />
        <rect className="in-plate" x="16" y="22" width="64" height="70" rx="30" />
        <g className={h ? 'in-bristles' : 'in-bristles open'}>
          <path d={`M30 46q${-3 * worn} -16 ${-14 * worn} -30`} />
          <path d={`M38 42q${-2 * worn} -16 ${-8 * worn} -30`} />
          <path d="M48 41V12" />
          <path d={`M58 42q${2 * worn} -16 ${8 * worn} -30`} />
          <path d={`M66 46q${3 * worn} -16 ${14 * worn} -30`} />
        </g>
        <path className="in-base-rows" d="M28 58h40M28 70h40M34 81h28" />
      </svg>
      <div>
        {several && <p className="cap-t">{t.headOf(name)}</p>}
        <h2>{h ? t.head(h.days, h.lasts_days) : t.headUnknown}</h2>
        <p className="soft">{h ? `${t.headUsed(h.used_s)} ${t.headDue(left, fullDate(later(h.since.slice(0, 10), h.lasts_days)))}` : t.headUnknownWhy}</p>
        {canChange && brush.device && (
          <button type="button" className="btn" disabled={change.isPending || change.isSuccess} onClick={() => change.mutate(brush.device ?? '')}>
            {h ? t.headChanged : t.headToday}
          </button>
        )}
        <p role="status" className="cap-t">
          {change.isSuccess ? t.headSaid : change.error ? trouble(change.error) : ''}
        </p>
      </div>
    </section>
  )
}
