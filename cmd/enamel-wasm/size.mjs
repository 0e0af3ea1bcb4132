// Prints the size of the WebAssembly, raw and as brotli; fails above what a page may ask of a phone.
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'

const limit = 600_000
const raw = readFileSync(process.argv[2])
const small = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length, [constants.BROTLI_PARAM_LGWIN]: 24 } })
console.log(`decoders for the browser              ${(raw.length / 1e6).toFixed(2)} MB, ${(small.length / 1e3).toFixed(0)} KB as brotli (at most ${limit / 1e3} KB)`)
if (small.length > limit) {
  console.error(`enamel.wasm is ${small.length} bytes as brotli, and at most ${limit} are allowed`)
  process.exit(1)
}
