import { fetchedBy, firstLanguage, spokenNow } from '@/lib/language'
import { adopt, type Offer } from '@/lib/messages'
import { offered, type Pack } from './features'

// One chunk for a language, and none for English: it is what the code itself says.
const packs = import.meta.glob<{ pack: Pack }>('./*/index.ts')

const fetched = new Map<string, Offer>([['en', () => undefined]])
let wanted = ''

async function offerOf(tag: string): Promise<Offer> {
  if (tag === 'en-XA' || tag === 'ar-XB') return (await import('./mirror')).mirror(tag)
  const pack = packs[`./${tag}/index.ts`]
  return pack ? offered((await pack()).pack) : () => undefined
}

/** Fetches a language and speaks it. Where it cannot be fetched, the page goes on as it spoke before. */
async function speak(tag: string): Promise<void> {
  wanted = tag
  let offer = fetched.get(tag)
  if (!offer) {
    try {
      offer = await offerOf(tag)
      fetched.set(tag, offer)
    } catch {
      return
    }
  }
  // Another one may have been asked for meanwhile.
  if (wanted !== tag) return
  adopt(offer)
  spokenNow(tag)
}

/** Speaks the first language of this device; resolves when the page can be drawn. */
export function begin(): Promise<void> {
  fetchedBy(speak)
  return speak(firstLanguage())
}
