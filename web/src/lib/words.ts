import { locale } from './language'
import { messages } from './messages'

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty']

const order = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh', 'twelfth']

/** Words that more than one feature needs. */
export const say = messages('words', {
  count: (n: number) => small[n] ?? figure(n),
  ordinal: (n: number) => order[n] ?? figure(n),
  today: (time: string) => `today, ${time}`,
  yesterday: (time: string) => `yesterday, ${time}`,
  onDay: (day: string, time: string) => `${day}, ${time}`,
  theApp: 'the app',
  browserOn: (browser: string, machine: string) => `${browser} on ${machine}`,
  /** A score's word, as the server says it. */
  scoreWord: (word: string) => word,
  /** A mode's name, as the maker's table or the brush itself says it. */
  mode: (name: string) => name,
  language: 'Language',
  aBrowser: 'A browser',
})

/** A count as a word up to twenty or so, then as figures. */
export const count = (n: number): string => say.count(n)

/** 3 as "third". */
export const ordinal = (n: number): string => say.ordinal(n)

export const capital = (s: string): string => s.charAt(0).toLocaleUpperCase(locale()) + s.slice(1)

/** A word as it stands inside a sentence: small, but for languages that write nouns large. */
export const within = (s: string): string => (/^de\b/.test(locale()) ? s : s.toLocaleLowerCase(locale()))

/** A score in words, by the server's word for it; empty for none. */
export const scoreWord = (word: string | undefined): string => (word ? say.scoreWord(word) : '')

/** A mode in words; what a brush calls itself otherwise stays as it is. */
export const modeName = (name: string | undefined): string => (name ? say.mode(name) : '')

const numbers = new Map<string, Intl.NumberFormat>()

/** 9871 as "9,871", as the language writes it. */
export function figure(n: number, options: Intl.NumberFormatOptions = {}): string {
  const key = locale() + JSON.stringify(options)
  let f = numbers.get(key)
  if (!f) numbers.set(key, (f = new Intl.NumberFormat(locale(), options)))
  return f.format(n)
}

/** What a source is called. What an account's own browsers and phones heard has no better name than the app's. */
export const sourceName = (s: { source: string; name?: string }): string => s.name || s.source.replace(/^app:[^/]*/, say.theApp)

// Chinese has marks of its own, and no spaces.
const chinese = () => /^zh\b/.test(locale())

/** Facts side by side: "Oral-B, iO 9". */
export const beside = (facts: readonly unknown[]): string => facts.join(chinese() ? '，' : ', ')

/** A text with the full stop that its language has, where it has none yet. */
export const sentence = (s: string): string => capital(s) + (/[.!?。！？]$/.test(s) ? '' : chinese() ? '。' : '.')

/** What follows one another in a line: whole sentences, or who and then what they did. */
export const following = (said: readonly string[]): string => said.join(chinese() ? '' : ' ')

/**
 * Who heard it, in few words. A gateway's ears are named "gateway/ear": they are told together, as in "Hall gateway: bath, hall".
 */
export function heardBy(names: readonly string[]): string {
  const ears = new Map<string, string[]>()
  for (const n of names) {
    const cut = n.indexOf('/')
    const of = cut > 0 ? n.slice(0, cut) : n
    const list = ears.get(of) ?? []
    if (cut > 0) list.push(n.slice(cut + 1))
    ears.set(of, list)
  }
  return [...ears].map(([of, list]) => (list.length > 0 ? `${of}${chinese() ? '：' : ': '}${beside(list)}` : of)).join(chinese() ? '；' : '; ')
}

/** Names as "Anna", "Anna and Jonas", "Anna, Jonas and Mia". */
export function listed(names: readonly string[]): string {
  // English without the comma before "and", in every region: as the rest of it is written.
  const tag = locale()
  return new Intl.ListFormat(/^en\b/.test(tag) ? 'en-GB' : tag, { type: 'conjunction' }).format(names)
}
