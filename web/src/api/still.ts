import { listed } from '@/lib/words'
import { messages } from '@/lib/messages'

/** What is said of a slot that is still open: on Today, and by the browser itself. */
export const still = messages('still', {
  today: (names: string[], part: 'morning' | 'evening') => `As you wished: the ${part} of ${listed(names)} is still open.`,
  unnamed: (part: 'morning' | 'evening') => `The ${part} brushing is still open.`,
  named: (name: string, part: 'morning' | 'evening') => `${name}’s ${part} brushing is still open.`,
})
