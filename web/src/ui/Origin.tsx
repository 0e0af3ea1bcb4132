import { messages } from '@/lib/messages'
import { Icon } from './look'

/** How a brushing is known: a brush said it, the coach's timer counted it, or somebody wrote it down. */
export type Origin = 'measured' | 'timed' | 'noted'

export const say = messages('origin', {
  timed: 'Timed by the coach',
  noted: 'Noted by hand',
})

/** How a brushing is known, in words; nothing for what a brush said itself. */
export const originWords = (origin: Origin | undefined): string => (origin === 'timed' || origin === 'noted' ? say[origin] : '')

/** The mark of what no brush said: an icon and words. */
export function OriginMark({ origin }: { origin: Origin | undefined }) {
  const words = originWords(origin)
  if (!words) return null
  return (
    <span className="origin">
      <Icon name={origin === 'timed' ? 'timer' : 'note'} />
      {words}
    </span>
  )
}
