/** Claim codes as people type them: twelve of Crockford's letters and digits, and one that checks them. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 13

/** What of a text can be in a code, in capitals; O is 0, I and L are 1. */
function bare(typed: string): string {
  const said = typed.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return [...said].filter((c) => digits.includes(c)).join('')
}

/** A code in groups, as it is printed, also while it is typed. */
export function grouped(typed: string): string {
  return (bare(typed).slice(0, length).match(/.{1,4}/g) ?? []).join('-')
}

/** Whether a code is whole and its last character fits: then the server can be asked. */
export function whole(typed: string): boolean {
  const code = bare(typed)
  if (code.length !== length) return false
  let n = 0
  for (const c of code.slice(0, -1)) n = (n * 32 + digits.indexOf(c)) % 37
  return digits[n] === code.at(-1)
}
