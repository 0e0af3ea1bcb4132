/** The texts of one feature in one language: sentences, or functions that make one from numbers and names. */
export type Texts = { readonly [key: string]: string | ((...args: never[]) => string) }

/**
 * Keeps a feature's texts in one place, apart from its markup. English is whole; another language may be partial and falls back to it,
 * sentence by sentence, so that a translation can grow.
 */
export function messages<T extends Texts>(all: { en: T } & { [language: string]: Partial<T> }): T {
  const tag = typeof document === 'undefined' ? 'en' : document.documentElement.lang
  return { ...all.en, ...(all[tag] ?? {}) } as T
}
