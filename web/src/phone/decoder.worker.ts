/** Runs the house's own decoders and dialogues, as WebAssembly, apart from the page: the page's policy lets nobody compile, this worker's does. */
import '../../wasm/wasm_exec.js'
import wasm from '../../wasm/decoders.wasm?url'

interface Surface {
  makers(): string
  follow(id: string, secret: string): string
  step(handle: number, kind: string, char: string, line: string, ms: number): string
  decode(lines: Uint8Array): Uint8Array
  close(handle: number): void
}
interface Go {
  importObject: WebAssembly.Imports
  run(i: WebAssembly.Instance): Promise<void>
}
const world = globalThis as unknown as { Go: new () => Go; enamel: Surface; postMessage(m: unknown): void; onmessage: (e: MessageEvent<Call>) => void }

/** A question with the number under which it is answered. */
export type Call =
  | { n: number; ask: 'makers' }
  | { n: number; ask: 'follow'; maker: string }
  | { n: number; ask: 'hear'; handle: number; kind: string; char: string; line: string; ms: number }
  | { n: number; ask: 'close'; handle: number }

const ready = (async () => {
  const go = new world.Go()
  const { instance } = await WebAssembly.instantiateStreaming(fetch(wasm, { credentials: 'same-origin' }), go.importObject)
  void go.run(instance)
})()

// What a handle said of itself when it was asked: later values mean more beside it, such as a mode beside the model.
const about = new Map<number, string[]>()
const mostAbout = 40

function hear(c: Call & { ask: 'hear' }): unknown {
  const said: unknown = JSON.parse(world.enamel.step(c.handle, c.kind, c.char, c.line, c.ms))
  if (!Array.isArray(said)) return said
  const frames = said.filter((a: { do: string }) => a.do === 'emit').map((a: { frame: object }) => JSON.stringify(a.frame))
  if (frames.length === 0) return { actions: said, meanings: [] }
  const before = about.get(c.handle) ?? []
  const lines = new TextEncoder().encode([...before, ...frames].join('\n') + '\n')
  const meanings = new TextDecoder().decode(world.enamel.decode(lines)).trim().split('\n').slice(before.length).map((l) => JSON.parse(l) as unknown)
  about.set(c.handle, [...before, ...frames.filter((f) => f.includes('"kind":"read"'))].slice(-mostAbout))
  return { actions: said, meanings }
}

function answer(c: Call): unknown {
  switch (c.ask) {
    case 'makers':
      return JSON.parse(world.enamel.makers())
    case 'follow':
      return JSON.parse(world.enamel.follow(c.maker, ''))
    case 'hear':
      return hear(c)
    case 'close':
      about.delete(c.handle)
      world.enamel.close(c.handle)
      return null
  }
}

world.onmessage = ({ data }) => {
  void ready.then(
    () => world.postMessage({ n: data.n, answer: answer(data) }),
    (e: unknown) => world.postMessage({ n: data.n, fault: String(e) }),
  )
}
