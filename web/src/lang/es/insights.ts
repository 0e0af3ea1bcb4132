import { clockOfMinutes, duration, fullDate } from '@/lib/time'
import { capital, figure } from '@/lib/words'
import type { Words } from '../features'

const sides: Record<string, string> = {
  'upper-right': 'arriba a la derecha', 'upper-front': 'arriba al frente', 'upper-left': 'arriba a la izquierda',
  'lower-right': 'abajo a la derecha', 'lower-front': 'abajo al frente', 'lower-left': 'abajo a la izquierda',
}
const faces: Record<string, string> = { outer: 'por fuera', inner: 'por dentro', chewing: 'cara de masticar' }

/** Un lugar con el detalle que da el cepillo, según en cuántos divide la boca. */
function placeOf(zone: string, of: number): string {
  const cut = zone.lastIndexOf('-')
  if (of === 2) return zone.startsWith('upper') ? 'arriba' : 'abajo'
  const side = sides[zone.slice(0, cut)] ?? zone
  return of <= 6 ? side : `${side}, ${faces[zone.slice(cut + 1)] ?? ''}`
}

const s = (n: number) => figure(n, { maximumFractionDigits: n < 9.95 ? 1 : 0 })
const brushings = (n: number) => (n === 1 ? '1 cepillado' : `${n} cepillados`)

export const insights: Words<'insights'> = {
  title: 'Resumen',
  titleOf: (name) => `Resumen, ${name}`,
  waiting: 'Un momento',
  trouble: 'Ahora mismo no se puede mostrar',
  again: 'Intentar de nuevo',
  period: 'Periodo',
  weeks: (n) => (n === 52 ? 'Año' : `${n} semanas`),
  whose: 'De quién',
  report: 'Informe dental',
  toToday: 'Ir a Hoy',
  toHouse: 'Ir a Casa',
  nobody: 'Aún no hay nadie',
  nobodyWhy: 'Añade en Casa a quien se cepilla aquí.',
  empty: 'Aún no hay nada. El primer cepillado aparecerá solo.',
  emptyPeriod: (name) => `En este tiempo no se oyó nada de ${name}. Quizá haya algo en un periodo más largo.`,

  heading: (name, d) => {
    const least = d.maps[0]?.least
    const zones = d.maps[0]?.zones ?? 16
    switch (d.finding) {
      case 'nothing_yet':
        return 'Aún no hay nada.'
      case 'few_yet':
        return `Ya están aquí los primeros cepillados de ${name}.`
      case 'zone_least':
        return least ? `${capital(placeOf(least.zone, zones))}${zones > 6 ? ',' : ''} es donde ${name} se cepilla menos.` : `${name} se cepilla con constancia.`
      case 'too_hard':
        return `El cepillo de ${name} dice a menudo “demasiado fuerte”.`
      case 'ends_early':
        return `La mitad de los cepillados de ${name} termina en ${duration(d.total.median_s ?? 0)} o antes.`
      case 'evenings_open':
        return `A ${name} le quedan abiertas sobre todo las noches.`
      case 'mornings_open':
        return `A ${name} le quedan abiertas sobre todo las mañanas.`
      case 'slots_open':
        return `${name} se cepilló ${d.total.kept.kept} de las ${d.total.kept.planned} veces planeadas.`
      case 'time_reached':
        return `${name} llega a su tiempo casi todos los días.`
      default:
        return `${name} se cepilla con constancia.`
    }
  },

  mapTitle: 'Segundos por cepillado, según el lugar',
  mapSays: (name, zones, n) => `Mapa de la boca de ${name}: ${zones} lugares, en ${brushings(n)}`,
  mapNone: 'Mapa de la boca: no se midió nada',
  none: 'nada',
  scaleOf: 'segundos por cepillado',
  full: (n) => `${Math.round(n)} s`,
  right: 'Derecha',
  left: 'Izquierda',
  chewing: 'masticar',
  zone: (zone, of, n) => (n === undefined ? `${capital(placeOf(zone, 16))}: no se midió` : `${capital(placeOf(zone, of))}: ${s(n)} s`),
  zoneName: (zone, of) => placeOf(zone, of),
  seconds: (n) => `${s(n)} s`,
  fairSays: 'de un reparto igual',
  share: (n) => `${Math.round(n * 100)} %`,
  mapOf: (zones) => (zones === 2 ? 'Arriba y abajo' : `${zones} zonas`),
  mapWhich: 'Qué cepillos',
  measured: (zones, n, all) =>
    (zones === 2 ? 'Dicho para arriba y abajo' : `Medido en ${zones} zonas`) +
    (n === all
      ? all === 1
        ? ', en el único cepillado.'
        : `, en los ${brushings(all)}.`
      : `, en ${n} de ${brushings(all)}. ${all - n === 1 ? 'El otro no tenía zonas, o tenía otras, y no se cuenta' : `Los otros ${all - n} no tenían zonas, o tenían otras, y no se cuentan`}: aquí no se adivina.`),
  unsure: 'Con rayas: el cepillo solo lo dice aproximadamente.',
  drawn: 'Dibujado como lo ve tu dentista.',
  noZones: 'Este cepillo no mide zonas, así que no se muestran.',

  leastTitle: (zone, of, n) => `Cerca de ${s(n)} s ${placeOf(zone, of)}`,
  leastWhy: (fair) => `Un reparto igual serían ${s(fair)} s. Empezar por ahí de vez en cuando lo equilibra.`,
  evenTitle: 'Cada lugar recibe su parte',
  evenWhy: (half, of) => `${half} de ${of} lugares reciben al menos la mitad de un reparto igual.`,
  timeTitle: (d) => {
    const plan = duration(d.person.usual_target_s)
    const share = d.total.brushings > 0 ? d.total.reached / d.total.brushings : 0
    return share >= 0.6 ? `${plan}, casi todos los días` : share >= 0.3 ? `${plan}, algunos días` : `Por lo general, ${duration(d.total.median_s ?? 0)}`
  },
  timeWhy: (d) => {
    const short = d.person.usual_target_s - Math.round(d.total.median_s ?? 0)
    return d.total.reached * 3 < d.total.brushings && short > 0
      ? `Por lo general, ${short} s por debajo de los ${duration(d.person.usual_target_s)} planeados.`
      : `${d.total.reached} de ${brushings(d.total.brushings)} ${d.total.reached === 1 ? 'llegó' : 'llegaron'} a los ${duration(d.person.usual_target_s)} planeados.`
  },
  heardTitle: 'Cuánto se oyó',
  heard: (heard, of) => `El ${figure((100 * heard) / of, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} % de los segundos en que funcionaron los cepillos. Lo que no se oyó cuenta como tiempo y como ninguna zona.`,
  heardNothing: 'No había nada que oír: lo que hay aquí lo guardó el propio cepillo, lo contó un cronómetro o se anotó a mano.',
  hardTitle: (n) => `Demasiado fuerte durante ${s(n)} s por cepillado`,
  hardWhy: '“Demasiado fuerte” son palabras del cepillo, no una fuerza medida.',

  time: 'Tiempo',
  coverage: 'Cobertura',
  pressure: 'Presión',
  kept: 'Mañanas y noches',
  points: (n, of) => `${Math.round(n)} de ${of}`,
  keptOf: (k) => `${k.kept} de ${k.planned}`,
  noFigure: 'aún nada',
  planOf: (seconds) => `con puntos: el plan, ${duration(seconds)}`,
  planAll: 'con puntos: todas',
  coverageNow: (v) => (v === undefined ? '' : `el ${Math.round(v * 100)} % de las zonas tuvo la mitad de su parte`),
  hardNow: (v) => (v === undefined ? '' : `demasiado fuerte ${s(v)} s`),
  mendedNow: (n) => (n === 0 ? '' : n === 1 ? 'una más remendada' : `${n} más remendadas`),
  notTold: 'Ningún cepillo de este tiempo lo dice.',
  trendSays: (name, values, from, to) => `${name}, del ${fullDate(from)} al ${fullDate(to)}: ${values.join(', ')}`,
  trendTable: 'La evolución como tabla',
  weekOf: 'Desde',
  many: 'Cepillados',
  score: 'Puntuación',
  asTable: 'Como tabla',
  asChart: 'Como gráfico',
  dash: '–',

  clockTitle: (name) => `Cuándo se cepilla ${name}`,
  clockSays: (name, n) => `La hora de cada uno de ${brushings(n)} de ${name}`,
  spread: (slot, from, to) => `La mitad de las ${slot === 'morning' ? 'mañanas' : 'noches'} cae entre las ${clockOfMinutes(from)} y las ${clockOfMinutes(to)}.`,
  day: 'Día',
  morning: 'Mañana',
  evening: 'Noche',

  head: (days, of) => `Cabezal: ${days} de ${of} días`,
  headOf: (brush) => brush,
  headUsed: (seconds) => {
    const m = Math.round(seconds / 60)
    return m < 60 ? `Unos ${m} min de cepillado con él.` : `Unas ${Math.floor(m / 60)} h ${m % 60} min de cepillado con él.`
  },
  headDue: (days, date) => (days > 0 ? `Toca cambiarlo hacia el ${date}.` : `Tocaba cambiarlo hacia el ${date}.`),
  headSays: (days, of) => `Cabezal del cepillo, ${days} de ${of} días`,
  headUnknown: '¿Cuánto tiempo tiene el cabezal?',
  headUnknownWhy: 'Nadie ha dicho cuándo se cambió. La mayoría de los dentistas aconseja cambiarlo cada tres meses.',
  headChanged: 'Lo cambié',
  headToday: 'Es nuevo, de hoy',
  headSaid: 'Anotado. Tres meses a partir de hoy.',
  aBrush: 'El cepillo',

  sum7: (k) => `${k.kept} de ${k.planned}`,
  sum7Says: (k) => `veces planeadas y cumplidas en 7 días${k.mended === 1 ? ', 1 más remendada' : k.mended > 1 ? `, ${k.mended} más remendadas` : ''}`,
  sum30Says: (k) => `cumplidas en 30 días${k.mended === 1 ? ', 1 más remendada' : k.mended > 1 ? `, ${k.mended} más remendadas` : ''}`,
  usualMorning: 'mañana habitual',
  usualEvening: 'noche habitual',
  stepRange: (step) => fullDate(step.from),
  cut: 'Hay más cepillados de los que se pueden contar de una vez: los más antiguos de este periodo quedan fuera.',
}
