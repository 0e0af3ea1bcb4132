import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const packable = /\.(?:js|css|html|svg|json|webmanifest|txt)$/
const smallest = 1024

/** Writes a .br and a .gz beside every built text file over 1 KiB, so that the server only picks one and never packs on the way out. */
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
        if (!entry.isFile() || !packable.test(entry.name)) continue
        const path = join(entry.parentPath, entry.name)
        const raw = await readFile(path)
        if (raw.length < smallest) continue
        const br = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } })
        await writeFile(path + '.br', br)
        await writeFile(path + '.gz', gzipSync(raw, { level: 9 }))
      }
    },
  }
}
