// Prints the size of the WebAssembly, raw and as brotli, beside what is aimed at.
import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'

const aim = 600
const raw = readFileSync(process.argv[2])
const small = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length, [constants.BROTLI_PARAM_LGWIN]: 24 } })
console.log(`decoders for the browser              ${(raw.length / 1e6).toFixed(2)} MB, ${(small.length / 1e3).toFixed(0)} KB as brotli (aim: ${aim} KB)`)
