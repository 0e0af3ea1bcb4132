import { figure } from '@/lib/words'
import type { Words } from '../features'

export const week: Words<'week'> = {
  title: 'De week',
  heading: (from, to) => `De week van ${from} tot en met ${to}`,
  why: 'Iedereen naast het eigen plan.',
  waiting: 'Een ogenblik',
  trouble: 'De week is nu niet te tonen',
  again: 'Opnieuw proberen',
  nobody: 'Er is hier nog niemand',
  back: 'Geschiedenis',
  before: 'De week ervoor',
  after: 'De week erna',
  kept: (kept, planned) => `${figure(kept)} van ${figure(planned)} geplande poetsbeurten`,
  unplanned: 'Er was niets gepland',
  quiet: 'Deze week is er niets gehoord',
  usual: (time, change) =>
    change === 'longer' ? `Meestal ${time}, langer dan de week ervoor` : change === 'shorter' ? `Meestal ${time}, korter dan de week ervoor` : change === 'same' ? `Meestal ${time}, net als de week ervoor` : `Meestal ${time}`,
  mended: 'Een open ochtend of avond is hersteld: de reeks gaat door.',
  more: 'Inzichten',
  moreOf: (name) => `Inzichten: ${name}`,
  day: (date, morning, evening) => `${date}: ochtend ${morning}, avond ${evening}`,
  slot: (state, time) =>
    ({ done: time, short: time, open: 'open', mended: 'hersteld', off: 'niet gepland', next: 'komt nog' } as Record<string, string>)[state] ?? state,
}
