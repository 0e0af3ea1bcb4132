// Takes every screen in every state at three widths, light and dark, from the running app, and lays the pictures out on one page, with what has changed
// since the run before. Into bin/contact, or the folder given by --to. --only a,b chooses screens, --states, --sizes and --themes the rest. The few
// pictures that the documentation shows go to docs/pictures, when all are taken or with --docs.
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Home, brushing, browser } from './home.mjs'
import { screens, states } from './screens.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const { values: want } = parseArgs({
  options: { to: { type: 'string' }, only: { type: 'string' }, states: { type: 'string' }, sizes: { type: 'string' }, themes: { type: 'string' }, docs: { type: 'boolean' } },
})
const out = want.to ?? join(root, 'bin', 'contact')
const documentation = join(root, 'docs', 'pictures')
const shown = ['today-wide-light', 'today-phone-dark', 'live-wide-light', 'session-wide-light', 'history-wide-dark']
const sizes = { phone: { width: 360, height: 780 }, tablet: { width: 820, height: 1180 }, wide: { width: 1440, height: 900 } }
const chosen = (list, all) => (list ? all.filter((x) => list.split(',').includes(x)) : all)
const password = 'seven brushes in a row'

const now = join(out, 'now')
const before = join(out, 'before')
rmSync(before, { recursive: true, force: true })
if (existsSync(now)) renameSync(now, before)
mkdirSync(now, { recursive: true })

const long = 'Wilhelmina-Charlotte Hohenzollern-Sigmaringen'
const family = [{ name: 'Anna', glaze: 'leaf' }, { name: 'Jonas', glaze: 'sky' }, { name: 'Mia', glaze: 'coral', milk_teeth: true }]
const crowd = ['coral', 'leaf', 'sky', 'sun', 'plum', 'clay'].map((glaze, i) => ({ name: `${long.slice(0, 34)} ${['I', 'II', 'III', 'IV', 'V', 'VI'][i]}`, glaze, milk_teeth: true }))

/** A home with an owner inside, and what the lines of the table ask of it. */
async function furnish(chrome, people, name, past) {
  const home = await Home.make()
  const made = await fetch(`${home.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code: home.link.split('#')[1], name: 'Anna', email: 'anna@example.org', password, household: name, time_zone: 'Europe/Berlin', people }),
  })
  if (!made.ok) throw new Error(`set-up: ${made.status} ${await made.text()}`)
  const context = await chrome.newContext()
  const page = await context.newPage()
  await page.goto(home.url)
  const log = await page.evaluate((p) => fetch('/api/v1/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email: 'anna@example.org', password: p }) }).then((r) => r.status), password)
  if (log !== 200) throw new Error(`log-in: ${log}`)
  home.state = await context.storageState()
  if (past) {
    const token = home.token('frames:write,people:read,brushes:read,brushes:write,sessions:read,sessions:write', 'hall')
    home.run(['simulate', '--to', home.direct, '--token', token, '--history', past, '--seed', '7'])
    await home.api(token, 'POST', '/frames', brushing('02:00:00:00:00:77', 2400, 114))
    const all = (await home.api(token, 'GET', '/sessions?limit=60')).items.filter((s) => s.state === 'ended')
    home.session = (all.find((s) => s.pressure_high_s > 2 && s.heard_s < s.duration_s && s.score) ?? all[0]).id
    home.device = (await home.api(token, 'GET', '/brushes')).items[0].device
    const everybody = (await home.api(token, 'GET', '/people')).items
    home.person = everybody[0].id
    await page.evaluate((id) => fetch('/api/v1/virtual-brush', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ person_id: id, seconds: 240, seed: 5 }) }), everybody.at(-1).id)
    await page.waitForTimeout(42_000)
    home.live = (await home.api(token, 'GET', '/sessions?limit=5')).items.find((s) => s.state !== 'ended')?.id
  }
  await context.close()
  return home
}

const hold = { loading: (r) => void r, error: (r) => r.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"title":"Internal Server Error","status":500}' }) }

/** Draws one screen in one state at one size, and says under which name. */
async function draw(chrome, homes, screen, state, size, theme) {
  const home = screen.door === 'nobody' ? homes.nobody : state === 'long' ? homes.crowd : state === 'empty' ? homes.empty : homes.family
  const name = [screen.name, state === 'full' ? '' : state, size, theme].filter(Boolean).join('-')
  const context = await chrome.newContext({
    viewport: sizes[size], colorScheme: theme, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', storageState: screen.door ? undefined : home.state,
  })
  try {
    const page = await context.newPage()
    const faults = []
    page.on('pageerror', (e) => faults.push(e.message))
    if (state === 'rtl') await context.addInitScript(() => document.addEventListener('DOMContentLoaded', () => (document.documentElement.dir = 'rtl')))
    if (hold[state]) await page.route((u) => u.pathname.startsWith('/api/v1/') && !/\/(me|setup|stream|live)$/.test(u.pathname), hold[state])
    const at = screen.at(home)
    await page.goto(at.startsWith('http') ? at : home.url + at)
    await page.locator('#root :is(h1, h2, [role=status])').first().waitFor({ timeout: 8000 })
    if (state !== 'loading') await page.locator('.waiting').first().waitFor({ state: 'detached', timeout: 12_000 }).catch(() => faults.push('it waits for ever'))
    if (screen.act) await screen.act(page, home).catch((e) => faults.push(e.message.split('\n')[0]))
    if (state === 'offline') {
      await page.waitForTimeout(300)
      await context.setOffline(true)
      home.wire.cut()
      await page.getByText(/What you see is from/).first().waitFor({ timeout: 12_000 }).catch(() => faults.push('nobody says that it is offline'))
    }
    await page.evaluate(() => document.fonts.ready)
    await page.waitForTimeout(250)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 0) faults.push(`${wide} px too wide`)
    // As tall as the page is, so that what sticks to the window's end stands at the picture's.
    const tall = await page.evaluate(() => document.documentElement.scrollHeight)
    if (tall > sizes[size].height && tall < 6000) await page.setViewportSize({ ...sizes[size], height: tall })
    await page.screenshot({ path: join(now, `${name}.png`), fullPage: true })
    return { name, screen: screen.name, state, size, theme, faults }
  } finally {
    home.wire.mend()
    await context.close()
  }
}

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

const chrome = await browser()
const homes = {}
try {
  const table = screens.filter((s) => !want.only || want.only.split(',').includes(s.name))
  const needs = (state) => chosen(want.states, states).includes(state) && table.some((s) => (s.states ?? states).includes(state))
  homes.nobody = await Home.make()
  homes.family = await furnish(chrome, family, 'Linden street', '365d')
  if (needs('empty')) homes.empty = await furnish(chrome, family, 'Linden street')
  if (needs('long')) homes.crowd = await furnish(chrome, crowd, `${long}, second floor`, '30d')
  const pictures = []
  // What moves with the clock first.
  for (const screen of [...table].sort((a, b) => Number(b.name === 'live' || b.name === 'today') - Number(a.name === 'live' || a.name === 'today')))
    for (const state of chosen(want.states, screen.states ?? states))
      for (const size of chosen(want.sizes, Object.keys(sizes)))
        for (const theme of chosen(want.themes, ['light', 'dark'])) {
          const p = await draw(chrome, homes, screen, state, size, theme).catch((e) => ({ fault: e }))
          if (p.fault) console.error(`${screen.name} ${state} ${size} ${theme}: ${p.fault.message.split('\n')[0]}`)
          else pictures.push(p)
          if (p.faults?.length) console.error(`${p.name}: ${p.faults.join(', ')}`)
        }
  await compare(chrome, pictures)
  writeFileSync(join(out, 'index.html'), sheet(pictures))
  const page = await chrome.newPage({ viewport: { width: 1600, height: 900 } })
  await page.goto(`file://${join(out, 'index.html')}`)
  await page.evaluate(() => { for (const i of document.images) i.loading = 'eager' })
  await page.waitForFunction(() => [...document.images].every((i) => i.complete), undefined, { timeout: 120_000 })
  const tall = await page.evaluate(() => document.documentElement.scrollHeight)
  if (tall < 16_000) await page.screenshot({ path: join(out, 'contact.png'), fullPage: true }) // a taller picture nobody can open
  if (want.docs || process.argv.length === 2) {
    mkdirSync(documentation, { recursive: true })
    for (const name of shown) if (existsSync(join(now, `${name}.png`))) copyFileSync(join(now, `${name}.png`), join(documentation, `${name}.png`))
  }
  console.log(`${pictures.length} pictures are in ${out}`)
} finally {
  await chrome.close()
  for (const h of Object.values(homes)) await h.end()
}
