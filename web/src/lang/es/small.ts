import type { Words } from '../features'

export const shell: Words<'shell'> = {
  waiting: 'Un momento',
  skip: 'Ir al contenido',
  main: 'Principal',
  today: 'Hoy',
  history: 'Historial',
  brushes: 'Cepillos',
  house: 'Casa',
  homes: 'Qué hogar',
  again: 'Intentar de nuevo',
  troubleTitle: 'Sin respuesta',
  troubleHeading: 'La casa no responde.',
  silent: 'No se ha perdido nada',
  offline: (at) => `No tienes conexión. Lo que ves es lo último que se supo (${at}); lo que hagas se enviará más tarde.`,
  lost: (at) => `La casa no responde. Lo que ves es lo último que se supo (${at}); lo que hagas se enviará más tarde.`,
  renewal: 'Hay un Enamel nuevo, ya listo.',
  renew: 'Usarlo',
  waits: (n) => (n === 1 ? 'Un cambio espera para enviarse.' : `${n} cambios esperan para enviarse.`),
  asks: (n) => (n === 1 ? 'Un cambio te necesita.' : `${n} cambios te necesitan.`),
  see: 'Ver',
  close: 'Cerrar',
  waitsTitle: 'Lo que espera',
  waitsWhy: 'Está guardado en este dispositivo, y se envía en este orden en cuanto la casa responda.',
  waitsNone: 'Ya no espera nada. Todo está enviado.',
  tryNow: 'Intentar ahora',
  since: (at) => `Desde: ${at}`,
  discard: 'Descartar',
  discardOf: (what) => `Descartar: ${what}`,
  discardSure: '¿Descartarlo? Nadie puede traerlo de vuelta.',
  discardYes: 'Sí, descartar',
  discardNo: 'Conservarlo',
  tryAgain: 'Intentar de nuevo',
  refused: (why) => `La casa no lo aceptó: ${why}`,
  clashTitle: (by) => (by ? `${by} ha cambiado lo mismo entretanto.` : 'Otra persona ha cambiado lo mismo entretanto.'),
  clashOther: 'Ya no está como estaba.',
  clashNow: (field, value) => `${field}: ahora ${value}`,
  mine: 'Conservar lo mío',
  theirs: 'Tomar lo otro',
  nothing: 'nada',
  yes: 'sí',
  no: 'no',
  somebody: 'Alguien',
  editWho: (name) => `Fue ${name}`,
  editGuest: 'Fue una visita',
  editNobody: 'No fue nadie que viva aquí',
  editNote: 'Una nota en un cepillado',
  editDelete: 'Borrar un cepillado',
  editNoted: (name, length, at) => `${name} se cepilló durante ${length}, ${at}`,
  editPerson: (name) => `Cambios en ${name}`,
  editBrush: (name) => `Cambios en el cepillo ${name}`,
  editTimer: 'Un cepillado con la guía',
  editOther: 'Un cambio',
  field: (k) =>
    ({
      name: 'Nombre',
      glaze: 'Color',
      milk_teeth: 'Dientes de leche',
      target_s: 'Duración',
      grow: 'Crecimiento',
      morning: 'Mañana planeada',
      evening: 'Noche planeada',
      note: 'Nota',
      person_id: 'Quién se cepilló',
      guest: 'Una visita',
      model: 'Modelo',
      people: 'Quién lo usa',
      birth_year: 'Año de nacimiento',
      order: 'Lugar',
    })[k] ?? 'Un ajuste',
  nowhereTitle: 'Esa página no existe.',
  nowhere: 'En esta dirección no vive nada',
  toToday: 'Ir a Hoy',
}

export const trouble: Words<'trouble'> = {
  silent: 'La casa no responde. Lo que ves se queda; inténtalo de nuevo en un momento.',
  wait: (s) => `Demasiados intentos. Espera ${s === 1 ? '1 segundo' : `${s} segundos`} e inténtalo de nuevo.`,
  busy: 'La casa está ocupada. No ha cambiado nada; inténtalo de nuevo en un momento.',
  refused: 'Aquí no tienes permiso para hacer esto.',
  gone: 'Esto ya no está aquí.',
  other: 'No funcionó. No ha cambiado nada.',
}

export const edit: Words<'edit'> = {
  title: 'Otra persona ha cambiado esto entretanto.',
  now: (label, value) => `${label}: ahora ${value}`,
  other: 'Lo que cambiaste tú está como estaba.',
  empty: 'nada',
  mine: 'Conservar lo mío',
  theirs: 'Tomar lo otro',
}

export const removal: Words<'removal'> = {
  title: 'Otra persona ha cambiado esto entretanto.',
  now: (label, value) => `${label}: ahora ${value}`,
  other: 'Míralo de nuevo antes de quitarlo.',
  mine: 'Quitarlo de todos modos',
  theirs: 'Dejarlo',
}

export const origin: Words<'origin'> = {
  timed: 'Contado por la guía',
  noted: 'Anotado a mano',
}

export const waits: Words<'waits'> = {
  waits: 'Espera para enviarse',
}

export const device: Words<'device'> = {
  title: 'Este dispositivo',
  theme: 'Claro u oscuro',
  themes: (t) => ({ system: 'Automático', light: 'Claro', dark: 'Oscuro' })[t] ?? t,
  contrast: 'Contraste',
  contrasts: (c) => ({ system: 'Automático', more: 'Fuerte', normal: 'Normal' })[c] ?? c,
  language: 'Idioma',
  languageWhy: 'El tuyo, en cada dispositivo en el que inicies sesión.',
  asBrowser: 'Como lo pide el navegador',
}

export const apidocs: Words<'apidocs'> = {
  title: 'API',
  heading: 'La API',
  what: 'Todo lo que hace esta app pasa por estas llamadas. Lo que pruebes aquí se hace en tu nombre, en este hogar y de verdad.',
  document: 'La descripción como archivo',
  waiting: 'Leyendo la descripción',
  broken: 'No se pudo leer la descripción.',
}

export const once: Words<'once'> = { copy: 'Copiar', copied: 'Copiado', done: 'Listo', qr: 'Código QR del enlace', close: 'Cerrar' }
