import { duration } from '@/lib/time'
import { capital, count, listed } from '@/lib/words'
import type { Words } from '../features'

const parts = { coverage: 'la cobertura', pressure: 'la presión' }

const places: Record<string, string> = {
  'upper-right': 'Superior derecha', 'upper-front': 'Superior frontal', 'upper-left': 'Superior izquierda',
  'lower-left': 'Inferior izquierda', 'lower-front': 'Inferior frontal', 'lower-right': 'Inferior derecha',
}
const faces: Record<string, string> = { outer: 'por fuera', inner: 'por dentro', chewing: 'cara de masticar' }

/** Una zona en palabras: upper-right-outer como «Superior derecha, por fuera». */
export function zoneWords(zone: string): string {
  const cut = zone.lastIndexOf('-')
  return `${places[zone.slice(0, cut)] ?? zone.slice(0, cut)}, ${faces[zone.slice(cut + 1)] ?? zone.slice(cut + 1)}`
}

export const session: Words<'session'> = {
  title: (day) => `Cepillado, ${day}`,
  waiting: 'Buscando el cepillado',
  gone: 'Este cepillado no está aquí.',
  goneWhy: 'Puede que se haya borrado',
  goneWhyElse: 'O la dirección no está completa. Todo lo demás está en el historial.',
  toHistory: 'Ir al historial',
  trouble: 'El servidor no respondió.',
  troubleWhy: 'Lo que se oyó está guardado allí. No se ha perdido nada.',
  again: 'Preguntar de nuevo',

  headline: (length, word) => `${length}, ${word}`,
  running: (length) => `${length}, en este momento`,
  runningUntold: 'Cepillado en curso',
  handleScore: 'La puntuación del propio mango',
  paused: (length) => `${length}, en pausa`,
  nobody: 'Aún de nadie',
  guest: 'Una visita',
  slot: (slot) => (slot === 'morning' ? 'mañana' : 'noche'),
  who: (name, slot, time, brush, modes) => `${name}, ${slot}, ${time}.${brush && ` ${brush}.`}${modes && ` ${modes}.`}`,
  modes: (list) => capital(list.length > 3 ? `${list.slice(0, 2).join(', luego ')} y luego ${count(list.length - 2)} más` : list.join(', luego ')),
  continues: 'Empezó menos de un minuto después del anterior.',

  amended: (day, said) => `Leído de nuevo el ${day}${said.length > 0 ? `: ${said.join('; ')}` : ''}.`,
  amendedLength: (before, after) => `${after} en lugar de ${before}`,
  amendedEnd: (ended) =>
    ({
      heard: 'se oyó el final',
      reconstructed: 'el final se dedujo',
      reported: 'el final viene del registro del mango',
      cut_off: 'el final no se oyó',
    })[ended] ?? ended,
  amendedMode: (before, after) => (after === '' ? 'el modo ya no se sabe' : before === '' ? `el modo fue ${after}` : `el modo fue ${after}, no ${before}`),
  amendedZones: (known) => (known ? 'ahora se conocen las zonas' : 'las zonas ya no se conocen'),
  amendedPressure: (known) => (known ? 'ahora se conoce la presión' : 'la presión ya no se conoce'),
  amendedScore: (before, after) => (after === null ? 'ya no tiene puntuación' : before === null ? `la puntuación es ${after}` : `la puntuación es ${after} en lugar de ${before}`),

  not: (name) => `¿No fue ${name}?`,
  whoWas: '¿Quién fue?',
  addNote: 'Añadir una nota',
  editNote: 'Cambiar la nota',
  remove: 'Borrar este cepillado',
  watch: 'Ver en vivo',
  close: 'Cerrar',

  whoTitle: '¿Quién fue?',
  whoHint: 'Sus días se cuentan de nuevo. Lo que se oyó queda como está.',
  noteTitle: 'Una nota',
  noteLabel: 'Qué quieres recordar de este cepillado',
  save: 'Guardar',
  removeTitle: '¿Borrar este cepillado?',
  removeWhy: (length, name) => `${length} de ${name} salen del historial para siempre. Lo que llegue más tarde no los trae de vuelta.`,
  removeYes: 'Borrar',
  removeNo: 'Dejarlo',
  failed: 'El servidor no lo aceptó. No ha cambiado nada.',

  strip: (heard, of) => `Cada segundo; se oyeron ${heard} de ${of}`,
  stripSays: (of, zones, heard) =>
    `${of} segundos por ${zones ? 'zona, presión' : 'presión'}, modo y ritmo; se oyeron ${heard}. Las flechas leen un segundo en voz alta; la tabla tiene los mismos valores.`,
  twoEnds: 'De principio a fin',
  twoEndsSay: 'Este cepillo solo dice cuándo empieza y cuándo termina. El tiempo entre ambos es la duración; lo que pasó ahí no lo sabe nadie.',
  startOnly: 'Este cepillo solo dice cuándo empieza y cuándo termina, y nadie oyó el final. Así que la duración es lo que es seguro; pudo ser más larga.',
  notYet: 'aún no',
  runsNow: 'Este cepillo solo dice cuándo empieza y cuándo termina. Ha empezado, y desde ahí se cuenta la duración.',
  asTable: 'Como tabla',
  asPicture: 'Ocultar la tabla',
  outer: 'por fuera',
  chewing: 'masticar',
  inner: 'por dentro',
  tooHard: 'demasiado fuerte',
  notHeard: 'no se oyó',
  between: 'entre dos mensajes',
  secondBetween: (time) => `${time}. Entre dos mensajes del cepillo: su reloj siguió, y dijo lo mismo antes y después.`,
  noZones: 'Este cepillo no mide zonas, así que no se muestran.',
  noZonesYet: 'Esta vez no se midió ninguna zona, así que no se muestran.',
  noPressure: 'Este cepillo no dice la presión.',
  classes: 'La presión son los tres niveles del propio cepillo: ligera, correcta, demasiado fuerte.',
  pressure: 'Presión',
  mode: 'Modo',
  pacer: 'Ritmo',
  pressureShort: 'Pr',
  modeShort: 'Mo',
  pacerShort: 'Ri',
  pressureWord: (p) => (p === 'high' ? 'el cepillo dijo “demasiado fuerte”' : p === 'low' ? 'presión ligera' : 'la presión fue correcta'),
  sector: (n, of) => (of > 0 ? `tramo ${n} de ${of}` : `tramo ${n}`),
  second: (time, said) => `${time}. ${said.length > 0 ? capital(said.join(', ')) : 'Se oyó'}.`,
  secondUnheard: (time) => `${time}. No se oyó.`,
  secondToCome: (time) => `${time}. Aún por venir.`,
  pick: 'Toca la tira o usa las flechas para leer un segundo.',
  pickLabel: 'Un segundo del cepillado',
  colFrom: 'Desde',
  colTo: 'Hasta',
  colHeard: 'Se oyó',
  colZones: 'Zonas',
  yes: 'sí',
  no: 'no',
  tableCaption: 'Los mismos segundos, juntos los que son iguales',
  light: 'ligera',
  right: 'correcta',
  none: 'ninguna',

  score: (n) => `De dónde salen los ${n}`,
  of100: 'de 100',
  scoreSays: (n, word) => `${n} de 100, ${word}.`,
  time: 'Tiempo',
  coverage: 'Cobertura',
  points: (got, of) => `${got} de ${of}`,
  why: (part, got, of, origin) =>
    part === 'time'
      ? `${duration(got)} de ${duration(of)}${origin === 'timed' ? ', según el cronómetro' : origin === 'noted' ? ', según lo anotado' : ''}.`
      : part === 'cover'
        ? got === of
          ? 'Cada zona que mide este cepillo tuvo al menos la mitad de su parte.'
          : `${got} de ${of} zonas ${got === 1 ? 'tuvo' : 'tuvieron'} al menos la mitad de su parte.`
        : got === 0
          ? 'El cepillo nunca dijo “demasiado fuerte”.'
          : `El cepillo dijo “demasiado fuerte” durante ${got < 120 ? `${got} s` : `${duration(got)} minutos`}.`,
  scoreNote: (version, missing) =>
    `Puntuación v${version}. Cada diente son cinco puntos. ` +
    (missing.length === 0
      ? 'De las tres partes había datos.'
      : `No había datos de ${listed(missing.map((m) => parts[m]))}, así que ${missing.length === 1 ? 'las otras dos partes cuentan' : 'el tiempo cuenta'} hasta 100.`),
  noScore: 'La puntuación llega cuando el cepillo se para.',
  noScoreYet: 'Este no tiene puntuación.',
  scoreTitle: 'La puntuación',

  heardBy: 'Quién lo oyó',
  countedBy: 'Quién lo contó',
  together: (n) => (n === 2 ? 'Entre los dos' : 'Entre todos'),
  ofSeconds: (heard, of) => `${heard} de ${of} s`,
  secondsOf: (n) => `${n} s`,
  sourceSays: (name, heard, of) => `${name}: se oyeron ${heard} de ${of} segundos.`,
  allHeard: 'Se oyó cada segundo.',
  holes: (n, spans, zones) =>
    n === 1
      ? `Un segundo no se oyó, ${listed(spans)}. Cuenta como tiempo, porque el reloj del propio cepillo siguió${zones ? ', y como ninguna zona' : ''}.`
      : `${capital(count(n))} segundos no se oyeron, ${listed(spans)}. Cuentan como tiempo, porque el reloj del propio cepillo siguió${zones ? ', y como ninguna zona' : ''}.`,
  holesMany: (n, spans) => `${capital(count(n))} segundos no se oyeron, repartidos en ${count(spans)} huecos. Cuentan como tiempo, porque el reloj del propio cepillo siguió.`,
  hole: (from, to) => `de ${from} a ${to}`,
  unnamedSource: 'Una fuente sin nombre',

  recordTitle: 'El registro del propio mango',
  recordStarted: 'Empezó',
  recordBrushed: 'Cepillado',
  tooHardTitle: 'Demasiado fuerte',
  itsScore: 'Su puntuación',
  colHandle: 'Mango',
  notHeardAtAll: 'no se oyó',
  recordAgrees: 'Coinciden, así que vale la duración que dice el mango. Ya se sabe cómo va su reloj.',
  recordAlone: 'Nadie oyó este cepillado. Está aquí porque el mango lo recordaba.',

  details: 'Qué más se sabe',
  brush: 'Cepillo',
  known: 'Cómo se sabe',
  knownAs: (how) => (how === 'timed' ? 'Lo contó el cronómetro de la guía' : 'Alguien lo anotó después'),
  anyBrush: 'Uno que no dice nada',
  theBrush: (name) => `El cepillo ${name}`,
  maker: 'Marca',
  battery: 'Batería',
  target: 'Rutina',
  whose: 'De quién es',
  ended: 'El final',
  note: 'Nota',
  how: (how) =>
    how === 'only_brusher'
      ? 'Nadie más usa este cepillo'
      : how === 'handle'
        ? 'Lo dijo el mango'
        : how === 'person'
          ? 'Lo dijo alguien'
          : how === 'entry'
            ? 'Se anotó a su nombre'
            : how === 'coach'
              ? 'Su guía estaba abierta'
              : 'Aún no se ha dicho',
  end: (ended) =>
    ({
      heard: 'Se oyó cómo se paraba',
      reconstructed: 'Se dedujo de lo último que se oyó',
      reported: 'Viene del registro del propio mango',
      cut_off: 'No se oyó nada más durante 90 s',
    })[ended] ?? ended,
  routine: (length, sectors) => (sectors > 0 ? `${length} en ${sectors === 1 ? 'un tramo' : `${count(sectors)} tramos`}` : length),
  percent: (n) => `${n} %`,

  map: 'Dónde fue',
  mapSays: (measured) => `Los segundos en cada una de las ${measured} zonas medidas, con la boca dibujada como la ve tu dentista.`,
  rightSide: 'Derecha',
  leftSide: 'Izquierda',
  zone: (place, n) => (n === undefined ? `${place}: no se midió` : `${place}: ${Math.round(n)} s`),
  face: (face) => faces[face] ?? face,
  place: (place) => places[place] ?? place,
  placeShort: (place) => ({ 'upper-right': 'SD', 'upper-front': 'SF', 'upper-left': 'SI', 'lower-left': 'II', 'lower-front': 'IF', 'lower-right': 'ID' })[place] ?? place,
}
