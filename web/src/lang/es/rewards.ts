import { plural } from '@/lib/messages'
import type { Words } from '../features'

const names: Record<string, string> = {
  sun: 'un sol', boat: 'un barco', snail: 'un caracol', whale: 'una ballena', mushroom: 'un champiñón', kite: 'una cometa', fish: 'un pez', house: 'una casa', moon: 'una luna', apple: 'una manzana',
  owl: 'un búho', rocket: 'un cohete', flower: 'una flor', cup: 'una taza', rainbow: 'un arcoíris', cat: 'un gato', bell: 'una campana', pear: 'una pera', balloon: 'un globo', bridge: 'un puente',
  shell: 'una caracola', tree: 'un árbol', drum: 'un tambor', star: 'una estrella',
}

const asks: Record<string, string> = {
  days: 'Cinco días con todo lo planeado.',
  evenings: 'Cinco noches.',
  gentle: 'Cinco cepillados suaves: casi ningún segundo demasiado fuerte.',
  mornings: 'Cinco mañanas.',
  together: 'Toda la familia: cinco días completos por persona.',
  both: 'Cuatro días con mañana y noche.',
  full: 'Cinco cepillados hasta el final.',
  corners: 'Cuatro cepillados que llegan a casi todos los rincones.',
  weekend: 'Sábado y domingo.',
  early: 'Cuatro noches antes de las ocho y media.',
  start: 'Un buen comienzo: lunes, martes y miércoles.',
  'full-together': 'Toda la familia: cinco cepillados por persona, hasta el final.',
  'same-time': 'Cuatro noches más o menos a la misma hora.',
  row: 'Cuatro días seguidos.',
  'evenings-together': 'Toda la familia: cuatro noches por persona.',
}

export const rewards: Words<'rewards'> = {
  title: (name) => `Stickers de ${name}`,
  back: 'Atrás',
  again: 'Intentar de nuevo',
  waiting: 'Buscando los stickers',
  trouble: 'No se pueden mostrar los stickers',
  before: 'El mes anterior',
  after: 'El mes siguiente',
  sticker: (name) => names[name] ?? name,
  earned: (date, name) => `${date}: ${names[name] ?? name}`,
  mended: (date) => `${date}: remendado, la racha sigue`,
  open: (date) => `${date}: su sticker aún puede llegar`,
  empty: (date) => `${date}: sin sticker`,
  nu: (curls) => plural(curls, { one: 'Nu tiene un rizo de espuma', other: `Nu tiene ${curls} rizos de espuma` }),
  week: (done, goal) => `${done} de ${goal} días esta semana`,
  grown: (weeks) => plural(weeks, { one: 'Hasta ahora hay una semana cumplida.', other: `Hasta ahora hay ${weeks} semanas cumplidas.` }),
  next: (weeks) =>
    weeks === 0 ? 'Todo ha crecido.' : plural(weeks, { one: 'Cinco días hacen una semana cumplida, y con la próxima algo crece.', other: `Dentro de ${weeks} semanas cumplidas podrás elegir un color nuevo.` }),
  challenge: 'Esta semana',
  ask: (id) => asks[id] ?? '',
  done: (done, goal) => (done >= goal ? 'Conseguido.' : `${done} de ${goal}`),
  law: 'Cepillarse más de lo planeado no da más premios, y lo que ya se ganó no se va.',
}
