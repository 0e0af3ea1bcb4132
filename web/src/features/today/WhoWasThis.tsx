import { Link } from 'wouter'
import { useChangeSession } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Brushing, Person } from '@/api/types'
import { clock, heardAt } from '@/lib/time'
import { capital } from '@/lib/words'
import { Cup } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { say } from './messages'

interface Props {
  brushing: Brushing
  /** How many others wait behind it. */
  more: number
  people: Person[]
  /** The household's day, YYYY-MM-DD. */
  today: string
  zone: string
}

/** A brushing without a name, and one tap that gives it one. */
export function WhoWasThis({ brushing: b, more, people, today, zone }: Props) {
  const change = useChangeSession()
  const likely = people.find((p) => p.id === b.suggested_person_id)
  const brush = b.origin !== 'measured' ? say.brushSilent : b.brush_name ? say.brushNamed(b.brush_name) : say.brushBrand(b.brand_name)
  return (
    <section className="plate asking who-was">
      <h2 className="h3">
        <Link href={`/sessions/${b.id}`}>{say.whoWas}</Link>
      </h2>
      <p className="soft">{say.whoWasWhy(b.date === today ? clock(b.started_at, zone) : capital(heardAt(b.started_at, zone)), b.duration_s, brush)}</p>
      <div className="chips">
        {people.map((p) => (
          <button key={p.id} type="button" className={p === likely ? 'chip likely' : 'chip'} disabled={change.isPending} onClick={() => change.mutate({ id: b.id, person_id: p.id })}>
            <Cup glaze={p.glaze} letter={initial(p.name)} />
            {p.name}
          </button>
        ))}
        <button type="button" className="chip plain" disabled={change.isPending} onClick={() => change.mutate({ id: b.id, guest: true })}>
          {say.guest}
        </button>
      </div>
      {change.error ? (
        <p className="cap-t" role="alert">
          {trouble(change.error)}
        </p>
      ) : (
        likely && <p className="cap-t">{say.suggested(likely.name)}</p>
      )}
      {more > 0 && (
        <p className="cap-t">
          <Link href="/history?person=unassigned">{say.more(more)}</Link>
        </p>
      )}
    </section>
  )
}
