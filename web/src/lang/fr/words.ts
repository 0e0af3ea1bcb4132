import { plural } from '@/lib/messages'
import { capital, figure } from '@/lib/words'
import type { Words } from '../features'

// What is counted in words is nearly always feminine: brosses, secondes, minutes, parties. A sentence with one brossage is written by hand.
const small = ['aucune', 'une', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix', 'onze', 'douze', 'treize', 'quatorze', 'quinze', 'seize', 'dix-sept', 'dix-huit', 'dix-neuf', 'vingt']

const order = ['', 'premier', 'deuxième', 'troisième', 'quatrième', 'cinquième', 'sixième', 'septième', 'huitième', 'neuvième', 'dixième', 'onzième', 'douzième']

// Before e, i and y the h of a name is nearly always mute (Hélène, Hippolyte); before a, o and u one may say « de » in any case.
const elides = /^(?:[aàâäæeéèêëiîïoôöœuùûü]|h[eéèêëiîïy]|y[^aàâeéèêiou])/i

/** Whose something is: de Mia, d’Anna. */
export const de = (name: string): string => (elides.test(name) ? `d’${name}` : `de ${name}`)

/** The same for que: que Mia, qu’Anna. */
export const que = (name: string): string => (elides.test(name) ? `qu’${name}` : `que ${name}`)

/** A number with what it counts: some(2, 'jour', 'jours') is « 2 jours ». */
export const some = (n: number, one: string, other: string): string => `${figure(n)} ${plural(n, { one, other })}`

/** So many brushings. */
export const brushings = (n: number): string => some(n, 'brossage', 'brossages')

/** So many days. */
export const days = (n: number): string => some(n, 'jour', 'jours')

/** A part of the day, inside a sentence. */
export const partOf = { morning: 'matin', evening: 'soir' }

/** The same, at the beginning of one. */
export const PartOf = (part: 'morning' | 'evening'): string => capital(partOf[part])

const sides: Record<string, string> = {
  'upper-right': 'en haut à droite',
  'upper-front': 'en haut à l’avant',
  'upper-left': 'en haut à gauche',
  'lower-left': 'en bas à gauche',
  'lower-front': 'en bas à l’avant',
  'lower-right': 'en bas à droite',
  upper: 'mâchoire du haut',
  lower: 'mâchoire du bas',
}

const faces: Record<string, string> = { outer: 'extérieur', inner: 'intérieur', chewing: 'dessus' }

/** A place of the mouth: upper-right is « en haut à droite ». */
export const sideWords = (place: string): string => sides[place] ?? place

/** A face of the teeth. */
export const faceWords = (face: string): string => faces[face] ?? face

/** A zone: upper-right-outer is « en haut à droite, extérieur ». */
export function zoneWords(zone: string): string {
  const cut = zone.lastIndexOf('-')
  return `${sideWords(zone.slice(0, cut))}, ${faceWords(zone.slice(cut + 1))}`
}

/** The glazes of the cups. */
export const glazes = (g: string): string => ({ coral: 'Corail', leaf: 'Vert feuille', sky: 'Bleu ciel', sun: 'Jaune soleil', plum: 'Prune', clay: 'Argile' })[g] ?? g

export const words: Words<'words'> = {
  count: (n) => small[n] ?? figure(n),
  ordinal: (n) => order[n] ?? figure(n),
  today: (time) => `aujourd’hui, ${time}`,
  yesterday: (time) => `hier, ${time}`,
  onDay: (day, time) => `${day}, ${time}`,
  theApp: 'l’appli',
  browserOn: (browser, machine) => `${browser} sur ${machine}`,
  scoreWord: (word) => ({ 'very good': 'très bien', good: 'bien', 'a start': 'un début', short: 'court' })[word] ?? word,
  mode: (name) =>
    ({
      'daily clean': 'nettoyage quotidien',
      'deep clean': 'nettoyage en profondeur',
      'extra gentle': 'extra doux',
      gentle: 'doux',
      'gentle white': 'blancheur douce',
      'gum care': 'soin des gencives',
      intense: 'intense',
      kids: 'enfants',
      'manual brush': 'brosse à main',
      off: 'éteint',
      sensitive: 'sensible',
      settings: 'réglages',
      'smart adapt': 's’adapte tout seul',
      'super sensitive': 'très sensible',
      'tongue cleaning': 'nettoyage de la langue',
      turbo: 'turbo',
      whiten: 'blancheur',
      whitening: 'blancheur',
    })[name] ?? name,
  language: 'Langue',
  aBrowser: 'Un navigateur',
}
