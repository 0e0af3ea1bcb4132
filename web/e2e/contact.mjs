// Takes every screen in every state at three widths, light and dark, from the running app, and lays the pictures out on one page, with what has changed
// since the run before. Into bin/contact, or the folder given by --to. --only a,b chooses screens, --states, --sizes (narrow too) and --themes
// (contrast, contrast-dark and forced too) the rest. The few pictures that the documentation shows go to docs/pictures, when all are taken or with --docs.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { called, draw, homeOf, sizes, themes } from './draw.mjs'
import { brush, furnish } from './furnish.mjs'
import { browser } from './home.mjs'
import { screens, states } from './screens.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const { values: want } = parseArgs({
  options: { to: { type: 'string' }, only: { type: 'string' }, states: { type: 'string' }, sizes: { type: 'string' }, themes: { type: 'string' }, docs: { type: 'boolean' } },
})
const out = want.to ?? join(root, 'bin', 'contact')
const documentation = join(root, 'docs', 'pictures')
const chosen = (list, all) => (list ? all.filter((x) => list.split(',').includes(x)) : all)

// What the documentation shows: the picture, and how wide it is there.
const shown = { 'today-wide-light': 1440, 'session-zones-wide-light': 1080, 'history-wide-dark': 1080, 'insights-wide-light': 1080, 'coach-brush-wide-light': 1080 }

const now = join(out, 'now')
const before = join(out, 'before')
mkdirSync(now, { recursive: true })
mkdirSync(before, { recursive: true })

/** How many pixels of each picture are others than in the run before; the pictures of what changed are kept beside. */
async function compare(chrome, pictures) {
  const page = await chrome.newPage()
  for (const p of pictures) {
    const old = join(before, `${p.name}.png`)
    if (!existsSync(old)) continue
    const data = (f) => `data:image/png;base64,${readFileSync(f).toString('base64')}`
    const d = await page.evaluate(
      async ([a, b]) => {
        const pixels = async (src) => {
          const image = await createImageBitmap(await (await fetch(src)).blob())
          const c = new OffscreenCanvas(image.width, image.height).getContext('2d')
          c.drawImage(image, 0, 0)
          return c.getImageData(0, 0, image.width, image.height)
        }
        const [x, y] = [await pixels(a), await pixels(b)]
        const [w, h] = [Math.max(x.width, y.width), Math.max(x.height, y.height)]
        const c = new OffscreenCanvas(w, h).getContext('2d')
        const shown = c.createImageData(w, h)
        let n = 0
        for (let r = 0; r < h; r++)
          for (let k = 0; k < w; k++) {
            const at = (m) => (r < m.height && k < m.width ? 4 * (r * m.width + k) : -1)
            const [i, j, o] = [at(x), at(y), 4 * (r * w + k)]
            const other = i < 0 || j < 0 || [0, 1, 2].some((q) => Math.abs(x.data[i + q] - y.data[j + q]) > 24)
            if (other) n++
            const grey = j < 0 ? 255 : 200 + (y.data[j] + y.data[j + 1] + y.data[j + 2]) / 15
            shown.data.set(other ? [214, 40, 120, 255] : [grey, grey, grey, 255], o)
          }
        c.putImageData(shown, 0, 0)
        const bytes = new Uint8Array(await (await c.canvas.convertToBlob()).arrayBuffer())
        let text = ''
        for (const v of bytes) text += String.fromCharCode(v)
        return { share: n / (w * h), picture: n > 0 ? btoa(text) : '' }
      },
      [data(old), data(join(now, `${p.name}.png`))],
    )
    p.changed = d.share
    if (d.picture) writeFileSync(join(now, `${p.name}.diff.png`), Buffer.from(d.picture, 'base64'))
  }
  await page.close()
}

/** Keeps a picture for the documentation: smaller, as WebP. */
async function keep(chrome, png, to, most) {
  const page = await chrome.newPage()
  const webp = await page.evaluate(
    async ([src, most]) => {
      const image = await createImageBitmap(await (await fetch(src)).blob())
      const w = Math.min(most, image.width)
      const h = Math.round((image.height * w) / image.width)
      const c = new OffscreenCanvas(w, h).getContext('2d')
      c.imageSmoothingQuality = 'high'
      c.drawImage(image, 0, 0, w, h)
      const bytes = new Uint8Array(await (await c.canvas.convertToBlob({ type: 'image/webp', quality: 0.86 })).arrayBuffer())
      return btoa(Array.from(bytes, (v) => String.fromCharCode(v)).join(''))
    },
    [`data:image/png;base64,${readFileSync(png).toString('base64')}`, most],
  )
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, Buffer.from(webp, 'base64'))
  await page.close()
}

const text = (s) => s.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

function sheet(pictures) {
  const figure = (p) => {
    const note = [...p.faults, p.changed > 0 && `${(100 * p.changed).toFixed(2)} % changed`].filter(Boolean).map(text).join(', ')
    return `<figure class="${p.size}"><a href="now/${p.name}.png"><img loading="lazy" src="now/${p.name}.png" alt="${p.name}"></a><figcaption>${p.state} ${p.size} ${p.theme}${note ? ` <b>${note}</b>` : ''}${p.changed > 0 ? ` <a href="now/${p.name}.diff.png">what changed</a>` : ''}</figcaption></figure>`
  }
  const sections = [...new Set(pictures.map((p) => p.screen))].map((s) => `<section><h2>${s}</h2><div>${pictures.filter((p) => p.screen === s).map(figure).join('')}</div></section>`)
  const changed = pictures.filter((p) => p.changed > 0.002).sort((a, b) => b.changed - a.changed)
  return `<!doctype html><meta charset="utf-8"><title>Contact sheet</title>
<style>body{font:14px system-ui;margin:24px;background:#eee8db;color:#17204a}section>div{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start}figure{margin:0}img{display:block;border:1px solid #7a7f9c;width:100%}.phone{width:150px}.tablet{width:240px}.wide{width:380px}figcaption b{color:#ae2f17}</style>
<h1>${pictures.length} pictures, ${pictures.filter((p) => p.faults.length).length} with a fault, ${changed.length} changed</h1>
<p>${changed.map((p) => `<a href="now/${p.name}.diff.png">${p.name}</a> ${(100 * p.changed).toFixed(1)} %`).join(', ')}</p>${sections.join('\n')}`
}

/** Everything there is to draw, what ends first; a brushing is heard for two minutes only. */
function plan() {
  const all = []
  for (const screen of chosen(want.only, screens.map((s) => s.name)).flatMap((name) => screens.filter((s) => s.name === name)))
    for (const state of chosen(want.states, screen.states ?? states))
      for (const size of want.sizes ? chosen(want.sizes, Object.keys(sizes)) : ['phone', 'tablet', 'wide'])
        for (const theme of want.themes ? chosen(want.themes, Object.keys(themes)) : ['light', 'dark']) all.push({ screen, state, size, theme, soon: screen.soon && (state === 'full' || state === 'rtl') })
  return [...all.filter((p) => p.soon), ...all.filter((p) => !p.soon)]
}

const chrome = await browser()
const homes = {}
const heardFor = 75_000
try {
  const pictures = []
  let brushes = 0
  for (const { screen, state, size, theme, soon } of plan()) {
    const name = homeOf(screen, state)
    homes[name] ??= await furnish(chrome, name)
    if (soon && Date.now() - brushes > heardFor) {
      if (brushes) await new Promise((done) => setTimeout(done, Math.max(0, 125_000 - (Date.now() - brushes))))
      await brush(homes[name])
      brushes = Date.now()
    }
    const file = `${called(screen, state, size, theme)}.png`
    rmSync(join(before, file), { force: true })
    if (existsSync(join(now, file))) renameSync(join(now, file), join(before, file))
    const p = await draw(chrome, homes, now, screen, state, size, theme).catch((e) => ({ fault: e }))
    if (p.fault) console.error(`${file}: ${p.fault.message.split('\n')[0]}`)
    else pictures.push(p)
    if (p.faults?.length) console.error(`${p.name}: ${p.faults.join(', ')}`)
  }
  await compare(chrome, pictures)
  writeFileSync(join(out, 'index.html'), sheet(pictures))
  if (want.docs || process.argv.length === 2)
    for (const [name, most] of Object.entries(shown)) if (existsSync(join(now, `${name}.png`))) await keep(chrome, join(now, `${name}.png`), join(documentation, `${name}.webp`), most)
  console.log(`${pictures.length} pictures, ${pictures.filter((p) => p.faults.length).length} with a fault: ${join(out, 'index.html')}`)
  process.exitCode = pictures.some((p) => p.faults.length) ? 1 : 0
} finally {
  await chrome.close()
  for (const h of Object.values(homes)) await h.end()
}
