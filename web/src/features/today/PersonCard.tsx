import { memo } from 'react'
import { Link } from 'wouter'
import { kinds } from '@/api/ahead'
import { useEdits } from '@/api/edits'
import type { Slot, TodayPerson } from '@/api/types'
import { clock, weekday } from '@/lib/time'
import { scoreWord } from '@/lib/words'
import { Cap, capValue, Cup, Day, Icon, type CapValue } from '@/ui/look'
import { OriginMark } from '@/ui/Origin'
import { initial } from '@/ui/PersonFields'
import { Waits } from '@/ui/Waits'
import { say } from './messages'

interface Props {
  of: TodayPerson
  /** The household's day, YYYY-MM-DD. */
  today: string
  part: 'morning' | 'evening'
  zone: string
}

const share = (s: Slot) => (s.state === 'off' ? null : s.state === 'done' ? 1 : Math.min(0.94, s.seconds / (s.target_s || 120)))

// What is still to come today is open; what is to come on another day is only dotted.
const half = (s: Slot, now: boolean): CapValue => (now && s.state === 'next' ? 0 : capValue(s))

/** One person's day: both arches, both slots in words, and the week as caps. */
export const PersonCard = memo(function PersonCard({ of: { person, morning, evening, streak, week }, today, part, zone }: Props) {
  const waits = useEdits().some((e) => e.state === 'waits' && (e.kind === kinds.session ? (e.body as { person_id?: string }).person_id === person.id : e.subject === person.id))
  return (
    <section className="plate person">
      <div className="person-dial">
        <Day
          am={share(morning)}
          pm={share(evening)}
          teeth={person.milk_teeth ? 'milk' : 'adult'}
          label={say.day(person.name, say.states(morning.state), say.states(evening.state))}
        />
        <div className="person-in">
          <Cup glaze={person.glaze} letter={initial(person.name)} />
        </div>
      </div>
      <div>
        <h2 className="h3">
          <Link href={`/insights/${person.id}`}>{person.name}</Link>
          <span className="person-streak">{say.streak(streak.days, streak.mended)}</span>
          {person.milk_teeth && (
            <Link className="person-stickers" href={`/rewards/${person.id}`} aria-label={say.stickersOf(person.name)}>
              {say.stickers}
            </Link>
          )}
        </h2>
        <SlotLine slot={morning} part="morning" past={part === 'evening'} zone={zone} />
        <SlotLine slot={evening} part="evening" past={false} zone={zone} />
        <Waits when={waits} />
      </div>
      <ul className="person-week" aria-label={say.week(person.name)}>
        {week.map((d) => (
          <li key={d.date} className={d.date === today ? 'now' : undefined}>
            <Cap am={half(d.morning, d.date === today)} pm={half(d.evening, d.date === today)} />
            <span aria-hidden="true">{weekday(d.date)}</span>
            <span className="unseen">{say.capSay(weekday(d.date), say.states(d.morning.state), say.states(d.evening.state))}</span>
          </li>
        ))}
      </ul>
      <Link className="btn person-brush" href={`/coach/${person.id}`} aria-label={say.brushWith(person.name)}>
        <Icon name="brush" />
        {say.brush}
      </Link>
    </section>
  )
})

function SlotLine({ slot, part, past, zone }: { slot: Slot; part: 'morning' | 'evening'; past: boolean; zone: string }) {
  const dot = `person-dot ${part === 'morning' ? 'am' : 'pm'}${slot.state === 'done' || slot.state === 'short' ? '' : ' open'}`
  const [title, why] = words(slot, part, past, zone)
  const last = slot.session_ids.at(-1)
  return (
    <div className="person-slot">
      <i className={dot} aria-hidden="true" />
      <b>{last ? <Link href={`/sessions/${last}`}>{title}</Link> : title}</b>
      <small>
        {why} <OriginMark origin={slot.origin} />
      </small>
    </div>
  )
}

function words(slot: Slot, part: 'morning' | 'evening', past: boolean, zone: string): [string, string] {
  const at = slot.started_at ? clock(slot.started_at, zone) : ''
  switch (slot.state) {
    case 'done':
    case 'short': {
      const by = slot.target_s - slot.seconds
      return [say.slotDone(slot.seconds, scoreWord(slot.word)), by > 0 ? say.slotShort(at, by, slot.target_s) : say.slotFull(at, -by, slot.target_s)]
    }
    case 'mended':
      return [say.slotMended(part), say.slotMendedWhy]
    case 'off':
      return [say.slotOff(part), '']
    case 'next':
      return [say.slotNext(part), say.slotNextWhy]
    default:
      return [say.slotOpen(part), past ? say.slotWas : say.slotOpenWhy]
  }
}
