import { useState } from 'react'
import { useMay } from '@/api/household'
import { ability, Denied, keepWords, useEndPush, usePushes, useReminders, useSwitchPush, wished } from '@/api/notices'
import { usePeople, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person, Reminder, Reminders } from '@/api/types'
import { browserName } from '@/lib/browser'
import { clockOfMinutes, heardAt } from '@/lib/time'
import { Page } from '@/ui/Page'
import { Waiting } from '@/ui/states'
import { say as house } from './messages'
import { dayNames, everyDay, parts, reminderOf } from './reminding'
import { PersonReminders, QuietSheet } from './ReminderSheets'
import { say } from './reminders.messages'
import { rooms } from './rooms.messages'

/** When a word is said of a slot that is still open, when never, and on which devices. */
export function RemindersRoom() {
  const reminders = useReminders()
  const people = usePeople()
  if (reminders.isPending || people.isPending) return <Waiting label={house.waiting} />
  return (
    <Page title={rooms.reminders} heading={rooms.reminders}>
      <div className="house-grid">
        {reminders.data && <When of={reminders.data} people={people.data ?? []} />}
        {reminders.data && <Quiet of={reminders.data} />}
        {reminders.error && <p role="alert">{trouble(reminders.error)}</p>}
        <Here people={people.data ?? []} />
      </div>
    </Page>
  )
}

function When({ of, people }: { of: Reminders; people: Person[] }) {
  const may = useMay('household:write')
  const [open, setOpen] = useState<string | null>(null)
  const chosen = people.find((p) => p.id === open)
  return (
    <section className="plate house-plate">
      <h2>{say.when}</h2>
      <p className="cap-t">{say.whenWhy}</p>
      {people.length === 0 && <p>{say.nobody}</p>}
      <ul className="house-rows">
        {people.map((p) => (
          <li key={p.id}>
            <div>
              <b>{p.name}</b>
              {parts.map((part) => (
                <span key={part} className="cap-t">
                  {`${say.part(part)}: ${said(reminderOf(of, p.id, part))}`}
                </span>
              ))}
            </div>
            {may && (
              <button type="button" className="btn bare" aria-label={say.changeOf(p.name)} onClick={() => setOpen(p.id)}>
                {say.change}
              </button>
            )}
          </li>
        ))}
      </ul>
      {chosen && <PersonReminders key={chosen.id} of={of} person={chosen} onClose={() => setOpen(null)} />}
    </section>
  )
}

/** A reminder in words. */
function said(r: Reminder | undefined): string {
  if (!r?.on) return say.off
  const days = r.days.join()
  return say.at(clockOfMinutes(r.at_min), days === everyDay.join() ? say.everyDay : days === '1,2,3,4,5' ? say.weekdays : say.onDays(r.days.map((d) => dayNames()[d - 1]!)))
}

function Quiet({ of }: { of: Reminders }) {
  const may = useMay('household:write')
  const [open, setOpen] = useState(false)
  const q = of.quiet
  return (
    <section className="plate house-plate">
      <h2>{say.quiet}</h2>
      <p>
        <b>{q.on ? say.quietIs(clockOfMinutes(q.from_min), clockOfMinutes(q.to_min)) : say.quietNone}</b>
      </p>
      <p className="cap-t">{say.quietWhy}</p>
      {may && (
        <button type="button" className="btn" onClick={() => setOpen(true)}>
          {say.change}
        </button>
      )}
      {open && <QuietSheet of={of} onClose={() => setOpen(false)} />}
    </section>
  )
}

function Here({ people }: { people: Person[] }) {
  const pushes = usePushes()
  const zone = useTimeZone()
  const on = useSwitchPush()
  const end = useEndPush()
  const [wish, setWish] = useState(() => wished())
  const can = ability()
  const data = pushes.data
  const here = data?.browsers.find((b) => b.this)
  const told = Boolean(here) && wished() !== 'off'
  const named = (yes: boolean) => {
    setWish(yes ? 'named' : 'plain')
    if (told) void keepWords(yes ? 'named' : 'plain', people)
  }
  const others = (data?.browsers ?? []).filter((b) => b !== here)
  return (
    <section className="plate house-plate">
      <h2>{say.here}</h2>
      <p className="cap-t">{say.hereWhy}</p>
      {data && !data.available ? (
        <p>{say.noKey}</p>
      ) : can === 'never' ? (
        <p>{say.never}</p>
      ) : can === 'denied' ? (
        <p>{say.denied}</p>
      ) : (
        <>
          {told && (
            <p role="status">
              <b>{say.isOn}</b>
            </p>
          )}
          <p>{say.carried}</p>
          <label className="remind-check">
            <input type="checkbox" checked={wish === 'named'} onChange={(e) => named(e.target.checked)} />
            <span>{say.names}</span>
          </label>
          {here && told ? (
            <button type="button" className="btn" disabled={end.isPending} onClick={() => end.mutate({ id: here.id, here: true })}>
              {say.switchOff}
            </button>
          ) : (
            <button
              type="button"
              className="btn act"
              disabled={!data?.server_key || on.isPending}
              onClick={() => on.mutate({ serverKey: data?.server_key ?? '', wish: wish === 'named' ? 'named' : 'plain', people })}
            >
              {say.switchOn}
            </button>
          )}
        </>
      )}
      {on.error && <p role="alert">{on.error instanceof Denied ? (ability() === 'denied' ? say.denied : say.failed) : trouble(on.error)}</p>}
      {(pushes.error ?? end.error) && <p role="alert">{trouble(pushes.error ?? end.error)}</p>}
      {others.length > 0 && (
        <>
          <h3>{say.others}</h3>
          <ul className="house-rows">
            {others.map((b) => (
              <li key={b.id}>
                <div>
                  <b>{browserName(b.agent)}</b>
                  <span className="cap-t">{b.told_at ? say.told(heardAt(b.told_at, zone)) : say.notYet}</span>
                </div>
                <button type="button" className="btn bare" aria-label={say.removeOf(browserName(b.agent))} disabled={end.isPending} onClick={() => end.mutate({ id: b.id, here: b === here })}>
                  {say.remove}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
