import { duration } from '@/lib/time'
import type { Words } from '../features'
import { whose } from './words'

export const shell: Words<'shell'> = {
  waiting: 'Einen Moment',
  skip: 'Zum Inhalt',
  main: 'Hauptmenü',
  today: 'Heute',
  history: 'Verlauf',
  brushes: 'Bürsten',
  house: 'Haus',
  homes: 'Welches Zuhause',
  again: 'Noch einmal versuchen',
  troubleTitle: 'Keine Antwort',
  troubleHeading: 'Das Haus antwortet nicht.',
  silent: 'Nichts ist verloren',
  offline: (at) => `Du bist offline. Was du siehst, ist von ${at}; was du tust, wird später gesendet.`,
  lost: (at) => `Das Haus antwortet nicht. Was du siehst, ist von ${at}; was du tust, wird später gesendet.`,
  renewal: 'Ein neues Enamel ist da.',
  renew: 'Übernehmen',
  waits: (n) => (n === 1 ? 'Eine Änderung wartet darauf, gesendet zu werden.' : `${n} Änderungen warten darauf, gesendet zu werden.`),
  asks: (n) => (n === 1 ? 'Eine Änderung braucht dich.' : `${n} Änderungen brauchen dich.`),
  see: 'Ansehen',
  close: 'Schließen',
  waitsTitle: 'Was wartet',
  waitsWhy: 'Es liegt auf diesem Gerät und wird in dieser Reihenfolge gesendet, sobald das Haus antwortet.',
  waitsNone: 'Nichts wartet mehr. Alles ist gesendet.',
  tryNow: 'Jetzt versuchen',
  since: (at) => `Seit ${at}`,
  discard: 'Verwerfen',
  discardOf: (what) => `Verwerfen: ${what}`,
  discardSure: 'Verwerfen? Niemand kann es zurückholen.',
  discardYes: 'Ja, verwerfen',
  discardNo: 'Behalten',
  tryAgain: 'Noch einmal versuchen',
  refused: (why) => `Das Haus hat es nicht angenommen: ${why}`,
  clashTitle: (by) => (by ? `${by} hat dasselbe inzwischen geändert.` : 'Jemand anderes hat dasselbe inzwischen geändert.'),
  clashOther: 'Es ist nicht mehr, wie es war.',
  clashNow: (field, value) => `${field}: jetzt ${value}`,
  mine: 'Meins behalten',
  theirs: 'Das andere nehmen',
  nothing: 'nichts',
  yes: 'ja',
  no: 'nein',
  somebody: 'Jemand',
  editWho: (name) => `Es war ${name}`,
  editGuest: 'Es war ein Gast',
  editNobody: 'Es war niemand, der hier wohnt',
  editNote: 'Eine Notiz zu einer Putzrunde',
  editDelete: 'Eine Putzrunde löschen',
  editNoted: (name, length, at) => `${name} hat ${length} lang geputzt, ${at}`,
  editPerson: (name) => `Änderungen an ${name}`,
  editBrush: (name) => `Änderungen an der Bürste ${name}`,
  editTimer: 'Eine Putzrunde mit dem Coach',
  editOther: 'Eine Änderung',
  field: (k) =>
    ({
      name: 'Name',
      glaze: 'Farbe',
      milk_teeth: 'Milchzähne',
      target_s: 'Wie lange',
      grow: 'Wachsen',
      morning: 'Morgen geplant',
      evening: 'Abend geplant',
      note: 'Notiz',
      person_id: 'Wer geputzt hat',
      guest: 'Ein Gast',
      model: 'Modell',
      people: 'Wer sie benutzt',
      birth_year: 'Geboren',
      order: 'Platz',
    })[k] ?? 'Eine Einstellung',
  nowhereTitle: 'Diese Seite gibt es nicht.',
  nowhere: 'Unter dieser Adresse wohnt nichts',
  toToday: 'Zu Heute',
}

export const trouble: Words<'trouble'> = {
  silent: 'Das Haus antwortet nicht. Was du siehst, bleibt; versuch es gleich noch einmal.',
  wait: (s) => `Zu viele Versuche. Warte ${s} Sekunden und versuch es dann noch einmal.`,
  busy: 'Das Haus ist beschäftigt. Nichts wurde geändert; versuch es gleich noch einmal.',
  refused: 'Das darfst du hier nicht.',
  gone: 'Das ist nicht mehr hier.',
  other: 'Das hat nicht geklappt. Nichts wurde geändert.',
}

export const edit: Words<'edit'> = {
  title: 'Jemand anderes hat das inzwischen geändert.',
  now: (label, value) => `${label}: jetzt ${value}`,
  other: 'Was du selbst geändert hast, ist, wie es war.',
  empty: 'nichts',
  mine: 'Meins behalten',
  theirs: 'Das andere nehmen',
}

export const removal: Words<'removal'> = {
  title: 'Jemand anderes hat das inzwischen geändert.',
  now: (label, value) => `${label}: jetzt ${value}`,
  other: 'Sieh es dir noch einmal an, bevor du es entfernst.',
  mine: 'Trotzdem entfernen',
  theirs: 'So lassen',
}

export const waits: Words<'waits'> = { waits: 'Wartet aufs Senden' }

export const origin: Words<'origin'> = {
  timed: 'Vom Coach gestoppt',
  noted: 'Von Hand notiert',
}

export const device: Words<'device'> = {
  title: 'Dieses Gerät',
  theme: 'Hell oder dunkel',
  themes: (t) => ({ system: 'Wie das Gerät', light: 'Hell', dark: 'Dunkel' })[t] ?? t,
  contrast: 'Kontrast',
  contrasts: (c) => ({ system: 'Wie das Gerät', more: 'Stark', normal: 'Wie gezeichnet' })[c] ?? c,
  language: 'Sprache',
  languageWhy: 'Deine, auf jedem Gerät, an dem du dich anmeldest.',
  asBrowser: 'Wie im Browser eingestellt',
}

export const apidocs: Words<'apidocs'> = {
  title: 'API',
  heading: 'Die API',
  what: 'Alles, was diese App tut, geht durch diese Aufrufe. Was du hier ausprobierst, geschieht wirklich: in deinem Namen, in diesem Zuhause.',
  document: 'Die Beschreibung als Datei',
  waiting: 'Die Beschreibung wird gelesen',
  broken: 'Die Beschreibung ließ sich nicht lesen.',
}

export const play: Words<'play'> = {
  title: 'Spielen',
  waiting: 'Einen Moment',
  heading: 'Wer putzt?',
  start: (name) => `${whose(name)} Uhr starten`,
  out: 'Für Erwachsene',
  pinTitle: 'PIN',
  pinSo: (n) => (n === 1 ? '1 Ziffer' : `${n} Ziffern`),
  pinWrong: 'Das ist nicht die PIN.',
  clear: 'Letzte Ziffer zurücknehmen',
  go: 'Spielen beenden',
  close: 'Schließen',
}

export const live: Words<'live'> = {
  title: 'Live',
  waiting: 'Diese Putzrunde wird gesucht',
  notFound: 'Diese Putzrunde ist nicht mehr hier.',
  notFoundWhy: 'Jemand hat sie herausgenommen, oder sie wurde hier nie aufbewahrt.',
  again: 'Noch einmal versuchen',
  toToday: 'Zu Heute',
  brushing: (name) => `${name} putzt.`,
  pausing: (name) => `${name} macht Pause.`,
  done: (s, word) => (word ? `${duration(s)}, ${word}` : duration(s)),
  somebody: 'Jemand',
  guest: 'Ein Gast',
  coach: 'Coach',
  of: (s) => `von ${duration(s)}`,
  span: (from, to) => `${from} bis ${to}`,
  since: (at) => `Seit ${at}`,
  timer: 'Bisher geputzt',
  heard: 'Gehört',
  heardEnds: (stop) => (stop ? 'Anfang und Ende' : 'Der Anfang'),
  heardOf: (h, d) => `${h} von ${d} s`,
  mode: 'Modus',
  brush: 'Mit',
  by: 'Von',
  byUnknown: 'noch niemandem',
  battery: 'Akku',
  percent: (n) => `${n} %`,
  pressure: 'Druck',
  pressureSay: (high) => (high === undefined ? 'Diese Bürste sagt nichts über den Druck.' : high === 0 ? 'Bisher nie zu fest.' : `Die Bürste sagte ${high} s lang „zu fest“.`),
  trace: (high, s) => (high === undefined ? `Gehörte Sekunden, von ${s}` : `Druck: ${high} von ${s} Sekunden zu fest`),
  quiet: (s) => `Seit ${s} s nichts gehört. Die Uhr wartet.`,
  mouth: 'Der Mund',
  noZones: 'Diese Bürste misst keine Zonen, darum sind keine zu sehen.',
  noZonesLabel: 'Karte des Mundes. Diese Bürste misst nichts davon.',
  zonesLabel: 'Karte des Mundes mit den Sekunden, die in jeder Zone gemessen wurden.',
  right: 'Rechts',
  left: 'Links',
  chewing: 'kauen',
  zone: (z, s) => `${zoneWords(z)}: ${s === undefined ? 'nicht gemessen' : `${s} s`}`,
  pacer: 'Taktgeber',
  pacerWhy: 'Der Taktgeber ist eine Uhr, kein Ort.',
  pacerAt: (n, of) => (of === 4 ? `${n}. Viertel von vier` : `Teil ${n} von ${of}`),
  pacerPart: (n, from, to) => `${n}: ${duration(from)} bis ${duration(to)}`,
  whoIsIt: 'Wer ist es?',
  ended: 'Die Bürste ist wieder im Becher.',
  endedCut: 'Danach war nichts mehr zu hören, also endet es hier. Was spät kommt, wird noch ergänzt.',
  every: 'Jede Sekunde ansehen',
  spoken: (name, s, target) => `${name}, ${duration(s)} von ${duration(target)}`,
}

const side: Record<string, string> = { 'upper-right': 'oben rechts', 'upper-front': 'oben vorn', 'upper-left': 'oben links', 'lower-left': 'unten links', 'lower-front': 'unten vorn', 'lower-right': 'unten rechts' }

const face: Record<string, string> = { outer: 'außen', inner: 'innen', chewing: 'Kauflächen' }

/** A zone's id in words: upper-right-outer as „oben rechts, außen“. */
export function zoneWords(zone: string): string {
  const cut = zone.lastIndexOf('-')
  return `${side[zone.slice(0, cut)] ?? zone.slice(0, cut)}, ${face[zone.slice(cut + 1)] ?? zone.slice(cut + 1)}`
}

export const once: Words<'once'> = { copy: 'Kopieren', copied: 'Kopiert', done: 'Fertig', qr: 'QR-Code des Links', close: 'Schließen' }
