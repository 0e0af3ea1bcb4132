// Languages: every screen in one that is made from English, once longer and with accents, once from right to left: nothing is wider than a
// narrow phone, and nothing is said past the messages. Then German, chosen in the house and kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from './stage.mjs'
import { everywhere, household, visit } from './walk.mjs'

const { home, chrome, made } = await stage(household)

// Names, makers, dates, addresses and what machines call themselves: data, not texts.
const data = new RegExp(
  [
    'enamel', 'Anna', 'Maximilian-Alexander', 'Mia', 'Linden street', 'anna@example\\.org', 'hall', 'bathroom', 'Oral-B', 'Open format', 'iO Series', 'X{4}(?:-X+)+', '[Vv]irtual', 'VIRTUAL-[0-9A-F]+', 'BCDF-GHJK', '^node$', 'Enamel', 'Chrome on Linux', 'Europe/Berlin', '[A-Z][a-z]+/[A-Za-z_/ ]+',
    'English', 'Deutsch', 'Español', 'Français', 'Nederlands', 'UTC', 'GMT',
    '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*', '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*',
    'https?://\\S+', '\\b[\\w-]+\\.(?:example|test)\\b', '(?:[0-9A-F]{2}:){5}[0-9A-F]{2}', 'v?\\d+(?:\\.\\d+)+\\S*', '\\d+ ?(?:s|ms|KB|MB|dBm)\\b',
  ].join('|'),
  'g',
)

/** What a page says: its texts that can be seen, and the names that are only heard. */
const said = (page) =>
  page.evaluate(() => {
    const out = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
      const of = n.parentElement
      if (of.closest('script, style, noscript, code, pre, [data-own]') || !of.checkVisibility?.()) continue
      out.push(n.data.trim())
    }
    for (const e of document.querySelectorAll('[aria-label], [placeholder], [title], [alt], [aria-valuetext]'))
      for (const a of ['aria-label', 'placeholder', 'title', 'alt', 'aria-valuetext']) if (e.getAttribute(a)) out.push(e.getAttribute(a))
    out.push(document.title)
    return [...new Set(out.filter(Boolean))]
  })

const untold = async (page) => (await said(page)).filter((s) => /[A-Za-z]{2,}/.test(s.replace(data, '')))

/** What stands out of the page, by its class. */
const wide = (page) =>
  page.evaluate(() => {
    const most = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= most && !document.querySelector('dialog[open]')) return []
    const scrolls = (e) => e && e !== document.documentElement && (/auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX) ? true : scrolls(e.parentElement))
    return [...document.querySelectorAll('body *')]
      .filter((e) => !scrolls(e.parentElement) && e.checkVisibility() && !e.closest('svg, .unseen, .skip'))
      .filter((e) => ((r) => r.right > most + 1 || r.left < -1)(e.getBoundingClientRect()))
      .map((e) => `${e.tagName.toLowerCase()}.${e.className} ${Math.round(e.getBoundingClientRect().left)}…${Math.round(e.getBoundingClientRect().right)}`)
      .slice(0, 4)
  })

for (const tag of ['en-XA', 'ar-XB'])
  test(`every screen in ${tag}`, { timeout: 240_000 }, async () => {
    const found = []
    const faults = []
    const walk = async (screens, state) => {
      const context = await chrome.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', storageState: state, reducedMotion: 'reduce' })
      await context.addInitScript((t) => location.protocol === 'http:' && localStorage.setItem('enamel.language', t), tag)
      const page = await context.newPage()
      page.on('pageerror', (e) => faults.push(e.message))
      for (const screen of screens) {
        await visit(page, home.url, screen.path(made))
        const look = async (what) => {
          for (const w of await wide(page)) found.push(`${what}: too wide: ${w}`)
          for (const u of await untold(page)) found.push(`${what}: not from messages: ${u}`)
        }
        assert.equal(await page.evaluate(() => document.documentElement.dir), tag === 'ar-XB' ? 'rtl' : 'ltr')
        await look(screen.name)
        for (const opens of screen.open ?? []) {
          await page.locator(opens).first().click()
          await page.waitForTimeout(150)
          await look(`${screen.name}, ${opens}`)
          await page.keyboard.press('Escape')
        }
      }
      await context.close()
    }
    for (const [screens, state] of everywhere(made)) await walk(screens, state)
    assert.deepEqual(faults, [])
    assert.deepEqual(found, [], found.join('\n'))
  })

test('German, chosen in the house, stays; a page before log-in follows the browser', { timeout: 60_000 }, async () => {
  const context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', storageState: made.state })
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (e) => faults.push(e.message))
  const fetched = []
  page.on('request', (r) => fetched.push(r.url()))
  await page.goto(`${home.url}/house/device`)
  const language = page.getByLabel('Language', { exact: true })
  await language.waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  const before = fetched.filter((u) => u.endsWith('.js')).length
  await language.selectOption('de')
  await page.getByRole('link', { name: 'Verlauf' }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'de')
  assert.equal(fetched.filter((u) => u.endsWith('.js')).length - before, 1, 'a language is more than one file')
  await page.goto(home.url)
  await page.getByRole('link', { name: 'Heute' }).waitFor()

  // Another device knows it from the account; a stranger's browser says it by itself.
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await page.getByRole('link', { name: 'Bürsten' }).waitFor()
  const stranger = await (await chrome.newContext({ locale: 'de-AT' })).newPage()
  await stranger.goto(home.url)
  await stranger.getByRole('heading', { name: 'Wer ist da?' }).waitFor()
  await stranger.getByLabel('E-Mail').fill('anna@example.org')
  await stranger.getByLabel('Passwort').fill('not this one at all')
  await stranger.getByRole('button', { name: 'Hereinkommen' }).click()
  await stranger.getByText('Diese E-Mail und dieses Passwort gehören nicht zusammen.').waitFor()
  await stranger.getByRole('combobox', { name: 'Sprache' }).selectOption('en')
  await stranger.getByRole('heading', { name: 'Who is there?' }).waitFor()

  // Back to what the browser asks for.
  await page.goto(`${home.url}/house/device`)
  await page.getByLabel('Sprache', { exact: true }).selectOption('')
  await page.getByRole('link', { name: 'History' }).waitFor()
  assert.deepEqual(faults, [])
  await context.close()
})
