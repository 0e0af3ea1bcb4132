import { clockOfMinutes, daysBetween, duration, fullDate, later } from '@/lib/time'
import { figure } from '@/lib/words'
import type { Words } from '../features'
import { faceWords, placeWords } from './small'

/** Een plek zo fijn als de borstel hem noemt: één van zoveel. */
function placeOf(zone: string, of: number): string {
  const cut = zone.lastIndexOf('-')
  if (of === 2) return placeWords(zone.startsWith('upper') ? 'upper' : 'lower')
  const place = placeWords(zone.slice(0, cut))
  return of <= 6 ? place : `${place}, ${faceWords(zone.slice(cut + 1))}`
}

/** Dezelfde plek midden in een zin, met voorzetsel: ‘bij de voortanden boven, aan de binnenkant’. */
function atPlace(zone: string, of: number): string {
  const cut = zone.lastIndexOf('-')
  if (of === 2) return zone.startsWith('upper') ? 'in de bovenkaak' : 'in de onderkaak'
  const id = zone.slice(0, cut)
  const place = id.endsWith('front') ? `bij de ${placeWords(id)}` : placeWords(id)
  return of <= 6 ? place : `${place} ${{ outer: 'aan de buitenkant', inner: 'aan de binnenkant', chewing: 'op het kauwvlak' }[zone.slice(cut + 1)] ?? ''}`
}

const decimals = (n: number, digits: number) => figure(n, { minimumFractionDigits: digits, maximumFractionDigits: digits })
const s = (n: number) => (n < 9.95 ? figure(n, { maximumFractionDigits: 1 }) : String(Math.round(n)))
const brushings = (n: number) => (n === 1 ? '1 poetsbeurt' : `${n} poetsbeurten`)
const days = (n: number) => (n === 1 ? '1 dag' : `${n} dagen`)

export const insights: Words<'insights'> = {
  title: 'Inzichten',
  titleOf: (name) => `Inzichten, ${name}`,
  waiting: 'Een ogenblik',
  trouble: 'Dit is nu even niet te tonen',
  again: 'Opnieuw proberen',
  period: 'Periode',
  weeks: (n) => (n === 52 ? 'Jaar' : `${n} weken`),
  whose: 'Van wie',
  report: 'Tandartsverslag',
  toToday: 'Naar vandaag',
  toHouse: 'Naar Huis',
  nobody: 'Hier is nog niemand',
  nobodyWhy: 'Voeg bij Huis toe wie hier poetst.',
  empty: 'Hier is nog niets. De eerste poetsbeurt verschijnt vanzelf.',
  emptyPeriod: (name) => `In deze tijd is van ${name} niets gehoord. In een langere periode staat misschien iets.`,

  heading: (name, d) => {
    const map = d.maps[0]
    switch (d.finding) {
      case 'nothing_yet':
        return 'Hier is nog niets.'
      case 'few_yet':
        return `De eerste poetsbeurten van ${name} zijn er.`
      case 'zone_least':
        return map?.least ? `${name} poetst het kortst ${atPlace(map.least.zone, map.zones)}.` : `${name} poetst gelijkmatig.`
      case 'too_hard':
        return `De borstel van ${name} zegt vaak ‘te hard’.`
      case 'ends_early':
        return `De helft van de poetsbeurten van ${name} duurt ${duration(d.total.median_s ?? 0)} of korter.`
      case 'evenings_open':
        return `Bij ${name} blijven vooral de avonden open.`
      case 'mornings_open':
        return `Bij ${name} blijven vooral de ochtenden open.`
      case 'slots_open':
        return `${name} heeft ${d.total.kept.kept} van de ${d.total.kept.planned} geplande keren gepoetst.`
      case 'time_reached':
        return `${name} poetst lang genoeg, de meeste dagen.`
      default:
        return `${name} poetst gelijkmatig.`
    }
  },

  mapTitle: 'Seconden per poetsbeurt, per plek',
  mapSays: (name, zones, n) => `Mondkaart van ${name}: ${zones} plekken, in ${brushings(n)}`,
  mapNone: 'Mondkaart: er is niets gemeten',
  none: 'geen',
  scaleOf: 'seconden per poetsbeurt',
  full: (n) => `${Math.round(n)} s`,
  right: 'Rechts',
  left: 'Links',
  chewing: 'kauwvlak',
  zone: (zone, of, n) => (n === undefined ? `${placeOf(zone, 16)}: niet gemeten` : `${placeOf(zone, of)}: ${s(n)} s`),
  zoneName: placeOf,
  seconds: (n) => `${s(n)} s`,
  fairSays: 'van een eerlijk deel',
  share: (n) => `${Math.round(n * 100)}%`,
  mapOf: (zones) => (zones === 2 ? 'Per kaak' : `${zones} zones`),
  mapWhich: 'Welke borstels',
  measured: (zones, n, all) =>
    (zones === 2 ? 'Per kaak gezegd' : `Gemeten in ${zones} zones`) +
    (n === all
      ? `, in alle ${brushings(all)}.`
      : `, in ${n} van de ${brushings(all)}. De andere ${all - n} hadden er geen, of andere; die tellen niet mee en worden niet geraden.`),
  unsure: 'Streepjeslijn: dit weet de borstel alleen ongeveer.',
  drawn: 'Getekend zoals een tandarts het ziet.',
  noZones: 'Deze borstel meet geen zones, dus er zijn er geen te zien.',

  leastTitle: (zone, of, n) => `Ongeveer ${s(n)} s ${atPlace(zone, of)}`,
  leastWhy: (fair) => `Een eerlijk deel is ${s(fair)} s. Begin daar af en toe, dan trekt het gelijk.`,
  evenTitle: 'Elke plek krijgt zijn deel',
  evenWhy: (half, of) => `${half} van de ${of} plekken krijgen minstens de helft van een eerlijk deel.`,
  timeTitle: (d) => {
    const plan = duration(d.person.usual_target_s)
    const share = d.total.brushings > 0 ? d.total.reached / d.total.brushings : 0
    return share >= 0.6 ? `${plan}, de meeste dagen` : share >= 0.3 ? `${plan}, sommige dagen` : `Meestal ${duration(d.total.median_s ?? 0)}`
  },
  timeWhy: (d) => {
    const short = d.person.usual_target_s - Math.round(d.total.median_s ?? 0)
    return d.total.reached * 3 < d.total.brushings && short > 0
      ? `Meestal ${short} s korter dan de geplande ${duration(d.person.usual_target_s)}.`
      : `${d.total.reached} van de ${brushings(d.total.brushings)} ${d.total.reached === 1 ? 'kwam' : 'kwamen'} tot de geplande ${duration(d.person.usual_target_s)}.`
  },
  heardTitle: 'Hoeveel er is gehoord',
  heard: (heard, of) => `${decimals((100 * heard) / of, 1)}% van de seconden dat borstels liepen. Wat niet gehoord is, telt als tijd en niet voor een zone.`,
  heardNothing: 'Er hoefde niets gehoord te worden: wat hier staat, heeft de borstel zelf onthouden, een timer geteld of iemand opgeschreven.',
  hardTitle: (n) => `Te hard: ${s(n)} s per poetsbeurt`,
  hardWhy: '‘Te hard’ is het woord van de borstel zelf, geen gemeten kracht.',

  time: 'Tijd',
  coverage: 'Dekking',
  pressure: 'Druk',
  kept: 'Gepoetst zoals gepland',
  points: (n, of) => `${Math.round(n)} van ${of}`,
  keptOf: (k) => `${k.kept} van ${k.planned}`,
  noFigure: 'nog geen',
  planOf: (seconds) => `gestippeld: het plan, ${duration(seconds)}`,
  planAll: 'gestippeld: allemaal',
  coverageNow: (v) => (v === undefined ? '' : `${Math.round(v * 100)}% van de zones kreeg de helft`),
  hardNow: (v) => (v === undefined ? '' : `${s(v)} s te hard`),
  mendedNow: (n) => (n === 0 ? '' : n === 1 ? 'nog één hersteld' : `nog ${n} hersteld`),
  notTold: 'Geen borstel uit deze tijd zegt dit.',
  trendSays: (name, values, from, to) => `${name}, van ${fullDate(from)} tot en met ${fullDate(to)}: ${values.join(', ')}`,
  trendTable: 'Het verloop als tabel',
  weekOf: 'Vanaf',
  many: 'Poetsbeurten',
  score: 'Score',
  asTable: 'Als tabel',
  asChart: 'Als grafiek',
  dash: '–',

  clockTitle: (name) => `Wanneer ${name} poetst`,
  clockSays: (name, n) => `Tijdstip van elk van de ${brushings(n)} van ${name}`,
  spread: (slot, from, to) => `De helft van de ${slot === 'morning' ? 'ochtenden' : 'avonden'} valt tussen ${clockOfMinutes(from)} en ${clockOfMinutes(to)}.`,
  day: 'Dag',
  morning: 'Ochtend',
  evening: 'Avond',

  head: (n, of) => `Opzetborstel: dag ${n} van ${of}`,
  headOf: (brush) => brush,
  headUsed: (seconds) => {
    const m = Math.round(seconds / 60)
    return m < 60 ? `Er is ongeveer ${m} min mee gepoetst.` : `Er is ongeveer ${Math.floor(m / 60)} u ${m % 60} min mee gepoetst.`
  },
  headDue: (left, date) => (left > 0 ? `Rond ${date} aan vervanging toe.` : `Rond ${date} was hij aan vervanging toe.`),
  headSays: (n, of) => `Opzetborstel, dag ${n} van ${of}`,
  headUnknown: 'Hoe oud is de opzetborstel?',
  headUnknownWhy: 'Niemand heeft gezegd wanneer hij is vervangen. De meeste tandartsen raden drie maanden aan.',
  headChanged: 'Net vervangen',
  headToday: 'Vandaag nieuw',
  headSaid: 'Genoteerd. Drie maanden vanaf vandaag.',
  aBrush: 'De borstel',

  sum7: (k) => `${k.kept} van ${k.planned}`,
  sum7Says: (k) => (k.mended > 0 ? `geplande keren gepoetst in 7 dagen, nog ${k.mended} hersteld` : 'geplande keren gepoetst in 7 dagen'),
  sum30Says: (k) => (k.mended > 0 ? `gepoetst in 30 dagen, nog ${k.mended} hersteld` : 'gepoetst in 30 dagen'),
  usualMorning: 'gewone ochtendtijd',
  usualEvening: 'gewone avondtijd',
  stepRange: (step) => fullDate(step.from),
  cut: 'Er zijn meer poetsbeurten dan er in één keer geteld kunnen worden: de oudste van deze periode doen niet mee.',
}

function tells(b: { zones?: unknown; pressure?: unknown }): string {
  if (b.zones && b.pressure) return 'zones en druk'
  if (b.zones) return 'zones, geen druk'
  return b.pressure ? 'druk, geen zones' : 'geen zones en geen druk'
}

export const report: Words<'report'> = {
  title: 'Tandartsverslag',
  waiting: 'Een ogenblik',
  trouble: 'Dit verslag is nu even niet te tonen',
  again: 'Opnieuw proberen',
  back: 'Terug',
  print: 'Afdrukken',
  pdf: 'PDF',
  pdfNot: '',
  share: 'Delen…',
  other: 'Voor programma’s',
  fhir: 'FHIR-bundel',
  csv: 'Tabel (CSV)',
  period: 'Periode',
  last: (n) => (n === 52 ? 'Een jaar' : `${n} weken`),
  own: 'Eigen datums',
  from: 'Van',
  to: 'Tot en met',
  writtenForField: 'Geschreven voor',
  writtenForHint: 'Bijvoorbeeld dr. De Vries. Het mag leeg blijven.',

  heading: (name) => (name ? `Poetsverslag, ${name}` : 'Poetsverslag'),
  span: (from, to) => `${fullDate(from)} tot en met ${fullDate(to)}, ${days(daysBetween(from, to))}.`,
  born: (year) => (year ? `Geboren in ${year}.` : ''),
  writtenFor: (receiver) => (receiver ? `Geschreven voor ${receiver}.` : ''),
  kept: (k) => (k.planned > 0 ? `${k.kept} van ${k.planned}` : 'geen'),
  keptSays: 'geplande keren gepoetst',
  length: (median) => (median === undefined ? 'geen' : duration(median)),
  lengthSays: (target) => `mediane lengte, plan ${duration(target)}`,
  half: (d) => (d.maps[0] ? `${d.maps[0].half} van ${d.maps[0].zones}` : 'niet gemeten'),
  halfSays: 'zones met minstens de helft van hun eerlijke deel',
  hard: (share) => (share === undefined ? 'niet gemeten' : `${decimals(100 * share, 1)}%`),
  hardSays: 'van de tijd onder ‘te hard’',
  mapTitle: 'Seconden per poetsbeurt',
  mapSays: (n) => `Mondkaart, uit ${brushings(n)}`,
  mapNone: 'Mondkaart: er is niets gemeten',
  right: 'Rechts van de patiënt',
  left: 'Links van de patiënt',
  sideRight: 'Rechts',
  sideLeft: 'Links',
  chewing: 'kauwvlak',
  zone: (place, n) => (n === undefined ? `${place}: niet gemeten` : `${place}: ${Math.round(n)} s`),
  byZone: 'Per zone, seconden',
  outer: 'buiten',
  inner: 'binnen',
  place: (id) =>
    ({
      'upper-right': 'Rechtsboven',
      'upper-front': 'Bovenfront',
      'upper-left': 'Linksboven',
      'lower-left': 'Linksonder',
      'lower-front': 'Onderfront',
      'lower-right': 'Rechtsonder',
      upper: 'Bovenkaak',
      lower: 'Onderkaak',
    })[id] ?? id,
  noFigure: '–',
  fromAll: (n, all) => (n === all ? `Uit alle ${brushings(all)}.` : `Uit ${n} van de ${brushings(all)}. De andere maten geen zones, of andere, en tellen niet mee.`),
  coarse: (zones) =>
    ({
      2: 'De borstel noemt hele kaken.',
      4: 'De borstel noemt kwadranten: elk vlak van een kwadrant heeft de seconden van het kwadrant.',
      6: 'De borstel noemt sextanten: elk vlak van een sextant heeft de seconden van het sextant.',
      8: 'De borstel noemt kwadranten, buiten en binnen apart; het front is het gemiddelde van twee.',
    })[zones] ?? '',
  noZones: 'Geen borstel uit deze periode mat zones. Wat gearceerd is, is niet gemeten.',
  habit: 'Gewoonte',
  colKept: 'gepoetst',
  colUsual: 'gewone tijd',
  colLength: 'lengte',
  morning: 'Ochtend',
  evening: 'Avond',
  none: 'geen',
  lengths: 'Lengte van elke poetsbeurt',
  lengthsSay: (n, target) => `Lengte van ${brushings(n)} naast het plan van ${duration(target)}`,
  lengthsWhy: (target) => `Gestippeld: het plan, ${duration(target)}. Licht: korter. Leeg: niets gehoord.`,
  source: 'Bron.',
  sources: (d) => {
    const used = d.brushes.filter((b) => b.brushings > 0)
    if (used.length === 0) return 'In deze periode is niets gehoord.'
    const each = used.map((b) =>
      b.entry ? `${brushings(b.brushings)} door een timer geteld of opgeschreven` : `${[b.maker, b.model].filter(Boolean).join(' ') || 'een borstel'} (${tells(b)}): ${brushings(b.brushings)}`,
    )
    return `${each.join('; ')}.${d.total.of_s > 0 ? ` ${decimals((100 * d.total.heard_s) / d.total.of_s, 1)}% van alle gemeten seconden is gehoord.` : ''}`
  },
  head: 'Opzetborstel.',
  headSays: (since, lasts) => `Vervangen op ${fullDate(since)}. Volgende keer rond ${fullDate(later(since, lasts))}.`,
  pressure: 'Druk',
  pressureSays: (told) => (told ? 'is de indeling van de borstel zelf, geen gemeten kracht.' : 'is niet gemeten.'),
  limits: 'Grenzen.',
  limitsSay: (made) => `Gemeten met apparaten voor thuis. Dit informeert; het stelt geen diagnose. Score v1, Enamel, gemaakt op ${made}.`,
  cut: 'Er waren meer poetsbeurten dan in één verslag passen: de oudste doen niet mee.',
  made: (day, time) => `${day}, ${time}`,

  shareTitle: 'Dit verslag delen',
  shareWhy: (name) => `Wie de link heeft, leest deze ene pagina over ${name}, zonder account, tot de link eindigt of jij hem intrekt. Verder is er niets van dit huishouden mee te zien.`,
  receiver: 'Voor wie is het?',
  receiverHint: 'Bijvoorbeeld dr. De Vries. Het komt op het verslag te staan.',
  lasts: 'Te openen gedurende',
  lastsDays: days,
  named: 'Naam',
  namedYes: (name) => `‘${name}’ noemen`,
  namedNo: 'Geen naam noemen',
  namedNoWhy: 'Geen naam en geen geboortejaar',
  agree: 'Waar je mee instemt',
  agreed: 'Ik stem ermee in',
  makeLink: 'Link maken',
  made1: 'De link is klaar',
  once: 'Je ziet hem alleen nu. Wie hem kwijtraakt, krijgt een andere.',
  close: 'Sluiten',
  links: 'Gedeeld met een link',
  link: (l) => `${l.receiver}: ${fullDate(l.from)} tot en met ${fullDate(l.to)}`,
  linkState: (l, ends, viewed) =>
    `${l.revoked_at ? 'Ingetrokken' : !l.open ? 'Verlopen' : `Te openen tot ${ends}`}. ${l.views === 0 ? 'Niemand heeft gekeken.' : `${l.views === 1 ? 'Eén keer bekeken' : `${l.views} keer bekeken`}, het laatst ${viewed}.`}`,
  revoke: 'Intrekken',
  revokeOf: (receiver) => `De link voor ${receiver} intrekken`,

  lentTitle: 'Poetsverslag',
  lentUntil: (day) => `Door een gezin uitgeleend. Deze pagina is te openen tot ${day}.`,
  lentGone: 'Deze link opent niets',
  lentGoneWhy: 'Misschien is hij verlopen of ingetrokken, of is onderweg een stuk van het adres verloren gegaan. Vraag een nieuwe aan wie hem je gaf.',
  lentBusy: 'Te veel pogingen',
  lentBusyWhy: 'Wacht even en laad de pagina dan opnieuw.',
  lentLoading: 'Het verslag wordt geopend',
}
