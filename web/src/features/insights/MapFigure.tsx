import { useState } from 'react'
import type { Insights, Person } from '@/api/types'
import { Mouth } from '@/ui/look'
import { fullOf, grainOf, secondsOf } from './figures'
import { t } from './messages'

/** The mouth with its seconds, as fine as the brush tells them; all hatch where none did. */
export function MapFigure({ d, person }: { d: Insights; person: Person }) {
  const [which, pick] = useState(0)
  const [table, show] = useState(false)
  const m = d.maps[which] ?? d.maps[0]
  const values = m ? secondsOf(m) : {}
  return (
    <figure className="in-map">
      {d.maps.length > 1 && (
        <div className="seg" role="group" aria-label={t.mapWhich}>
          {d.maps.map((o, i) => (
            <button key={o.zones} type="button" aria-pressed={o === m} onClick={() => pick(i)}>
              {t.mapOf(o.zones)}
            </button>
          ))}
        </div>
      )}
      {table && m ? (
        <table className="in-table">
          <caption className="unseen">{t.mapTitle}</caption>
          <tbody>
            {m.values.map((v) => (
              <tr key={v.zone}>
                <th scope="row">{t.zoneName(v.zone, 16)}</th>
                <td>{t.seconds(v.seconds)}</td>
                <td>
                  {t.share(m.fair_s > 0 ? v.seconds / m.fair_s : 0)} <span className="cap-t">{t.fairSays}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <Mouth
          teeth={person.milk_teeth ? 'milk' : 'adult'}
          grain={m ? grainOf(m) : 'none'}
          values={values}
          full={m ? fullOf(m) : 12}
          unsure={m !== undefined && m.confidence < 0.8}
          words={{ right: t.right, left: t.left, chewing: t.chewing, zone: (z, n) => t.zone(z, m?.zones ?? 16, n) }}
          label={m ? t.mapSays(person.name, m.zones, m.brushings) : t.mapNone}
        />
      )}
      <figcaption>
        {m && !table && (
          <>
            <div className="in-scale" aria-hidden="true">
              {[0, 1, 2, 3, 4].map((l) => (
                <i key={l} className={`l${l}`} />
              ))}
            </div>
            <div className="in-scale-words cap-t" aria-hidden="true">
              <span>{t.none}</span>
              <span>{t.scaleOf}</span>
              <span>{t.full(fullOf(m))}</span>
            </div>
          </>
        )}
        <p className="cap-t">
          {m ? t.measured(m.zones, m.brushings, d.total.brushings) : t.noZones} {m && m.confidence < 0.8 ? t.unsure : ''} {t.drawn}{' '}
          {m && (
            <button type="button" className="in-text-button" aria-expanded={table} onClick={() => show(!table)}>
              {table ? t.asChart : t.asTable}
            </button>
          )}
        </p>
      </figcaption>
    </figure>
  )
}
