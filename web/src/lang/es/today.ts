import { duration } from '@/lib/time'
import { capital, count, listed } from '@/lib/words'
import type { Words } from '../features'

/** Los segundos para quien oye la página: «un minuto y 12 segundos». */
function spoken(s: number): string {
  const m = Math.floor(s / 60)
  const rest = s % 60 === 1 ? '1 segundo' : `${s % 60} segundos`
  if (m === 0) return rest
  return `${m} ${m === 1 ? 'minuto' : 'minutos'}${s % 60 ? ` y ${rest}` : ''}`
}

/** Una duración con su artículo: «los dos minutos», «los 1:45». */
const theMinutes = (s: number) => (s === 60 ? 'el minuto' : `los ${s % 60 === 0 ? `${count(s / 60)} minutos` : duration(s)}`)

const partOf = { morning: 'mañana', evening: 'noche' }

export const today: Words<'today'> = {
  title: 'Hoy',
  lookBack: 'Mirar la semana pasada',
  waiting: 'A ver quién está',
  again: 'Intentar de nuevo',
  trouble: 'No se puede mostrar el día de hoy',

  brushesOut: (n) => (n === 1 ? 'Un cepillo está fuera de su vaso.' : `${capital(count(n))} cepillos están fuera de sus vasos.`),
  toName: (n) => (n === 1 ? 'Un cepillado espera un nombre.' : `${capital(count(n))} cepillados esperan un nombre.`),
  nobody: 'Nadie tiene vaso todavía.',
  nothing: 'Aún no hay nada.',
  allMorning: 'La mañana ya está.',
  allEvening: 'El día está completo.',
  open: (names, part) => (names.length === 1 ? `La ${partOf[part]} de ${names[0]} sigue abierta.` : `La ${partOf[part]} sigue abierta.`),
  partOfDay: (day, part) => {
    const [week = '', ...rest] = day.split(/,? /)
    return `${capital(week)} por la ${partOf[part]}, ${rest.join(' ')}`
  },

  brushing: (name) => `${name} se cepilla`,
  pausing: (name) => `${name} hace una pausa`,
  somebody: 'Alguien',
  brush: 'Cepillarse',
  brushWith: (name) => `Cepillarse con ${name}`,
  coach: 'Guía',
  of: (s) => `de ${duration(s)}`,
  heard: 'Se oyó',
  heardStart: 'el principio',
  heardOf: (h, d) => `${h} de ${d} s`,
  pacer: 'Ritmo',
  pacerAt: (n, of) => `tramo ${n} de ${of}`,
  pacerNone: 'no lo dice',
  by: 'Quién lo oyó',
  byUnknown: 'todavía nadie',
  withBrush: 'Con',
  pressure: (high) => (high === undefined ? 'Este cepillo no dice la presión.' : high === 0 ? 'Presión: nunca demasiado fuerte.' : `Presión: el cepillo dijo “demasiado fuerte” durante ${high} s.`),
  trace: (high, s) => (high === undefined ? `Segundos que se han oído, de ${s}` : `Presión hasta ahora: demasiado fuerte en ${high} de ${s} segundos`),
  quiet: (s) => `No se oye nada desde hace ${s} s.`,
  watch: 'Ver en vivo',
  also: 'También fuera del vaso',
  spoken: (name, s, target) => `${name} se cepilla, ${spoken(s)} de ${spoken(target)}.`,
  day: (name, am, pm) => `${name}. Mañana: ${am}. Noche: ${pm}.`,
  whoIsIt: '¿Quién es?',

  stickers: 'Stickers',
  stickersOf: (name) => `Stickers de ${name}`,
  streak: (days, mended) => (days === 0 ? '' : `${days === 1 ? '1 día' : `${days} días`}${mended ? ', 1 remendado' : ''}`),
  slotDone: (s, word) => (word ? `${duration(s)}, ${word}` : duration(s)),
  slotOpen: (part) => `${capital(partOf[part])} abierta`,
  slotNext: (part) => `${capital(partOf[part])} por venir`,
  slotOff: (part) => `Sin plan por la ${partOf[part]}`,
  slotMended: (part) => `${capital(partOf[part])} remendada`,
  slotMendedWhy: 'La racha sigue.',
  slotFull: (at, over, target) => `${at}. ${capital(theMinutes(target))} ${target === 60 ? 'completo' : 'completos'}${over > 10 ? ' y algo más' : ''}.`,
  slotShort: (at, by, target) => `${at}. Quedó a ${count(by)} ${by === 1 ? 'segundo' : 'segundos'} de ${theMinutes(target)}.`.replace('de el ', 'del '),
  slotOpenWhy: 'Aún no se ha oído nada.',
  slotNextWhy: 'Más tarde.',
  slotWas: 'No se oyó nada.',
  week: (name) => `${name}, esta semana`,
  capSay: (day, am, pm) => `${capital(day)}: mañana ${am}, noche ${pm}`,
  states: (s) => ({ done: 'hecha', short: 'corta', open: 'abierta', mended: 'remendada', off: 'sin plan', next: 'por venir' })[s] ?? s,

  whoWas: '¿Quién fue?',
  whoWasWhy: (when, s, brush) => `${when}, durante ${duration(s)}, con ${brush}. Queda guardado hasta que lo digas.`,
  brushNamed: (n) => `“${n}”`,
  brushSilent: 'un cepillo que no dice nada',
  brushBrand: (n) => `el ${n}`,
  guest: 'Una visita',
  suggested: (name) => `${name} tiene el borde marcado porque la hora y la duración encajan.`,
  more: (n) => (n === 1 ? 'Uno más espera un nombre' : `${capital(count(n))} más esperan un nombre`),

  first: 'El primer cepillado aparecerá solo',
  firstWhy: 'En cuanto se oiga un cepillo estará aquí, segundo a segundo. Hasta entonces, uno virtual puede mostrarte cómo se ve.',
  tryVirtual: 'Probar un cepillo virtual',
  addPeople: 'Añadir a alguien',
  addPeopleWhy: 'Quien tiene un vaso aquí puede cepillarse. Solo hace falta un nombre y un color.',
  names: (n) => listed(n),
}
