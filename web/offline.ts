import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** What only few ask for, and only with a network: the viewer of the API, licences, WebAssembly, screenshots of the installer. */
const left = /(?:^licences\/|^screens\/|\.(?:map|br|gz|wasm|txt)$|^sw\.js$|^\.)/

interface Options {
  /** Modules whose chunks, and what only these need, stay out, too. */
  without: RegExp
}

/**
 * Builds the service worker as sw.js, with the list of the app's files in it. A file below assets/ has its hash in its name; of every other one the
 * worker checks the sum, so that it never keeps half of one build and half of another.
 */
export function offline({ without }: Options): Plugin {
  let out = ''
  const apart = new Set<string>()
  return {
    name: 'enamel-offline',
    apply: 'build',
    config: () => ({
      build: {
        rollupOptions: {
          input: { index: 'index.html', sw: 'src/worker/sw.ts' },
          output: { entryFileNames: (c: { name: string }) => (c.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
        },
      },
    }),
    configResolved(config) {
      out = join(config.root, config.build.outDir)
    },
    generateBundle(_, bundle) {
      for (const [file, c] of Object.entries(bundle)) {
        if (c.type !== 'chunk') continue
        if (c.fileName === 'sw.js') {
          if (c.imports.length > 0) throw new Error('the service worker may not share code with the app: it would be a module')
        } else if (c.moduleIds.some((id) => without.test(id))) {
          apart.add(file)
          for (const css of (c as { viteMetadata?: { importedCss?: Set<string> } }).viteMetadata?.importedCss ?? []) apart.add(css)
        }
      }
    },
    writeBundle: {
      sequential: true,
      async handler() {
        const files: Record<string, string> = {}
        const all = await readdir(out, { recursive: true, withFileTypes: true })
        const names = all.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name).slice(out.length + 1))
        for (const name of names.sort()) {
          if (left.test(name) || apart.has(name)) continue
          // A browser needs one kind of a face; every one of ours reads woff2. Vietnamese is fetched where it is written.
          if (/vietnamese/.test(name)) continue
          const sum = name.startsWith('assets/') ? '' : createHash('sha256').update(await readFile(join(out, name))).digest('hex')
          files[name === 'index.html' ? '/' : '/' + name] = sum
        }
        const list = JSON.stringify(files)
        const path = join(out, 'sw.js')
        const code = (await readFile(path, 'utf8')).replace('__ENAMEL_FILES__', list).replace('__ENAMEL_BUILD__', createHash('sha256').update(list).digest('hex').slice(0, 16))
        if (!code.includes('"/"')) throw new Error('the service worker has no list')
        await writeFile(path, code)
      },
    },
  }
}
