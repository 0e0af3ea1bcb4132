import { createContext, startTransition, useContext, useEffect, useState, type ReactNode } from 'react'
import { Router } from 'wouter'
import { navigate } from 'wouter/use-browser-location'

interface Place {
  path: string
  search: string
}

const here = (): Place => ({ path: location.pathname, search: location.search })
const same = (a: Place, b: Place) => a.path === b.path && a.search === b.search
const Drawn = createContext<Place>({ path: '/', search: '' })

const usePlace = () => [useContext(Drawn).path, navigate] as [string, typeof navigate]
const useSearched = () => useContext(Drawn).search

/** So long the room that was left stays, in milliseconds; then the next one says at least that it is coming. */
const patience = 1_000

/**
 * Where the page is. A tap on a link is answered with the next picture: the next room is drawn in small steps while the one before still stands, and
 * is there as a whole. Path and search change together. What changes the search alone (a day, a list) and the way back are drawn at once.
 */
export function Way({ children }: { children: ReactNode }) {
  const [at, setAt] = useState(here)
  useEffect(() => {
    let last = here()
    let late: ReturnType<typeof setTimeout> | undefined
    let frame = 0
    const draw = () => {
      clearTimeout(late)
      cancelAnimationFrame(frame)
      const next = here()
      setAt((old) => (same(old, next) ? old : next))
    }
    const hear = (e: Event) => {
      const next = here()
      const room = next.path !== last.path
      last = next
      if (e.type === 'popstate' || !room) return draw()
      // First the picture in which the link is marked, then the room.
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => setTimeout(() => startTransition(() => setAt(here()))))
      clearTimeout(late)
      late = setTimeout(draw, patience)
    }
    const events = ['popstate', 'pushState', 'replaceState']
    for (const e of events) window.addEventListener(e, hear)
    draw() // a redirect may have been quicker
    return () => {
      clearTimeout(late)
      cancelAnimationFrame(frame)
      for (const e of events) window.removeEventListener(e, hear)
    }
  }, [])
  return (
    <Drawn.Provider value={at}>
      <Router hook={usePlace} searchHook={useSearched}>
        {children}
      </Router>
    </Drawn.Provider>
  )
}
