import { useSyncExternalStore } from 'react'

const wide = '(min-width: 1000px)'

/** Whether a list and what was chosen of it fit beside each other. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (tell) => {
      const m = matchMedia(wide)
      m.addEventListener('change', tell)
      return () => m.removeEventListener('change', tell)
    },
    () => matchMedia(wide).matches,
  )
}
