import type { Pack } from '../features'

const narrow = '\u202f'
const months = 'janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc'
const first = new RegExp(`(^|[^\\d,.])1 (?=${months})`, 'g')

/**
 * A text as French sets it: a narrow space that does not break before : ; ? ! and » and after «, a wider one between a number and its unit, and
 * 1er for the first of a month. The texts themselves are written with plain spaces, which can be seen.
 */
export const typeset = (s: string): string =>
  s
    .replace(/ ([:;?!»])/g, `${narrow}$1`)
    .replace(/« /g, `«${narrow}`)
    .replace(/(\d) (?=%|(?:s|ms|min|h|dBm)(?![\p{L}\d]))/gu, '$1\u00a0')
    .replace(first, '$11er ')

/** A whole language, set. */
export function composed(pack: Pack): Pack {
  const all: Record<string, Record<string, unknown>> = {}
  for (const [feature, texts] of Object.entries(pack)) {
    const said: Record<string, unknown> = (all[feature] = {})
    for (const [key, text] of Object.entries(texts as Record<string, string | ((...args: never[]) => string)>))
      said[key] = typeof text === 'string' ? typeset(text) : (...args: never[]) => typeset(text(...args))
  }
  return all as unknown as Pack
}
