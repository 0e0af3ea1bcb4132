import { useEffect, useRef, useState } from 'react'
import { sendTimer, useEndPlay, type TimerEntry } from '@/api/household'
import { useFollow } from '@/api/live'
import { useNow, usePeople } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person } from '@/api/types'
import { duration } from '@/lib/time'
import { useSpeech } from '@/lib/useSpeech'
import { Cup, Icon } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { Sheet } from '@/ui/Sheet'
import { Waiting } from '@/ui/states'
import { say } from './messages'
import './play.css'

/** A shared tablet: some children, their timers, and a PIN that leads out. The server lets it have nothing else. */
export function Play() {
  useFollow()
  const people = usePeople()
  const [leaving, leave] = useState(false)
  useEffect(() => {
    document.title = `${say.title} · Enamel`
  }, [])
  if (people.isPending) return <Waiting label={say.waiting} />
  return (
    <main className="play" id="page">
      <h1>{say.heading}</h1>
      {people.error && <p role="alert">{trouble(people.error)}</p>}
      <ul className="play-shelf">
        {(people.data ?? []).map((p) => (
          <li key={p.id}>
            <Child person={p} />
          </li>
        ))}
      </ul>
      <button type="button" className="btn bare play-out" onClick={() => leave(true)}>
        {say.out}
      </button>
      {leaving && <PinPad onClose={() => leave(false)} />}
    </main>
  )
}

/** One child's cup, which starts and stops their timer. A brush that speaks is shown without a tap. */
function Child({ person }: { person: Person }) {
  const now = useNow().data
  const timer = useTimer(person)
  const heard = now?.open.find((b) => b.person_id === person.id && b.brand !== 'timer')
  const running = timer.seconds !== null
  useSpeech(running ? person.language : undefined)
  const seconds = timer.seconds ?? heard?.duration_s
  const share = Math.min(1, (seconds ?? 0) / person.target_s)
  return (
    <button type="button" className="play-child" data-on={running || Boolean(heard)} disabled={Boolean(heard)} aria-label={running ? say.stop(person.name) : say.start(person.name)} onClick={running ? timer.stop : timer.start}>
      <Cup glaze={person.glaze} letter={initial(person.name)} brush={!running && !heard} />
      <b>{person.name}</b>
      {seconds !== undefined ? (
        <>
          <span className="play-time" role="timer">
            {duration(seconds)}
          </span>
          <progress max={1} value={share} aria-hidden="true" />
        </>
      ) : timer.last !== null ? (
        <span className="play-last">{say.done(duration(timer.last))}</span>
      ) : (
        <Icon name="play" />
      )}
      {timer.unsent && <span className="cap-t">{say.unsent}</span>}
    </button>
  )
}

const longest = 600

/** A timer that tells the house each second; what could not be told is told with the next second. */
function useTimer({ id, target_s }: Person) {
  const [began, setBegan] = useState<number | null>(null)
  const [seconds, setSeconds] = useState<number | null>(null)
  const [last, setLast] = useState<number | null>(null)
  const [unsent, setUnsent] = useState(false)
  const waiting = useRef<TimerEntry[]>([])
  const sending = useRef(false)
  const tell = async (entry?: TimerEntry) => {
    if (entry) waiting.current.push(entry)
    if (sending.current || waiting.current.length === 0) return
    sending.current = true
    const batch = waiting.current.slice()
    try {
      await sendTimer(batch)
      waiting.current = waiting.current.slice(batch.length)
      setUnsent(false)
    } catch {
      setUnsent(true)
    } finally {
      sending.current = false
    }
  }
  const telling = useRef(tell)
  useEffect(() => {
    telling.current = tell
  })
  const end = (t: number) => {
    setBegan(null)
    setSeconds(null)
    setLast(t)
    void tell({ person: id, at: new Date().toISOString(), state: 'idle', t, target_s })
  }
  const ending = useRef(end)
  useEffect(() => {
    ending.current = end
  })
  useEffect(() => {
    if (began === null) return
    let told = -1
    const step = () => {
      const t = Math.floor((Date.now() - began) / 1000)
      setSeconds(t)
      if (t >= longest) ending.current(t)
      else if (t !== told) void telling.current({ person: id, at: new Date().toISOString(), state: 'running', t, target_s })
      told = t
    }
    step()
    const every = setInterval(step, 250)
    return () => clearInterval(every)
  }, [began, id, target_s])
  // What is left behind a timer that has ended goes as soon as the house answers.
  useEffect(() => {
    if (!unsent || began !== null) return
    const every = setInterval(() => void telling.current(), 3_000)
    return () => clearInterval(every)
  }, [unsent, began])
  return {
    seconds,
    last,
    unsent,
    start: () => setBegan(Date.now()),
    stop: () => end(seconds ?? 0),
  }
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0']

function PinPad({ onClose }: { onClose: () => void }) {
  const end = useEndPlay()
  const [pin, setPin] = useState('')
  const press = (d: string) => {
    end.reset()
    setPin((old) => (old.length < 8 ? old + d : old))
  }
  return (
    <Sheet title={say.pinTitle} close={say.close} onClose={onClose}>
      <form
        className="play-pin"
        onSubmit={(e) => {
          e.preventDefault()
          if (!end.isPending) end.mutate(pin, { onError: () => setPin('') })
        }}
        onKeyDown={(e) => {
          if (/^[0-9]$/.test(e.key)) press(e.key)
          else if (e.key === 'Backspace') setPin((old) => old.slice(0, -1))
        }}
      >
        <p className="play-dots" role="status" aria-label={say.pinSo(pin.length)}>
          {[...pin].map((_, i) => (
            <span key={i} />
          ))}
        </p>
        {end.error && <p role="alert">{end.error.fault('pin') ? say.pinWrong : trouble(end.error)}</p>}
        <div className="play-keys">
          {digits.map((d) =>
            d === '' ? (
              <button key="clear" type="button" className="btn" aria-label={say.clear} onClick={() => setPin((old) => old.slice(0, -1))}>
                <Icon name="back" />
              </button>
            ) : (
              <button key={d} type="button" className="btn" onClick={() => press(d)}>
                {d}
              </button>
            ),
          )}
          <button className="btn act" disabled={pin.length < 4 || end.isPending} aria-label={say.go}>
            <Icon name="check" />
          </button>
        </div>
      </form>
    </Sheet>
  )
}
