import { useState } from 'react'
import { clashWords, useEdit } from '@/api/edit'
import { householdNow, useChangeHousehold, useLoss } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Me } from '@/api/types'
import { dayOf } from '@/lib/time'
import { Clash } from '@/ui/Clash'
import { Field } from '@/ui/Field'
import { Sheet } from '@/ui/Sheet'
import { say } from './messages'

const sessionChoices = [0, 3653, 1826, 730, 365, 90]
const frameChoices = [365, 90, 30, 7, 0]

/** The choices, and the household's own when it is none of them. */
const withOwn = (choices: number[], own: number) => (choices.includes(own) ? choices : [...choices, own])

type Household = Me['household']
type Fields = Required<Pick<Household, 'sessions_days' | 'frames_days'>>

const daysOf = (h: Household) => ({ sessions: h.sessions_days ?? 0, frames: h.frames_days })

interface Props {
  household: Household
  onClose: () => void
}

/** How long brushings and frames are kept. What a shorter time takes away is said before anything is saved. */
export function KeepingSheet({ household, onClose }: Props) {
  const change = useEdit<Household, Fields>(household, useChangeHousehold(), householdNow)
  const [was, setWas] = useState(() => daysOf(household))
  const [v, set] = useState(was)
  const shorter = { sessions: v.sessions !== 0 && (was.sessions === 0 || v.sessions < was.sessions), frames: v.frames < was.frames }
  const changed = v.sessions !== was.sessions || v.frames !== was.frames
  const loss = useLoss(v.frames, v.sessions, shorter.sessions || shorter.frames)
  const day = (instant: string) => dayOf(instant, household.time_zone)
  const error = change.error ?? loss.error
  const waiting = (shorter.sessions || shorter.frames) && !loss.data
  const goes = shorter.sessions && (loss.data?.sessions ?? 0) > 0
  const choose = (label: string, value: number, choices: number[], name: (days: number) => string, then: (days: number) => void) => (
    <Field label={label}>
      {(wire) => (
        <select {...wire} value={value} onChange={(e) => then(Number(e.target.value))}>
          {choices.map((days) => (
            <option key={days} value={days}>
              {name(days)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
  return (
    <Sheet title={say.keeping} close={say.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!changed) onClose()
          else if (!waiting && !change.isPending) change.save({ sessions_days: v.sessions, frames_days: v.frames }, onClose)
        }}
      >
        {choose(say.keptSessions, v.sessions, withOwn(sessionChoices, was.sessions), say.sessionsFor, (sessions) => set({ ...v, sessions }))}
        <div className="house-kept">
          {choose(say.keptFrames, v.frames, withOwn(frameChoices, was.frames), say.framesFor, (frames) => set({ ...v, frames }))}
          <p className="cap-t">{say.framesWhy}</p>
        </div>
        <div aria-live="polite">
          {loss.data && (shorter.sessions || shorter.frames) && (
            <div className="house-sure">
              {goes && <b>{say.wouldGoTitle}</b>}
              {shorter.sessions && <p>{goes ? say.wouldGo(loss.data.sessions, day(loss.data.first_at ?? ''), day(loss.data.sessions_before ?? '')) : say.nothingGoes}</p>}
              {shorter.frames && <p>{v.frames === 0 ? say.framesGoNow : say.framesGo(day(loss.data.frames_before))}</p>}
            </div>
          )}
        </div>
        {change.clash && (
          <Clash
            words={clashWords}
            lines={[
              ...(change.clash.changed.includes('sessions_days') ? [clashWords.now(say.keptSessions, say.sessionsFor(change.clash.theirs.sessions_days ?? 0))] : []),
              ...(change.clash.changed.includes('frames_days') ? [clashWords.now(say.keptFrames, say.framesFor(change.clash.theirs.frames_days))] : []),
            ]}
            busy={change.isPending}
            onMine={change.mine}
            onTheirs={() => {
              const theirs = change.theirs()
              if (!theirs) return
              setWas(daysOf(theirs))
              set(daysOf(theirs))
            }}
          />
        )}
        {error && <p role="alert">{trouble(error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={waiting || change.isPending}>
            {goes ? say.forget : say.keep}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
