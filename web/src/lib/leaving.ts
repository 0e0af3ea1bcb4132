/** What must not outlive a log-in on this device. Whoever keeps something for one says here how it goes. */
type Forget = (out: boolean) => Promise<unknown> | void
const forgetting = new Set<Forget>()
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('enamel-leaving')

// How this device looks and speaks is the device's own; everything else in the small store is about somebody.
const ofTheDevice = new Set(['enamel.theme', 'enamel.contrast', 'enamel.language'])

/** Empties the small store of what is about people and their brushes. */
export function forgetEntries(store: Storage): void {
  for (const entry of Array.from({ length: store.length }, (_, i) => store.key(i))) if (entry !== null && !ofTheDevice.has(entry)) store.removeItem(entry)
}

onLeave((out) => {
  if (out) forgetEntries(localStorage)
})

/** Has something forgotten when somebody looks at another home or, out, logs out. */
export function onLeave(forget: Forget): void {
  forgetting.add(forget)
}

async function go(out: boolean): Promise<void> {
  // Also of one that throws at once: the others forget all the same.
  await Promise.allSettled([...forgetting].map(async (f) => f(out)))
  location.replace('/')
}

// A log-out on another page of this browser is one here, too.
channel?.addEventListener('message', (e) => void go(e.data === 'out'))

/** Forgets everything, on every page of this browser, and starts over: no answer that is still on its way reaches the page after. */
export async function leave(out = false): Promise<void> {
  channel?.postMessage(out ? 'out' : 'elsewhere')
  await go(out)
}
