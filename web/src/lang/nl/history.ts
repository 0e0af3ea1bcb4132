import { capital } from '@/lib/words'
import type { Words } from '../features'

export const history: Words<'history'> = {
  title: 'Geschiedenis',
  yearOf: (name) => `Een jaar van ${name}`,
  listOf: (name) => `Elke poetsbeurt van ${name}`,
  listAll: 'Elke poetsbeurt',
  listOpen: 'Wie waren dit?',
  waiting: 'De geschiedenis wordt opgehaald',
  trouble: 'De geschiedenis was niet op te halen.',
  troubleWhy: 'Wat gehoord is, staat op de server. Er is niets verloren.',
  again: 'Opnieuw vragen',
  empty: 'Hier is nog niets. De eerste poetsbeurt verschijnt vanzelf.',
  emptyWhy: 'Iemand poetst, een gateway of een virtuele borstel hoort het, en de dag vult zich.',
  toToday: 'Naar vandaag',
  noPeople: 'Hier woont nog niemand.',
  noPeopleWhy: 'Een jaar hoort bij een persoon.',
  toHouse: 'Iemand toevoegen bij Huis',

  whose: 'Geschiedenis van wie',
  how: 'Als jaar of als lijst',
  year: 'Jaar',
  list: 'Lijst',
  everybody: 'Iedereen',
  nobody: 'Nog niemand',
  guest: 'Een gast',

  mornings: (n) => (n === 1 ? 'ochtend' : 'ochtenden'),
  evenings: (n) => (n === 1 ? 'avond' : 'avonden'),
  yearSays: (year, name, am, pm) =>
    `${year} van ${name}: ${am} ${am === 1 ? 'ochtend' : 'ochtenden'} en ${pm} ${pm === 1 ? 'avond' : 'avonden'} gepoetst. De pijltjestoetsen lezen een dag voor, Enter opent hem; de maanden staan ernaast als tabellen.`,
  week: 'Week',

  monthBefore: (name) => `Terug naar ${name}`,
  monthAfter: (name) => `Verder naar ${name}`,
  monthSays: (month) => `${capital(month)}, een dag in elk vakje`,
  both: 'allebei',
  short: 'kort',
  openMended: 'open, hersteld',
  asTable: 'Als tabel',
  asPicture: 'Tabel verbergen',
  tableCaption: (month) => `${capital(month)}, dag voor dag`,
  day: 'Dag',
  morning: 'Ochtend',
  evening: 'Avond',
  daySays: (day, am, pm) => `${capital(day)}. Ochtend: ${am}, avond: ${pm}.`,
  slot: (state, length, word) =>
    state === 'done' || state === 'short'
      ? word
        ? `${length}, ${word}`
        : length
      : state === 'open'
        ? 'open'
        : state === 'mended'
          ? 'hersteld'
          : state === 'off'
            ? 'niet gepland'
            : 'komt nog',
  unknown: 'niet bekend',

  dayEmpty: 'Op deze dag is niets gehoord.',
  dayToCome: 'Deze dag komt nog.',
  dayWaiting: 'De dag wordt opgehaald',
  row: (length, word) => (word ? `${length}, ${word}` : length),
  rowRunning: (length) => `${length}, nu aan het poetsen`,
  rowSays: (time, slot, brush) => `${time}, ${slot}.${brush && ` ${brush}.`}`,
  heardEnds: (stop) => (stop ? 'Begin en einde gehoord' : 'Begin gehoord'),
  heard: (heard, of) => `${heard} van ${of} s gehoord`,
  older: 'Oudere',
  olderWaiting: 'Oudere worden opgehaald',
  end: 'Dat is alles.',
  listEmpty: 'Hier is geen poetsbeurt.',
  openEmpty: 'Alles wat gehoord is, heeft een naam.',

  insights: 'Inzichten',
  theWeek: 'Vorige week',
  add: 'Poetsbeurt toevoegen',
  addTitle: 'Poetsbeurt toevoegen',
  addWhy: 'Voor een borstel die niets zegt. Er komt bij te staan dat het met de hand is genoteerd.',
  addWho: 'Wie er poetste',
  addDay: 'Dag',
  addTime: 'Begonnen om',
  addQuick: 'Gewone tijden',
  justNow: 'Zojuist',
  addLength: 'Hoe lang',
  addBrush: 'Borstel',
  manual: 'Gewone',
  electric: 'Elektrische',
  addIt: 'Toevoegen',
  addFault: (fault) => (fault === 'when' ? 'Een dag en een tijd, alsjeblieft.' : 'Dat is nog niet voorbij.'),
  addedTitle: 'Het is toegevoegd. Er is ook iets gehoord.',
  thereTitle: 'Dat staat er al.',
  there: (name, time, length, how) => `${name} heeft om ${time} al ${length} gepoetst, ${how}. Er is niets toegevoegd.`,
  overlaps: (name, time, length, brush) => `${brush} is om ${time} bij ${name} gehoord, ${length} lang. Het kan dezelfde poetsbeurt zijn. Ze tellen allebei tot je er één terugneemt.`,
  seeIt: 'Bekijken',
  fine: 'Zo laten',
  keepBoth: 'Allebei houden',
  takeBack: 'De mijne terugnemen',
  close: 'Sluiten',

  daysInRow: (n) => (n === 1 ? '1 dag' : `${n} dagen`),
  daysInRowSays: (mended) => (mended ? 'op rij gepoetst, één keer hersteld' : 'op rij gepoetst'),
  usualSays: 'gebruikelijke lengte',
  keptOf: (kept, of) => `${kept} van ${of}`,
  keptSays: (year, mended) => `keer gepoetst zoals gepland in ${year}${mended > 0 ? `, nog ${mended} hersteld` : ''}`,
  usualEvening: (morning) => (morning ? `gewone avondtijd, ’s\u00a0ochtends ${morning}` : 'gewone avondtijd'),
  usualMorning: 'gewone ochtendtijd',
}
