import { duration } from '@/lib/time'
import type { Words } from '../features'
import { de, some } from './words'

export const coach: Words<'coach'> = {
  title: (name) => `${name} se brosse les dents`,
  start: (name) => `Commencer le brossage ${de(name)}`,
  orBrush: (name) => `Ou allume la brosse ${de(name)}.`,
  helped: 'Jusqu’à sept ans, un grand aide.',
  back: 'Retour',
  pause: 'Pause. Appuyer longtemps pour arrêter',
  resume: 'Continuer',
  done: 'C’est fini',
  leave: 'Quitter le coach. La brosse continue',
  soundOn: 'Le son est activé. Le couper',
  soundOff: 'Le son est coupé. L’activer',
  time: (s, of) => `${duration(s)} sur ${duration(of)}`,
  follows: (f) => (f === 'zones' ? 'Les dents suivent ce que mesure la brosse' : f === 'pacer' ? 'Les dents suivent le métronome' : 'Les dents suivent la pendule'),
  alone: 'La maison ne répond pas. Les dents continuent avec la pendule.',
  unsent: 'C’est gardé ici. Ça partira vers la maison dès qu’elle répondra.',
  place: (p, f) => `${p.jaw === 'upper' ? 'En haut' : 'En bas'} ${{ right: 'à droite', front: 'devant', left: 'à gauche' }[p.where]}, ${{ outer: 'dehors', inner: 'dedans', chewing: 'dessus' }[f]}`,
  clean: 'Tout est propre',
  mouth: (clean, of) => `Bouche. ${some(clean, 'dent propre', 'dents propres')} sur ${of}`,
  steady: 'Nu est calme',
  happy: 'Nu sourit : encore une partie de propre',
  slow: 'Nu attend',
  hurry: 'Nu a la tête qui tourne : un peu moins vite',
  ouch: 'Nu dit aïe : la brosse a dit « trop fort »',
  sleep: 'Nu dort',
  goodNight: (name) => `Bonne nuit, ${name}`,
  goodDay: (name) => `Bonne journée, ${name}`,
  smile: 'Un sourire tout propre',
  lamps: (s) => `La lumière s’éteint dans ${some(s, 'seconde', 'secondes')}`,
  summary: (s, heard) => (heard === undefined ? `${duration(s)}, à la pendule. L’écran s’éteint tout seul.` : `${duration(s)}, ${heard} s entendues sur ${s}. L’écran s’éteint tout seul.`),
  dark: 'Il fait noir. Touche l’écran pour revenir',
}

export const coachpage: Words<'coachpage'> = {
  title: 'Coach',
  waiting: 'Un instant',
  again: 'Réessayer',
  trouble: 'Le coach ne peut pas s’afficher',
  gone: 'Personne de ce nom n’habite plus ici.',
  toToday: 'Aller à Aujourd’hui',
}
