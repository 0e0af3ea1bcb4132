import { figure } from '@/lib/words'
import type { Words } from '../features'

export const week: Words<'week'> = {
  title: 'La semaine',
  heading: (from, to) => `La semaine du ${from} au ${to}`,
  why: 'Chacun à côté de son propre rythme.',
  waiting: 'Un instant',
  trouble: 'La semaine ne peut pas s’afficher pour le moment',
  again: 'Réessayer',
  nobody: 'Il n’y a encore personne ici',
  back: 'Historique',
  before: 'La semaine d’avant',
  after: 'La semaine d’après',
  kept: (kept, planned) => `${figure(kept)} sur ${figure(planned)} brossages prévus`,
  unplanned: 'Rien n’était prévu',
  quiet: 'Rien n’a été entendu cette semaine',
  usual: (time, change) =>
    change === 'longer' ? `${time} le plus souvent, plus long que la semaine d’avant` : change === 'shorter' ? `${time} le plus souvent, plus court que la semaine d’avant` : change === 'same' ? `${time} le plus souvent, comme la semaine d’avant` : `${time} le plus souvent`,
  mended: 'Un matin ou un soir sans brossage a été réparé : la série continue.',
  more: 'Bilan',
  moreOf: (name) => `Bilan : ${name}`,
  day: (date, morning, evening) => `${date} : matin ${morning}, soir ${evening}`,
  slot: (state, time) =>
    ({ done: time, short: time, open: 'sans brossage', mended: 'réparé', off: 'pas prévu', next: 'à venir' } as Record<string, string>)[state] ?? state,
}
