import { duration } from '@/lib/time'
import type { Words } from '../features'

export const coach: Words<'coach'> = {
  title: (name) => `${name} se cepilla`,
  start: (name) => `Empezar el cepillado de ${name}`,
  orBrush: (name) => `O enciende el cepillo de ${name}.`,
  helped: 'Hasta los siete años ayuda una persona mayor.',
  back: 'Atrás',
  pause: 'Pausa. Mantén pulsado para terminar',
  resume: 'Seguir',
  done: 'Ya está',
  leave: 'Salir de la guía. El cepillo sigue',
  soundOn: 'El sonido está activado. Desactivarlo',
  soundOff: 'El sonido está desactivado. Activarlo',
  time: (s, of) => `${duration(s)} de ${duration(of)}`,
  follows: (f) => (f === 'zones' ? 'Los dientes siguen lo que mide el cepillo' : f === 'pacer' ? 'Los dientes siguen el ritmo del cepillo' : 'Los dientes siguen el reloj'),
  alone: 'La casa no responde. Los dientes siguen con el reloj.',
  unsent: 'Está guardado aquí. Se enviará a la casa en cuanto responda.',
  place: (p, f) =>
    `${p.jaw === 'upper' ? 'Arriba' : 'Abajo'} ${{ right: 'a la derecha', front: 'al frente', left: 'a la izquierda' }[p.where]}, ${{ outer: 'por fuera', inner: 'por dentro', chewing: 'donde muerden' }[f]}`,
  clean: 'Todo limpio',
  mouth: (clean, of) => `Boca. Dientes limpios: ${clean} de ${of}`,
  steady: 'Nu está en calma',
  happy: 'Nu se alegra: otra parte está limpia',
  slow: 'Nu espera',
  hurry: 'Nu se marea: un poco más despacio',
  ouch: 'Nu dice ay: el cepillo dijo “demasiado fuerte”',
  sleep: 'Nu duerme',
  goodNight: (name) => `Buenas noches, ${name}`,
  goodDay: (name) => `Que tengas un buen día, ${name}`,
  smile: 'Una sonrisa limpia',
  lamps: (s) => (s === 1 ? 'La luz se apaga en 1 segundo' : `La luz se apaga en ${s} segundos`),
  summary: (s, heard) => (heard === undefined ? `${duration(s)}, según el reloj. La pantalla se oscurece sola.` : `${duration(s)}; se oyeron ${heard} de ${s} s. La pantalla se oscurece sola.`),
  dark: 'Está oscuro. Toca para volver',
}

export const coachpage: Words<'coachpage'> = {
  title: 'Guía',
  waiting: 'Un momento',
  again: 'Intentar de nuevo',
  trouble: 'No se puede mostrar la guía',
  gone: 'Aquí ya no vive nadie con ese nombre.',
  toToday: 'Ir a Hoy',
}
