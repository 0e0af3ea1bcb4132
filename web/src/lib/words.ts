const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty']

/** A count as a word up to twenty, then as figures. */
export const count = (n: number): string => small[n] ?? String(n)

const order = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh', 'twelfth']

/** 3 as "third". */
export const ordinal = (n: number): string => order[n] ?? String(n)

export const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1)

/** What a source is called. What an account's own browsers and phones heard has no better name than the app's. */
export const sourceName = (s: { source: string; name?: string }): string => s.name || s.source.replace(/^app:[^/]*/, 'the app')

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
  return [...ears].map(([of, list]) => (list.length > 0 ? `${of}: ${list.join(', ')}` : of)).join('; ')
}

/** Names as "Anna", "Anna and Jonas", "Anna, Jonas and Mia". */
export function listed(names: string[]): string {
  if (names.length < 2) return names[0] ?? ''
  return names.slice(0, -1).join(', ') + ' and ' + names[names.length - 1]
}
