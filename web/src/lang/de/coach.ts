import { duration } from '@/lib/time'
import type { Words } from '../features'
import { whose } from './words'

export const coach: Words<'coach'> = {
  title: (name) => `${name} putzt`,
  start: (name) => `${whose(name)} Putzrunde beginnen`,
  orBrush: (name) => `Oder schalte ${whose(name)} Bürste ein.`,
  helped: 'Bis sieben hilft jemand Großes.',
  back: 'Zurück',
  pause: 'Pause. Halten zum Beenden',
  resume: 'Weiter',
  done: 'Das war’s',
  leave: 'Coach verlassen. Die Bürste läuft weiter',
  soundOn: 'Der Ton ist an. Ausschalten',
  soundOff: 'Der Ton ist aus. Einschalten',
  time: (s, of) => `${duration(s)} von ${duration(of)}`,
  follows: (f) => (f === 'zones' ? 'Die Zähne folgen dem, was die Bürste misst' : f === 'pacer' ? 'Die Zähne folgen dem Taktgeber' : 'Die Zähne folgen der Uhr'),
  alone: 'Das Haus antwortet nicht. Die Zähne gehen nach der Uhr weiter.',
  unsent: 'Hier aufbewahrt. Es geht ans Haus, sobald es antwortet.',
  place: (p, f) => `${p.jaw === 'upper' ? 'Oben' : 'Unten'} ${{ right: 'rechts', front: 'vorn', left: 'links' }[p.where]}, ${{ outer: 'außen', inner: 'innen', chewing: 'Kauflächen' }[f]}`,
  clean: 'Alles sauber',
  mouth: (clean, of) => `Mund. ${clean} von ${of} Zähnen sind sauber`,
  steady: 'Nu ist ruhig',
  happy: 'Nu freut sich: Wieder ein Teil ist sauber',
  slow: 'Nu wartet',
  hurry: 'Nu ist schwindlig: ein wenig langsamer',
  ouch: 'Nu sagt autsch: Die Bürste sagte „zu fest“',
  sleep: 'Nu schläft',
  goodNight: (name) => `Gute Nacht, ${name}`,
  goodDay: (name) => `Hab einen schönen Tag, ${name}`,
  smile: 'Ein sauberes Lächeln',
  lamps: (s) => (s === 1 ? 'Das Licht geht in 1 Sekunde aus' : `Das Licht geht in ${s} Sekunden aus`),
  summary: (s, heard) => (heard === undefined ? `${duration(s)}, nach der Uhr. Der Bildschirm wird von selbst dunkel.` : `${duration(s)}, ${heard} von ${s} s gehört. Der Bildschirm wird von selbst dunkel.`),
  dark: 'Es ist dunkel. Berühren führt zurück',
}

export const coachpage: Words<'coachpage'> = {
  title: 'Coach',
  waiting: 'Einen Moment',
  again: 'Noch einmal versuchen',
  trouble: 'Der Coach lässt sich nicht zeigen',
  gone: 'Wer so heißt, wohnt nicht mehr hier.',
  toToday: 'Zu Heute',
}
