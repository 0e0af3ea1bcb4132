import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Suspense, useEffect, useSyncExternalStore } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { Problem } from '@/api/client'
import { useOutbox } from '@/api/edits'
import { useMe, useSetupNeeded } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { followAccount, onLanguage, speaking } from '@/lib/language'
import { LogIn } from '@/features/login/LogIn'
import { Today } from '@/features/today/Today'
import { spool } from '@/lib/spool'
import { Page } from '@/ui/Page'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { say } from './messages'
import { Renewal } from './Renewal'
import {
  ApiDocs, Apps, Brushes, Claim, CoachPage, comeAhead, Consent, Devices, History, Hooks, House, Insights, Inspector, Join, Link, Live, PhonePage, Play, PrivacyPage, Recover, Report, Rewards, Session, SetUp, SharedReport,
  Week, Workbench,
} from './rooms'
import { Shell } from './Shell'
import { Way } from './Way'

export const cache = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // What was seen is kept on the device for as long as it is remembered here.
      gcTime: 24 * 3_600_000,
      // Whether there is a network is known only by asking.
      networkMode: 'always',
      refetchOnReconnect: true,
      // A refusal stays a refusal; only silence and a busy server are worth another try.
      retry: (tries, e) => tries < 2 && (!(e instanceof Problem) || (e.status === 0 && navigator.onLine) || e.status >= 500),
      throwOnError: false,
    },
    mutations: { networkMode: 'always' },
  },
})

export function App() {
  // Texts are read while drawing: another language draws everything anew.
  useSyncExternalStore(onLanguage, speaking)
  return (
    <QueryClientProvider client={cache}>
      <Way>
        <Entry />
      </Way>
    </QueryClientProvider>
  )
}

/** A report that was lent is read by whoever has its link: nobody is asked who they are. */
function Entry() {
  const [path] = useLocation()
  if (path === '/r')
    return (
      <Suspense fallback={<Waiting label={say.waiting} />}>
        <SharedReport />
      </Suspense>
    )
  return <Door />
}

/** Decides who is at the door: nobody yet (set-up), a stranger (log-in) or one of the household. */
function Door() {
  const me = useMe()
  const [path] = useLocation()
  const setup = useSetupNeeded(me.data === null)
  // What a timer left behind on this machine, and what was heard here before, goes to the house, whichever page is opened next.
  const household = me.data?.household.id
  useEffect(() => {
    if (household) void import('@/coach/keep').then((k) => k.settle(household)).catch(() => undefined)
    if (me.isSuccess) spool.of(household ?? null)
  }, [me.isSuccess, household])
  const locale = me.data?.account.locale
  useEffect(() => void followAccount(locale), [locale])
  useOutbox(me.data)
  if (me.isPending) return <Waiting label={say.waiting} />
  if (me.isError && me.data === undefined)
    return (
      <Page title={say.troubleTitle} heading={say.troubleHeading}>
        <Trouble
          title={say.silent}
          acts={
            <button className="btn act" onClick={() => void me.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(me.error)}
        </Trouble>
      </Page>
    )
  if (me.data?.account.role === 'play')
    return (
      <Suspense fallback={<Waiting label={say.waiting} />}>
        <Play notice={<Renewal />} />
      </Suspense>
    )
  if (path === '/join')
    return (
      <Suspense fallback={<Waiting label={say.waiting} />}>
        <Join />
      </Suspense>
    )
  if (path === '/recover')
    return (
      <Suspense fallback={<Waiting label={say.waiting} />}>
        <Recover />
      </Suspense>
    )
  if (me.data === null && setup.isPending) return <Waiting label={say.waiting} />
  if (me.data === null && setup.data?.needed === false) return <LogIn />
  // The last step of set-up belongs to somebody who is already inside: it stays the same screen when the door opens.
  if (me.data === null || path === '/setup')
    return (
      <Suspense fallback={<Waiting label={say.waiting} />}>
        <SetUp />
      </Suspense>
    )
  // An app's question stands alone: nothing beside it, and no stream behind it.
  if (path === '/consent' || path === '/link') return <Suspense fallback={<Waiting label={say.waiting} />}>{path === '/consent' ? <Consent /> : <Link />}</Suspense>
  // The coach fills the screen: nothing beside it.
  const coached = /^\/coach\/([^/]+)$/.exec(path)?.[1]
  if (coached) return <Suspense fallback={<Waiting label={say.waiting} />}>{<CoachPage key={coached} person={coached} />}</Suspense>
  return <Rooms />
}

function Rooms() {
  useEffect(comeAhead, [])
  return (
    <Shell>
      <Suspense fallback={<Waiting label={say.waiting} />}>
        <Switch>
          <Route path="/">
            <Today />
          </Route>
          <Route path="/live/:id">{(p) => <Live key={p.id} id={p.id} />}</Route>
          <Route path="/history">
            <History />
          </Route>
          <Route path="/week">
            <Week />
          </Route>
          <Route path="/sessions/:id">{(p) => <Session key={p.id} id={p.id} />}</Route>
          <Route path="/insights">
            <Insights />
          </Route>
          <Route path="/insights/:id">{(p) => <Insights key={p.id} id={p.id} />}</Route>
          <Route path="/report/:id">{(p) => <Report key={p.id} id={p.id} />}</Route>
          <Route path="/rewards/:person">{(p) => <Rewards key={p.person} id={p.person} />}</Route>
          <Route path="/brushes">
            <Brushes />
          </Route>
          <Route path="/house/:part?">{({ part }) => <House part={part}>{part === 'privacy' ? <PrivacyPage /> : part === 'webhooks' ? <Hooks /> : part === 'apps' ? <Apps /> : undefined}</House>}</Route>
          <Route path="/brushes/devices">
            <Devices />
          </Route>
          <Route path="/brushes/phone">
            <PhonePage />
          </Route>
          <Route path="/brushes/:device">{(p) => <Inspector key={p.device} device={decodeURIComponent(p.device)} />}</Route>
          <Route path="/workbench/:part?">{(p) => <Workbench part={p.part} />}</Route>
          <Route path="/claim">
            <Claim />
          </Route>
          <Route path="/api-docs">
            <ApiDocs />
          </Route>
          <Route path="/login">
            <Redirect to="/" replace />
          </Route>
          <Route>
            <Page title={say.nowhereTitle} heading={say.nowhereTitle} className="small">
              <Empty
                title={say.nowhere}
                acts={
                  <a className="btn act" href="/">
                    {say.toToday}
                  </a>
                }
              />
            </Page>
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  )
}
