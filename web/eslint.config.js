import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const src = fileURLToPath(new URL('./src', import.meta.url))

// Arrows point one way: app -> features -> phone -> api, ui, lib. Features never import each other.
const below = { app: ['app', 'features', 'phone', 'api', 'ui', 'lib'], features: ['phone', 'api', 'ui', 'lib'], phone: ['phone', 'api', 'ui', 'lib'], api: ['api', 'lib'], ui: ['ui', 'lib'], lib: ['lib'] }

/** The room of a file is its first folder under src; a feature is a room of its own. */
function place(path) {
  const parts = relative(src, path).split(sep)
  return parts[0] === '..' || parts.length < 2 ? null : { room: parts[0], feature: parts[0] === 'features' ? parts[1] : null }
}

const floors = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const from = place(context.filename)
    if (!from) return {}
    const look = (node) => {
      const name = node.source?.value
      if (typeof name !== 'string') return
      const path = name.startsWith('@/') ? resolve(src, name.slice(2)) : name.startsWith('.') ? resolve(dirname(context.filename), name) : null
      const to = path && place(path)
      if (!to) return
      const same = from.feature !== null && from.feature === to.feature
      if (!same && !below[from.room]?.includes(to.room)) {
        const what = (p) => (p.feature ? `features/${p.feature}` : p.room)
        context.report({ node, message: `${what(from)} may not import ${what(to)}: arrows point app -> features -> api, ui, lib` })
      }
    }
    return { ImportDeclaration: look, ExportNamedDeclaration: look, ExportAllDeclaration: look, ImportExpression: look }
  },
}

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'wasm', 'src/api/schema.d.ts'] },
  ...tseslint.configs.recommended,
  hooks.configs.flat.recommended,
  { plugins: { enamel: { rules: { floors } } }, rules: { 'enamel/floors': 'error', 'max-lines': ['error', 500], 'no-console': 'error' } },
  // Scripts talk to whoever runs them.
  { files: ['e2e/**'], rules: { 'no-console': 'off' } },
)
