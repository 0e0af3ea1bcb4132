/** What must not outlive a log-in on this device. Whoever keeps something for one says here how it goes. */
type Forget = (out: boolean) => Promise<unknown> | void
const forgetting = new Set<Forget>()
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('enamel-leaving')

/** Has something forgotten when somebody looks at another home or, out, logs out. */
export const onLeave = (forget: Forget) => void forgetting.add(forget)

async function go(out: boolean): Promise<void> {
  await Promise.allSettled([...forgetting].map((f) => f(out)))
  location.replace('/')
}

// A log-out on another page of this browser is one here, too.
channel?.addEventListener('message', (e) => void go(e.data === 'out'))

/** Forgets everything, on every page of this browser, and starts over: no answer that is still on its way reaches the page after. */
export async function leave(out = false): Promise<void> {
  channel?.postMessage(out ? 'out' : 'elsewhere')
  await go(out)
}
