import { useCallback, useEffect, useState, type ReactNode } from 'react'
import { useEndPlay } from '@/api/household'
import { useFollow } from '@/api/live'
import { useMe, useNow, usePeople } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person } from '@/api/types'
import { Coach, settle } from '@/coach'
import { Cup, Icon, PlayArches } from '@/ui/look'
import { initial } from '@/ui/PersonFields'
import { Sheet } from '@/ui/Sheet'
import { Waiting } from '@/ui/states'
import { say } from './messages'
import './play.css'

/**
 * A shared tablet: some children, their coach, and a PIN that leads out. The server lets it have nothing else. notice is what a grown-up should see; it
 * stands below the cups, and never beside the coach.
 */
export function Play({ notice }: { notice?: ReactNode }) {
  useFollow()
  const people = usePeople()
  const household = useMe().data?.household.id
  const open = useNow().data?.open
  const [leaving, leave] = useState(false)
  const [who, choose] = useState<{ id: string; start: boolean } | null>(null)
  // The brushing that somebody has left the coach of: it does not open by itself again.
  const [left, setLeft] = useState('')
  useEffect(() => {
    document.title = `${say.title} · Enamel`
  }, [who])
  // A page that was reloaded in the middle goes on where it was.
  useEffect(() => {
    if (household)
      void settle(household)
        .then((on) => on[0] && choose((old) => old ?? { id: on[0]!.person, start: false }))
        .catch(() => undefined)
  }, [household])
  const all = people.data
  const heard = open?.find((b) => b.origin === 'measured' && b.state !== 'ended' && b.id !== left && all?.some((p) => p.id === b.person_id))
  if (heard && who === null && !leaving) choose({ id: heard.person_id!, start: false })
  const back = useCallback(() => {
    setLeft(open?.find((b) => b.origin === 'measured' && b.person_id === who?.id)?.id ?? '')
    choose(null)
  }, [open, who])
  const person = all?.find((p) => p.id === who?.id)
  if (people.isPending) return <Waiting label={say.waiting} />
  if (person) return <Coach key={person.id} person={person} start={who?.start} onLeave={back} />
  return (
    <main className="play" id="page">
      <PlayArches />
      <h1>{say.heading}</h1>
      {people.error && <p role="alert">{trouble(people.error)}</p>}
      <ul className="play-shelf">
        {(all ?? []).map((p) => (
          <li key={p.id}>
            <Child person={p} onStart={() => choose({ id: p.id, start: true })} />
          </li>
        ))}
      </ul>
      {notice}
      <button type="button" className="btn bare play-out" onClick={() => leave(true)}>
        {say.out}
      </button>
      {leaving && <PinPad onClose={() => leave(false)} />}
    </main>
  )
}

/** One child's cup, which opens the coach and starts it. A brush that speaks opens it without a tap. */
function Child({ person, onStart }: { person: Person; onStart: () => void }) {
  return (
    <button type="button" className="play-child" onClick={onStart}>
      <Cup glaze={person.glaze} letter={initial(person.name)} />
      <b aria-hidden="true">{person.name}</b>
      <span className="unseen">{say.start(person.name)}</span>
      <span className="play-go" aria-hidden="true">
        <Icon name="play" />
      </span>
    </button>
  )
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
