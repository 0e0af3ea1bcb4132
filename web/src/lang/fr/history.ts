import { plural } from '@/lib/messages'
import type { Words } from '../features'
import { days, de } from './words'

export const history: Words<'history'> = {
  title: 'Historique',
  yearOf: (name) => `Une année ${de(name)}`,
  listOf: (name) => `Tous les brossages ${de(name)}`,
  listAll: 'Tous les brossages',
  listOpen: 'Qui était-ce ?',
  waiting: 'On va chercher l’historique',
  trouble: 'L’historique n’est pas arrivé.',
  troubleWhy: 'Ce qui a été entendu est gardé sur le serveur. Rien n’est perdu.',
  again: 'Redemander',
  empty: 'Rien pour l’instant. Le premier brossage apparaîtra tout seul.',
  emptyWhy: 'Quelqu’un se brosse les dents, une passerelle ou une brosse virtuelle l’entend, et la journée se remplit.',
  toToday: 'Aller à Aujourd’hui',
  noPeople: 'Personne n’habite encore ici.',
  noPeopleWhy: 'Une année appartient à une personne.',
  toHouse: 'Ajouter quelqu’un dans la maison',

  whose: 'Historique de qui',
  how: 'En année ou en liste',
  year: 'Année',
  list: 'Liste',
  everybody: 'Tout le monde',
  nobody: 'Encore personne',
  guest: 'Un invité',

  mornings: (n) => plural(n, { one: 'matin', other: 'matins' }),
  evenings: (n) => plural(n, { one: 'soir', other: 'soirs' }),
  yearSays: (year, name, am, pm) =>
    `${year}, ${name} : ${am} ${plural(am, { one: 'matin fait', other: 'matins faits' })} et ${pm} ${plural(pm, { one: 'soir fait', other: 'soirs faits' })}. Les flèches lisent un jour, Entrée l’ouvre ; les mois sont à côté, en tableaux.`,
  week: 'Semaine',

  monthBefore: (name) => `Revenir à ${name}`,
  monthAfter: (name) => `Avancer à ${name}`,
  monthSays: (month) => `${month}, un jour par case`,
  both: 'les deux',
  short: 'court',
  openMended: 'sans, réparé',
  asTable: 'En tableau',
  asPicture: 'Masquer le tableau',
  tableCaption: (month) => `${month}, jour par jour`,
  day: 'Jour',
  morning: 'Matin',
  evening: 'Soir',
  daySays: (day, am, pm) => `${day}. Matin : ${am}. Soir : ${pm}.`,
  slot: (state, length, word) =>
    state === 'done' || state === 'short'
      ? word
        ? `${length}, ${word}`
        : length
      : state === 'open'
        ? 'sans brossage'
        : state === 'mended'
          ? 'réparé'
          : state === 'off'
            ? 'rien de prévu'
            : 'à venir',
  unknown: 'pas connu',

  dayEmpty: 'Rien n’a été entendu ce jour-là.',
  dayToCome: 'Ce jour est encore à venir.',
  dayWaiting: 'On va chercher la journée',
  row: (length, word) => (word ? `${length}, ${word}` : length),
  rowRunning: (length) => `${length}, brossage en cours`,
  rowSays: (time, slot, brush) => `${time}, ${slot}.${brush && ` ${brush}.`}`,
  heardEnds: (stop) => (stop ? 'Début et fin entendus' : 'Début entendu'),
  heard: (heard, of) => `${heard} s entendues sur ${of}`,
  older: 'Plus anciens',
  olderWaiting: 'On va chercher les plus anciens',
  end: 'C’est tout.',
  listEmpty: 'Aucun brossage ici.',
  openEmpty: 'Tout ce qui a été entendu a un nom.',

  insights: 'Bilan',
  theWeek: 'Semaine dernière',
  add: 'Ajouter un brossage',
  addTitle: 'Ajouter un brossage',
  addWhy: 'Pour une brosse qui ne dit rien. Il portera la mention « noté à la main ».',
  addWho: 'Qui s’est brossé les dents',
  addDay: 'Jour',
  addTime: 'Commencé à',
  addQuick: 'Heures habituelles',
  justNow: 'À l’instant',
  addLength: 'Combien de temps',
  addBrush: 'Brosse',
  manual: 'À main',
  electric: 'Électrique',
  addIt: 'Ajouter',
  addFault: (fault) => (fault === 'when' ? 'Un jour et une heure, s’il te plaît.' : 'Ce n’est pas encore fini.'),
  addedTitle: 'C’est ajouté. On a aussi entendu quelque chose.',
  thereTitle: 'C’est déjà là.',
  there: (name, time, length, how) => `${name}, brossage à ${time}, ${length}, ${how}. Rien n’a été ajouté.`,
  overlaps: (name, time, length, brush) => `${brush} s’est fait entendre avec ${name} à ${time}, pendant ${length}. C’est peut-être le même brossage. Les deux comptent tant que tu n’en reprends pas un.`,
  seeIt: 'Voir',
  fine: 'Laisser ainsi',
  keepBoth: 'Garder les deux',
  takeBack: 'Reprendre le mien',
  close: 'Fermer',

  daysInRow: (n) => days(n),
  daysInRowSays: (mended) => (mended ? 'de suite, dont un réparé' : 'de suite'),
  usualSays: 'durée habituelle',
  keptOf: (kept, of) => `${kept} sur ${of}`,
  keptSays: (year, mended) => `matins et soirs faits en ${year}${mended > 0 ? `, ${mended} de plus ${plural(mended, { one: 'réparé', other: 'réparés' })}` : ''}`,
  usualEvening: (morning) => (morning ? `soir habituel ; le matin, ${morning}` : 'soir habituel'),
  usualMorning: 'matin habituel',
}
