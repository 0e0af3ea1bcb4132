import { plural } from '@/lib/messages'
import type { Words } from '../features'
import { whose } from './words'

const names: Record<string, string> = {
  sun: 'eine Sonne', boat: 'ein Boot', snail: 'eine Schnecke', whale: 'ein Wal', mushroom: 'ein Pilz', kite: 'ein Drachen', fish: 'ein Fisch', house: 'ein Haus', moon: 'ein Mond', apple: 'ein Apfel',
  owl: 'eine Eule', rocket: 'eine Rakete', flower: 'eine Blume', cup: 'ein Becher', rainbow: 'ein Regenbogen', cat: 'eine Katze', bell: 'eine Glocke', pear: 'eine Birne', balloon: 'ein Ballon',
  bridge: 'eine Brücke', shell: 'eine Muschel', tree: 'ein Baum', drum: 'eine Trommel', star: 'ein Stern',
}

const asks: Record<string, string> = {
  days: 'Fünf Tage mit allem, was geplant war.',
  evenings: 'Fünf Abende.',
  gentle: 'Fünf sanfte Putzrunden: kaum eine Sekunde zu fest.',
  mornings: 'Fünf Morgen.',
  together: 'Ihr alle: je fünf ganze Tage.',
  both: 'Vier Tage mit Morgen und Abend.',
  full: 'Fünf Putzrunden ganz bis zum Ende.',
  corners: 'Vier Putzrunden, die fast in jede Ecke kommen.',
  weekend: 'Samstag und Sonntag.',
  early: 'Vier Abende vor halb neun.',
  start: 'Ein guter Anfang: Montag, Dienstag und Mittwoch.',
  'full-together': 'Ihr alle: je fünf Putzrunden, ganz bis zum Ende.',
  'same-time': 'Vier Abende etwa zur gleichen Zeit.',
  row: 'Vier Tage hintereinander.',
  'evenings-together': 'Ihr alle: je vier Abende.',
}

export const rewards: Words<'rewards'> = {
  title: (name) => `${whose(name)} Sticker`,
  back: 'Zurück',
  again: 'Noch einmal versuchen',
  waiting: 'Die Sticker werden geholt',
  trouble: 'Die Sticker lassen sich nicht zeigen',
  before: 'Der Monat davor',
  after: 'Der Monat danach',
  sticker: (name) => names[name] ?? name,
  earned: (date, name) => `${date}: ${names[name] ?? name}`,
  mended: (date) => `${date}: geflickt, die Reihe geht weiter`,
  open: (date) => `${date}: sein Sticker kann noch kommen`,
  empty: (date) => `${date}: kein Sticker`,
  nu: (curls) => plural(curls, { one: 'Nu hat eine Schaumlocke', other: `Nu hat ${curls} Schaumlocken` }),
  week: (done, goal) => `${done} von ${goal} Tagen in dieser Woche`,
  grown: (weeks) => plural(weeks, { one: 'Eine Woche ist bisher geschafft.', other: `${weeks} Wochen sind bisher geschafft.` }),
  next: (weeks) =>
    weeks === 0 ? 'Alles ist gewachsen.' : plural(weeks, { one: 'Fünf Tage sind eine geschaffte Woche, und die nächste lässt etwas wachsen.', other: `In ${weeks} geschafften Wochen gibt es eine neue Farbe zu wählen.` }),
  challenge: 'Diese Woche',
  ask: (id) => asks[id] ?? '',
  done: (done, goal) => (done >= goal ? 'Geschafft.' : `${done} von ${goal}`),
  law: 'Wer mehr putzt als geplant, bekommt nicht mehr dafür, und was verdient ist, bleibt.',
}
