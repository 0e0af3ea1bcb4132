/** One connection to a handle: does what its dialogue wants, one thing at a time, and tells it what came of each. */
import type { WireFrame } from '@/lib/spool'
import type { Characteristic, Handle } from './bluetooth'
import type { Action, Decoders, Maker, Meaning } from './decoders'

/** How long a handle may take for one thing: to be connected to, and to answer. */
export const connectWithin = 20_000
const answerWithin = 15_000
/** How often a link is looked at: a browser may lose one and tell nobody. */
export const lookEvery = 5_000

export interface LinkEnds {
  /** The dialogue said that there is no more to be had. */
  hungUp: boolean
  /** What is heard cannot be kept; nothing more is taken. */
  full: boolean
}

interface LinkWorld {
  decoders: Decoders
  /** Keeps frames; what is heard is shown only after this. */
  keep: (frames: WireFrame[]) => Promise<void>
  show: (meanings: Meaning[]) => void
  now: () => number
}

export class Stranger extends Error {}

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (b) => parseInt(b, 16))
const hexOf = (v: DataView) => Array.from({ length: v.byteLength }, (_, i) => v.getUint8(i).toString(16).padStart(2, '0')).join('')
const same = (a: DataView, b: DataView) => hexOf(a) === hexOf(b)

// Services that every maker's handles have, and that name none.
const common = /^0000180[af]-/

export function makerOf(services: string[], makers: Maker[]): Maker | undefined {
  return makers.find((m) => m.talks.some((t) => !common.test(t) && services.includes(t)))
}

/** Connects, and finds out whose handle it is. */
export async function reach(handle: Handle, makers: Maker[]): Promise<{ maker: Maker; chars: Map<string, Characteristic> }> {
  const gatt = handle.gatt
  if (!gatt) throw new Stranger('it cannot be connected to')
  await within(gatt.connect(), connectWithin)
  const services = await within(gatt.getPrimaryServices(), connectWithin)
  const maker = makerOf(services.map((s) => s.uuid), makers)
  if (!maker) throw new Stranger('no maker has such services')
  const chars = new Map<string, Characteristic>()
  for (const s of services) for (const c of await within(s.getCharacteristics(), answerWithin).catch(() => [])) if (!chars.has(c.uuid)) chars.set(c.uuid, c)
  return { maker, chars }
}

/** Talks until the dialogue hangs up or the link is gone. */
export function talk(handle: Handle, maker: Maker, chars: Map<string, Characteristic>, device: string, world: LinkWorld): { ended: Promise<LinkEnds>; stop: () => void } {
  const link = new Link(handle, chars, device, world)
  return { ended: link.run(maker), stop: () => link.over({ hungUp: true, full: false }) }
}

class Link {
  private dialogue = 0
  private ended = false
  private gone = false
  private look: ReturnType<typeof setInterval> | undefined
  private radio: Promise<void> = Promise.resolve()
  private told: Promise<void> = Promise.resolve()
  private timers = new Set<ReturnType<typeof setTimeout>>()
  private reading: { char: string; seen: DataView[] } | null = null
  private listening = new Map<Characteristic, () => void>()
  private end: (e: LinkEnds) => void = () => {}
  private readonly handle: Handle
  private readonly chars: Map<string, Characteristic>
  private readonly device: string
  private readonly world: LinkWorld

  constructor(handle: Handle, chars: Map<string, Characteristic>, device: string, world: LinkWorld) {
    this.handle = handle
    this.chars = chars
    this.device = device
    this.world = world
  }

  async run(maker: Maker): Promise<LinkEnds> {
    this.dialogue = await this.world.decoders.follow(maker.id)
    return new Promise<LinkEnds>((end) => {
      this.end = end
      this.handle.addEventListener('gattserverdisconnected', this.lost)
      if (!this.handle.gatt?.connected) return this.lost()
      this.look = setInterval(() => {
        if (!this.handle.gatt?.connected) this.lost()
      }, lookEvery)
      this.tell({ kind: 'connected' })
    })
  }

  over(e: LinkEnds) {
    if (this.ended) return
    this.ended = true
    clearInterval(this.look)
    for (const t of this.timers) clearTimeout(t)
    for (const [c, deaf] of this.listening) c.removeEventListener('characteristicvaluechanged', deaf)
    this.handle.removeEventListener('gattserverdisconnected', this.lost)
    this.handle.gatt?.disconnect()
    this.world.decoders.close(this.dialogue)
    this.end(e)
  }

  // What was heard before the link was gone is still on its way to the disk: it goes first.
  private readonly lost = () => {
    if (this.gone) return
    this.gone = true
    clearInterval(this.look)
    this.tell({ kind: 'disconnected' })
    void this.told.then(() => this.over({ hungUp: false, full: false }))
  }

  private frame(kind: 'notify' | 'read', char: string, v: DataView): WireFrame {
    return { device: this.device, at: new Date(this.world.now()).toISOString(), kind, char, hex: hexOf(v) }
  }

  /** Tells the dialogue what happened, in its order; keeps what it hands out, then shows it, then does what it wants. */
  private tell(what: Parameters<Decoders['hear']>[1]) {
    const ms = this.world.now()
    this.told = this.told.then(async () => {
      if (this.ended) return
      const { actions, meanings } = await this.world.decoders.hear(this.dialogue, what, ms)
      const frames = actions.flatMap((a) => (a.do === 'emit' ? [a.frame] : []))
      if (frames.length > 0) {
        try {
          await this.world.keep(frames)
        } catch {
          return this.over({ hungUp: false, full: true })
        }
        this.world.show(meanings)
      }
      for (const a of actions) this.act(a)
    })
    this.told = this.told.catch(() => this.over({ hungUp: false, full: false }))
  }

  private act(a: Action) {
    switch (a.do) {
      case 'emit':
        return
      case 'wait': {
        const t = setTimeout(() => {
          this.timers.delete(t)
          this.tell({ kind: 'elapsed' })
        }, a.ms)
        this.timers.add(t)
        return
      }
      case 'hang_up':
        return this.over({ hungUp: true, full: false })
      case 'bond':
        // The browser pairs by itself, and asks the person, when a handle wants it; it is only asked once more.
        return this.tell({ kind: 'bonded' })
      default:
        this.radio = this.radio.then(() => this.ask(a))
    }
  }

  private async ask(a: Action & { char: string }) {
    if (this.ended) return
    const c = this.chars.get(a.char)
    if (!c) return this.tell({ kind: 'refused', char: a.char })
    try {
      switch (a.do) {
        case 'subscribe':
          this.listen(c)
          await within(c.startNotifications(), answerWithin)
          return this.tell({ kind: 'subscribed', char: a.char })
        case 'read': {
          this.reading = { char: a.char, seen: [] }
          const v = await within(c.readValue(), answerWithin)
          const { seen } = this.reading
          this.reading = null
          // A browser tells of a read as of a notification, too: that one is not told twice.
          const own = seen.findIndex((s) => s === v)
          seen.splice(own >= 0 ? own : seen.findIndex((s) => same(s, v)), seen.length > 0 && (own >= 0 || seen.some((s) => same(s, v))) ? 1 : 0)
          this.tell({ kind: 'value', char: a.char, frame: this.frame('read', a.char, v) })
          for (const s of seen) this.tell({ kind: 'value', char: a.char, frame: this.frame('notify', a.char, s) })
          return
        }
        case 'write':
          await within(c.writeValueWithResponse(bytes(a.hex)), answerWithin)
          return this.tell({ kind: 'written', char: a.char })
      }
    } catch (e) {
      this.reading = null
      if (this.ended) return
      if (!this.handle.gatt?.connected) return this.lost()
      const { name = '', message = '' } = (e ?? {}) as DOMException
      this.tell({ kind: name === 'SecurityError' || /auth|encrypt|pair/i.test(message) ? 'needs_bond' : 'refused', char: a.char })
    }
  }

  private listen(c: Characteristic) {
    if (this.listening.has(c)) return
    const heard = () => {
      const v = c.value
      if (!v || this.ended) return
      if (this.reading?.char === c.uuid) return void this.reading.seen.push(v)
      this.tell({ kind: 'value', char: c.uuid, frame: this.frame('notify', c.uuid, v) })
    }
    this.listening.set(c, heard)
    c.addEventListener('characteristicvaluechanged', heard)
  }
}

/** The answer, or a fault after a while: a radio may stay silent for ever. */
export function within<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise<T>((yes, no) => {
    const t = setTimeout(() => no(new Error('no answer')), ms)
    answer.then(yes, no).finally(() => clearTimeout(t))
  })
}
