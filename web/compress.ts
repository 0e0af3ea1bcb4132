import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const packable = /\.(?:js|css|html|svg|json|webmanifest|txt)$/
const smallest = 1024

const brotli = (raw: Buffer) =>
  brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length, [constants.BROTLI_PARAM_LGWIN]: 24 } })

/** Packing WebAssembly takes seconds: it is kept for the next build, under the hash that its name has. */
async function packedOnce(path: string): Promise<Buffer> {
  const kept = join('wasm', basename(path) + '.br')
  const before = await readFile(kept).catch(() => null)
  if (before) return before
  const br = brotli(await readFile(path))
  for (const old of await readdir('wasm').catch(() => [])) if (old.endsWith('.br')) await rm(join('wasm', old))
  await mkdir('wasm', { recursive: true })
  await writeFile(kept, br)
  return br
}

/**
 * Writes a .br and a .gz of every built text file over 1 KiB, so that the server only picks one and never packs on the way out. Below assets/ these two
 * stay alone, and of WebAssembly the .br: the browsers that run it take that, and the server's binary is so much smaller.
 */
export function compressed(): Plugin {
  let out = ''
  return {
    name: 'enamel-compressed',
    apply: 'build',
    configResolved(config) {
      out = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const path = join(entry.parentPath, entry.name)
        if (entry.name.endsWith('.wasm')) {
          await writeFile(path + '.br', await packedOnce(path))
          await rm(path)
          continue
        }
        if (!packable.test(entry.name)) continue
        const raw = await readFile(path)
        if (raw.length < smallest) continue
        await writeFile(path + '.br', brotli(raw))
        await writeFile(path + '.gz', gzipSync(raw, { level: 9 }))
        // Whoever takes neither gets what the server unpacks.
        if (entry.parentPath.endsWith('assets')) await rm(path)
      }
    },
  }
}
