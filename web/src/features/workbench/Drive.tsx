import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { drive, explain } from '@/api/frames'
import { useMay } from '@/api/household'
import { usePeople } from '@/api/queries'
import { Problem } from '@/api/client'
import { trouble } from '@/api/trouble'
import type { Decoded } from '@/api/types'
import { duration } from '@/lib/time'
import { Field } from '@/ui/Field'
import { Cup, Mouth } from '@/ui/look'
import { zones, type ZoneId } from '@/ui/look/geometry'
import { initial } from '@/ui/PersonFields'
import { FrameView } from './FrameView'
import { say } from './messages'

type State = 'idle' | 'running' | 'paused'
const mostSeconds = 3600
const mostKept = 200

/** A brush that somebody drives with the mouse, a finger or the keyboard, and that speaks in a maker's own bytes. */
export function Drive({ onSaid }: { onSaid: (lines: string) => void }) {
  const people = usePeople().data ?? []
  const mayKeep = useMay('brushes:write')
  const [, go] = useLocation()
  const [brand, setBrand] = useState<'enamel' | 'oralb'>('enamel')
  const [who, setWho] = useState('')
  const [keep, setKeep] = useState(false)
  const [state, setState] = useState<State>('idle')
  const [seconds, setSeconds] = useState(0)
  const [places, setPlaces] = useState<Partial<Record<ZoneId, number>>>({})
  const [zone, setZone] = useState<ZoneId | ''>('')
  const [hard, setHard] = useState(false)
  const [last, setLast] = useState<Decoded | null>(null)
  const [fault, setFault] = useState<Problem | null>(null)
  const lines = useRef<string[]>([])
  const now = useRef({ zone, hard, brand, who, keep, seconds, state })
  useEffect(() => {
    now.current = { zone, hard, brand, who, keep, seconds, state }
  })

  const speak = async (activity: State, at: number) => {
    const n = now.current
    try {
      const said = await drive({
        brand: n.brand,
        activity,
        elapsed_s: at,
        ...(n.who && { person_id: n.who }),
        ...(activity === 'running' && n.zone && { zones: [n.zone] }),
        ...(activity === 'running' && n.hard && { pressure: 'high' as const }),
        keep: n.keep,
      })
      lines.current = [...lines.current, said.line].slice(-mostKept)
      const [item] = await explain(said.line)
      setLast(item ?? null)
      setFault(null)
    } catch (e) {
      if (e instanceof Problem) setFault(e)
      else throw e
    }
  }
  const speakNow = useRef(speak)
  useEffect(() => {
    speakNow.current = speak
  })

  useEffect(() => {
    if (state !== 'running') return
    const t = setInterval(() => {
      const n = now.current
      if (n.seconds >= mostSeconds) return setState('idle')
      setSeconds(n.seconds + 1)
      if (n.zone) setPlaces((p) => ({ ...p, [n.zone]: (p[n.zone as ZoneId] ?? 0) + 1 }))
      void speakNow.current('running', n.seconds + 1)
    }, 1000)
    return () => clearInterval(t)
  }, [state])

  // Who goes away lays the brush down: otherwise this home would wait for it.
  useEffect(
    () => () => {
      if (now.current.state !== 'idle' && now.current.keep) void speakNow.current('idle', now.current.seconds)
    },
    [],
  )

  const become = (next: State) => {
    const fresh = state === 'idle'
    const at = fresh ? 0 : seconds
    if (fresh) {
      setPlaces({})
      lines.current = []
    }
    setSeconds(at)
    setState(next)
    void speak(next, at)
  }
  const pointed = (e: React.PointerEvent) => {
    const under = (document.elementFromPoint(e.clientX, e.clientY) as Element | null)?.closest('[data-zone]')
    setZone((under?.getAttribute('data-zone') as ZoneId | null | undefined) ?? '')
    setHard(e.pointerType === 'mouse' ? e.buttons > 0 : e.pressure > 0.7)
  }
  const away = () => {
    setZone('')
    setHard(false)
  }
  return (
    <div className="wb-drive">
      <section className="plate wb-mouth">
        <p className="soft">{say.driveWhy}</p>
        <div className="wb-map" data-hard={hard} data-zone-now={zone} onPointerMove={pointed} onPointerDown={pointed} onPointerUp={pointed} onPointerLeave={away} onPointerCancel={away}>
          <Mouth grain={16} values={places} full={10} words={{ right: say.right, left: say.left, chewing: say.chewing, zone: say.zoneSeconds }} label={say.mouth} />
        </div>
        <div className="wb-now">
          <p className="wb-timer" role="timer" aria-label={say.timer}>
            {duration(seconds)}
          </p>
          <div className="form-acts">
            {state !== 'running' ? (
              <button type="button" className="btn act" disabled={!mayKeep} onClick={() => become('running')}>
                {state === 'paused' ? say.goOn : say.start}
              </button>
            ) : (
              <button type="button" className="btn" onClick={() => become('paused')}>
                {say.pause}
              </button>
            )}
            {state !== 'idle' && (
              <button type="button" className="btn" onClick={() => become('idle')}>
                {say.stop}
              </button>
            )}
          </div>
        </div>
        <div className="two">
          <Field label={say.where}>
            {(wire) => (
              <select {...wire} value={zone} onChange={(e) => setZone(e.target.value as ZoneId | '')}>
                <option value="">{say.nowhere}</option>
                {zones.map((z) => (
                  <option key={z} value={z}>
                    {say.zone(z)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <div className="field wb-hard">
            <button type="button" className="chip plain" aria-pressed={hard} onClick={() => setHard(!hard)}>
              {say.hard}
            </button>
          </div>
        </div>
      </section>
      <div className="wb-side">
        <section className="plate wb-how">
          <div className="field">
            <span className="field-label" id="wb-brand">
              {say.brand}
            </span>
            <div className="chips" role="group" aria-labelledby="wb-brand">
              {(['enamel', 'oralb'] as const).map((b) => (
                <button key={b} type="button" className="chip plain" disabled={state !== 'idle'} aria-pressed={brand === b} onClick={() => setBrand(b)}>
                  {say.brands(b)}
                </button>
              ))}
            </div>
            <p className="cap-t">{say.brandWhy(brand)}</p>
          </div>
          <div className="field">
            <span className="field-label" id="wb-keep">
              {say.who}
            </span>
            <div className="chips" role="group" aria-labelledby="wb-keep">
              {people.map((p) => (
                <button key={p.id} type="button" className="chip" disabled={state !== 'idle'} aria-pressed={who === p.id} onClick={() => setWho(p.id)}>
                  <Cup glaze={p.glaze} letter={initial(p.name)} />
                  {p.name}
                </button>
              ))}
              <button type="button" className="chip plain" disabled={state !== 'idle'} aria-pressed={who === ''} onClick={() => setWho('')}>
                {say.nobody}
              </button>
            </div>
          </div>
          <div className="field">
            <div className="chips">
              <button type="button" className="chip plain" disabled={state !== 'idle' || !mayKeep} aria-pressed={keep} onClick={() => setKeep(!keep)}>
                {say.keep}
              </button>
            </div>
            <p className="cap-t">{say.keepWhy}</p>
          </div>
          {fault && <p role="alert">{trouble(fault)}</p>}
        </section>
        <section className="plate wb-one">
          <h2>{say.spoken}</h2>
          {last ? <FrameView item={last} /> : <p className="soft">{say.spokenNone}</p>}
          {last && state === 'idle' && (
            <button
              type="button"
              className="btn"
              onClick={() => {
                onSaid(lines.current.join('\n'))
                go('/workbench')
              }}
            >
              {say.toReader}
            </button>
          )}
        </section>
      </div>
    </div>
  )
}
