import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import hooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const src = fileURLToPath(new URL('./src', import.meta.url))

// Arrows point one way: app -> features -> coach, phone -> api, ui, lib. Features never import each other; the coach and the phone's ear are what several of them show. lang knows
// the shape of everybody's texts, as types only.
const below = {
  app: ['app', 'features', 'coach', 'phone', 'api', 'ui', 'lib', 'lang'],
  lang: ['lang', 'lib'],
  features: ['coach', 'phone', 'api', 'ui', 'lib'],
  coach: ['coach', 'api', 'ui', 'lib'],
  phone: ['phone', 'api', 'ui', 'lib'],
  api: ['api', 'lib'],
  ui: ['ui', 'lib'],
  lib: ['lib'],
}

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
        context.report({ node, message: `${what(from)} may not import ${what(to)}: arrows point app -> features -> coach -> api, ui, lib` })
      }
    }
    return { ImportDeclaration: look, ExportNamedDeclaration: look, ExportAllDeclaration: look, ImportExpression: look }
  },
}

/** Texts are read when something is drawn: when a module is loaded, the chosen language may not be there yet. */
const late = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const texts = new Set()
    const isFunction = (n) => /Function/.test(n.type)
    return {
      ImportDeclaration(node) {
        if (/(^|[/])messages$/.test(node.source.value)) for (const s of node.specifiers) if (/^(say|t)$/.test(s.imported?.name ?? '')) texts.add(s.local.name)
      },
      VariableDeclarator(node) {
        if (node.init?.type === 'CallExpression' && node.init.callee.name === 'messages' && node.id.type === 'Identifier') texts.add(node.id.name)
      },
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || !texts.has(node.object.name)) return
        if (!context.sourceCode.getAncestors(node).some(isFunction)) context.report({ node, message: 'texts are read when something is drawn, inside a function: the language is chosen later than this line runs' })
      },
    }
  },
}

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'wasm', 'src/api/schema.d.ts'] },
  ...tseslint.configs.recommended,
  hooks.configs.flat.recommended,
  { plugins: { enamel: { rules: { floors, late } } }, rules: { 'enamel/floors': 'error', 'enamel/late': 'error', 'max-lines': ['error', 500], 'no-console': 'error' } },
  // Scripts talk to whoever runs them.
  { files: ['e2e/**'], rules: { 'no-console': 'off' } },
)
