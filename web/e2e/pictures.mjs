// Takes the pictures of every screen from the running app: phone, tablet and wide, light and dark. Written to web/pictures, or to the folder
// given, to be looked at; the few that the documentation shows go to docs/pictures as well. Names behind the folder choose screens.
import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Home, browser, brushing } from './home.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const out = process.argv[2] ?? join(here, '..', 'pictures')
const documentation = join(here, '..', '..', 'docs', 'pictures')
const shown = ['today-wide-light', 'today-phone-dark', 'live-wide-light', 'session-wide-light', 'history-wide-dark']
mkdirSync(out, { recursive: true })

const sizes = { phone: { width: 390, height: 844 }, tablet: { width: 820, height: 1180 }, wide: { width: 1440, height: 900 } }
const wanted = process.argv.slice(3)

const home = await Home.make()
const chrome = await browser()
try {
  const shot = async (page, name, size, theme) => {
    await page.waitForLoadState('networkidle').catch(() => {}) // the live stream never rests
    await page.evaluate(() => document.fonts.ready)
    await page.waitForTimeout(1300) // teeth fill once
    await page.screenshot({ path: join(out, `${name}-${size}-${theme}.png`), fullPage: true })
  }
  const each = async (name, visit, state) => {
    if (wanted.length && !wanted.includes(name)) return
    for (const [size, viewport] of Object.entries(sizes))
      for (const theme of ['light', 'dark']) {
        const context = await chrome.newContext({ viewport, colorScheme: theme, locale: 'en-GB', timezoneId: 'Europe/Berlin', storageState: state, reducedMotion: 'no-preference' })
        const page = await context.newPage()
        await visit(page)
        await shot(page, name, size, theme)
        await context.close()
      }
  }

  await each('setup', (p) => p.goto(home.link))
  await each('people', async (p) => {
    await p.goto(home.link)
    await p.getByLabel('Your name').fill('Anna')
    await p.getByLabel('E-mail').fill('anna@example.org')
    await p.getByLabel('Password').fill('seven brushes in a row')
    await p.getByRole('button', { name: 'Next' }).click()
    await p.getByLabel('Name or nickname').fill('Anna')
  })

  // A household with a past, made once, and its owner's cookie.
  const code = home.link.split('#')[1]
  const made = await fetch(`${home.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      code, name: 'Anna', email: 'anna@example.org', password: 'seven brushes in a row', household: 'Linden street', time_zone: 'Europe/Berlin',
      people: [
        { name: 'Anna', glaze: 'leaf' },
        { name: 'Jonas', glaze: 'sky' },
        { name: 'Mia', glaze: 'coral', milk_teeth: true },
      ],
    }),
  })
  if (!made.ok) throw new Error(`set-up: ${made.status} ${await made.text()}`)
  await each('login', (p) => p.goto(home.url))
  const context = await chrome.newContext()
  const page = await context.newPage()
  await page.goto(home.url)
  await page.getByLabel('E-mail').fill('anna@example.org')
  await page.getByLabel('Password').fill('seven brushes in a row')
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByRole('link', { name: 'Today' }).first().waitFor()
  const state = await context.storageState()

  await each('brush', (p) => p.goto(`${home.url}/setup`), state)
  await each('empty', (p) => p.goto(home.url), state)

  const token = home.token('frames:write,people:read,brushes:read,brushes:write,sessions:read,sessions:write', 'hall')
  home.run(['simulate', '--to', home.direct, '--token', token, '--history', '365d', '--seed', '7'])
  await home.api(token, 'POST', '/frames', brushing('02:00:00:00:00:77', 2400, 114))
  const virtual = (person) =>
    page.evaluate((id) => fetch('/api/v1/virtual-brush', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ person_id: id, seconds: 120, seed: 5 }) }).then((r) => r.status), person.id)
  const people = (await home.api(token, 'GET', '/people')).items
  const open = async () => (await home.api(token, 'GET', '/sessions?limit=5')).items.find((s) => s.state !== 'ended')
  if (!wanted.length || wanted.some((w) => ['today', 'live'].includes(w))) {
    await virtual(people.at(-1))
    await page.waitForTimeout(42_000)
    await each('today', (p) => p.goto(home.url), state)
    const live = await open()
    await each('live', (p) => p.goto(`${home.url}/live/${live.id}`), state)
  }
  const all = (await home.api(token, 'GET', '/sessions?limit=60')).items.filter((s) => s.state === 'ended')
  const pick = all.find((s) => s.pressure_high_s > 2 && s.heard_s < s.duration_s && s.score) ?? all[0]
  await each('session', (p) => p.goto(`${home.url}/sessions/${pick.id}`), state)
  await each('history', (p) => p.goto(`${home.url}/history`), state)
  await each('brushes', (p) => p.goto(`${home.url}/brushes`), state)
  await each('house', (p) => p.goto(`${home.url}/house`), state)
  await each('nowhere', (p) => p.goto(`${home.url}/nowhere`), state)
  mkdirSync(documentation, { recursive: true })
  for (const name of wanted.length ? [] : shown) copyFileSync(join(out, `${name}.png`), join(documentation, `${name}.png`))
  console.log(`pictures are in ${out}`)
} finally {
  await chrome.close()
  await home.end()
}
