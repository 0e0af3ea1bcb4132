const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty']

/** A count as a word up to twenty, then as figures. */
export const count = (n: number): string => small[n] ?? String(n)

const order = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh', 'twelfth']

/** 3 as "third". */
export const ordinal = (n: number): string => order[n] ?? String(n)

export const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1)

/** Names as "Anna", "Anna and Jonas", "Anna, Jonas and Mia". */
export function listed(names: string[]): string {
  if (names.length < 2) return names[0] ?? ''
  return names.slice(0, -1).join(', ') + ' and ' + names[names.length - 1]
}
