import { duration } from '@/lib/time'
import { capital } from '@/lib/words'
import type { Words } from '../features'
import { placeWords } from './small'

// ‘Nu’ is in het Nederlands ook een gewoon woord: vooraan in een zin staat er daarom ‘Poetsmaatje’ voor.
export const coach: Words<'coach'> = {
  title: (name) => `${name} gaat poetsen`,
  start: (name) => `Poetsen met ${name} starten`,
  orBrush: (name) => `Of zet de borstel van ${name} aan.`,
  helped: 'Tot en met zeven jaar helpt een groot mens mee.',
  back: 'Terug',
  pause: 'Pauze. Vasthouden om te stoppen',
  resume: 'Verder',
  done: 'Dat was het',
  leave: 'De coach verlaten. De borstel gaat door',
  soundOn: 'Het geluid is aan. Zet het uit',
  soundOff: 'Het geluid is uit. Zet het aan',
  time: (s, of) => `${duration(s)} van ${duration(of)}`,
  follows: (f) => (f === 'zones' ? 'De tanden volgen wat de borstel meet' : f === 'pacer' ? 'De tanden volgen het tempo' : 'De tanden volgen de klok'),
  alone: 'Het huis antwoordt niet. De tanden gaan door op de klok.',
  unsent: 'Hier bewaard. Het gaat naar het huis zodra het antwoordt.',
  place: (p, f) => `${capital(placeWords(`${p.jaw}-${p.where}`))}, ${{ outer: 'buitenkant', inner: 'binnenkant', chewing: 'bovenkant' }[f]}`,
  clean: 'Alles schoon',
  mouth: (clean, of) => `Mond. ${clean} van de ${of} tanden ${clean === 1 ? 'is' : 'zijn'} schoon`,
  steady: 'Poetsmaatje Nu is rustig',
  happy: 'Poetsmaatje Nu is blij: weer een stukje schoon',
  slow: 'Poetsmaatje Nu wacht',
  hurry: 'Poetsmaatje Nu is duizelig: iets langzamer',
  ouch: '‘Au’, zegt Nu: de borstel zei ‘te hard’',
  sleep: 'Poetsmaatje Nu slaapt',
  goodNight: (name) => `Welterusten, ${name}`,
  goodDay: (name) => `Fijne dag, ${name}`,
  smile: 'Een schone lach',
  lamps: (s) => (s === 1 ? 'Het licht gaat over 1 seconde uit' : `Het licht gaat over ${s} seconden uit`),
  summary: (s, heard) => (heard === undefined ? `${duration(s)}, op de klok. Het scherm wordt vanzelf donker.` : `${duration(s)}, ${heard} van ${s} s gehoord. Het scherm wordt vanzelf donker.`),
  dark: 'Het is donker. Raak het aan om terug te gaan',
}

export const coachpage: Words<'coachpage'> = {
  title: 'Coach',
  waiting: 'Een ogenblik',
  again: 'Opnieuw proberen',
  trouble: 'De coach is niet te tonen',
  gone: 'Er woont hier niemand meer die zo heet.',
  toToday: 'Naar vandaag',
}
