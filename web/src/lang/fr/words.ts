import { plural } from '@/lib/messages'
import { capital, figure } from '@/lib/words'
import type { Words } from '../features'

// Ce qui se compte en toutes lettres est presque toujours féminin : brosses, secondes, minutes, parties. Un brossage s’écrit à la main.
const small = ['aucune', 'une', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix', 'onze', 'douze', 'treize', 'quatorze', 'quinze', 'seize', 'dix-sept', 'dix-huit', 'dix-neuf', 'vingt']

const order = ['', 'premier', 'deuxième', 'troisième', 'quatrième', 'cinquième', 'sixième', 'septième', 'huitième', 'neuvième', 'dixième', 'onzième', 'douzième']

// Un h devant e, i ou y est presque toujours muet dans un prénom (Hélène, Hippolyte) ; devant a, o ou u, « de » se dit toujours.
const elides = /^(?:[aàâäæeéèêëiîïoôöœuùûü]|h[eéèêëiîïy]|y[^aàâeéèêiou])/i

/** De Mia, d’Anna. */
export const de = (name: string): string => (elides.test(name) ? `d’${name}` : `de ${name}`)

/** Que Mia, qu’Anna. */
export const que = (name: string): string => (elides.test(name) ? `qu’${name}` : `que ${name}`)

/** Un nombre avec ce qu’il compte : some(2, 'jour', 'jours') donne « 2 jours ». */
export const some = (n: number, one: string, other: string): string => `${figure(n)} ${plural(n, { one, other })}`

/** Un nombre de brossages : « 1 brossage », « 12 brossages ». */
export const brushings = (n: number): string => some(n, 'brossage', 'brossages')

/** Un nombre de jours. */
export const days = (n: number): string => some(n, 'jour', 'jours')

/** Matin, soir. */
export const partOf = { morning: 'matin', evening: 'soir' }

/** Le même, en début de phrase. */
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

/** Un endroit de la bouche : upper-right donne « en haut à droite ». */
export const sideWords = (place: string): string => sides[place] ?? place

/** Une face des dents : extérieur, intérieur, dessus. */
export const faceWords = (face: string): string => faces[face] ?? face

/** Une zone : upper-right-outer donne « en haut à droite, extérieur ». */
export function zoneWords(zone: string): string {
  const cut = zone.lastIndexOf('-')
  return `${sideWords(zone.slice(0, cut))}, ${faceWords(zone.slice(cut + 1))}`
}

/** Les couleurs des gobelets. */
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
