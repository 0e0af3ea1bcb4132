import { useState } from 'react'
import { clashWords, useEdit } from '@/api/edit'
import { remindersNow, useChangeReminders } from '@/api/notices'
import { trouble } from '@/api/trouble'
import type { Person, Reminder, Reminders, ReminderSettings } from '@/api/types'
import { clockOfMinutes } from '@/lib/time'
import { Clash } from '@/ui/Clash'
import { Field } from '@/ui/Field'
import { Sheet } from '@/ui/Sheet'
import { begun, dayNames, everyDay, isQuiet, minuteOf, parts, withThese, type Part } from './reminding'
import { say } from './reminders.messages'

interface Props {
  of: Reminders
  onClose: () => void
}

/** One person's morning and evening. */
export function PersonReminders({ of, person, onClose }: Props & { person: Person }) {
  const change = useEdit<Reminders, ReminderSettings>(of, useChangeReminders(), remindersNow)
  const [v, set] = useState(() => parts.map((part) => begun(of, person.id, part)))
  return (
    <Sheet title={say.sheet(person.name)} close={say.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!change.isPending) change.save({ quiet: of.quiet, reminders: withThese(of.reminders, v) }, onClose)
        }}
      >
        {v.map((r, i) => (
          <Slot key={r.part} of={r} quiet={of.quiet} planned={r.part === 'morning' ? person.morning : person.evening} onChange={(next) => set(v.map((o, j) => (j === i ? next : o)))} />
        ))}
        {change.clash && <Clash words={clashWords} lines={[]} busy={change.isPending} onMine={change.mine} onTheirs={onClose} />}
        {change.error && <p role="alert">{trouble(change.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={change.isPending || v.some((r) => r.on && r.days.length === 0)}>
            {say.save}
          </button>
        </div>
      </form>
    </Sheet>
  )
}

function Slot({ of, quiet, planned, onChange }: { of: Reminder; quiet: Reminders['quiet']; planned: boolean; onChange: (r: Reminder) => void }) {
  const part = of.part as Part
  const toggle = (day: number) => onChange({ ...of, days: everyDay.filter((d) => (d === day) !== of.days.includes(d)) })
  return (
    <fieldset className="remind-slot">
      <legend>{say.part(part)}</legend>
      <label className="remind-check">
        <input type="checkbox" checked={of.on} onChange={(e) => onChange({ ...of, on: e.target.checked, days: of.days.length > 0 ? of.days : everyDay })} />
        <span>{say.remind(part)}</span>
      </label>
      {of.on && (
        <>
          <Time label={say.time} value={of.at_min} onChange={(at_min) => onChange({ ...of, at_min })} />
          <div className="remind-days" role="group" aria-label={say.days}>
            {dayNames().map((name, i) => (
              <button key={name} type="button" aria-pressed={of.days.includes(i + 1)} onClick={() => toggle(i + 1)}>
                {name}
              </button>
            ))}
          </div>
          {!planned ? <p className="cap-t">{say.notPlanned(part)}</p> : isQuiet(quiet, of.at_min) && <p className="cap-t">{say.quietNow}</p>}
        </>
      )}
    </fieldset>
  )
}

function Time({ label, value, onChange }: { label: string; value: number; onChange: (minute: number) => void }) {
  return (
    <Field label={label}>
      {(wire) => (
        <input
          {...wire}
          type="time"
          required
          value={clockOfMinutes(value)}
          onChange={(e) => {
            const m = minuteOf(e.target.value)
            if (m !== undefined) onChange(m)
          }}
        />
      )}
    </Field>
  )
}

/** When nothing is said in this home. */
export function QuietSheet({ of, onClose }: Props) {
  const change = useEdit<Reminders, ReminderSettings>(of, useChangeReminders(), remindersNow)
  const [q, set] = useState(of.quiet)
  return (
    <Sheet title={say.quiet} close={say.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!change.isPending) change.save({ quiet: q, reminders: of.reminders }, onClose)
        }}
      >
        <label className="remind-check">
          <input type="checkbox" checked={q.on} onChange={(e) => set({ ...q, on: e.target.checked })} />
          <span>{say.quietOn}</span>
        </label>
        {q.on && (
          <div className="remind-span">
            <Time label={say.from} value={q.from_min} onChange={(from_min) => set({ ...q, from_min })} />
            <Time label={say.to} value={q.to_min} onChange={(to_min) => set({ ...q, to_min })} />
          </div>
        )}
        <p className="cap-t">{say.quietWhy}</p>
        {change.clash && <Clash words={clashWords} lines={[]} busy={change.isPending} onMine={change.mine} onTheirs={onClose} />}
        {change.error && <p role="alert">{trouble(change.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={change.isPending}>
            {say.save}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
