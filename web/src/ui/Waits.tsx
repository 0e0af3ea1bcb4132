import { messages } from '@/lib/messages'
import { Icon } from './look'

export const waits = messages('waits', { waits: 'Waits to be sent' })

/** The mark of what was done here and is not with the house yet: an icon and words. */
export function Waits({ when = true }: { when?: boolean }) {
  if (!when) return null
  return (
    <span className="origin waits">
      <Icon name="timer" />
      {waits.waits}
    </span>
  )
}
