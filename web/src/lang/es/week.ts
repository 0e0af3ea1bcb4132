import { figure } from '@/lib/words'
import type { Words } from '../features'

export const week: Words<'week'> = {
  title: 'La semana',
  heading: (from, to) => `La semana del ${from} al ${to}`,
  why: 'Cada persona junto a su propio plan.',
  waiting: 'Un momento',
  trouble: 'La semana no se puede mostrar ahora mismo',
  again: 'Intentar de nuevo',
  nobody: 'Aquí no hay nadie todavía',
  back: 'Historial',
  before: 'La semana anterior',
  after: 'La semana siguiente',
  kept: (kept, planned) => `${figure(kept)} de ${figure(planned)} cepillados previstos`,
  unplanned: 'No había nada previsto',
  quiet: 'Esta semana no se oyó nada',
  usual: (time, change) =>
    change === 'longer' ? `${time} casi siempre, más que la semana anterior` : change === 'shorter' ? `${time} casi siempre, menos que la semana anterior` : change === 'same' ? `${time} casi siempre, como la semana anterior` : `${time} casi siempre`,
  mended: 'Una mañana o una noche abierta se remendó: la racha sigue.',
  more: 'Resumen',
  moreOf: (name) => `Resumen de ${name}`,
  day: (date, morning, evening) => `${date}: mañana ${morning}, noche ${evening}`,
  slot: (state, time) =>
    ({ done: time, short: time, open: 'abierto', mended: 'remendado', off: 'no previsto', next: 'por venir' } as Record<string, string>)[state] ?? state,
}
