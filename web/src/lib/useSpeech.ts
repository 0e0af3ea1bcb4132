import { useEffect } from 'react'
import { mirrors, speak, speaking, spokenOf } from './language'

/** Speaks a person's language for as long as it is drawn, and then the one from before; an empty tag changes nothing. */
export function useSpeech(tag: string | undefined) {
  const own = tag ? spokenOf([tag]) : undefined
  useEffect(() => {
    const before = speaking()
    if (!own || own === before || (mirrors as readonly string[]).includes(before)) return
    void speak(own)
    return () => void speak(before)
  }, [own])
}
