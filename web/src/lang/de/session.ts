import { duration } from '@/lib/time'
import { capital, count, listed } from '@/lib/words'
import type { Words } from '../features'

/** A place begins small where it is not the first. */
const inside = (s: string) => s.replace(/^(Oben|Unten) /, (w) => w.toLowerCase())

const parts = { coverage: 'die Abdeckung', pressure: 'der Druck' }

export const session: Words<'session'> = {
  title: (day) => `Putzrunde, ${day}`,
  waiting: 'Die Putzrunde wird geholt',
  gone: 'Diese Putzrunde ist nicht hier.',
  goneWhy: 'Vielleicht wurde sie gelöscht',
  goneWhyElse: 'Oder die Adresse ist nicht vollständig. Alles andere steht im Verlauf.',
  toHistory: 'Zum Verlauf',
  trouble: 'Der Server hat nicht geantwortet.',
  troubleWhy: 'Was gehört wurde, liegt dort. Nichts ist verloren.',
  again: 'Noch einmal fragen',

  headline: (length, word) => `${length}, ${word}`,
  running: (length) => `${length}, putzt gerade`,
  runningUntold: 'Putzt gerade',
  handleScore: 'Die eigene Wertung des Handstücks',
  paused: (length) => `${length}, Pause`,
  nobody: 'Noch niemand',
  guest: 'Ein Gast',
  slot: (slot) => (slot === 'morning' ? 'morgens' : 'abends'),
  who: (name, slot, time, brush, modes) => `${name}, ${slot}, ${time}.${brush && ` ${brush}.`}${modes && ` ${modes}.`}`,
  modes: (list) => capital(list.length > 3 ? `${list.slice(0, 2).join(', dann ')}, dann ${count(list.length - 2)} weitere` : list.join(', dann ')),
  continues: 'Sie begann weniger als eine Minute nach der vorigen.',

  amended: (day, said) => `Am ${day} neu gelesen${said.length > 0 ? `: ${said.join('; ')}` : ''}.`,
  amendedLength: (before, after) => `${after} statt ${before}`,
  amendedEnd: (ended) =>
    ({
      heard: 'ihr Ende wurde gehört',
      reconstructed: 'ihr Ende wurde erschlossen',
      reported: 'ihr Ende stammt aus der Aufzeichnung des Handstücks',
      cut_off: 'ihr Ende wurde nicht gehört',
    })[ended] ?? ended,
  amendedMode: (before, after) => (after === '' ? 'der Modus ist nicht mehr bekannt' : before === '' ? `der Modus war ${after}` : `der Modus war ${after}, nicht ${before}`),
  amendedZones: (known) => (known ? 'die Zonen sind jetzt bekannt' : 'die Zonen sind nicht mehr bekannt'),
  amendedPressure: (known) => (known ? 'der Druck ist jetzt bekannt' : 'der Druck ist nicht mehr bekannt'),
  amendedScore: (before, after) => (after === null ? 'sie hat keine Wertung mehr' : before === null ? `die Wertung ist ${after}` : `die Wertung ist ${after} statt ${before}`),

  not: (name) => `Nicht ${name}?`,
  whoWas: 'Wer war das?',
  addNote: 'Notiz schreiben',
  editNote: 'Notiz ändern',
  remove: 'Diese Putzrunde löschen',
  watch: 'Live zusehen',
  close: 'Schließen',

  whoTitle: 'Wer war das?',
  whoHint: 'Die Tage werden neu gezählt. Was gehört wurde, bleibt, wie es ist.',
  noteTitle: 'Eine Notiz',
  noteLabel: 'Was du dir zu dieser Putzrunde merken willst',
  save: 'Behalten',
  removeTitle: 'Diese Putzrunde löschen?',
  removeWhy: (length, name) => `${length} von ${name} verschwinden für immer aus dem Verlauf. Auch was spät noch kommt, bringt sie nicht zurück.`,
  removeYes: 'Löschen',
  removeNo: 'So lassen',
  failed: 'Der Server hat es nicht angenommen. Nichts wurde geändert.',

  strip: (heard, of) => `Jede Sekunde, ${heard} von ${of} gehört`,
  stripSays: (of, zones, heard) =>
    `${of} Sekunden nach ${zones ? 'Zone, Druck' : 'Druck'}, Modus und Taktgeber, ${heard} davon gehört. Die Pfeiltasten lesen eine Sekunde vor; die Tabelle hat dieselben Werte.`,
  twoEnds: 'Vom Anfang bis zum Ende',
  twoEndsSay: 'Diese Bürste sagt nur, wann sie beginnt und wann sie aufhört. Die Zeit dazwischen ist die Länge; was darin war, erfährt niemand.',
  startOnly: 'Diese Bürste sagt nur, wann sie beginnt und wann sie aufhört, und ihr Ende hat niemand gehört. Die Länge ist also nur das, was sicher ist; es kann länger gewesen sein.',
  notYet: 'noch nicht',
  runsNow: 'Diese Bürste sagt nur, wann sie beginnt und wann sie aufhört. Sie hat begonnen, und von da an zählt die Zeit.',
  asTable: 'Als Tabelle',
  asPicture: 'Tabelle verbergen',
  outer: 'außen',
  chewing: 'kauen',
  inner: 'innen',
  tooHard: 'zu fest',
  notHeard: 'nicht gehört',
  between: 'zwischen zwei Meldungen',
  secondBetween: (time) => `${time}. Zwischen zwei Meldungen der Bürste: Ihre Uhr lief weiter, und sie sagte davor und danach dasselbe.`,
  noZones: 'Diese Bürste misst keine Zonen, darum sind keine zu sehen.',
  noZonesYet: 'Diesmal wurde keine Zone gemessen, darum ist keine zu sehen.',
  noPressure: 'Diese Bürste sagt nichts über den Druck.',
  classes: 'Den Druck sagt die Bürste selbst, in drei Stufen: leicht, richtig, zu fest.',
  pressure: 'Druck',
  mode: 'Modus',
  pacer: 'Taktgeber',
  pressureShort: 'Dr',
  modeShort: 'Mo',
  pacerShort: 'Ta',
  pressureWord: (p) => (p === 'high' ? 'die Bürste sagte: zu fest' : p === 'low' ? 'leichter Druck' : 'der Druck war richtig'),
  sector: (n, of) => (of > 0 ? `Takt ${n} von ${of}` : `Takt ${n}`),
  second: (time, said) => `${time}. ${said.length > 0 ? capital(said.map(inside).join(', ')) : 'Gehört'}.`,
  secondUnheard: (time) => `${time}. Nicht gehört.`,
  secondToCome: (time) => `${time}. Kommt noch.`,
  pick: 'Tippe auf den Streifen oder nimm die Pfeiltasten, um eine Sekunde zu lesen.',
  pickLabel: 'Eine Sekunde der Putzrunde',
  colFrom: 'Von',
  colTo: 'Bis',
  colHeard: 'Gehört',
  colZones: 'Zonen',
  yes: 'ja',
  no: 'nein',
  tableCaption: 'Dieselben Sekunden, gleiche zusammengefasst',
  light: 'leicht',
  right: 'richtig',
  none: 'keine',

  score: (n) => `Wie ${n} zustande kam`,
  of100: 'von 100',
  scoreSays: (n, word) => `${n} von 100, ${word}.`,
  time: 'Zeit',
  coverage: 'Abdeckung',
  points: (got, of) => `${got} von ${of}`,
  why: (part, got, of, origin) =>
    part === 'time'
      ? `${duration(got)} von ${duration(of)}${origin === 'timed' ? ', nach der Uhr' : origin === 'noted' ? ', wie notiert' : ''}.`
      : part === 'cover'
        ? got === of
          ? 'Jede Zone, die diese Bürste misst, bekam wenigstens die Hälfte ihres Anteils.'
          : `${got} von ${of} Zonen bekamen wenigstens die Hälfte ihres Anteils.`
        : got === 0
          ? 'Die Bürste sagte nie „zu fest“.'
          : `Die Bürste sagte ${got < 120 ? `${got} s` : `${duration(got)} Minuten`} lang „zu fest“.`,
  scoreNote: (version, missing) =>
    `Wertung v${version}. Jeder Zahn ist fünf Punkte. ` +
    (missing.length === 0
      ? 'Alle drei Teile waren belegt.'
      : `${capital(listed(missing.map((m) => parts[m])))} ${missing.length === 1 ? 'war' : 'waren'} nicht belegt, darum ${missing.length === 1 ? 'sind die anderen beiden' : 'ist die Zeit'} auf 100 umgerechnet.`),
  noScore: 'Die Wertung kommt, wenn die Bürste aufgehört hat.',
  noScoreYet: 'Hierfür gibt es keine Wertung.',
  scoreTitle: 'Die Wertung',

  heardBy: 'Wer es gehört hat',
  countedBy: 'Wer es gezählt hat',
  together: (n) => (n === 2 ? 'Beide zusammen' : 'Alle zusammen'),
  ofSeconds: (heard, of) => `${heard} von ${of} s`,
  secondsOf: (n) => `${n} s`,
  sourceSays: (name, heard, of) => `${name} ${/^(Beide|Alle) zusammen$/.test(name) ? 'haben' : 'hat'} ${heard} von ${of} Sekunden gehört.`,
  allHeard: 'Jede Sekunde wurde gehört.',
  holes: (n, spans, zones) =>
    `${capital(count(n))} ${n === 1 ? 'Sekunde wurde' : 'Sekunden wurden'} nicht gehört, ${listed(spans)}. ` +
    `${n === 1 ? 'Sie zählt' : 'Sie zählen'} als Zeit, weil die Uhr der Bürste weiterlief${zones ? ', und zu keiner Zone' : ''}.`,
  holesMany: (n, spans) => `${capital(count(n))} Sekunden in ${count(spans)} Lücken wurden nicht gehört. Sie zählen als Zeit, weil die Uhr der Bürste weiterlief.`,
  hole: (from, to) => `von ${from} bis ${to}`,
  unnamedSource: 'Eine Quelle ohne Namen',

  recordTitle: 'Die Aufzeichnung des Handstücks',
  recordStarted: 'Begonnen',
  recordBrushed: 'Geputzt',
  tooHardTitle: 'Zu fest',
  itsScore: 'Seine Wertung',
  colHandle: 'Handstück',
  notHeardAtAll: 'nicht gehört',
  recordAgrees: 'Beide sind sich einig, also gilt die Länge des Handstücks. Wie seine Uhr geht, ist jetzt bekannt.',
  recordAlone: 'Diese Putzrunde hat niemand gehört. Sie ist hier, weil sich das Handstück daran erinnert.',

  details: 'Was sonst bekannt ist',
  brush: 'Bürste',
  known: 'Woher es bekannt ist',
  knownAs: (how) => (how === 'timed' ? 'Die Uhr des Coachs hat gezählt' : 'Jemand hat es danach aufgeschrieben'),
  anyBrush: 'Eine, die nichts sagt',
  theBrush: (name) => `Die Bürste ${name}`,
  maker: 'Hersteller',
  battery: 'Akku',
  target: 'Ablauf',
  whose: 'Von wem sie ist',
  ended: 'Das Ende',
  note: 'Notiz',
  how: (how) =>
    how === 'only_brusher' ? 'Niemand sonst hat diese Bürste' : how === 'handle' ? 'Das Handstück hat es gesagt' : how === 'person' ? 'Jemand hat es gesagt' : how === 'entry' ? 'Es wurde so eingetragen' : how === 'coach' ? 'Der Coach dieser Person war offen' : 'Noch nicht gesagt',
  end: (ended) =>
    ({
      heard: 'Das Aufhören wurde gehört',
      reconstructed: 'Aus dem zuletzt Gehörten erschlossen',
      reported: 'Aus der Aufzeichnung des Handstücks',
      cut_off: '90 s lang war nichts mehr zu hören',
    })[ended] ?? ended,
  routine: (length, sectors) => (sectors > 0 ? `${length} in ${sectors === 1 ? 'einem Teil' : `${count(sectors)} Teilen`}` : length),
  percent: (n) => `${n} %`,

  map: 'Wo es war',
  mapSays: (measured) => `Sekunden in jeder von ${measured} gemessenen Zonen, gezeichnet, wie man den Mund in der Zahnarztpraxis sieht.`,
  rightSide: 'Rechts',
  leftSide: 'Links',
  zone: (place, n) => (n === undefined ? `${place}: nicht gemessen` : `${place}: ${Math.round(n)} s`),
  face: (face) => ({ outer: 'außen', inner: 'innen', chewing: 'Kauflächen' })[face] ?? face,
  place: (place) =>
    ({ 'upper-right': 'Oben rechts', 'upper-front': 'Oben vorn', 'upper-left': 'Oben links', 'lower-left': 'Unten links', 'lower-front': 'Unten vorn', 'lower-right': 'Unten rechts' })[place] ?? place,
  placeShort: (place) =>
    ({ 'upper-right': 'OR', 'upper-front': 'OV', 'upper-left': 'OL', 'lower-left': 'UL', 'lower-front': 'UV', 'lower-right': 'UR' })[place] ?? place,
}

