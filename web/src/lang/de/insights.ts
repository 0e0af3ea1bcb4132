import { clockOfMinutes, duration, fullDate } from '@/lib/time'
import { capital, figure } from '@/lib/words'
import type { Words } from '../features'
import { zoneWords } from './small'
import { whose } from './words'

/** A place as finely as the brush tells it: of so many. */
function placeOf(zone: string, of: number): string {
  if (of === 2) return zone.startsWith('upper') ? 'der Oberkiefer' : 'der Unterkiefer'
  const [place = '', face = ''] = zoneWords(zone).split(', ')
  return of <= 6 ? place : `${place}, ${face}`
}

/** The same in a sentence about what is done there. */
const there = (zone: string, of: number) => (of > 6 ? `${placeOf(zone, of).replace('Kauflächen', 'auf den Kauflächen')},` : placeOf(zone, of))

const s = (n: number) => figure(n < 9.95 ? n : Math.round(n), { maximumFractionDigits: 1 })
const percent = (part: number) => `${figure(100 * part, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} %`
const brushings = (n: number) => (n === 1 ? '1 Putzrunde' : `${n} Putzrunden`)

export const insights: Words<'insights'> = {
  title: 'Übersicht',
  titleOf: (name) => `Übersicht, ${name}`,
  waiting: 'Einen Moment',
  trouble: 'Das lässt sich gerade nicht zeigen',
  again: 'Noch einmal versuchen',
  period: 'Zeitraum',
  weeks: (n) => (n === 52 ? 'Jahr' : `${n} Wochen`),
  whose: 'Von wem',
  report: 'Bericht für die Praxis',
  toToday: 'Zu Heute',
  toHouse: 'Zum Haus',
  nobody: 'Hier ist noch niemand',
  nobodyWhy: 'Nimm unter „Haus“ dazu, wer hier putzt.',
  empty: 'Noch nichts hier. Die erste Putzrunde erscheint von selbst.',
  emptyPeriod: (name) => `In dieser Zeit war von ${name} nichts zu hören. In einem längeren Zeitraum ist vielleicht etwas.`,

  heading: (name, d) => {
    const map = d.maps[0]
    switch (d.finding) {
      case 'nothing_yet':
        return 'Noch nichts hier.'
      case 'few_yet':
        return `Die ersten Putzrunden von ${name} sind da.`
      case 'zone_least':
        return map ? `${capital(there(map.least.zone, map.zones))} wird bei ${name} am kürzesten geputzt.` : `${name} putzt gleichmäßig.`
      case 'too_hard':
        return `${whose(name)} Bürste sagt oft „zu fest“.`
      case 'ends_early':
        return `Die Hälfte von ${whose(name)} Putzrunden endet bei ${duration(d.total.median_s ?? 0)} oder davor.`
      case 'evenings_open':
        return `Bei ${name} sind es die Abende, die offen bleiben.`
      case 'mornings_open':
        return `Bei ${name} sind es die Morgen, die offen bleiben.`
      case 'slots_open':
        return `${name} hat zu ${d.total.kept.kept} von ${d.total.kept.planned} geplanten Zeiten geputzt.`
      case 'time_reached':
        return `${name} putzt an den meisten Tagen lange genug.`
      default:
        return `${name} putzt gleichmäßig.`
    }
  },

  mapTitle: 'Sekunden je Putzrunde, nach Ort',
  mapSays: (name, zones, n) => `Karte des Mundes von ${name}: ${zones} Orte, aus ${n === 1 ? '1 Putzrunde' : `${n} Putzrunden`}`,
  mapNone: 'Karte des Mundes: Nichts wurde gemessen',
  none: 'keine',
  scaleOf: 'Sekunden je Putzrunde',
  full: (n) => `${Math.round(n)} s`,
  right: 'Rechts',
  left: 'Links',
  chewing: 'kauen',
  zone: (zone, of, n) => (n === undefined ? `${capital(placeOf(zone, 16))}: nicht gemessen` : `${capital(placeOf(zone, of))}: ${s(n)} s`),
  zoneName: (zone, of) => capital(placeOf(zone, of)),
  seconds: (n) => `${s(n)} s`,
  fairSays: 'eines gleichen Anteils',
  share: (n) => `${Math.round(n * 100)} %`,
  mapOf: (zones) => (zones === 2 ? 'Nach Kiefer' : `${zones} Zonen`),
  mapWhich: 'Welche Bürsten',
  measured: (zones, n, all) =>
    (zones === 2 ? 'Nach Kiefer gesagt' : `In ${zones} Zonen gemessen`) +
    (n === all
      ? all === 1
        ? ', in 1 Putzrunde.'
        : `, in allen ${all} Putzrunden.`
      : `, in ${n} von ${all} Putzrunden. ${all - n === 1 ? 'Die andere hatte keine oder andere und ist' : `Die anderen ${all - n} hatten keine oder andere und sind`} weggelassen, nicht geraten.`),
  unsure: 'Gestrichelt: Das sagt die Bürste nur ungefähr.',
  drawn: 'Gezeichnet, wie man den Mund in der Zahnarztpraxis sieht.',
  noZones: 'Diese Bürste misst keine Zonen, darum sind keine zu sehen.',

  leastTitle: (zone, of, n) => `${capital(placeOf(zone, of))}: etwa ${s(n)} s`,
  leastWhy: (fair) => `Ein gleicher Anteil wären ${s(fair)} s. Ab und zu dort anzufangen gleicht es aus.`,
  evenTitle: 'Jeder Ort bekommt seinen Anteil',
  evenWhy: (half, of) => `${half} von ${of} Orten bekommen wenigstens die Hälfte eines gleichen Anteils.`,
  timeTitle: (d) => {
    const plan = duration(d.person.usual_target_s)
    const share = d.total.brushings > 0 ? d.total.reached / d.total.brushings : 0
    return share >= 0.6 ? `${plan}, an den meisten Tagen` : share >= 0.3 ? `${plan}, an manchen Tagen` : `Meist ${duration(d.total.median_s ?? 0)}`
  },
  timeWhy: (d) => {
    const plan = duration(d.person.usual_target_s)
    const short = d.person.usual_target_s - Math.round(d.total.median_s ?? 0)
    if (d.total.reached * 3 < d.total.brushings && short > 0) return `Meist ${short} s kürzer als die geplanten ${plan}.`
    return `${d.total.reached} von ${brushings(d.total.brushings)} ${d.total.reached === 1 ? 'kam' : 'kamen'} auf die geplanten ${plan}.`
  },
  heardTitle: 'Wie viel zu hören war',
  heard: (heard, of) => `${percent(heard / of)} der Sekunden, in denen Bürsten liefen. Was nicht gehört wurde, zählt als Zeit und zu keiner Zone.`,
  heardNothing: 'Nichts musste gehört werden: Was hier ist, hat die Bürste selbst aufgezeichnet, eine Uhr gezählt oder jemand notiert.',
  hardTitle: (n) => `Je Putzrunde ${s(n)} s zu fest`,
  hardWhy: '„Zu fest“ sagt die Bürste selbst; es ist keine gemessene Kraft.',

  time: 'Zeit',
  coverage: 'Abdeckung',
  pressure: 'Druck',
  kept: 'Nach Plan geputzt',
  points: (n, of) => `${Math.round(n)} von ${of}`,
  keptOf: (k) => `${k.kept} von ${k.planned}`,
  noFigure: 'noch keine',
  planOf: (seconds) => `gepunktet: der Plan, ${duration(seconds)}`,
  planAll: 'gepunktet: alle',
  coverageNow: (v) => (v === undefined ? '' : `${Math.round(v * 100)} % der Zonen bekamen die Hälfte ihres Anteils`),
  hardNow: (v) => (v === undefined ? '' : `${s(v)} s zu fest`),
  mendedNow: (n) => (n === 0 ? '' : n === 1 ? 'einmal geflickt' : `${n}-mal geflickt`),
  notTold: 'Keine Bürste dieser Zeit sagt es.',
  trendSays: (name, values, from, to) => `${name}, vom ${fullDate(from)} bis zum ${fullDate(to)}: ${values.join('; ')}`,
  trendTable: 'Die Verläufe als Tabelle',
  weekOf: 'Ab',
  many: 'Putzrunden',
  score: 'Wertung',
  asTable: 'Als Tabelle',
  asChart: 'Als Bild',
  dash: '–',

  clockTitle: (name) => `Wann ${name} putzt`,
  clockSays: (name, n) => `Die Uhrzeit von ${brushings(n)} von ${name}`,
  spread: (slot, from, to) => `Die Hälfte der ${slot === 'morning' ? 'Morgen' : 'Abende'} liegt zwischen ${clockOfMinutes(from)} und ${clockOfMinutes(to)} Uhr.`,
  day: 'Tag',
  morning: 'Morgen',
  evening: 'Abend',

  head: (days, of) => `Bürstenkopf: ${days} von ${of} Tagen`,
  headOf: (brush) => brush,
  headUsed: (seconds) => {
    const m = Math.round(seconds / 60)
    return m < 60 ? `Damit wurde etwa ${m} min geputzt.` : `Damit wurde etwa ${Math.floor(m / 60)} h ${m % 60} min geputzt.`
  },
  headDue: (days, date) => (days > 0 ? `Etwa am ${date} ist ein neuer dran.` : `Etwa am ${date} war ein neuer dran.`),
  headSays: (days, of) => `Bürstenkopf, ${days} von ${of} Tagen`,
  headUnknown: 'Wie alt ist der Bürstenkopf?',
  headUnknownWhy: 'Niemand hat gesagt, wann er gewechselt wurde. Die meisten Zahnarztpraxen raten zu drei Monaten.',
  headChanged: 'Ich habe ihn gewechselt',
  headToday: 'Er ist heute neu',
  headSaid: 'Notiert. Drei Monate ab heute.',
  aBrush: 'Die Bürste',

  sum7: (k) => `${k.kept} von ${k.planned}`,
  sum7Says: (k) => (k.mended > 0 ? `geplanten Zeiten in 7 Tagen geputzt, ${k.mended} weitere geflickt` : 'geplanten Zeiten in 7 Tagen geputzt'),
  sum30Says: (k) => (k.mended > 0 ? `in 30 Tagen geputzt, ${k.mended} weitere geflickt` : 'in 30 Tagen geputzt'),
  usualMorning: 'morgens üblich',
  usualEvening: 'abends üblich',
  stepRange: (step) => fullDate(step.from),
  cut: 'Es gibt mehr Putzrunden, als sich auf einmal zählen lassen: Die ältesten dieses Zeitraums sind weggelassen.',
}
