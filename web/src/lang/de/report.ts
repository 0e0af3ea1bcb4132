import { daysBetween, duration, fullDate, later } from '@/lib/time'
import { figure } from '@/lib/words'
import type { Words } from '../features'

const days = (n: number) => (n === 1 ? '1 Tag' : `${n} Tage`)
const brushings = (n: number) => (n === 1 ? '1 Putzrunde' : `${n} Putzrunden`)
const percent = (part: number) => `${figure(100 * part, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} %`

function tells(b: { zones?: unknown; pressure?: unknown }): string {
  if (b.zones && b.pressure) return 'Zonen und Druck'
  if (b.zones) return 'Zonen, kein Druck'
  return b.pressure ? 'Druck, keine Zonen' : 'weder Zonen noch Druck'
}

export const report: Words<'report'> = {
  title: 'Bericht für die Zahnarztpraxis',
  waiting: 'Einen Moment',
  trouble: 'Dieser Bericht lässt sich gerade nicht zeigen',
  again: 'Noch einmal versuchen',
  back: 'Zurück',
  print: 'Drucken',
  pdf: 'PDF',
  pdfNot: '',
  share: 'Teilen …',
  other: 'Für Programme',
  fhir: 'FHIR-Bündel',
  csv: 'Tabelle (CSV)',
  period: 'Zeitraum',
  last: (n) => (n === 52 ? 'Jahr' : `${n} Wochen`),
  own: 'Eigene Tage',
  from: 'Von',
  to: 'Bis',
  writtenForField: 'Geschrieben für',
  writtenForHint: 'Etwa Dr. Okafor. Kann leer bleiben.',

  heading: (name) => (name ? `Putzbericht, ${name}` : 'Putzbericht'),
  span: (from, to) => `${fullDate(from)} bis ${fullDate(to)}, ${days(daysBetween(from, to))}.`,
  born: (year) => (year ? `Geboren ${year}.` : ''),
  writtenFor: (receiver) => (receiver ? `Geschrieben für ${receiver}.` : ''),
  kept: (k) => (k.planned > 0 ? `${k.kept} von ${k.planned}` : 'keine'),
  keptSays: 'geplanten Putzrunden',
  length: (median) => (median === undefined ? 'keine' : duration(median)),
  lengthSays: (target) => `mittlere Länge (Median), Plan ${duration(target)}`,
  half: (d) => (d.maps[0] ? `${d.maps[0].half} von ${d.maps[0].zones}` : 'nicht gemessen'),
  halfSays: 'Zonen mit der Hälfte ihres Anteils',
  hard: (share) => (share === undefined ? 'nicht gemessen' : percent(share)),
  hardSays: 'der Zeit „zu fest“',
  mapTitle: 'Sekunden je Putzrunde',
  mapSays: (n) => `Karte des Mundes, aus ${brushings(n)}`,
  mapNone: 'Karte des Mundes: Nichts wurde gemessen',
  right: 'Rechts im Mund',
  left: 'Links im Mund',
  sideRight: 'Rechts',
  sideLeft: 'Links',
  chewing: 'kauen',
  zone: (place, n) => (n === undefined ? `${place}: nicht gemessen` : `${place}: ${Math.round(n)} s`),
  byZone: 'Nach Zone, Sekunden',
  outer: 'außen',
  inner: 'innen',
  place: (id) =>
    ({ 'upper-right': 'Oben rechts', 'upper-front': 'Oben vorn', 'upper-left': 'Oben links', 'lower-left': 'Unten links', 'lower-front': 'Unten vorn', 'lower-right': 'Unten rechts', upper: 'Oberkiefer', lower: 'Unterkiefer' })[id] ?? id,
  noFigure: '–',
  fromAll: (n, all) =>
    n === all ? (all === 1 ? 'Aus 1 Putzrunde.' : `Aus allen ${all} Putzrunden.`) : `Aus ${n} von ${all} Putzrunden. Die anderen maßen keine oder andere Zonen und sind weggelassen.`,
  coarse: (zones) =>
    ({
      2: 'Die Bürste sagt nur ganze Kiefer.',
      4: 'Die Bürste sagt Viertel: Jede Fläche eines Viertels hat die Sekunden des Viertels.',
      6: 'Die Bürste sagt Sextanten: Jede Fläche eines Sextanten hat die Sekunden des Sextanten.',
      8: 'Die Bürste sagt Viertel, außen und innen getrennt; vorn steht das Mittel aus zweien.',
    })[zones] ?? '',
  noZones: 'Keine Bürste dieses Zeitraums hat Zonen gemessen. Was schraffiert ist, wurde nicht gemessen.',
  habit: 'Gewohnheit',
  colKept: 'geputzt',
  colUsual: 'übliche Zeit',
  colLength: 'Länge',
  morning: 'Morgen',
  evening: 'Abend',
  none: 'keine',
  lengths: 'Länge jeder Putzrunde',
  lengthsSay: (n, target) => `Länge von ${brushings(n)}, verglichen mit dem Plan von ${duration(target)}`,
  lengthsWhy: (target) => `Gepunktet: der Plan, ${duration(target)}. Blass: kürzer. Lücke: nichts gehört.`,
  source: 'Quelle.',
  sources: (d) => {
    const used = d.brushes.filter((b) => b.brushings > 0)
    if (used.length === 0) return 'In diesem Zeitraum war nichts zu hören.'
    const each = used.map((b) =>
      b.entry ? `${brushings(b.brushings)}, von einer Uhr gezählt oder notiert` : `${[b.maker, b.model].filter(Boolean).join(' ') || 'eine Bürste'} (${tells(b)}): ${brushings(b.brushings)}`,
    )
    const all = each.join('; ')
    return `${all.charAt(0).toUpperCase()}${all.slice(1)}.${d.total.of_s > 0 ? ` ${percent(d.total.heard_s / d.total.of_s)} aller gemessenen Sekunden waren zu hören.` : ''}`
  },
  head: 'Bürstenkopf.',
  headSays: (since, lasts) => `Gewechselt am ${fullDate(since)}. Der nächste ist etwa am ${fullDate(later(since, lasts))} dran.`,
  pressure: 'Druck',
  pressureSays: (told) => (told ? 'ist die Stufe, die die Bürste selbst sagt, keine gemessene Kraft.' : 'wurde nicht gemessen.'),
  limits: 'Grenzen.',
  limitsSay: (made) => `Gemessen mit Geräten für den Hausgebrauch. Der Bericht informiert; er stellt keine Diagnose. Wertung v1, Enamel, erstellt am ${made}.`,
  cut: 'Es gab mehr Putzrunden, als ein Bericht fasst: Die ältesten sind weggelassen.',
  made: (day, time) => `${day}, ${time}`,

  shareTitle: 'Diesen Bericht teilen',
  shareWhy: (name) => `Wer den Link hat, liest diese eine Seite über ${name}, ohne Konto, bis er abläuft oder du ihn zurücknimmst. Sonst ist damit nichts von diesem Zuhause zu sehen.`,
  receiver: 'Für wen ist er?',
  receiverHint: 'Etwa Dr. Okafor. Es steht auf dem Bericht.',
  lasts: 'Er ist offen für',
  lastsDays: (n) => days(n),
  named: 'Name',
  namedYes: (name) => `„${name}“ nennen`,
  namedNo: 'Keinen Namen nennen',
  namedNoWhy: 'Kein Name und kein Geburtsjahr',
  agree: 'Wozu du zustimmst',
  agreed: 'Ich stimme zu',
  makeLink: 'Link erstellen',
  made1: 'Der Link ist fertig',
  once: 'Er ist nur jetzt zu sehen. Ist er weg, erstellst du einen neuen.',
  close: 'Schließen',
  links: 'Per Link geteilt',
  link: (l) => `${l.receiver}: ${fullDate(l.from)} bis ${fullDate(l.to)}`,
  linkState: (l, ends, viewed) =>
    `${l.revoked_at ? 'Zurückgenommen' : !l.open ? 'Abgelaufen' : `Offen bis ${ends}`}. ${l.views === 0 ? 'Niemand hat hineingeschaut.' : `${l.views === 1 ? 'Einmal' : `${l.views}-mal`} angesehen, zuletzt ${viewed}.`}`,
  revoke: 'Zurücknehmen',
  revokeOf: (receiver) => `Den Link für ${receiver} zurücknehmen`,

  lentTitle: 'Putzbericht',
  lentUntil: (day) => `Von einer Familie verliehen. Diese Seite ist offen bis ${day}.`,
  lentGone: 'Dieser Link öffnet nichts',
  lentGoneWhy: 'Vielleicht ist er abgelaufen oder zurückgenommen, oder unterwegs ging ein Stück der Adresse verloren. Bitte den Menschen, von dem du ihn hast, um einen neuen.',
  lentBusy: 'Zu viele Versuche',
  lentBusyWhy: 'Warte einen Moment und lade die Seite dann neu.',
  lentLoading: 'Der Bericht wird geöffnet',
}
