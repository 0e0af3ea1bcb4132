import { plural } from '@/lib/messages'
import { capital, count, figure } from '@/lib/words'
import type { Words } from '../features'
import { de } from './words'

const names: Record<string, string> = {
  sun: 'un soleil', boat: 'un bateau', snail: 'un escargot', whale: 'une baleine', mushroom: 'un champignon', kite: 'un cerf-volant', fish: 'un poisson', house: 'une maison', moon: 'une lune', apple: 'une pomme', owl: 'une chouette',
  rocket: 'une fusée', flower: 'une fleur', cup: 'un gobelet', rainbow: 'un arc-en-ciel', cat: 'un chat', bell: 'une cloche', pear: 'une poire', balloon: 'un ballon', bridge: 'un pont', shell: 'un coquillage',
  tree: 'un arbre', drum: 'un tambour', star: 'une étoile',
}

const asks: Record<string, string> = {
  days: 'Cinq jours avec tout ce qui était prévu.',
  evenings: 'Cinq soirs.',
  gentle: 'Cinq brossages tout en douceur : presque jamais trop fort.',
  mornings: 'Cinq matins.',
  together: 'Vous tous : cinq jours complets chacun.',
  both: 'Quatre jours avec matin et soir.',
  full: 'Cinq brossages jusqu’au bout.',
  corners: 'Quatre brossages qui vont dans presque tous les coins.',
  weekend: 'Samedi et dimanche.',
  early: 'Quatre soirs avant huit heures et demie.',
  start: 'Un bon départ : lundi, mardi et mercredi.',
  'full-together': 'Vous tous : cinq brossages chacun, jusqu’au bout.',
  'same-time': 'Quatre soirs à peu près à la même heure.',
  row: 'Quatre jours de suite.',
  'evenings-together': 'Vous tous : quatre soirs chacun.',
}

export const rewards: Words<'rewards'> = {
  title: (name) => `Les autocollants ${de(name)}`,
  back: 'Retour',
  again: 'Réessayer',
  waiting: 'On cherche les autocollants',
  trouble: 'Les autocollants ne peuvent pas s’afficher',
  before: 'Le mois d’avant',
  after: 'Le mois d’après',
  sticker: (name) => names[name] ?? name,
  earned: (date, name) => `${date} : ${names[name] ?? name}`,
  mended: (date) => `${date} : réparé, la série continue`,
  open: (date) => `${date} : son autocollant peut encore venir`,
  empty: (date) => `${date} : pas d’autocollant`,
  nu: (curls) => (curls === 0 ? 'Nu n’a pas encore de boucle de mousse' : plural(curls, { one: 'Nu a une boucle de mousse', other: `Nu a ${figure(curls)} boucles de mousse` })),
  week: (done, goal) => `${plural(done, { one: `${done} jour`, other: `${done} jours` })} sur ${goal} cette semaine`,
  grown: (weeks) => (weeks === 0 ? 'La première semaine réussie est encore à venir.' : plural(weeks, { one: 'Une semaine réussie jusqu’ici.', other: `${capital(count(weeks))} semaines réussies jusqu’ici.` })),
  next: (weeks) =>
    weeks === 0
      ? 'Tout a poussé.'
      : plural(weeks, { one: 'Cinq jours font une semaine réussie, et la prochaine fera pousser quelque chose.', other: `Dans ${count(weeks)} semaines réussies, il y aura une nouvelle couleur à choisir.` }),
  challenge: 'Cette semaine',
  ask: (id) => asks[id] ?? '',
  done: (done, goal) => (done >= goal ? 'C’est fait.' : `${done} sur ${goal}`),
  law: 'Se brosser les dents plus que prévu ne rapporte rien de plus, et rien de ce qui est gagné ne s’en va.',
}
