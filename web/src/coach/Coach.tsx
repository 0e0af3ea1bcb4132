import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTimeZone } from '@/api/queries'
import type { Person } from '@/api/types'
import { useSpoken } from '@/lib/hold'
import { clock, duration } from '@/lib/time'
import { useSpeech } from '@/lib/useSpeech'
import { Cup, Icon, Nu, PlayArches, type Mood } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { useAwake } from './awake'
import { FacePicture } from './FacePicture'
import { Finish } from './Finish'
import { HoldButton } from './HoldButton'
import { spoolState, subscribe } from './keep'
import { say } from './messages'
import { MouthStage } from './MouthStage'
import { chime, ding, lull, soften, wakeSound } from './sounds'
import { fleeting, useCoach } from './useCoach'
import './coach.css'

const moodSays = (m: Mood): string => ({ steady: say.steady, happy: say.happy, slow: say.slow, hurry: say.hurry, ouch: say.ouch, sleep: say.sleep })[m]
/** Seconds between two places that are spoken. */
const spokenEvery = 6_000

export interface CoachProps {
  person: Person
  /** The timer starts at once, because whoever came here has just said so. */
  start?: boolean
  onLeave: () => void
}

/** The coach of one person: a mouth that gets clean, Nu, and an end. It fills the screen, and nobody needs to read. */
export function Coach({ person, start, onLeave }: CoachProps) {
  useSpeech(person.language)
  const c = useCoach(person)
  const zone = useTimeZone()
  const [sounds, setSounds] = useState(person.coach.sounds)
  const [dark, setDark] = useState(false)
  const running = c.phase === 'running'
  useAwake(!dark && c.phase !== 'finding')
  useSounds(sounds, c)
  useEffect(() => {
    document.title = `${say.title(person.name)} · Enamel`
  }, [person.name])

  const { timer } = c
  const began = useRef(false)
  useEffect(() => {
    if (!start || began.current || timer.phase !== 'ready') return
    began.current = true
    timer.start()
  }, [start, timer])

  const part = c.brushing?.slot ?? partAt(zone)
  const done = c.phase === 'done'
  // So little is a try, not a brushing: back to where one came from.
  const little = done && c.seconds < fleeting
  useEffect(() => {
    if (little) onLeave()
  }, [little, onLeave])
  const darken = useCallback(() => setDark(true), [])
  const nu = person.coach.nu ?? person.glaze
  const place = c.scene.at ? say.place(c.scene.at.part, c.scene.at.face) : say.clean
  const spoken = useSpoken(c.mood === 'ouch' ? moodSays('ouch') : running ? place : '', spokenEvery)
  const teeth = person.milk_teeth ? 'milk' : 'adult'

  return (
    <main className={`coach${done ? ' fin' : ''}`} id="page" data-part={part} data-phase={c.phase}>
      <PlayArches />
      {done && !little ? (
        <Finish
          name={person.name}
          nu={nu}
          teeth={teeth}
          part={part}
          whole={c.seconds >= c.target * 0.9}
          summary={say.summary(c.seconds, c.brushing?.tells_live ? c.brushing.heard_s : undefined)}
          onDark={darken}
          onLeave={onLeave}
        />
      ) : (
        <>
          <div className="coach-stage">
            <div className="coach-frame" data-teeth={teeth}>
              <MouthStage teeth={teeth} scene={c.scene} mirror={person.coach.mirror} brushing={running} />
              <div className={`coach-nu ${c.mood}`}>
                <Nu mood={c.mood} glaze={nu} label={moodSays(c.mood)} />
              </div>
            </div>
          </div>
          <div className="coach-hud tl">
            {c.phase === 'ready' || c.by === 'brush' ? (
              <HoldButton small icon="back" label={c.by === 'brush' ? say.leave : say.back} onTap={c.by === 'brush' ? undefined : onLeave} onHold={c.by === 'brush' ? onLeave : undefined} />
            ) : null}
            <Cup glaze={person.glaze} letter={initial(person.name)} brush={!running} />
            <Helper person={person} running={running}>
              {c.alone ? say.alone : c.phase === 'ready' || c.phase === 'finding' ? say.orBrush(person.name) : say.follows(c.follows)}
            </Helper>
          </div>
          <div className="coach-hud tr">
            <span className="coach-time" role="timer" aria-label={say.time(c.seconds, c.target)}>
              {duration(c.seconds)}
            </span>
          </div>
          <div className="coach-hud bl">
            {c.by === 'timer' && c.phase === 'running' && <HoldButton icon="pause" label={say.pause} onTap={timer.pause} onHold={timer.stop} />}
            {c.by === 'timer' && c.phase === 'paused' && (
              <>
                <HoldButton icon="play" label={say.resume} onTap={timer.resume} onHold={timer.stop} />
                <HoldButton icon="check" label={say.done} onTap={timer.stop} />
              </>
            )}
            {c.phase !== 'ready' && (
              <button
                type="button"
                className="coach-round s"
                aria-label={sounds ? say.soundOn : say.soundOff}
                aria-pressed={sounds}
                onClick={() => {
                  wakeSound()
                  setSounds(!sounds)
                }}
              >
                <Icon name={sounds ? 'heard' : 'sound'} />
              </button>
            )}
          </div>
          {c.phase === 'ready' && (
            <button
              type="button"
              className="coach-start"
              aria-label={say.start(person.name)}
              onClick={() => {
                wakeSound()
                timer.start()
              }}
            >
              <Icon name="play" />
            </button>
          )}
          {c.phase !== 'ready' && c.phase !== 'finding' && (
            <div className="coach-hud br">
              <span className="coach-place">{place}</span>
              {c.scene.at && <FacePicture part={c.scene.at.part} face={c.scene.at.face} label={place} />}
            </div>
          )}
        </>
      )}
      <p className="unseen" aria-live="polite">
        {spoken}
      </p>
    </main>
  )
}

/** The evening begins at two in the afternoon and ends at four in the night, as the house has it. */
function partAt(zone: string): 'morning' | 'evening' {
  const hour = Number(clock(Date.now(), zone).slice(0, 2))
  return hour >= 4 && hour < 14 ? 'morning' : 'evening'
}

/** Below the age of seven a grown-up helps: it is said at the first brushing of a day, and then not again. */
function Helper({ person, running, children }: { person: Person; running: boolean; children: string }) {
  const entry = `enamel.helped.${person.id}`
  const today = new Date().toDateString()
  const [tell] = useState(() => Boolean(person.birth_year && new Date().getFullYear() - person.birth_year < 7) && remembered(entry) !== today)
  useEffect(() => {
    if (tell && running) remember(entry, today)
  }, [tell, running, entry, today])
  const unsent = useSyncExternalStore(subscribe, spoolState).trouble
  return (
    <span className="coach-helper">
      <b>{tell ? say.helped : person.name}</b>
      <small>{unsent ? say.unsent : children}</small>
    </span>
  )
}

function remembered(entry: string): string | null {
  try {
    return localStorage.getItem(entry)
  } catch {
    return null
  }
}

function remember(entry: string, value: string) {
  try {
    localStorage.setItem(entry, value)
  } catch {
    // Storage may be closed to us; it is then said once more.
  }
}

/** Sounds for what changes. */
function useSounds(on: boolean, { scene, phase, mood }: ReturnType<typeof useCoach>) {
  const at = scene.at && `${scene.at.part.jaw} ${scene.at.part.where} ${scene.at.face}`
  const before = useRef({ at, parts: scene.parts, phase, mood })
  useEffect(() => {
    const was = before.current
    before.current = { at, parts: scene.parts, phase, mood }
    if (!on) return
    if (phase === 'done' && was.phase !== 'done') lull()
    else if (phase !== 'running') return
    else if (mood === 'ouch' && was.mood !== 'ouch') soften()
    else if (scene.parts > was.parts) chime()
    else if (at !== was.at) ding()
  }, [on, at, scene.parts, phase, mood])
}
