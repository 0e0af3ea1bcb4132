import { useEffect, useState, useSyncExternalStore } from 'react'

let down = 0
const watchers = new Set<() => void>()
let watching = false

const tell = () => watchers.forEach((w) => w())

function watch(w: () => void): () => void {
  if (!watching) {
    watching = true
    const press = () => {
      down++
      tell()
    }
    const lift = () => {
      // A click follows its pointerup: what it was aimed at must still be there.
      setTimeout(() => {
        down = Math.max(0, down - 1)
        tell()
      }, 60)
    }
    window.addEventListener('pointerdown', press, true)
    window.addEventListener('pointerup', lift, true)
    window.addEventListener('pointercancel', lift, true)
  }
  watchers.add(w)
  return () => watchers.delete(w)
}

/** Nothing moves under a finger: gives the value as it was when a pointer went down, until it is lifted. */
export function useHeld<T>(value: T): T {
  const held = useSyncExternalStore(watch, () => down > 0)
  const [shown, show] = useState(value)
  if (!held && shown !== value) show(value)
  return held ? shown : value
}

/** True from this width on, in CSS pixels. */
export function useWide(px: number): boolean {
  return useSyncExternalStore(
    (w) => {
      const m = matchMedia(`(min-width: ${px}px)`)
      m.addEventListener('change', w)
      return () => m.removeEventListener('change', w)
    },
    () => matchMedia(`(min-width: ${px}px)`).matches,
  )
}

/** The text as it may be spoken: it changes at most once in `every` milliseconds, but the first one comes at once. */
export function useSpoken(text: string, every: number): string {
  const [said, say] = useState({ text, at: 0 })
  useEffect(() => {
    if (said.text === text) return
    const wait = said.at === 0 ? 0 : Math.max(0, said.at + every - Date.now())
    const t = setTimeout(() => say({ text, at: Date.now() }), wait)
    return () => clearTimeout(t)
  }, [text, said, every])
  return said.text
}
