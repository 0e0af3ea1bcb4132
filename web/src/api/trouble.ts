import { messages } from '@/lib/messages'
import { sentence } from '@/lib/words'
import { Problem } from './client'
import { told } from './told'

/** What went wrong, in general. */
export const say = messages('trouble', {
  silent: 'The house does not answer. What you see stays; try again in a moment.',
  wait: (s: number) => `Too many tries. Wait ${s} seconds, then try again.`,
  busy: 'The house is busy. Nothing was changed; try again in a moment.',
  refused: 'You may not do this here.',
  gone: 'This is not here any more.',
  other: 'That did not work. Nothing was changed.',
})

/** What went wrong, as a sentence. The server's own words come first: they name what was wrong. */
export function trouble(e: unknown): string {
  if (!(e instanceof Problem)) return say.other
  if (e.status === 0) return say.silent
  if (e.status === 429) return say.wait(e.retryAfter ?? 30)
  const [first] = e.faults
  const own = e.status === 422 && first ? told(first.message) : e.message && e.message !== e.title ? told(e.message) : ''
  if (own) return sentence(own)
  if (e.status === 403) return say.refused
  if (e.status === 404) return say.gone
  if (e.status >= 502) return say.busy
  return say.other
}
