import { daysBetween, duration, fullDate, later } from '@/lib/time'
import { figure } from '@/lib/words'
import type { Words } from '../features'

const days = (n: number) => (n === 1 ? '1 día' : `${n} días`)
const brushings = (n: number) => (n === 1 ? '1 cepillado' : `${n} cepillados`)
const tenths = (n: number) => figure(n, { minimumFractionDigits: 1, maximumFractionDigits: 1 })

function tells(b: { zones?: unknown; pressure?: unknown }): string {
  if (b.zones && b.pressure) return 'zonas y presión'
  if (b.zones) return 'zonas, sin presión'
  return b.pressure ? 'presión, sin zonas' : 'ni zonas ni presión'
}

export const report: Words<'report'> = {
  title: 'Informe dental',
  waiting: 'Un momento',
  trouble: 'Este informe no se puede mostrar ahora mismo',
  again: 'Intentar de nuevo',
  back: 'Atrás',
  print: 'Imprimir',
  pdf: 'PDF',
  pdfNot: '',
  share: 'Compartir…',
  other: 'Para programas',
  fhir: 'Paquete FHIR',
  csv: 'Tabla (CSV)',
  period: 'Periodo',
  last: (n) => (n === 52 ? 'Un año' : `${n} semanas`),
  own: 'Otras fechas',
  from: 'Desde',
  to: 'Hasta',
  writtenForField: 'Escrito para',
  writtenForHint: 'Por ejemplo, Dra. Okafor. Puede quedar vacío.',

  heading: (name) => (name ? `Informe de cepillado, ${name}` : 'Informe de cepillado'),
  span: (from, to) => `Del ${fullDate(from)} al ${fullDate(to)}, ${days(daysBetween(from, to))}.`,
  born: (year) => (year ? `Año de nacimiento: ${year}.` : ''),
  writtenFor: (receiver) => (receiver ? `Escrito para ${receiver}.` : ''),
  kept: (k) => (k.planned > 0 ? `${k.kept} de ${k.planned}` : 'ninguno'),
  keptSays: 'cepillados planeados y cumplidos',
  length: (median) => (median === undefined ? 'ninguna' : duration(median)),
  lengthSays: (target) => `duración mediana, plan ${duration(target)}`,
  half: (d) => (d.maps[0] ? `${d.maps[0].half} de ${d.maps[0].zones}` : 'no se midió'),
  halfSays: 'zonas con la mitad de su parte',
  hard: (share) => (share === undefined ? 'no se midió' : `${tenths(100 * share)} %`),
  hardSays: 'del tiempo “demasiado fuerte”',
  mapTitle: 'Segundos por cepillado',
  mapSays: (n) => `Mapa de la boca, de ${brushings(n)}`,
  mapNone: 'Mapa de la boca: no se midió nada',
  right: 'Su lado derecho',
  left: 'Su lado izquierdo',
  sideRight: 'Derecha',
  sideLeft: 'Izquierda',
  chewing: 'masticar',
  zone: (place, n) => (n === undefined ? `${place}: no se midió` : `${place}: ${Math.round(n)} s`),
  byZone: 'Por zona, en segundos',
  outer: 'por fuera',
  inner: 'por dentro',
  place: (id) =>
    ({
      'upper-right': 'Superior derecha',
      'upper-front': 'Superior frontal',
      'upper-left': 'Superior izquierda',
      'lower-left': 'Inferior izquierda',
      'lower-front': 'Inferior frontal',
      'lower-right': 'Inferior derecha',
      upper: 'Maxilar superior',
      lower: 'Maxilar inferior',
    })[id] ?? id,
  noFigure: '–',
  fromAll: (n, all) =>
    n === all ? (all === 1 ? 'De 1 cepillado, el único.' : `De los ${brushings(all)}.`) : `De ${n} de ${brushings(all)}. Los demás no midieron zonas, o midieron otras, y no se cuentan.`,
  coarse: (zones) =>
    ({
      2: 'El cepillo distingue los dos maxilares.',
      4: 'El cepillo distingue cuadrantes: cada cara de un cuadrante lleva los segundos del cuadrante.',
      6: 'El cepillo distingue sextantes: cada cara de un sextante lleva los segundos del sextante.',
      8: 'El cepillo distingue cuadrantes, por fuera y por dentro; el frente es la media de dos.',
    })[zones] ?? '',
  noZones: 'Ningún cepillo de este periodo midió zonas. Lo rayado no se midió.',
  habit: 'Hábito',
  colKept: 'cumplidos',
  colUsual: 'hora habitual',
  colLength: 'duración',
  morning: 'Mañana',
  evening: 'Noche',
  none: 'ninguno',
  lengths: 'Duración de cada cepillado',
  lengthsSay: (n, target) => `Duración de ${brushings(n)} frente al plan de ${duration(target)}`,
  lengthsWhy: (target) => `Con puntos: el plan, ${duration(target)}. Claro: más corto. Hueco: no se oyó nada.`,
  source: 'Origen.',
  sources: (d) => {
    const used = d.brushes.filter((b) => b.brushings > 0)
    if (used.length === 0) return 'En este periodo no se oyó nada.'
    const each = used.map((b) =>
      b.entry
        ? `${brushings(b.brushings)} ${b.brushings === 1 ? 'contado por un cronómetro o anotado' : 'contados por un cronómetro o anotados'}`
        : `${[b.maker, b.model].filter(Boolean).join(' ') || 'un cepillo'} (${tells(b)}): ${brushings(b.brushings)}`,
    )
    return `${each.join('; ')}.${d.total.of_s > 0 ? ` Se oyó el ${tenths((100 * d.total.heard_s) / d.total.of_s)} % de todos los segundos medidos.` : ''}`
  },
  head: 'Cabezal.',
  headSays: (since, lasts) => `Se cambió el ${fullDate(since)}. El próximo cambio toca hacia el ${fullDate(later(since, lasts))}.`,
  pressure: 'La presión',
  pressureSays: (told) => (told ? 'es el nivel que dice el propio cepillo, no una fuerza.' : 'no se midió.'),
  limits: 'Límites.',
  limitsSay: (made) => `Medido con aparatos de consumo. Informa; no diagnostica. Puntuación v1, Enamel, creado el ${made}.`,
  cut: 'Hubo más cepillados de los que caben en un informe: los más antiguos quedan fuera.',
  made: (day, time) => `${day}, ${time}`,

  shareTitle: 'Compartir este informe',
  shareWhy: (name) => `Quien tenga el enlace lee esta única página sobre ${name}, sin cuenta, hasta que termine o lo retires. No puede ver nada más de este hogar.`,
  receiver: '¿Para quién es?',
  receiverHint: 'Por ejemplo, Dra. Okafor. Aparece en el informe.',
  lasts: 'Se abre durante',
  lastsDays: (n) => days(n),
  named: 'Nombre',
  namedYes: (name) => `Decir “${name}”`,
  namedNo: 'No decir el nombre',
  namedNoWhy: 'Ni nombre ni año de nacimiento',
  agree: 'Lo que permites',
  agreed: 'Doy mi consentimiento',
  makeLink: 'Crear el enlace',
  made1: 'El enlace está listo',
  once: 'Solo se muestra ahora. A quien lo pierda se le da otro.',
  close: 'Cerrar',
  links: 'Compartido por enlace',
  link: (l) => `${l.receiver}: del ${fullDate(l.from)} al ${fullDate(l.to)}`,
  linkState: (l, ends, viewed) =>
    `${l.revoked_at ? 'Retirado' : !l.open ? 'Terminado' : `Se abre hasta el ${ends}`}. ${l.views === 0 ? 'Nadie lo ha mirado.' : `${l.views === 1 ? 'Se ha mirado una vez' : `Se ha mirado ${l.views} veces`}; la última, ${viewed}.`}`,
  revoke: 'Retirar',
  revokeOf: (receiver) => `Retirar el enlace para ${receiver}`,

  lentTitle: 'Informe de cepillado',
  lentUntil: (day) => `Prestado por una familia. Esta página se abre hasta el ${day}.`,
  lentGone: 'Este enlace no abre nada',
  lentGoneWhy: 'Puede que haya terminado, que se retirara o que perdiera por el camino una parte de su dirección. Pide uno nuevo a quien te lo dio.',
  lentBusy: 'Demasiados intentos',
  lentBusyWhy: 'Espera un momento y carga la página de nuevo.',
  lentLoading: 'Abriendo el informe',
}
