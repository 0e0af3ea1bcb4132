import { figure } from '@/lib/words'
import type { Words } from '../features'

// Casi siempre se cuentan cosas masculinas: cepillos, cepillados, segundos.
const small = ['ningún', 'un', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez', 'once', 'doce', 'trece', 'catorce', 'quince', 'dieciséis', 'diecisiete', 'dieciocho', 'diecinueve', 'veinte']

const order = ['', 'primero', 'segundo', 'tercero', 'cuarto', 'quinto', 'sexto', 'séptimo', 'octavo', 'noveno', 'décimo', 'undécimo', 'duodécimo']

export const words: Words<'words'> = {
  count: (n) => small[n] ?? figure(n),
  ordinal: (n) => order[n] ?? figure(n),
  today: (time) => `hoy, ${time}`,
  yesterday: (time) => `ayer, ${time}`,
  onDay: (day, time) => `${day}, ${time}`,
  theApp: 'la app',
  browserOn: (browser, machine) => `${browser} en ${machine}`,
  scoreWord: (word) => ({ 'very good': 'muy bien', good: 'bien', 'a start': 'un comienzo', short: 'corto' })[word] ?? word,
  mode: (name) =>
    ({
      'daily clean': 'limpieza diaria',
      'deep clean': 'limpieza profunda',
      'extra gentle': 'muy suave',
      gentle: 'suave',
      'gentle white': 'blanqueado suave',
      'gum care': 'cuidado de encías',
      intense: 'intenso',
      kids: 'infantil',
      'manual brush': 'cepillo manual',
      off: 'apagado',
      sensitive: 'sensible',
      settings: 'ajustes',
      'smart adapt': 'adaptación inteligente',
      'super sensitive': 'muy sensible',
      'tongue cleaning': 'limpieza de lengua',
      turbo: 'turbo',
      whiten: 'blanqueado',
      whitening: 'blanqueado',
    })[name] ?? name,
  language: 'Idioma',
  aBrowser: 'Un navegador',
}
