import { useEffect } from 'react'

/** Keeps the screen lit while `on`, where the browser can. It is given back by the browser whenever the page is hidden, and asked for again when it is seen. */
export function useAwake(on: boolean) {
  useEffect(() => {
    if (!on || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | null = null
    let over = false
    const ask = () => {
      if (document.visibilityState !== 'visible') return
      void navigator.wakeLock.request('screen').then(
        (l) => {
          if (over) void l.release()
          else lock = l
        },
        () => undefined, // a phone that saves its battery says no
      )
    }
    ask()
    document.addEventListener('visibilitychange', ask)
    return () => {
      over = true
      document.removeEventListener('visibilitychange', ask)
      void lock?.release()
    }
  }, [on])
}
