import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { usePeople, useRewards } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Person, Rewards as Earned } from '@/api/types'
import { longDate, monthLater, monthName, placeInWeek } from '@/lib/time'
import { capital } from '@/lib/words'
import { Icon, Nu, PlayArches } from '@/ui/look'
import { Trouble, Waiting } from '@/ui/states'
import { say } from './messages'
import { Sticker, stickerName } from './Sticker'
import './rewards.css'

/** What a child has earned: the stickers of a month, Nu as it has grown, and what this week asks for. Nothing on it has to be read. */
export function Rewards({ id }: { id: string }) {
  const people = usePeople()
  const person = people.data?.find((p) => p.id === id)
  const [month, choose] = useState<string>()
  const earned = useRewards(id, month)
  const [, go] = useLocation()
  const name = person?.name ?? ''
  useEffect(() => {
    document.title = `${say.title(name)} · Enamel`
  }, [name])
  if (people.isPending || earned.isPending) return <Waiting label={say.waiting} />
  const error = earned.error ?? people.error
  return (
    <main className="rewards" id="page">
      <PlayArches />
      <header className="rewards-head">
        <button type="button" className="btn round" aria-label={say.back} onClick={() => (history.length > 1 ? history.back() : go('/'))}>
          <Icon name="back" />
        </button>
        <h1 tabIndex={-1}>{say.title(name)}</h1>
      </header>
      {error || !earned.data || !person ? (
        <Trouble
          title={say.trouble}
          acts={
            <button className="btn act" onClick={() => void earned.refetch()}>
              {say.again}
            </button>
          }
        >
          {error ? trouble(error) : ''}
        </Trouble>
      ) : (
        <Shelf person={person} earned={earned.data} choose={choose} />
      )}
    </main>
  )
}

function Shelf({ person, earned, choose }: { person: Person; earned: Earned; choose: (month: string) => void }) {
  const { week, challenge } = earned
  return (
    <>
      <section className="rewards-nu">
        <Nu mood={week.done >= week.goal ? 'happy' : 'steady'} glaze={person.coach.nu ?? person.glaze} curls={earned.curls} label={say.nu(earned.curls)} />
        <Teeth done={week.done} goal={week.goal} label={say.week(week.done, week.goal)} />
        <p className="rewards-said">
          {say.grown(earned.weeks)} {say.next(earned.next)}
        </p>
      </section>
      <Month earned={earned} choose={choose} />
      <section className="rewards-challenge" aria-labelledby="challenge">
        <h2 id="challenge">{say.challenge}</h2>
        <p className="rewards-ask">{say.ask(challenge.id)}</p>
        <Teeth done={challenge.done} goal={challenge.goal} label={say.done(challenge.done, challenge.goal)} />
      </section>
      <p className="rewards-law">{say.law}</p>
    </>
  )
}

// Teeth that fill, and a row of more than ten would not be counted by anybody: then each stands for several.
const mostTeeth = 10

function Teeth({ done, goal, label }: { done: number; goal: number; label: string }) {
  const n = Math.min(goal, mostTeeth)
  const filled = Math.floor((done * n) / Math.max(1, goal))
  return (
    <p className="rewards-teeth" role="img" aria-label={label}>
      {Array.from({ length: n }, (_, i) => (
        <i key={i} data-on={i < filled} />
      ))}
    </p>
  )
}

function Month({ earned, choose }: { earned: Earned; choose: (month: string) => void }) {
  const first = earned.stickers[0]!.date
  const month = first.slice(0, 7)
  const now = earned.date.slice(0, 7)
  return (
    <section className="rewards-month" aria-labelledby="month">
      <div className="rewards-turn">
        <button type="button" className="btn round" aria-label={say.before} onClick={() => choose(monthLater(month, -1))}>
          <Icon name="back" />
        </button>
        <h2 id="month" aria-live="polite">
          {capital(monthName(first))}
        </h2>
        <button type="button" className="btn round rewards-after" aria-label={say.after} disabled={month >= now} onClick={() => choose(monthLater(month, 1))}>
          <Icon name="back" />
        </button>
      </div>
      <ol className="rewards-days">
        {earned.stickers.map((d, i) => {
          const words = capital(longDate(d.date))
          const [state, said] = d.earned
            ? ['earned', say.earned(words, stickerName(d.sticker))]
            : d.mended
              ? ['mended', say.mended(words)]
              : d.open
                ? ['open', say.open(words)]
                : ['empty', say.empty(words)]
          return (
            <li key={d.date} data-state={state} data-today={d.date === earned.date || undefined} style={i === 0 ? { gridColumnStart: placeInWeek(d.date) + 1 } : undefined}>
              <span className="unseen">{said}</span>
              {d.earned ? <Sticker kind={d.sticker} /> : <b aria-hidden="true">{Number(d.date.slice(8))}</b>}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
