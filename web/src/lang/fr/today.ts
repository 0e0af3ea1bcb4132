import { plural } from '@/lib/messages'
import { duration } from '@/lib/time'
import { capital, count, listed, ordinal } from '@/lib/words'
import type { Words } from '../features'
import { days, de, partOf, PartOf, some } from './words'

/** For those who hear the page: « 1 minute 12 ». */
function spoken(s: number): string {
  const m = Math.floor(s / 60)
  if (m === 0) return some(s, 'seconde', 'secondes')
  return `${some(m, 'minute', 'minutes')}${s % 60 ? ` ${s % 60}` : ''}`
}

const minutes = (s: number) => (s % 60 === 0 ? `${count(s / 60)} ${plural(s / 60, { one: 'minute', other: 'minutes' })}` : duration(s))

export const today: Words<'today'> = {
  title: 'Aujourd’hui',
  lookBack: 'Revenir sur la semaine dernière',
  waiting: 'On regarde qui est là',
  again: 'Réessayer',
  trouble: 'Cette journée ne peut pas s’afficher',

  brushesOut: (n) => (n === 1 ? 'Une brosse est sortie de son gobelet.' : `${capital(count(n))} brosses sont sorties de leur gobelet.`),
  toName: (n) => (n === 1 ? 'Un brossage attend un nom.' : `${capital(count(n))} brossages attendent un nom.`),
  nobody: 'Personne n’a encore de gobelet.',
  nothing: 'Rien pour l’instant.',
  allMorning: 'C’est fait pour ce matin.',
  allEvening: 'La journée est bouclée.',
  open: (names, part) => `Il reste le brossage du ${partOf[part]}${names.length === 1 ? ` ${de(names[0] ?? '')}` : ''}.`,
  partOfDay: (day, part) => `${capital(day)} au ${partOf[part]}`,

  brushing: (name) => `${name} se brosse les dents`,
  pausing: (name) => `${name} fait une pause`,
  somebody: 'Quelqu’un',
  brush: 'Brosser',
  brushWith: (name) => `Brosser les dents avec ${name}`,
  coach: 'Coach',
  of: (s) => `sur ${duration(s)}`,
  heard: 'Entendu',
  heardStart: 'Le début',
  heardOf: (h, d) => `${h} s sur ${d}`,
  pacer: 'Métronome',
  pacerAt: (n, of) => (of === 4 ? `${ordinal(n)} quart sur quatre` : `partie ${n} sur ${of}`),
  pacerNone: 'pas dit',
  by: 'Par',
  byUnknown: 'personne pour l’instant',
  withBrush: 'Avec',
  pressure: (high) => (high === undefined ? 'Cette brosse ne dit rien de la pression.' : high === 0 ? 'Pression : jamais trop fort.' : `Pression : la brosse a dit « trop fort » pendant ${high} s.`),
  trace: (high, s) => (high === undefined ? `Secondes entendues jusqu’ici, sur ${s}` : `Pression jusqu’ici : trop fort pendant ${some(high, 'seconde', 'secondes')} sur ${s}`),
  quiet: (s) => `Rien entendu depuis ${s} s.`,
  watch: 'En direct',
  also: 'En ce moment aussi',
  spoken: (name, s, target) => `${name} se brosse les dents, ${spoken(s)} sur ${spoken(target)}.`,
  day: (name, am, pm) => `${name}. Matin : ${am}. Soir : ${pm}.`,
  whoIsIt: 'Qui est-ce ?',

  stickers: 'Autocollants',
  stickersOf: (name) => `Les autocollants ${de(name)}`,
  streak: (n, mended) => (n === 0 ? '' : `${days(n)}${mended ? ', dont 1 réparé' : ''}`),
  slotDone: (s, word) => (word ? `${duration(s)}, ${word}` : duration(s)),
  slotOpen: (part) => `${PartOf(part)} sans brossage`,
  slotNext: (part) => `${PartOf(part)} à venir`,
  slotOff: (part) => `${PartOf(part)} : rien de prévu`,
  slotMended: (part) => `${PartOf(part)} réparé`,
  slotMendedWhy: 'La série continue.',
  slotFull: (at, over, target) => `${at}. ${capital(minutes(target))} en entier${over > 10 ? ', et même plus' : ''}.`,
  slotShort: (at, by, target) => `${at}. ${capital(count(by))} ${plural(by, { one: 'seconde', other: 'secondes' })} de moins que ${minutes(target)}.`,
  slotOpenWhy: 'Rien entendu pour l’instant.',
  slotNextWhy: 'Plus tard dans la journée.',
  slotWas: 'Rien entendu.',
  week: (name) => `${name}, cette semaine`,
  capSay: (day, am, pm) => `${day} : matin ${am}, soir ${pm}`,
  states: (s) => ({ done: 'fait', short: 'court', open: 'sans brossage', mended: 'réparé', off: 'rien de prévu', next: 'à venir' })[s] ?? s,

  whoWas: 'Qui était-ce ?',
  whoWasWhy: (when, s, brush) => `${when}, pendant ${duration(s)}, avec ${brush}. Ça attend que tu le dises.`,
  brushNamed: (n) => `« ${n} »`,
  brushSilent: 'une brosse qui ne dit rien',
  brushBrand: (n) => `une brosse ${n}`,
  guest: 'Un invité',
  suggested: (name) => `Le contour désigne ${name} : l’heure et la durée correspondent.`,
  more: (n) => (n === 1 ? 'Un autre attend un nom' : `${capital(count(n))} autres attendent un nom`),

  first: 'Le premier brossage apparaîtra tout seul',
  firstWhy: 'Dès qu’une brosse se fait entendre, elle s’affiche ici, seconde par seconde. D’ici là, une brosse virtuelle peut montrer à quoi ça ressemble.',
  tryVirtual: 'Essayer une brosse virtuelle',
  addPeople: 'Ajouter quelqu’un',
  addPeopleWhy: 'Avec un gobelet ici, on peut se brosser les dents. Il faut un nom et une couleur.',
  names: (n) => listed(n),
}
