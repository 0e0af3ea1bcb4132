import type { Words } from '../features'

export const history: Words<'history'> = {
  title: 'Historial',
  yearOf: (name) => `Un año de ${name}`,
  listOf: (name) => `Todos los cepillados de ${name}`,
  listAll: 'Todos los cepillados',
  listOpen: '¿De quién fueron?',
  waiting: 'Buscando el historial',
  trouble: 'No se pudo traer el historial.',
  troubleWhy: 'Lo que se oyó está guardado en el servidor. No se ha perdido nada.',
  again: 'Preguntar de nuevo',
  empty: 'Aún no hay nada. El primer cepillado aparecerá solo.',
  emptyWhy: 'Alguien se cepilla, una pasarela o un cepillo virtual lo cuenta, y el día se llena.',
  toToday: 'Ir a Hoy',
  noPeople: 'Aquí no vive nadie todavía.',
  noPeopleWhy: 'Un año es siempre de una persona.',
  toHouse: 'Añadir a alguien en Casa',

  whose: 'De quién es el historial',
  how: 'Como año o como lista',
  year: 'Año',
  list: 'Lista',
  everybody: 'Todo el mundo',
  nobody: 'Aún de nadie',
  guest: 'Una visita',

  mornings: (n) => (n === 1 ? 'mañana' : 'mañanas'),
  evenings: (n) => (n === 1 ? 'noche' : 'noches'),
  yearSays: (year, name, am, pm) =>
    `${year}, ${name}: ${am} ${am === 1 ? 'mañana' : 'mañanas'} y ${pm} ${pm === 1 ? 'noche' : 'noches'} con su cepillado. Las flechas leen un día en voz alta y la tecla Intro lo abre; al lado están los meses como tablas.`,
  week: 'Semana',

  monthBefore: (name) => `Volver a ${name}`,
  monthAfter: (name) => `Pasar a ${name}`,
  monthSays: (month) => `${month}, un día en cada casilla`,
  both: 'ambas',
  short: 'corta',
  openMended: 'abierta, remendada',
  asTable: 'Como tabla',
  asPicture: 'Ocultar la tabla',
  tableCaption: (month) => `${month}, día a día`,
  day: 'Día',
  morning: 'Mañana',
  evening: 'Noche',
  daySays: (day, am, pm) => `${day}. Mañana ${am}, noche ${pm}.`,
  slot: (state, length, word) =>
    state === 'done' || state === 'short'
      ? word
        ? `${length}, ${word}`
        : length
      : state === 'open'
        ? 'abierta'
        : state === 'mended'
          ? 'remendada'
          : state === 'off'
            ? 'sin plan'
            : 'por venir',
  unknown: 'no se sabe',

  dayEmpty: 'Ese día no se oyó nada.',
  dayToCome: 'Ese día aún está por venir.',
  dayWaiting: 'Buscando el día',
  row: (length, word) => (word ? `${length}, ${word}` : length),
  rowRunning: (length) => `${length}, en este momento`,
  rowSays: (time, slot, brush) => `${time}, ${slot}.${brush && ` ${brush}.`}`,
  heardEnds: (stop) => (stop ? 'Se oyeron el principio y el final' : 'Se oyó el principio'),
  heard: (heard, of) => `Se oyeron ${heard} de ${of} s`,
  older: 'Anteriores',
  olderWaiting: 'Buscando los anteriores',
  end: 'Eso es todo.',
  listEmpty: 'Aquí no hay cepillados.',
  openEmpty: 'Todo lo que se oyó ya es de alguien.',

  insights: 'Resumen',
  theWeek: 'Semana pasada',
  add: 'Añadir un cepillado',
  addTitle: 'Añadir un cepillado',
  addWhy: 'Para un cepillo que no dice nada. Quedará marcado como anotado a mano.',
  addWho: 'Quién se cepilló',
  addDay: 'Día',
  addTime: 'Empezó a las',
  addQuick: 'Horas habituales',
  justNow: 'Ahora mismo',
  addLength: 'Cuánto duró',
  addBrush: 'Cepillo',
  manual: 'Manual',
  electric: 'Eléctrico',
  addIt: 'Añadir',
  addFault: (fault) => (fault === 'when' ? 'Indica un día y una hora.' : 'Eso aún no ha terminado.'),
  addedTitle: 'Añadido. También se oyó algo.',
  thereTitle: 'Eso ya está.',
  there: (name, time, length, how) => `${name} se cepilló a las ${time} durante ${length}, ${how}. No se añadió nada.`,
  overlaps: (name, time, length, brush) => `A las ${time} se oyó un cepillado de ${name} con “${brush}”, durante ${length}. Puede ser el mismo cepillado. Cuentan los dos hasta que quites uno.`,
  seeIt: 'Verlo',
  fine: 'Dejarlo así',
  keepBoth: 'Conservar los dos',
  takeBack: 'Quitar el mío',
  close: 'Cerrar',

  daysInRow: (n) => (n === 1 ? '1 día' : `${n} días`),
  daysInRowSays: (mended) => (mended ? 'seguidos, con un remiendo' : 'seguidos'),
  usualSays: 'duración habitual',
  keptOf: (kept, of) => `${kept} de ${of}`,
  keptSays: (year, mended) => `mañanas y noches cumplidas en ${year}${mended === 1 ? ', 1 más remendada' : mended > 1 ? `, ${mended} más remendadas` : ''}`,
  usualEvening: (morning) => (morning ? `noche habitual; mañanas, ${morning}` : 'noche habitual'),
  usualMorning: 'mañana habitual',
}
