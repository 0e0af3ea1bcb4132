import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const go = (args: string[], env = {}) => execFileSync('go', args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] }).trim()

/**
 * Has Go build the decoders for the browser into web/wasm, beside the script by which Go starts there; Go itself knows when nothing changed. Where Go
 * is not at hand, as in a stage of a container's build, they may lie there already.
 */
export function decoders(): Plugin {
  return {
    name: 'enamel-decoders',
    config() {
      if (process.env.VITEST) return
      const to = join(root, 'web', 'wasm')
      const wasm = join(to, 'decoders.wasm')
      if (process.env.ENAMEL_DECODERS === 'there' && existsSync(wasm)) return
      mkdirSync(to, { recursive: true })
      go(['build', '-trimpath', '-gcflags=all=-l', '-ldflags', '-s -w', '-o', wasm, './cmd/enamel-wasm'], { GOOS: 'js', GOARCH: 'wasm' })
      const own = go(['env', 'GOROOT'])
      copyFileSync(join(own, 'lib', 'wasm', 'wasm_exec.js'), join(to, 'wasm_exec.js'))
    },
  }
}
