import { duration } from '@/lib/time'
import { count, ordinal } from '@/lib/words'
import type { Words } from '../features'

export const shell: Words<'shell'> = {
  waiting: 'Een ogenblik',
  skip: 'Naar de inhoud',
  main: 'Hoofdmenu',
  today: 'Vandaag',
  history: 'Geschiedenis',
  brushes: 'Borstels',
  house: 'Huis',
  homes: 'Welk huishouden',
  again: 'Opnieuw proberen',
  troubleTitle: 'Geen antwoord',
  troubleHeading: 'Het huis antwoordt niet.',
  silent: 'Er is niets verloren',
  offline: (at) => `Je bent offline. Wat je ziet is van ${at}; wat je doet, wordt later verstuurd.`,
  lost: (at) => `Het huis antwoordt niet. Wat je ziet is van ${at}; wat je doet, wordt later verstuurd.`,
  renewal: 'Er staat een nieuwe Enamel klaar.',
  renew: 'Bijwerken',
  waits: (n) => (n === 1 ? 'Eén wijziging wacht op verzending.' : `${n} wijzigingen wachten op verzending.`),
  asks: (n) => (n === 1 ? 'Eén wijziging heeft jou nodig.' : `${n} wijzigingen hebben jou nodig.`),
  see: 'Bekijken',
  close: 'Sluiten',
  waitsTitle: 'Wat er wacht',
  waitsWhy: 'Het wordt op dit apparaat bewaard en in deze volgorde verstuurd zodra het huis antwoordt.',
  waitsNone: 'Er wacht niets meer. Alles is verstuurd.',
  tryNow: 'Nu proberen',
  since: (at) => `Sinds ${at}`,
  discard: 'Weggooien',
  discardOf: (what) => `Weggooien: ${what}`,
  discardSure: 'Weggooien? Niemand kan het terughalen.',
  discardYes: 'Ja, weggooien',
  discardNo: 'Houden',
  tryAgain: 'Opnieuw proberen',
  refused: (why) => `Het huis heeft het niet aangenomen: ${why}`,
  clashTitle: (by) => (by ? `${by} heeft intussen hetzelfde gewijzigd.` : 'Iemand anders heeft intussen hetzelfde gewijzigd.'),
  clashOther: 'Het is niet meer zoals het was.',
  clashNow: (field, value) => `${field}: nu ${value}`,
  mine: 'Dat van mij houden',
  theirs: 'Het andere nemen',
  nothing: 'niets',
  yes: 'ja',
  no: 'nee',
  somebody: 'Iemand',
  editWho: (name) => `Het was ${name}`,
  editGuest: 'Het was een gast',
  editNobody: 'Het was niemand die hier woont',
  editNote: 'Een notitie bij een poetsbeurt',
  editDelete: 'Een poetsbeurt verwijderen',
  editNoted: (name, length, at) => `${name} heeft ${length} gepoetst, ${at}`,
  editPerson: (name) => `Wijzigingen bij ${name}`,
  editBrush: (name) => `Wijzigingen bij de borstel ${name}`,
  editTimer: 'Een poetsbeurt met de coach',
  editOther: 'Een wijziging',
  field: (k) =>
    ({
      name: 'Naam',
      glaze: 'Kleur',
      milk_teeth: 'Melkgebit',
      target_s: 'Poetstijd',
      grow: 'Groei',
      morning: 'Ochtend gepland',
      evening: 'Avond gepland',
      note: 'Notitie',
      person_id: 'Wie er poetste',
      guest: 'Een gast',
      model: 'Model',
      people: 'Wie hem gebruikt',
      birth_year: 'Geboortejaar',
      order: 'Plaats',
    })[k] ?? 'Een instelling',
  nowhereTitle: 'Deze pagina bestaat niet.',
  nowhere: 'Op dit adres woont niets',
  toToday: 'Naar vandaag',
}

export const trouble: Words<'trouble'> = {
  silent: 'Het huis antwoordt niet. Wat je ziet blijft staan; probeer het zo nog eens.',
  wait: (s) => `Te veel pogingen. Wacht ${s} seconden en probeer het dan nog eens.`,
  busy: 'Het huis is bezig. Er is niets veranderd; probeer het zo nog eens.',
  refused: 'Dat mag je hier niet.',
  gone: 'Dit is er niet meer.',
  other: 'Dat lukte niet. Er is niets veranderd.',
}

export const edit: Words<'edit'> = {
  title: 'Iemand anders heeft dit intussen gewijzigd.',
  now: (label, value) => `${label}: nu ${value}`,
  other: 'Wat je zelf hebt gewijzigd, is nog zoals het was.',
  empty: 'niets',
  mine: 'Dat van mij houden',
  theirs: 'Het andere nemen',
}

export const removal: Words<'removal'> = {
  title: 'Iemand anders heeft dit intussen gewijzigd.',
  now: (label, value) => `${label}: nu ${value}`,
  other: 'Kijk nog eens voordat je het weghaalt.',
  mine: 'Toch weghalen',
  theirs: 'Laten staan',
}

export const origin: Words<'origin'> = {
  timed: 'Door de coach geklokt',
  noted: 'Met de hand genoteerd',
}

export const waits: Words<'waits'> = { waits: 'Wordt nog verstuurd' }

export const device: Words<'device'> = {
  title: 'Dit apparaat',
  theme: 'Licht of donker',
  themes: (t) => ({ system: 'Vanzelf', light: 'Licht', dark: 'Donker' })[t] ?? t,
  contrast: 'Contrast',
  contrasts: (c) => ({ system: 'Vanzelf', more: 'Sterk', normal: 'Gewoon' })[c] ?? c,
  language: 'Taal',
  languageWhy: 'Jouw taal, op elk apparaat waarop je inlogt.',
  asBrowser: 'Zoals de browser vraagt',
}

export const apidocs: Words<'apidocs'> = {
  title: 'API',
  heading: 'De API',
  what: 'Alles wat deze app doet, gaat via deze aanroepen. Wat je hier uitprobeert, gebeurt uit jouw naam, in dit huishouden, en echt.',
  document: 'De beschrijving als bestand',
  waiting: 'De beschrijving wordt gelezen',
  broken: 'De beschrijving was niet te lezen.',
}

export const play: Words<'play'> = {
  title: 'Spelen',
  waiting: 'Een ogenblik',
  heading: 'Wie gaat er poetsen?',
  start: (name) => `De timer van ${name} starten`,
  out: 'Voor grote mensen',
  pinTitle: 'Pincode',
  pinSo: (n) => (n === 1 ? '1 cijfer' : `${n} cijfers`),
  pinWrong: 'Dat is niet de pincode.',
  clear: 'Laatste cijfer wissen',
  go: 'Stoppen met spelen',
  close: 'Sluiten',
}

export const live: Words<'live'> = {
  title: 'Live',
  waiting: 'Deze poetsbeurt wordt gezocht',
  notFound: 'Deze poetsbeurt is er niet meer.',
  notFoundWhy: 'Iemand heeft hem weggehaald, of hij is hier nooit bewaard.',
  again: 'Opnieuw proberen',
  toToday: 'Naar vandaag',
  brushing: (name) => `${name} is aan het poetsen.`,
  pausing: (name) => `${name} neemt even pauze.`,
  done: (s, word) => (word ? `${duration(s)}, ${word}` : duration(s)),
  somebody: 'Iemand',
  guest: 'Een gast',
  coach: 'Coach',
  of: (s) => `van ${duration(s)}`,
  span: (from, to) => `${from} tot ${to}`,
  since: (at) => `Sinds ${at}`,
  timer: 'Tot nu toe gepoetst',
  heard: 'Gehoord',
  heardEnds: (stop) => (stop ? 'Het begin en het einde' : 'Het begin'),
  heardOf: (h, d) => `${h} van ${d} s`,
  mode: 'Stand',
  brush: 'Met',
  by: 'Door',
  byUnknown: 'nog niemand',
  battery: 'Batterij',
  percent: (n) => `${n}%`,
  pressure: 'Druk',
  pressureSay: (high) => (high === undefined ? 'Deze borstel zegt niets over de druk.' : high === 0 ? 'Tot nu toe nooit te hard.' : `De borstel zei ${high} s lang ‘te hard’.`),
  trace: (high, s) => (high === undefined ? `Gehoorde seconden, van ${s}` : `Druk: ${high} van de ${s} seconden te hard`),
  quiet: (s) => `Al ${s} s niets gehoord. De timer wacht.`,
  mouth: 'De mond',
  noZones: 'Deze borstel meet geen zones, dus er zijn er geen te zien.',
  noZonesLabel: 'Kaart van de mond. Deze borstel meet er niets van.',
  zonesLabel: 'Kaart van de mond met de seconden die in elke zone zijn gemeten.',
  right: 'Rechts',
  left: 'Links',
  chewing: 'kauwvlak',
  zone: (z, s) => `${zoneWords(z)}: ${s === undefined ? 'niet gemeten' : `${s} s`}`,
  pacer: 'Tempo',
  pacerWhy: 'Het tempo komt van een klok en zegt niet waar je bent.',
  pacerAt: (n, of) => (of === 4 ? `${ordinal(n)} kwart van vier` : `deel ${count(n)} van ${count(of)}`),
  pacerPart: (n, from, to) => `${n}: ${duration(from)} tot ${duration(to)}`,
  whoIsIt: 'Wie is het?',
  ended: 'De borstel staat weer in zijn beker.',
  endedCut: 'Daarna is er niets meer gehoord, dus het eindigt hier. Wat later binnenkomt, wordt nog toegevoegd.',
  every: 'Elke seconde bekijken',
  spoken: (name, s, target) => `${name}, ${duration(s)} van ${duration(target)}`,
}

const side: Record<string, string> = {
  'upper-right': 'rechtsboven',
  'upper-front': 'voortanden boven',
  'upper-left': 'linksboven',
  'lower-left': 'linksonder',
  'lower-front': 'voortanden onder',
  'lower-right': 'rechtsonder',
  upper: 'bovenkaak',
  lower: 'onderkaak',
}

const face: Record<string, string> = { outer: 'buitenkant', inner: 'binnenkant', chewing: 'kauwvlak' }

/** Een plek in woorden: upper-right als ‘rechtsboven’. */
export const placeWords = (place: string): string => side[place] ?? place

/** Een kant in woorden: outer als ‘buitenkant’. */
export const faceWords = (f: string): string => face[f] ?? f

/** Een zone in woorden: upper-right-outer als ‘rechtsboven, buitenkant’. */
export function zoneWords(zone: string): string {
  const cut = zone.lastIndexOf('-')
  return face[zone.slice(cut + 1)] ? `${placeWords(zone.slice(0, cut))}, ${faceWords(zone.slice(cut + 1))}` : placeWords(zone)
}

export const once: Words<'once'> = { copy: 'Kopiëren', copied: 'Gekopieerd', done: 'Klaar', qr: 'QR-code van de link', close: 'Sluiten' }
