import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

const source = 'src/first.js'

/**
 * Builds src/first.js, which runs before anything is drawn, into a file with its hash in its name, and tells it the addresses that only a build knows: the
 * chunks of the languages, and the face that most pages are set in. The page allows no inline script.
 */
export function first(): Plugin {
  let made = ''
  return {
    name: 'enamel-first',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_, bundle) {
      const languages: Record<string, string> = {}
      let face = ''
      for (const [file, c] of Object.entries(bundle)) {
        const tag = c.type === 'chunk' && c.facadeModuleId ? /\/src\/lang\/([\w-]+)\/index\.ts$/.exec(c.facadeModuleId)?.[1] : undefined
        if (tag) languages[tag] = '/' + file
        if (/bricolage-grotesque-latin-opsz-normal-.*\.woff2$/.test(file)) face = '/' + file
      }
      if (Object.keys(languages).length < 5 || !face) throw new Error('the build has other languages or faces than src/first.js is told of')
      const code = (await readFile(source, 'utf8')).replace(/^\s*\/\/.*\n/gm, '').replace("'__LANGUAGES__'", JSON.stringify(languages)).replace('__FACE__', face)
      made = `assets/first-${createHash('sha256').update(code).digest('base64url').slice(0, 8)}.js`
      this.emitFile({ type: 'asset', fileName: made, source: code })
      const page = bundle['index.html']
      if (page?.type !== 'asset') throw new Error('there is no page')
      const html = String(page.source)
      const now = html.replace('src="/src/first.js"', `src="/${made}"`)
      if (now === html) throw new Error('the page does not ask for src/first.js')
      page.source = now
    },
  }
}
