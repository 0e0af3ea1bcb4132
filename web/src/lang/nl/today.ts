import { duration } from '@/lib/time'
import { capital, count, listed, ordinal } from '@/lib/words'
import type { Words } from '../features'
import { first } from './words'

/** Seconden zoals je ze voorleest: ‘1 minuut 12’. */
function spoken(s: number): string {
  const m = Math.floor(s / 60)
  if (m === 0) return s === 1 ? '1 seconde' : `${s} seconden`
  return `${m} ${m === 1 ? 'minuut' : 'minuten'}${s % 60 ? ` ${s % 60}` : ''}`
}

/** Een poetstijd: ‘twee minuten’ of ‘1:45’. */
const minutes = (s: number) => (s % 60 === 0 ? `${count(s / 60)} ${s === 60 ? 'minuut' : 'minuten'}` : duration(s))

const partOf = { morning: 'ochtend', evening: 'avond' }

export const today: Words<'today'> = {
  title: 'Vandaag',
  lookBack: 'Terugkijken op vorige week',
  waiting: 'Even kijken wie er is',
  again: 'Opnieuw proberen',
  trouble: 'Vandaag is niet te tonen',

  brushesOut: (n) => (n === 1 ? 'Eén borstel is uit zijn beker.' : `${first(n)} borstels zijn uit hun beker.`),
  toName: (n) => (n === 1 ? 'Eén poetsbeurt wacht op een naam.' : `${first(n)} poetsbeurten wachten op een naam.`),
  nobody: 'Nog niemand heeft een beker.',
  nothing: 'Hier is nog niets.',
  allMorning: 'De ochtend is klaar.',
  allEvening: 'De dag is rond.',
  open: (names, part) => (names.length === 1 ? `De ${partOf[part]} van ${names[0]} staat nog open.` : `De ${partOf[part]} staat nog open.`),
  partOfDay: (day, part) => {
    const [week = '', ...rest] = day.split(' ')
    return `${capital(week)}${partOf[part]} ${rest.join(' ')}`
  },

  brushing: (name) => `${name} is aan het poetsen`,
  pausing: (name) => `${name} neemt even pauze`,
  somebody: 'Iemand',
  brush: 'Poetsen',
  brushWith: (name) => `Poetsen met ${name}`,
  coach: 'Coach',
  of: (s) => `van ${duration(s)}`,
  heard: 'Gehoord',
  heardStart: 'Het begin',
  heardOf: (h, d) => `${h} van ${d} s`,
  pacer: 'Tempo',
  pacerAt: (n, of) => (of === 4 ? `${ordinal(n)} kwart van vier` : `deel ${count(n)} van ${count(of)}`),
  pacerNone: 'niet gezegd',
  by: 'Door',
  byUnknown: 'nog niemand',
  withBrush: 'Met',
  pressure: (high) => (high === undefined ? 'Deze borstel zegt niets over de druk.' : high === 0 ? 'Druk: nooit te hard.' : `Druk: de borstel zei ${high} s lang ‘te hard’.`),
  trace: (high, s) => (high === undefined ? `Tot nu toe gehoorde seconden, van ${s}` : `Druk tot nu toe: ${high} van de ${s} seconden te hard`),
  quiet: (s) => `Al ${s} s niets gehoord.`,
  watch: 'Meekijken',
  also: 'Ook uit de beker',
  spoken: (name, s, target) => `${name} is aan het poetsen, ${spoken(s)} van ${spoken(target)}.`,
  day: (name, am, pm) => `${name}. Ochtend: ${am}. Avond: ${pm}.`,
  whoIsIt: 'Wie is het?',

  stickers: 'Stickers',
  stickersOf: (name) => `Stickers van ${name}`,
  streak: (days, mended) => (days === 0 ? '' : `${days === 1 ? '1 dag' : `${days} dagen`}${mended ? ', 1 hersteld' : ''}`),
  slotDone: (s, word) => (word ? `${duration(s)}, ${word}` : duration(s)),
  slotOpen: (part) => `${capital(partOf[part])} is open`,
  slotNext: (part) => `${capital(partOf[part])} komt nog`,
  slotOff: (part) => `Geen ${partOf[part]} gepland`,
  slotMended: (part) => `${capital(partOf[part])} hersteld`,
  slotMendedWhy: 'De reeks gaat door.',
  slotFull: (at, over, target) => `${at}. De volle ${minutes(target)}${over > 10 ? ' en meer' : ''}.`,
  slotShort: (at, by, target) => `${at}. Nog ${by === 1 ? 'één seconde' : `${count(by)} seconden`} tot ${minutes(target)}.`,
  slotOpenWhy: 'Nog niets gehoord.',
  slotNextWhy: 'Later vandaag.',
  slotWas: 'Niets gehoord.',
  week: (name) => `${name}, deze week`,
  capSay: (day, am, pm) => `${day}: ochtend ${am}, avond ${pm}`,
  states: (s) => ({ done: 'gepoetst', short: 'kort', open: 'open', mended: 'hersteld', off: 'niet gepland', next: 'komt nog' })[s] ?? s,

  whoWas: 'Wie was dit?',
  whoWasWhy: (when, s, brush) => `${when}, ${duration(s)} lang, met ${brush}. Het blijft staan tot je het zegt.`,
  brushNamed: (n) => `‘${n}’`,
  brushSilent: 'een borstel die niets zegt',
  brushBrand: (n) => `de ${n}`,
  guest: 'Een gast',
  suggested: (name) => `${name} is omlijnd, omdat de tijd en de lengte passen.`,
  more: (n) => (n === 1 ? 'Er wacht er nog één op een naam' : `Er wachten er nog ${count(n)} op een naam`),

  first: 'De eerste poetsbeurt verschijnt vanzelf',
  firstWhy: 'Zodra er een borstel te horen is, staat hij hier, seconde voor seconde. Tot die tijd laat een virtuele zien hoe dat gaat.',
  tryVirtual: 'Een virtuele borstel proberen',
  addPeople: 'Iemand toevoegen',
  addPeopleWhy: 'Wie hier een beker heeft, kan poetsen. Een naam en een kleur zijn genoeg.',
  names: (n) => listed(n),
}
