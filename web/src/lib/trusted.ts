/**
 * The addresses from which a worker may be started. The page's policy lets no text become a script; this one rule of ours, made first and only once,
 * lets pass the service worker and what the build made, and throws at all else.
 */
interface Rule {
  createScriptURL(address: string): unknown
}
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): Rule
}

const ours = /^\/(?:sw\.js|assets\/[\w.-]+\.js)$/

function check(address: string): string {
  if (!ours.test(address)) throw new TypeError(`${address} is no script of ours`)
  return address
}

let rule: Rule | null = null

/** An address as the browser wants it where it asks for a trusted one; it is handed on as if it were a text. */
export function scriptAddress(address: string): string {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes
  if (!factory) return check(address)
  rule ??= factory.createPolicy('enamel', { createScriptURL: check })
  return rule.createScriptURL(address) as string
}
