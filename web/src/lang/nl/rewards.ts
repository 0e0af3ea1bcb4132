import { plural } from '@/lib/messages'
import { capital } from '@/lib/words'
import type { Words } from '../features'

const names: Record<string, string> = {
  sun: 'een zon', boat: 'een boot', snail: 'een slak', whale: 'een walvis', mushroom: 'een paddenstoel', kite: 'een vlieger', fish: 'een vis', house: 'een huis', moon: 'een maan', apple: 'een appel',
  owl: 'een uil', rocket: 'een raket', flower: 'een bloem', cup: 'een beker', rainbow: 'een regenboog', cat: 'een kat', bell: 'een bel', pear: 'een peer', balloon: 'een ballon',
  bridge: 'een brug', shell: 'een schelp', tree: 'een boom', drum: 'een trommel', star: 'een ster',
}

const asks: Record<string, string> = {
  days: 'Vijf dagen met alles wat gepland was.',
  evenings: 'Vijf avonden.',
  gentle: 'Vijf zachte poetsbeurten: bijna geen seconde te hard.',
  mornings: 'Vijf ochtenden.',
  together: 'Jullie allemaal: ieder vijf hele dagen.',
  both: 'Vier dagen met ochtend en avond.',
  full: 'Vijf poetsbeurten, helemaal tot het einde.',
  corners: 'Vier poetsbeurten die bijna in elk hoekje komen.',
  weekend: 'Zaterdag en zondag.',
  early: 'Vier avonden voor half negen.',
  start: 'Een goed begin: maandag, dinsdag en woensdag.',
  'full-together': 'Jullie allemaal: ieder vijf poetsbeurten, helemaal tot het einde.',
  'same-time': 'Vier avonden op ongeveer dezelfde tijd.',
  row: 'Vier dagen op rij.',
  'evenings-together': 'Jullie allemaal: ieder vier avonden.',
}

// ‘Nu’ is in het Nederlands ook een gewoon woord: vooraan in een zin staat er daarom ‘Poetsmaatje’ voor.
export const rewards: Words<'rewards'> = {
  title: (name) => `Stickers van ${name}`,
  back: 'Terug',
  again: 'Opnieuw proberen',
  waiting: 'De stickers worden gezocht',
  trouble: 'De stickers zijn niet te tonen',
  before: 'De maand ervoor',
  after: 'De maand erna',
  sticker: (name) => names[name] ?? name,
  earned: (date, name) => `${capital(date)}: ${names[name] ?? name}`,
  mended: (date) => `${capital(date)}: hersteld, de reeks gaat door`,
  open: (date) => `${capital(date)}: zijn sticker kan nog komen`,
  empty: (date) => `${capital(date)}: geen sticker`,
  nu: (curls) => plural(curls, { one: 'Poetsmaatje Nu heeft één schuimkrul', other: `Poetsmaatje Nu heeft ${curls} schuimkrullen` }),
  week: (done, goal) => `${done} van de ${goal} dagen deze week`,
  grown: (weeks) => plural(weeks, { one: 'Er is al één week compleet.', other: weeks === 0 ? 'De eerste week komt nog.' : `Er zijn al ${weeks} weken compleet.` }),
  next: (weeks) =>
    weeks === 0 ? 'Alles is gegroeid.' : plural(weeks, { one: 'Met vijf dagen is een week compleet, en de volgende laat iets groeien.', other: `Nog ${weeks} complete weken, dan mag je een nieuwe kleur kiezen.` }),
  challenge: 'Deze week',
  ask: (id) => asks[id] ?? '',
  done: (done, goal) => (done >= goal ? 'Klaar.' : `${done} van ${goal}`),
  law: 'Meer poetsen dan gepland levert niets extra op, en wat verdiend is, gaat niet weg.',
}
