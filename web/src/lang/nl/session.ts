import { plural } from '@/lib/messages'
import { duration } from '@/lib/time'
import { capital, count, listed } from '@/lib/words'
import type { Words } from '../features'
import { faceWords, placeWords } from './small'
import { first } from './words'

const parts = { coverage: 'de dekking', pressure: 'de druk' }

export const session: Words<'session'> = {
  title: (day) => `Poetsbeurt, ${day}`,
  waiting: 'De poetsbeurt wordt opgehaald',
  gone: 'Deze poetsbeurt is hier niet.',
  goneWhy: 'Misschien is hij verwijderd',
  goneWhyElse: 'Of het adres is niet compleet. Al het andere staat in de geschiedenis.',
  toHistory: 'Naar de geschiedenis',
  trouble: 'De server heeft niet geantwoord.',
  troubleWhy: 'Wat gehoord is, staat daar. Er is niets verloren.',
  again: 'Opnieuw vragen',

  headline: (length, word) => `${length}, ${word}`,
  running: (length) => `${length}, nu aan het poetsen`,
  runningUntold: 'Nu aan het poetsen',
  handleScore: 'De eigen score van het handvat',
  paused: (length) => `${length}, pauze`,
  nobody: 'Nog niemand',
  guest: 'Een gast',
  slot: (slot) => (slot === 'morning' ? '’s\u00a0ochtends' : '’s\u00a0avonds'),
  who: (name, slot, time, brush, modes) => `${name}, ${slot}, ${time}.${brush && ` ${brush}.`}${modes && ` ${modes}.`}`,
  modes: (list) => capital(list.length > 3 ? `${list.slice(0, 2).join(', dan ')}, dan nog ${count(list.length - 2)}` : list.join(', dan ')),
  continues: 'Hij begon binnen een minuut na de vorige.',

  amended: (day, said) => `Opnieuw gelezen op ${day}${said.length > 0 ? `: ${said.join('; ')}` : ''}.`,
  amendedLength: (before, after) => `${after} in plaats van ${before}`,
  amendedEnd: (ended) =>
    ({
      heard: 'het einde is gehoord',
      reconstructed: 'het einde is afgeleid',
      reported: 'het einde komt uit het geheugen van het handvat',
      cut_off: 'het einde is niet gehoord',
    })[ended] ?? ended,
  amendedMode: (before, after) => (after === '' ? 'de stand is niet meer bekend' : before === '' ? `de stand was ${after}` : `de stand was ${after}, niet ${before}`),
  amendedZones: (known) => (known ? 'de zones zijn nu bekend' : 'de zones zijn niet meer bekend'),
  amendedPressure: (known) => (known ? 'de druk is nu bekend' : 'de druk is niet meer bekend'),
  amendedScore: (before, after) => (after === null ? 'er is geen score meer' : before === null ? `de score is ${after}` : `de score is ${after} in plaats van ${before}`),

  not: (name) => `Niet ${name}?`,
  whoWas: 'Wie was dit?',
  addNote: 'Notitie toevoegen',
  editNote: 'Notitie wijzigen',
  remove: 'Deze poetsbeurt verwijderen',
  watch: 'Meekijken',
  close: 'Sluiten',

  whoTitle: 'Wie was dit?',
  whoHint: 'De dagen worden opnieuw geteld. Wat gehoord is, blijft zoals het is.',
  noteTitle: 'Een notitie',
  noteLabel: 'Wat je van deze poetsbeurt wilt onthouden',
  save: 'Bewaren',
  removeTitle: 'Deze poetsbeurt verwijderen?',
  removeWhy: (length, name) => `${length} van ${name} verdwijnt voorgoed uit de geschiedenis. Ook wat later nog binnenkomt, brengt het niet terug.`,
  removeYes: 'Verwijderen',
  removeNo: 'Zo laten',
  failed: 'De server heeft het niet aangenomen. Er is niets veranderd.',

  strip: (heard, of) => `Elke seconde, ${heard} van de ${of} gehoord`,
  stripSays: (of, zones, heard) =>
    `${of} seconden met ${zones ? 'zone, druk' : 'druk'}, stand en tempo, waarvan ${heard} gehoord. De pijltjestoetsen lezen een seconde voor; de tabel heeft dezelfde waarden.`,
  twoEnds: 'Van begin tot einde',
  twoEndsSay: 'Deze borstel zegt alleen wanneer hij begint en wanneer hij stopt. De tijd daartussen is de lengte; wat er in die tijd gebeurde, hoort niemand.',
  startOnly: 'Deze borstel zegt alleen wanneer hij begint en wanneer hij stopt, en niemand heeft hem horen stoppen. De lengte is dus wat zeker is; het kan langer geweest zijn.',
  notYet: 'nog niet',
  runsNow: 'Deze borstel zegt alleen wanneer hij begint en wanneer hij stopt. Hij is begonnen, en vanaf daar telt de lengte.',
  asTable: 'Als tabel',
  asPicture: 'Tabel verbergen',
  outer: 'buiten',
  chewing: 'kauwvlak',
  inner: 'binnen',
  tooHard: 'te hard',
  notHeard: 'niet gehoord',
  between: 'tussen twee berichten',
  secondBetween: (time) => `${time}. Tussen twee berichten van de borstel: zijn timer liep door, en hij zei ervoor en erna hetzelfde.`,
  noZones: 'Deze borstel meet geen zones, dus er zijn er geen te zien.',
  noZonesYet: 'Deze keer is er geen zone gemeten, dus er zijn er geen te zien.',
  noPressure: 'Deze borstel zegt niets over de druk.',
  classes: 'Voor druk heeft de borstel zelf drie woorden: licht, goed, te hard.',
  pressure: 'Druk',
  mode: 'Stand',
  pacer: 'Tempo',
  pressureShort: 'Dr',
  modeShort: 'St',
  pacerShort: 'Te',
  pressureWord: (p) => (p === 'high' ? 'de borstel zei ‘te hard’' : p === 'low' ? 'lichte druk' : 'de druk was goed'),
  sector: (n, of) => (of > 0 ? `tempo ${n} van ${of}` : `tempo ${n}`),
  second: (time, said) => `${time}. ${said.length > 0 ? capital(said.join(', ')) : 'Gehoord'}.`,
  secondUnheard: (time) => `${time}. Niet gehoord.`,
  secondToCome: (time) => `${time}. Komt nog.`,
  pick: 'Tik op de strook of gebruik de pijltjestoetsen om een seconde te lezen.',
  pickLabel: 'Een seconde van de poetsbeurt',
  colFrom: 'Van',
  colTo: 'Tot',
  colHeard: 'Gehoord',
  colZones: 'Zones',
  yes: 'ja',
  no: 'nee',
  tableCaption: 'Dezelfde seconden, met gelijke seconden bij elkaar',
  light: 'licht',
  right: 'goed',
  none: 'geen',

  score: (n) => `Hoe ${n} tot stand kwam`,
  of100: 'van 100',
  scoreSays: (n, word) => `${n} van 100, ${word}.`,
  time: 'Tijd',
  coverage: 'Dekking',
  points: (got, of) => `${got} van ${of}`,
  why: (part, got, of, how) =>
    part === 'time'
      ? `${duration(got)} van ${duration(of)}${how === 'timed' ? ', volgens de timer' : how === 'noted' ? ', zoals genoteerd' : ''}.`
      : part === 'cover'
        ? got === of
          ? 'Elke zone die deze borstel meet, kreeg minstens de helft van zijn deel.'
          : `${got} van de ${of} zones kregen minstens de helft van hun deel.`
        : got === 0
          ? 'De borstel zei nooit ‘te hard’.'
          : `De borstel zei ${got < 120 ? `${got} s` : `${duration(got)} minuten`} lang ‘te hard’.`,
  scoreNote: (version, missing) =>
    `Score v${version}. Elke tand is vijf punten. ` +
    (missing.length === 0
      ? 'Over alle drie de delen was iets bekend.'
      : `Over ${listed(missing.map((m) => parts[m]))} was niets bekend, daarom ${missing.length === 1 ? 'tellen de andere twee' : 'telt de tijd'} tot 100.`),
  noScore: 'De score komt als de borstel is gestopt.',
  noScoreYet: 'Voor deze is er geen score.',
  scoreTitle: 'De score',

  heardBy: 'Wie het hoorde',
  countedBy: 'Wie het telde',
  together: (n) => (n === 2 ? 'Beide samen' : 'Alles samen'),
  ofSeconds: (heard, of) => `${heard} van ${of} s`,
  secondsOf: (n) => `${n} s`,
  sourceSays: (name, heard, of) => `${name} hoorde ${heard} van de ${of} seconden.`,
  allHeard: 'Elke seconde is gehoord.',
  holes: (n, spans, zones) =>
    `${first(n)} ${plural(n, { one: 'seconde is', other: 'seconden zijn' })} niet gehoord, ${listed(spans)}. ` +
    `${n === 1 ? 'Die telt' : 'Die tellen'} als tijd, omdat de klok van de borstel zelf doorliep${zones ? ', en niet voor een zone' : ''}.`,
  holesMany: (n, spans) => `${first(n)} seconden, in ${count(spans)} gaten, zijn niet gehoord. Die tellen als tijd, omdat de klok van de borstel zelf doorliep.`,
  hole: (from, to) => `van ${from} tot ${to}`,
  unnamedSource: 'Een bron zonder naam',

  recordTitle: 'Het geheugen van het handvat',
  recordStarted: 'Begonnen',
  recordBrushed: 'Gepoetst',
  tooHardTitle: 'Te hard',
  itsScore: 'Zijn score',
  colHandle: 'Handvat',
  notHeardAtAll: 'niet gehoord',
  recordAgrees: 'Ze zijn het eens, dus geldt de lengte van het handvat. Hoe zijn klok loopt, is nu ook bekend.',
  recordAlone: 'Niemand heeft deze poetsbeurt gehoord. Hij staat hier omdat het handvat hem heeft onthouden.',

  details: 'Wat er nog bekend is',
  brush: 'Borstel',
  known: 'Hoe dit bekend is',
  knownAs: (how) => (how === 'timed' ? 'De timer van de coach telde mee' : 'Iemand heeft het achteraf opgeschreven'),
  anyBrush: 'Een die niets zegt',
  theBrush: (name) => `De borstel ${name}`,
  maker: 'Merk',
  battery: 'Batterij',
  target: 'Programma',
  whose: 'Van wie hij is',
  ended: 'Het einde',
  note: 'Notitie',
  how: (how) =>
    how === 'only_brusher'
      ? 'De enige met deze borstel'
      : how === 'handle'
        ? 'Het handvat zei het'
        : how === 'person'
          ? 'Iemand zei het'
          : how === 'entry'
            ? 'Zo ingevuld'
            : how === 'coach'
              ? 'De coach stond voor deze persoon open'
              : 'Nog niet gezegd',
  end: (ended) =>
    ({
      heard: 'Gehoord hoe hij stopte',
      reconstructed: 'Afgeleid uit wat het laatst is gehoord',
      reported: 'Uit het geheugen van het handvat',
      cut_off: '90 s lang niets meer gehoord',
    })[ended] ?? ended,
  routine: (length, sectors) => (sectors > 0 ? `${length} in ${sectors === 1 ? 'één deel' : `${count(sectors)} delen`}` : length),
  percent: (n) => `${n}%`,

  map: 'Waar het was',
  mapSays: (measured) => `Seconden in elk van ${measured} gemeten zones, getekend zoals een tandarts de mond ziet.`,
  rightSide: 'Rechts',
  leftSide: 'Links',
  zone: (place, n) => (n === undefined ? `${place}: niet gemeten` : `${place}: ${Math.round(n)} s`),
  face: faceWords,
  place: (place) => capital(placeWords(place)),
  placeShort: (place) =>
    ({ 'upper-right': 'RB', 'upper-front': 'VB', 'upper-left': 'LB', 'lower-left': 'LO', 'lower-front': 'VO', 'lower-right': 'RO' })[place] ?? place,
}
