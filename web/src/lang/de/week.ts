import { figure } from '@/lib/words'
import type { Words } from '../features'

export const week: Words<'week'> = {
  title: 'Die Woche',
  heading: (from, to) => `Die Woche vom ${from} bis ${to}`,
  why: 'Alle neben ihrem eigenen Plan.',
  waiting: 'Einen Moment',
  trouble: 'Die Woche lässt sich gerade nicht zeigen',
  again: 'Noch einmal versuchen',
  nobody: 'Hier ist noch niemand',
  back: 'Verlauf',
  before: 'Die Woche davor',
  after: 'Die Woche danach',
  kept: (kept, planned) => `${figure(kept)} von ${figure(planned)} geplanten Putzrunden`,
  unplanned: 'Nichts war geplant',
  quiet: 'In dieser Woche war nichts zu hören',
  usual: (time, change) =>
    change === 'longer' ? `Meistens ${time}, länger als in der Woche davor` : change === 'shorter' ? `Meistens ${time}, kürzer als in der Woche davor` : change === 'same' ? `Meistens ${time}, wie in der Woche davor` : `Meistens ${time}`,
  mended: 'Ein offener Morgen oder Abend wurde geflickt: Die Reihe geht weiter.',
  more: 'Übersicht',
  moreOf: (name) => `Übersicht: ${name}`,
  day: (date, morning, evening) => `${date}: Morgen ${morning}, Abend ${evening}`,
  slot: (state, time) =>
    ({ done: time, short: time, open: 'offen', mended: 'geflickt', off: 'nicht geplant', next: 'kommt noch' } as Record<string, string>)[state] ?? state,
}
