// Loads the WebAssembly as a page would, decodes a file of wire lines in one call, and plays a handle to each dialogue of a script.
// node play.mjs wasm_exec.js enamel.wasm lines.jsonl script.json > answer.json
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [exec, wasm, lines, script] = process.argv.slice(2)
createRequire(import.meta.url)(exec)
const go = new globalThis.Go()
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), go.importObject)
go.run(instance)
const enamel = globalThis.enamel

const readings = new TextDecoder('utf-8', { fatal: true }).decode(enamel.decode(new Uint8Array(readFileSync(lines))))
const steps = JSON.parse(readFileSync(script, 'utf8')).map(([call, ...args]) => enamel[call](...args) ?? null)
process.stdout.write(JSON.stringify({ readings, steps }), () => process.exit(0))
