import { capital, figure } from '@/lib/words'
import type { Words } from '../features'

const small = ['geen', 'één', 'twee', 'drie', 'vier', 'vijf', 'zes', 'zeven', 'acht', 'negen', 'tien', 'elf', 'twaalf', 'dertien', 'veertien', 'vijftien', 'zestien', 'zeventien', 'achttien', 'negentien', 'twintig']

const order = ['', 'eerste', 'tweede', 'derde', 'vierde', 'vijfde', 'zesde', 'zevende', 'achtste', 'negende', 'tiende', 'elfde', 'twaalfde']

/** Een telwoord vooraan in een zin: Eén heeft als hoofdletter geen accent op de E. */
export const first = (n: number): string => (n === 1 ? 'Eén' : capital(count(n)))

function count(n: number): string {
  return small[n] ?? figure(n)
}

export const words: Words<'words'> = {
  count,
  ordinal: (n) => order[n] ?? figure(n),
  today: (time) => `vandaag, ${time}`,
  yesterday: (time) => `gisteren, ${time}`,
  onDay: (day, time) => `${day}, ${time}`,
  theApp: 'de app',
  browserOn: (browser, machine) => `${browser} op ${machine}`,
  scoreWord: (word) => ({ 'very good': 'heel goed', good: 'goed', 'a start': 'een begin', short: 'kort' })[word] ?? word,
  mode: (name) =>
    ({
      clean: 'reinigen',
      'daily clean': 'dagelijks reinigen',
      'deep clean': 'diep reinigen',
      'extra gentle': 'extra zacht',
      gentle: 'zacht',
      'gentle white': 'zacht bleken',
      'gum care': 'tandvleesverzorging',
      'gum health': 'gezond tandvlees',
      intense: 'intensief',
      kids: 'kinderen',
      'manual brush': 'gewone tandenborstel',
      off: 'uit',
      sensitive: 'gevoelig',
      settings: 'instellingen',
      'smart adapt': 'past zich aan',
      'super sensitive': 'extra gevoelig',
      'tongue care': 'tongverzorging',
      'tongue cleaning': 'tong reinigen',
      turbo: 'turbo',
      white: 'bleken',
      whiten: 'bleken',
      whitening: 'bleken',
    })[name] ?? name,
  language: 'Taal',
  aBrowser: 'Een browser',
}
