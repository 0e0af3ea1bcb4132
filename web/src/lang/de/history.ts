import type { Words } from '../features'

export const history: Words<'history'> = {
  title: 'Verlauf',
  yearOf: (name) => `Ein Jahr von ${name}`,
  listOf: (name) => `Jede Putzrunde von ${name}`,
  listAll: 'Jede Putzrunde',
  listOpen: 'Von wem sind diese?',
  waiting: 'Der Verlauf wird geholt',
  trouble: 'Der Verlauf ließ sich nicht holen.',
  troubleWhy: 'Was gehört wurde, liegt auf dem Server. Nichts ist verloren.',
  again: 'Noch einmal fragen',
  empty: 'Noch nichts hier. Die erste Putzrunde erscheint von selbst.',
  emptyWhy: 'Jemand putzt, ein Gateway oder eine virtuelle Bürste hört es, und der Tag füllt sich.',
  toToday: 'Zu Heute',
  noPeople: 'Hier wohnt noch niemand.',
  noPeopleWhy: 'Ein Jahr gehört zu einer Person.',
  toHouse: 'Jemanden im Haus dazunehmen',

  whose: 'Wessen Verlauf',
  how: 'Als Jahr oder als Liste',
  year: 'Jahr',
  list: 'Liste',
  everybody: 'Alle',
  nobody: 'Noch niemand',
  guest: 'Ein Gast',

  mornings: () => 'Morgen',
  evenings: (n) => (n === 1 ? 'Abend' : 'Abende'),
  yearSays: (year, name, am, pm) =>
    `${year}, ${name}: an ${am} Morgen und ${pm} ${pm === 1 ? 'Abend' : 'Abenden'} geputzt. Die Pfeiltasten lesen einen Tag vor, die Eingabetaste öffnet ihn; die Monate stehen daneben als Tabellen.`,
  week: 'Woche',

  monthBefore: (name) => `Zurück zu ${name}`,
  monthAfter: (name) => `Weiter zu ${name}`,
  monthSays: (month) => `${month}, ein Tag je Feld`,
  both: 'beide',
  short: 'kurz',
  openMended: 'offen, geflickt',
  asTable: 'Als Tabelle',
  asPicture: 'Tabelle verbergen',
  tableCaption: (month) => `${month}, Tag für Tag`,
  day: 'Tag',
  morning: 'Morgen',
  evening: 'Abend',
  daySays: (day, am, pm) => `${day}. Morgen ${am}, Abend ${pm}.`,
  slot: (state, length, word) =>
    state === 'done' || state === 'short'
      ? word
        ? `${length}, ${word}`
        : length
      : state === 'open'
        ? 'offen'
        : state === 'mended'
          ? 'geflickt'
          : state === 'off'
            ? 'nicht geplant'
            : 'kommt noch',
  unknown: 'nicht bekannt',

  dayEmpty: 'An diesem Tag wurde nichts gehört.',
  dayToCome: 'Dieser Tag kommt noch.',
  dayWaiting: 'Der Tag wird geholt',
  row: (length, word) => (word ? `${length}, ${word}` : length),
  rowRunning: (length) => `${length}, putzt gerade`,
  rowSays: (time, slot, brush) => `${time}, ${slot === 'Morgen' ? 'morgens' : 'abends'}.${brush && ` ${brush}.`}`,
  heardEnds: (stop) => (stop ? 'Anfang und Ende gehört' : 'Anfang gehört'),
  heard: (heard, of) => `${heard} von ${of} s gehört`,
  older: 'Ältere',
  olderWaiting: 'Ältere werden geholt',
  end: 'Das ist alles.',
  listEmpty: 'Keine Putzrunde hier.',
  openEmpty: 'Jede Putzrunde gehört schon jemandem.',

  insights: 'Übersicht',
  theWeek: 'Letzte Woche',
  add: 'Putzrunde eintragen',
  addTitle: 'Putzrunde eintragen',
  addWhy: 'Für eine Bürste, die nichts sagt. Die Putzrunde bekommt den Vermerk „Von Hand notiert“.',
  addWho: 'Wer hat geputzt',
  addDay: 'Tag',
  addTime: 'Begonnen um',
  addQuick: 'Übliche Zeiten',
  justNow: 'Gerade eben',
  addLength: 'Wie lange',
  addBrush: 'Bürste',
  manual: 'Handzahnbürste',
  electric: 'Elektrische',
  addIt: 'Eintragen',
  addFault: (fault) => (fault === 'when' ? 'Bitte einen Tag und eine Uhrzeit.' : 'Das ist noch nicht vorbei.'),
  addedTitle: 'Eingetragen. Es war auch etwas zu hören.',
  thereTitle: 'Das steht schon da.',
  there: (name, time, length, how) => `${name} hat um ${time} geputzt, ${length} lang${how && `, ${how.charAt(0).toLowerCase()}${how.slice(1)}`}. Es kam nichts dazu.`,
  overlaps: (name, time, length, brush) => `${brush} war um ${time} bei ${name} zu hören, ${length} lang. Es kann dieselbe Putzrunde sein. Beide zählen, bis du eine zurücknimmst.`,
  seeIt: 'Ansehen',
  fine: 'So lassen',
  keepBoth: 'Beide behalten',
  takeBack: 'Meine zurücknehmen',
  close: 'Schließen',

  daysInRow: (n) => (n === 1 ? '1 Tag' : `${n} Tage`),
  daysInRowSays: (mended) => (mended ? 'in Folge, einmal geflickt' : 'in Folge'),
  usualSays: 'übliche Länge',
  keptOf: (kept, of) => `${kept} von ${of}`,
  keptSays: (year, mended) => `Zeiten im Jahr ${year} geputzt${mended > 0 ? `, ${mended} weitere geflickt` : ''}`,
  usualEvening: (morning) => (morning ? `abends üblich, morgens ${morning}` : 'abends üblich'),
  usualMorning: 'morgens üblich',
}

