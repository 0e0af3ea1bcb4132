import { figure } from '@/lib/words'
import type { Words } from '../features'

// Was gezählt wird, ist fast immer weiblich: Bürsten, Putzrunden, Sekunden.
const small = ['keine', 'eine', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn', 'elf', 'zwölf']

const order = ['', 'erstes', 'zweites', 'drittes', 'viertes', 'fünftes', 'sechstes', 'siebtes', 'achtes', 'neuntes', 'zehntes', 'elftes', 'zwölftes']

/** Annas, Jonas’: wessen etwas ist. */
export const whose = (name: string): string => (/[sßxz]$/i.test(name) ? `${name}’` : `${name}s`)

export const words: Words<'words'> = {
  count: (n) => small[n] ?? figure(n),
  ordinal: (n) => order[n] ?? figure(n),
  today: (time) => `heute, ${time}`,
  yesterday: (time) => `gestern, ${time}`,
  onDay: (day, time) => `${day}, ${time}`,
  scoreWord: (word) => ({ 'very good': 'sehr gut', good: 'gut', 'a start': 'ein Anfang', short: 'kurz' })[word] ?? word,
  mode: (name) =>
    ({
      'daily clean': 'tägliche Reinigung',
      'deep clean': 'Tiefenreinigung',
      'extra gentle': 'besonders sanft',
      gentle: 'sanft',
      'gentle white': 'sanftes Aufhellen',
      'gum care': 'Zahnfleischpflege',
      intense: 'intensiv',
      kids: 'Kinder',
      'manual brush': 'Handzahnbürste',
      off: 'aus',
      sensitive: 'sensibel',
      settings: 'Einstellungen',
      'smart adapt': 'passt sich an',
      'super sensitive': 'sehr sensibel',
      'tongue cleaning': 'Zungenreinigung',
      turbo: 'Turbo',
      whiten: 'Aufhellen',
      whitening: 'Aufhellen',
    })[name] ?? name,
  theApp: 'die App',
  browserOn: (browser, machine) => `${browser} auf ${machine}`,
  language: 'Sprache',
  aBrowser: 'Ein Browser',
}
