// Draws the app's icons from its mark, as the installers of phones want them: `node e2e/icons.mjs` writes public/icons. Run it when the mark changes.
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { browser } from './home.mjs'

const publicly = join(dirname(fileURLToPath(import.meta.url)), '..', 'public')
mkdirSync(join(publicly, 'icons'), { recursive: true })
const mark = readFileSync(join(publicly, 'mark.svg'), 'utf8')
const ground = '#F4EFE4'

// share: how much of the square the mark takes. A maskable one may be cut to its inner 80 % [W3C manifest, safe zone]; a plain one has round corners.
const icons = [
  ['icon-192', 192, 0.74, 0.22],
  ['icon-512', 512, 0.74, 0.22],
  ['maskable-512', 512, 0.56, 0],
  ['touch-180', 180, 0.68, 0],
]
const today = '<path d="M4 11V10a8 8 0 0 1 16 0v1M4 14v1a8 8 0 0 0 16 0v-1" fill="none" stroke="#17204A" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>'
const history = '<path d="M5 5h14v14H5zM5 10h14M9 5V3M15 5V3" fill="none" stroke="#17204A" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>'
const small = (path) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${path}</svg>`

const chrome = await browser()
try {
  const draw = async (name, size, share, round, svg) => {
    const page = await chrome.newPage({ viewport: { width: size, height: size } })
    await page.setContent(`<body style="margin:0;background:none"><div style="width:${size}px;height:${size}px;background:${ground};border-radius:${size * round}px;display:grid;place-items:center"><div style="width:${size * share}px;height:${size * share}px">${svg}</div></div>`)
    await page.screenshot({ path: join(publicly, 'icons', `${name}.png`), omitBackground: true })
    await page.close()
  }
  for (const [name, size, share, round] of icons) await draw(name, size, share, round, mark)
  await draw('shortcut-today', 96, 0.6, 0.5, small(today))
  await draw('shortcut-history', 96, 0.6, 0.5, small(history))
} finally {
  await chrome.close()
}
