/** The languages that Enamel speaks, and which of them this page speaks now. The words themselves are in lang/. */

/** Every language there is, in its own words. English is the first: it is the one that the others fall back to. */
export const languages = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français', nl: 'Nederlands', 'zh-Hans': '简体中文' } as const

export type Language = keyof typeof languages

/** Made from English to find what is not translated or has too little room: one with accents, one that runs from right to left. */
export const mirrors = ['en-XA', 'ar-XB'] as const

const entry = 'enamel.language'
let spoken = 'en'
let asked: (tag: string) => Promise<void> = () => Promise.resolve()
const listeners = new Set<() => void>()

/** The tag of what the page speaks now. */
export const speaking = (): string => spoken

/** Calls back when the page speaks another language; returns what ends that. */
export function onLanguage(call: () => void): () => void {
  listeners.add(call)
  return () => void listeners.delete(call)
}

/** Said by lang/ when its words are there. */
export function spokenNow(tag: string) {
  spoken = tag
  if (typeof document !== 'undefined') {
    document.documentElement.lang = tag
    document.documentElement.dir = direction(tag)
  }
  for (const call of listeners) call()
}

/** Said once by lang/: how a language is fetched and spoken. */
export const fetchedBy = (how: typeof asked) => void (asked = how)

/** Speaks a language from now on, in this page; nothing is remembered. */
export const speak = (tag: string): Promise<void> => (tag === spoken ? Promise.resolve() : asked(tag))

export const direction = (tag: string): 'ltr' | 'rtl' => (/^(ar|fa|he|ur)\b/.test(tag) ? 'rtl' : 'ltr')

const script = (tag: string) => {
  const l = new Intl.Locale(tag).maximize()
  return `${l.language}-${l.script}`
}

/** The first of some tags that is spoken here, whatever its region; undefined for none. */
export function spokenOf(wanted: readonly string[]): Language | undefined {
  const all = Object.keys(languages) as Language[]
  for (const w of wanted) {
    try {
      const found = all.find((tag) => script(tag) === script(w))
      if (found) return found
    } catch {
      // No language tag at all; the next one may be.
    }
  }
  return undefined
}

/** A language in its own words; the tag for one that is not spoken here. */
export function languageName(tag: string): string {
  const own = spokenOf([tag])
  return own ? languages[own] : tag
}

const wishes = (): readonly string[] => (typeof navigator === 'undefined' ? ['en-GB'] : (navigator.languages ?? [navigator.language]))

/** What was chosen on this device, else null. */
export function chosenLanguage(): string | null {
  try {
    const t = localStorage.getItem(entry)
    return t !== null && (t in languages || (mirrors as readonly string[]).includes(t)) ? t : null
  } catch {
    return null
  }
}

/** Remembers a choice on this device; null goes back to what the browser asks for. */
export function keepLanguage(tag: string | null) {
  try {
    if (tag === null) localStorage.removeItem(entry)
    else localStorage.setItem(entry, tag)
  } catch {
    // Storage may be closed to us; the choice then lasts as long as the page.
  }
}

/** Speaks the language that an account has chosen, here and the next time this device is opened; without one, the device's own stays. */
export function followAccount(tag: string | undefined): Promise<void> {
  const own = tag ? spokenOf([tag]) : undefined
  if (!own || (mirrors as readonly string[]).includes(spoken)) return Promise.resolve()
  keepLanguage(own)
  return speak(own)
}

/** What a page begins with: the choice of this device, else the first language of the browser that is spoken here. */
export const firstLanguage = (): string => chosenLanguage() ?? spokenOf(wishes()) ?? 'en'

/** The tag by which dates and numbers are written: the spoken language, in the reader's own region where they say one. */
export function locale(): string {
  // Made from English: its dates are English ones, so that they can be told from texts.
  if (spoken === 'en-XA' || spoken === 'ar-XB') return 'en-GB'
  const regions = wishes()
    .map((w) => ({ region: /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?-([A-Z]{2})\b/.exec(w)?.[1], own: spokenOf([w]) === spoken }))
    .filter((w) => w.region)
  const region = (regions.find((w) => w.own) ?? regions[0])?.region ?? (spoken === 'en' ? 'GB' : undefined)
  return region ? `${spoken}-${region}` : spoken
}

// Where a week begins, for browsers that do not say: Saturday and Sunday by region, Monday everywhere else.
const saturday = 'AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY'.split(' ')
const sunday = 'AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW'.split(' ')

/** The day on which a week begins, 1 for Monday to 7 for Sunday. */
export function weekStart(tag: string = locale()): number {
  const l = new Intl.Locale(tag) as Intl.Locale & { weekInfo?: { firstDay: number }; getWeekInfo?: () => { firstDay: number } }
  const said = l.getWeekInfo?.().firstDay ?? l.weekInfo?.firstDay
  if (said) return said
  const region = l.maximize().region ?? ''
  return saturday.includes(region) ? 6 : sunday.includes(region) ? 7 : 1
}
