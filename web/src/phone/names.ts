/** By which name the household knows a handle that a browser names in its own way: a browser tells no page a handle's address. */

const shelf = 'enamel-phone-names'
const most = 50

function all(): Record<string, string> {
  try {
    const v: unknown = JSON.parse(localStorage.getItem(shelf) ?? '{}')
    return typeof v === 'object' && v !== null ? (v as Record<string, string>) : {}
  } catch {
    return {}
  }
}

const key = (household: string, id: string) => `${household}/${id}`

/** The handle's name in a household; undefined when it was not chosen here before. */
export const nameOf = (household: string, id: string): string | undefined => all()[key(household, id)]

export function keepName(household: string, id: string, device: string): void {
  const entries = Object.entries(all()).filter(([k]) => k !== key(household, id))
  try {
    localStorage.setItem(shelf, JSON.stringify(Object.fromEntries([...entries, [key(household, id), device]].slice(-most))))
  } catch {
    // It is asked again next time.
  }
}

/** A name for a handle that nobody here has heard before. */
export const newName = (id: string): string => `web:${id.replace(/[^A-Za-z0-9]/g, '').slice(0, 24)}`
