import type { Pack } from '../features'

const narrow = '\u202f'
const months = 'janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc'
const first = new RegExp(`(^|[^\\d,.])1 (?=${months})`, 'g')

/**
 * Un texte comme il se compose en français : une fine insécable devant : ; ? ! », après «, entre un nombre et son unité, et « 1er » pour le premier du
 * mois. Les textes eux-mêmes s’écrivent avec de simples espaces, que l’on voit.
 */
export const typeset = (s: string): string =>
  s
    .replace(/ ([:;?!»])/g, `${narrow}$1`)
    .replace(/« /g, `«${narrow}`)
    .replace(/(\d) (?=%|(?:s|ms|min|h|dBm)(?![\p{L}\d]))/gu, `$1${narrow}`)
    .replace(first, '$11er ')

/** Une langue entière, composée. */
export function composed(pack: Pack): Pack {
  const all: Record<string, Record<string, unknown>> = {}
  for (const [feature, texts] of Object.entries(pack)) {
    const said: Record<string, unknown> = (all[feature] = {})
    for (const [key, text] of Object.entries(texts as Record<string, string | ((...args: never[]) => string)>))
      said[key] = typeof text === 'string' ? typeset(text) : (...args: never[]) => typeset(text(...args))
  }
  return all as unknown as Pack
}
