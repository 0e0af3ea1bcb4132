/** The rooms of the app but Today, which is what people open: each is fetched when it is asked for, or a moment before. */
import { lazy, type ReactNode } from 'react'

const known: { at: RegExp; load: () => Promise<unknown> }[] = []

function room<M, P extends object>(at: RegExp, load: () => Promise<M>, of: (m: M) => (props: P) => ReactNode) {
  known.push({ at, load })
  return lazy(() => load().then((m) => ({ default: of(m) })))
}

export const SetUp = room(/^\/setup$/, () => import('@/features/setup/SetUp'), (m) => m.SetUp)
export const History = room(/^\/history$/, () => import('@/features/history/HistoryPage'), (m) => m.HistoryPage)
export const Session = room(/^\/sessions\//, () => import('@/features/session/SessionPage'), (m) => m.SessionPage)
export const Live = room(/^\/live\//, () => import('@/features/live/Live'), (m) => m.Live)
export const CoachPage = room(/^\/coach\//, () => import('@/features/coach/CoachPage'), (m) => m.CoachPage)
export const Brushes = room(/^\/brushes$/, () => import('@/features/brushes/Brushes'), (m) => m.Brushes)
export const Claim = room(/^\/claim$/, () => import('@/features/devices/Claim'), (m) => m.Claim)
export const Devices = room(/^\/brushes\/devices$/, () => import('@/features/devices/Devices'), (m) => m.Devices)
export const PhonePage = room(/^\/brushes\/phone$/, () => import('@/features/phone/PhonePage'), (m) => m.PhonePage)
export const Join = room(/^\/join$/, () => import('@/features/join/Join'), (m) => m.Join)
export const Recover = room(/^\/recover$/, () => import('@/features/login/Recover'), (m) => m.Recover)
export const Play = room(/^\/play$/, () => import('@/features/play/Play'), (m) => m.Play)
export const Hooks = room(/^\/house\/webhooks$/, () => import('@/features/hooks/Hooks'), (m) => m.Hooks)
export const PrivacyPage = room(/^\/house\/privacy$/, () => import('@/features/privacy/PrivacyPage'), (m) => m.PrivacyPage)
export const Rewards = room(/^\/rewards\//, () => import('@/features/rewards/Rewards'), (m) => m.Rewards)
export const House = room(/^\/house(\/|$)/, () => import('@/features/house/House'), (m) => m.House)
export const Consent = room(/^\/consent$/, () => import('@/features/apps/Consent'), (m) => m.Consent)
export const Link = room(/^\/link$/, () => import('@/features/apps/Link'), (m) => m.Link)
export const ApiDocs = room(/^\/api-docs$/, () => import('@/features/apidocs/ApiDocs'), (m) => m.ApiDocs)
export const Inspector = room(/^\/brushes\/(?!devices$|phone$)/, () => import('@/features/workbench/Inspector'), (m) => m.Inspector)
export const Workbench = room(/^\/workbench(\/|$)/, () => import('@/features/workbench/Workbench'), (m) => m.Workbench)
export const Week = room(/^\/week$/, () => import('@/features/week/WeekPage'), (m) => m.WeekPage)
export const Insights = room(/^\/insights(\/|$)/, () => import('@/features/insights/Insights'), (m) => m.Insights)
export const Report = room(/^\/report\//, () => import('@/features/report/ReportPage'), (m) => m.ReportPage)
export const SharedReport = room(/^\/r$/, () => import('@/features/report/SharedReport'), (m) => m.SharedReport)
export const Apps = room(/^\/house\/apps$/, () => import('@/features/apps/Apps'), (m) => m.Apps)

/** Fetches what a path shows, so that it is there when it is asked for. A room that cannot be fetched now is asked for again. */
function fetchAhead(path: string) {
  for (const r of known) if (r.at.test(path)) r.load().catch(() => {})
}

const near = ['/history', '/brushes', '/house', '/coach/']
const settled = 3_000

/** Has a room fetched when a finger goes down on its link, and what people mostly open after Today when nothing else is to be done. Returns how to stop. */
export function comeAhead(): () => void {
  const press = (e: Event) => {
    const link = e.target instanceof Element ? e.target.closest<HTMLAnchorElement>('a[href^="/"]') : null
    if (link) fetchAhead(link.pathname)
  }
  window.addEventListener('pointerdown', press, { capture: true, passive: true })
  const t = setTimeout(() => {
    if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData) return
    for (const path of near) {
      if (typeof requestIdleCallback === 'function') requestIdleCallback(() => fetchAhead(path))
      else fetchAhead(path)
    }
  }, settled)
  return () => {
    window.removeEventListener('pointerdown', press, { capture: true })
    clearTimeout(t)
  }
}
