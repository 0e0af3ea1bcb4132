/** This phone's ear: one handle at a time, connected to again and again while somebody wants it. It outlives the screen on which it was started. */
import { spool, type WireFrame } from '@/lib/spool'
import { radio, type Filter, type Handle } from './bluetooth'
import { startDecoders, type Decoders, type Maker, type Meaning } from './decoders'
import { reach, Stranger, talk } from './link'
import { earState, silent } from './state'

/** Waits between tries, in ms; the last goes on for ever. */
export const waits = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000]
/** After a handle has said all there was it is left alone so long: others may want it, and it may want to sleep. */
export const rest = 60_000
const lock = 'enamel-ear'

let decoders: Decoders | null = null
let makers: Promise<Maker[]> | null = null

/** Fetches the decoders, and says whose handles can be connected to. */
export function knownMakers(): Promise<Maker[]> {
  decoders ??= startDecoders()
  makers ??= decoders.makers()
  makers.catch(() => {
    decoders = makers = null
  })
  return makers
}

/** What the browser's chooser is asked for: handles of these makers, or anything that is near. */
export function wanted(all: Maker[], anything: boolean) {
  const optionalServices = [...new Set(all.flatMap((m) => m.talks))]
  if (anything) return { acceptAllDevices: true, optionalServices }
  const filters: Filter[] = all.flatMap((m) => [
    ...m.companies.map((companyIdentifier) => ({ manufacturerData: [{ companyIdentifier }] })),
    ...m.services.map((s) => ({ services: [s] })),
    ...m.names.map((namePrefix) => ({ namePrefix })),
  ])
  return { filters, optionalServices }
}

/** Asks the person to choose a handle; null when they chose none. Only in answer to a tap. */
export async function choose(all: Maker[], anything: boolean): Promise<Handle | null> {
  earState.set({ phase: 'choosing' })
  try {
    return (await radio()?.requestDevice(wanted(all, anything))) ?? null
  } catch (e) {
    if ((e as DOMException).name === 'NotFoundError') return null
    throw e
  } finally {
    earState.set({ phase: 'off' })
  }
}

let run = 0 // of the one who listens now; another number: stop
let wake: (() => void) | null = null
let hangUp: (() => void) | null = null
let screen: Promise<{ release(): Promise<void> }> | null = null

/** Listens to a handle under the name that the household knows it by, until stop. Another one that was listened to is let go. */
export async function listen(handle: Handle, device: string): Promise<void> {
  stop()
  const mine = ++run
  const all = await knownMakers()
  const turn = async (held: unknown) => {
    if (!held) return earState.set({ ...silent, phase: 'elsewhere' })
    await attend(mine, handle, device, all)
  }
  if (navigator.locks) await navigator.locks.request(lock, { ifAvailable: true }, turn)
  else await turn(true)
}

/** Lets the handle go, and listens no more. */
export function stop(): void {
  run++
  hangUp?.()
  wake?.()
  lit(false)
  earState.set(silent)
}

/** Tries again now. */
export function hurry(): void {
  wake?.()
}

async function attend(mine: number, handle: Handle, device: string, all: Maker[]): Promise<void> {
  const name = handle.name || device
  let tries = 0
  while (mine === run) {
    earState.set({ phase: 'connecting', next: null, tries, brush: earState.get().brush ?? { device, name, live: true, records: false } })
    const { why, connected } = await once(mine, handle, device, all)
    if (mine !== run) return
    lit(false)
    if (connected) tries = 0
    const pause = why === 'done' ? rest : why === 'stranger' || why === 'full' ? Infinity : waits[Math.min(tries, waits.length - 1)]!
    tries++
    earState.set({ phase: 'away', why, tries, next: pause === Infinity ? null : Date.now() + pause })
    await new Promise<void>((go) => {
      const t = pause === Infinity ? undefined : setTimeout(go, pause)
      wake = () => {
        clearTimeout(t)
        go()
      }
    })
    wake = null
  }
}

/** One connection, from reaching to its end. */
async function once(mine: number, handle: Handle, device: string, all: Maker[]): Promise<{ why: 'lost' | 'unreachable' | 'done' | 'stranger' | 'full'; connected: boolean }> {
  let found
  try {
    found = await reach(handle, all)
  } catch (e) {
    handle.gatt?.disconnect()
    return { why: e instanceof Stranger ? 'stranger' : 'unreachable', connected: false }
  }
  const { maker, chars } = found
  if (mine !== run) {
    handle.gatt?.disconnect()
    return { why: 'done', connected: true }
  }
  const brush = { device, name: handle.name || maker.name, live: maker.live, records: maker.records }
  earState.set({ phase: 'listening', why: null, brush, stored: 0, tries: 0 })
  const link = talk(handle, maker, chars, device, { decoders: decoders!, keep, show, now: () => Date.now() })
  hangUp = link.stop
  const end = await link.ended.catch(() => ({ hungUp: false, full: false }))
  hangUp = null
  return { why: end.full ? 'full' : end.hungUp ? 'done' : 'lost', connected: true }
}

const keep = (frames: WireFrame[]) => spool.add(frames)

const active = new Set(['running', 'paused'])

function show(meanings: Meaning[]) {
  const before = earState.get()
  const heard = { ...before.heard, at: Date.now() }
  let stored = before.stored
  for (const m of meanings) {
    if (m.activity !== undefined) heard.running = active.has(m.activity)
    if (m.elapsed_s !== undefined) heard.seconds = m.elapsed_s
    if (m.mode !== undefined) heard.mode = m.mode
    if (m.pressure !== undefined) heard.pressure = m.pressure
    if (m.battery_pct !== undefined) heard.battery = m.battery_pct
    if (m.record !== undefined) stored++
  }
  lit(heard.running === true)
  earState.set({ heard, stored })
}

/** Keeps the screen lit while it brushes: a phone that sleeps hears nothing. */
function lit(on: boolean) {
  if (on === (screen !== null) || !('wakeLock' in navigator)) return
  const before = screen
  screen = on ? navigator.wakeLock.request('screen') : null
  ;(screen ?? before)?.then(
    (s) => (on ? undefined : s.release()),
    () => {
      if (on) screen = null
    },
  )
}
