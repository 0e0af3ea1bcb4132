import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { compressed } from './compress.ts'
import { decoders } from './decoders.ts'
import { first } from './first.ts'
import { offline } from './offline.ts'

// The page runs under `default-src 'self'` without unsafe-inline, so nothing may be inlined: no data: fonts, no preload script.
export default defineConfig({
  plugins: [react(), decoders(), first(), offline({ without: /swagger|features\/apidocs|decoder/ }), compressed()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false }, sourcemap: false,
    // What every page needs comes as one file, and stays the same from build to build.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', test: /node_modules\/(?:react|react-dom|scheduler|@tanstack|openapi-fetch|wouter|regexparam|use-sync-external-store)\/|\/src\/lib\/(?:words|language|messages)\.ts$|rolldown\/runtime/ }] } } },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': { target: process.env.ENAMEL_SERVER ?? 'http://127.0.0.1:8080', changeOrigin: false } } },
  test: { include: ['src/**/*.test.{ts,tsx}'] },
})
