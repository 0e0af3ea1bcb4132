import { locale } from './language'

/** The texts of one feature in one language: sentences, or functions that make one from numbers and names. */
export type Texts = { readonly [key: string]: string | ((...args: never[]) => string) }

/** The shape of a feature's texts in any language: the same names, the same arguments. */
export type Says<T> = { readonly [K in keyof T]: T[K] extends (...args: infer A) => string ? (...args: A) => string : string }

/** What a language offers for a feature; what it leaves out is said in English. */
export type Offer = (feature: string, en: Texts) => Partial<Texts> | undefined

interface Known {
  feature: string
  en: Texts
  said: Record<string, unknown>
}

let offer: Offer = () => undefined
const known: Known[] = []

const translate = (k: Known) => Object.assign(k.said, k.en, offer(k.feature, k.en))

/** Everything that was said in one language is from now on said in another. Screens that are shown have to be drawn again. */
export function adopt(next: Offer) {
  offer = next
  known.forEach(translate)
}

/**
 * Keeps a feature's texts in one place, apart from its markup, and says them in the chosen language. They are read when something is drawn, never
 * when a module is loaded: by then the language may not be there yet.
 */
export function messages<T extends Texts>(feature: string, en: T): Says<T> {
  const k: Known = { feature, en, said: {} }
  known.push(k)
  return translate(k) as Says<T>
}

const rules = new Map<string, Intl.PluralRules>()

/** The form that a language has for a count: plural(n, { one: 'tooth', other: 'teeth' }). */
export function plural(n: number, forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }): string {
  const tag = locale()
  let r = rules.get(tag)
  if (!r) rules.set(tag, (r = new Intl.PluralRules(tag)))
  return forms[r.select(n)] ?? forms.other
}
