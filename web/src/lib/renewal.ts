/** The app's own files on this device: kept by a service worker, and renewed when somebody says so. */
import { useSyncExternalStore } from 'react'
import { scriptAddress } from './trusted'

let registration: ServiceWorkerRegistration | null = null
let ready = false
let acted = false
const watchers = new Set<() => void>()

const tell = (now: boolean) => {
  if (now === ready) return
  ready = now
  for (const w of watchers) w()
}

const lookEvery = 30 * 60_000

/** Keeps the app on this device, where the browser lets a page do so (https, or this very machine). */
export async function settleIn(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const r = await navigator.serviceWorker.register(scriptAddress('/sw.js'), { updateViaCache: 'none' })
  registration = r
  const watch = () => {
    const next = r.waiting ?? r.installing
    if (!next) return tell(false)
    const step = () => tell(next.state === 'installed' && navigator.serviceWorker.controller !== null)
    next.addEventListener('statechange', step)
    step()
  }
  r.addEventListener('updatefound', watch)
  watch()
  // Somebody took the new build on this page: only then is it loaded anew.
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (acted) location.reload()
  })
  const look = () => void r.update().catch(() => {}) // without a network there is nothing new
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look())
  window.addEventListener('online', look)
  setInterval(look, lookEvery)
}

/** Looks now whether there is a new build, as after the house was away. */
export const lookForRenewal = () => void registration?.update().catch(() => {})

/** Takes the new build. The page is loaded anew. */
export function renew(): void {
  acted = true
  registration?.waiting?.postMessage('enamel: take over')
}

/** Whether a new build waits to be taken. */
export const useRenewal = (): boolean =>
  useSyncExternalStore(
    (w) => {
      watchers.add(w)
      return () => watchers.delete(w)
    },
    () => ready,
  )
