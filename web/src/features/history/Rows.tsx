import { memo } from 'react'
import { Link } from 'wouter'
import { isWaiting } from '@/api/ahead'
import { useWaits } from '@/api/edits'
import type { Brushing, Person } from '@/api/types'
import { clock, duration } from '@/lib/time'
import { scoreWord, within } from '@/lib/words'
import { Cap, Cup, Icon } from '@/ui/look'
import { OriginMark } from '@/ui/Origin'
import { initial } from '@/ui/PersonFields'
import { Waits } from '@/ui/Waits'
import { t } from './messages'

interface Props {
  sessions: readonly Brushing[]
  people: readonly Person[]
  zone: string
  /** With cups and names, where several people stand in one list. */
  withWho?: boolean
}

/** Brushings as rows, each a link to its page. */
export function Rows({ sessions, people, zone, withWho }: Props) {
  return (
    <ul className="h-rows">
      {sessions.map((s) => (
        <li key={s.id}>
          <Row session={s} person={people.find((p) => p.id === s.person_id)} zone={zone} withWho={withWho} />
        </li>
      ))}
    </ul>
  )
}

// A year has many: those that are there already are not drawn again when older ones join them.
const Row = memo(function Row({ session: s, person, zone, withWho }: { session: Brushing; person?: Person; zone: string; withWho?: boolean }) {
  const length = duration(s.duration_s)
  const name = person?.name ?? (s.guest ? t.guest : t.nobody)
  const slot = within(s.slot === 'morning' ? t.morning : t.evening)
  const share = s.duration_s / (s.score?.time.of ?? person?.target_s ?? 120)
  const v = share >= 0.95 ? 1 : Math.max(0.05, share)
  const here = isWaiting(s.id)
  const waits = useWaits(s.id) || here
  const inside = (
    <>
      {withWho ? (
        <Cup glaze={person?.glaze ?? 'bone'} letter={person ? initial(person.name) : '?'} brush={s.state === 'ended'} />
      ) : (
        <span className="h-row-cap">
          <Cap am={s.slot === 'morning' ? v : null} pm={s.slot === 'evening' ? v : null} />
        </span>
      )}
      <span className="h-row-text">
        <b>
          {withWho && `${name} `}
          <span className={withWho ? 'h-row-length' : undefined}>{s.state === 'ended' ? t.row(length, scoreWord(s.score?.word)) : t.rowRunning(length)}</span>
        </b>
        <span className="cap-t">
          {t.rowSays(clock(s.started_at, zone), slot, s.origin === 'measured' ? s.brush_name || s.brand_name : '')} <OriginMark origin={s.origin} /> <Waits when={waits} />
        </span>
      </span>
      <span className="cap-t h-row-heard">
        {s.origin === 'measured' && (s.tells_live || s.record ? t.heard(s.heard_s, s.duration_s) : t.heardEnds(s.ended === 'heard' || s.ended === 'reported'))}
      </span>
      {!here && <Icon name="chev" />}
    </>
  )
  // It has no page of its own until the house knows of it.
  if (here) return <div className="h-row">{inside}</div>
  return (
    <Link className={withWho && !s.person_id && !s.guest ? 'h-row asking' : 'h-row'} href={`/sessions/${s.id}`}>
      {inside}
    </Link>
  )
})
