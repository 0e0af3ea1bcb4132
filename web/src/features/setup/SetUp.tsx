import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useMe, useSetUp } from '@/api/queries'
import { useFirstPasskey, useLoginWays } from '@/api/ways'
import { Problem } from '@/api/client'
import { givenUp, passkeysWork } from '@/api/passkeys'
import { trouble } from '@/api/trouble'
import { glazes } from '@/api/types'
import { Mark } from '@/ui/look'
import type { PersonValues } from '@/ui/PersonFields'
import { BrushStep } from './BrushStep'
import { say } from './messages'
import { NoCode } from './NoCode'
import { PeopleStep } from './PeopleStep'
import { StepArch } from './StepArch'
import { YouStep, type You } from './YouStep'
import './setup.css'

const steps = () => say.steps.split('|')

/** First start: you, your people, your brush. The first two become one request; the third is done from inside. */
export function SetUp() {
  const me = useMe()
  const setUp = useSetUp()
  const makeKey = useFirstPasskey()
  const [, go] = useLocation()
  const [code, setCode] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const [step, setStep] = useState<0 | 1>(0)
  const login = useLoginWays()
  const works = passkeysWork(login.data?.passkey_host)
  const [you, setYou] = useState<You>({ name: '', email: '', password: '', passkey: true, household: say.home, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone })
  const [people, setPeople] = useState<PersonValues[]>([])
  const inside = Boolean(me.data)
  const at = inside ? 2 : step

  useEffect(() => {
    document.title = `${say.title} · Enamel`
  }, [])
  // Each step begins at its question.
  const first = useRef(true)
  useEffect(() => {
    if (!first.current) {
      window.scrollTo(0, 0)
      document.querySelector<HTMLElement>('#page h1')?.focus({ preventScroll: true })
    }
    first.current = false
  }, [at])

  const send = async () => {
    const passkey = works && you.passkey ? await makeKey.mutateAsync({ code, name: you.name.trim(), email: you.email.trim() }).catch(() => null) : undefined
    if (passkey === null) return // nothing was made; what is wrong is shown
    setUp.mutate(
      { code, ...(passkey === undefined ? { password: you.password } : { passkey }), time_zone: you.time_zone, name: you.name.trim(), email: you.email.trim(), household: you.household.trim() || say.home, people: people.map((p) => ({ ...p, name: p.name.trim() })) },
      {
        onSuccess: () => go('/setup', { replace: true }),
        onError: (e) => {
          if (['name', 'email', 'password', 'household', 'time_zone'].some((f) => e.faults.some((x) => x.location === `body.${f}`))) setStep(0)
        },
      },
    )
  }

  const problem = setUp.error
  const keyFault = makeKey.error ? (givenUp(makeKey.error) ? say.passkeyNone : makeKey.error instanceof Problem ? trouble(makeKey.error) : say.passkeyFault) : undefined
  return (
    <div className="setup">
      <aside className="setup-side">
        <p className="brand">
          <Mark />
          enamel
        </p>
        <StepArch step={at + 1} label={say.stepOf(at + 1)} />
        <ol className="setup-list">
          {steps().map((s, i) => (
            <li key={s} className={i < at ? 'done' : undefined} aria-current={i === at ? 'step' : undefined}>
              <span className="setup-dot" aria-hidden="true" />
              {s}
            </li>
          ))}
        </ol>
      </aside>
      <main className="setup-main" id="page">
        {inside ? (
          <BrushStep onDone={() => go('/', { replace: true })} />
        ) : code === '' ? (
          <NoCode onCode={setCode} />
        ) : step === 0 ? (
          <YouStep
            passkeys={works}
            value={you}
            onChange={setYou}
            problem={problem}
            onNext={() => {
              if (people.length === 0) setPeople([{ name: you.name.trim(), glaze: glazes[0], milk_teeth: false, target_s: 120 }])
              setUp.reset()
              setStep(1)
            }}
          />
        ) : (
          <PeopleStep
            value={people}
            onChange={setPeople}
            onBack={() => setStep(0)}
            onNext={() => void send()}
            busy={setUp.isPending || makeKey.isPending}
            problem={problem ? (problem.status === 403 ? say.codeUsed : trouble(problem)) : keyFault}
          />
        )}
      </main>
    </div>
  )
}
