import { figure } from '@/lib/words'
import type { Words } from '../features'

const small = ['keine', 'eine', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn', 'elf', 'zwölf']

const order = ['', 'erstes', 'zweites', 'drittes', 'viertes', 'fünftes', 'sechstes', 'siebtes', 'achtes', 'neuntes', 'zehntes', 'elftes', 'zwölftes']

export const words: Words<'words'> = {
  count: (n) => small[n] ?? figure(n),
  ordinal: (n) => order[n] ?? figure(n),
  today: (time) => `heute, ${time}`,
  yesterday: (time) => `gestern, ${time}`,
  onDay: (day, time) => `${day}, ${time}`,
  theApp: 'die App',
  browserOn: (browser, machine) => `${browser} auf ${machine}`,
  aBrowser: 'Ein Browser',
}
