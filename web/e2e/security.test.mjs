// Every screen lives with the policy that the server sends, and speaks with this server alone. A screen without a line here fails the test.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Home, browser, brushing } from './home.mjs'

let home, chrome
before(async () => {
  home = await Home.make()
  chrome = await browser()
})
after(async () => {
  await chrome?.close()
  await home?.end()
})

/** A page that notes what its policy forbids, and what it asks of others. */
async function watched(url) {
  const seen = { forbidden: [], elsewhere: [], errors: [] }
  const context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' })
  const page = await context.newPage()
  await page.exposeFunction('enamelForbidden', (what) => seen.forbidden.push(what))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) => window.enamelForbidden(`${e.effectiveDirective} ${e.blockedURI} at ${location.pathname}`))
  })
  context.on('request', (r) => {
    const u = new URL(r.url())
    if (/^(https?|wss?):$/.test(u.protocol) && u.origin !== new URL(url).origin) seen.elsewhere.push(r.url())
  })
  page.on('console', (m) => {
    if (/Content Security Policy|Trusted|Permissions policy|Cross-Origin/i.test(m.text())) seen.errors.push(m.text())
  })
  page.on('pageerror', (e) => seen.errors.push(e.message))
  return { page, seen }
}

test('every screen keeps to its policy and to its own origin', { timeout: 180_000 }, async () => {
  const setup = await watched(home.url)
  await setup.page.goto(home.link)
  await setup.page.getByRole('heading').first().waitFor()
  const made = await fetch(`${home.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    // Names are what people write: they must stay text on every screen.
    body: JSON.stringify({
      code: home.link.split('#')[1], name: 'Anna', email: 'anna@example.org', password: 'seven brushes in a row', household: '<img src=x onerror=alert(1)>', time_zone: 'Europe/Berlin',
      people: [{ name: '<script>alert(1)</script>' }, { name: '"><svg onload=alert(1)>' }],
    }),
  })
  assert.equal(made.status, 201)
  const token = home.token('frames:write')
  const hall = home.token('sessions:read', 'reader')
  await home.api(token, 'POST', '/frames', brushing('AA:BB:CC:00:00:01', 600, 130))
  const session = (await home.api(hall, 'GET', '/sessions')).items[0].id

  const person = (await home.api(home.token('people:read', 'names'), 'GET', '/people')).items[0].id

  await setup.page.goto('about:blank') // the next address differs from this one behind # alone
  await setup.page.goto(`${home.url}/join#${'x'.repeat(43)}`)
  await setup.page.getByRole('heading').first().waitFor()

  const { page, seen } = await watched(home.url)
  await page.goto(home.url)
  await page.getByLabel('E-mail').fill('anna@example.org')
  await page.getByLabel('Password').fill('seven brushes in a row')
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByRole('link', { name: 'House' }).waitFor()

  const screens = {
    '/': '/', '/history': '/history', '/sessions/:id': `/sessions/${session}`, '/live/:id': `/live/${session}`, '/brushes': '/brushes', '/house/:part?': '/house',
    '/login': '/login', '/api-docs': '/api-docs', '/brushes/:device': '/brushes/none', '/workbench/:part?': '/workbench',
    '/brushes/phone': '/brushes/phone', '/brushes/devices': '/brushes/devices', '/claim': '/claim', '/rewards/:person': `/rewards/${person}`, '/insights': '/insights', '/week': '/week',
    '/insights/:id': `/insights/${person}`, '/report/:id': `/report/${person}`,
  }
  const house = ['people', 'reminders', 'members', 'you', 'signing-in', 'device', 'keeping', 'privacy', 'backup', 'gateways', 'apps', 'keys', 'webhooks', 'about'].map((part) => `/house/${part}`)
  const app = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'app', 'App.tsx')
  const routes = [...readFileSync(app, 'utf8').matchAll(/<Route path="([^"]+)"/g)].map((m) => m[1])
  assert.ok(routes.length >= 8)
  for (const route of new Set(routes)) assert.ok(screens[route], `the screen ${route} has no line in this test`)
  for (const path of [...Object.values(screens), ...house, '/link', '/consent', '/no-such-page']) {
    const answer = await page.goto(home.url + path)
    // The viewer of the API makes markup of our own description; it alone may.
    assert.equal(/require-trusted-types-for 'script'/.test(answer.headers()['content-security-policy']), path !== '/api-docs', path)
    await page.locator('#root :is(h1, h2, p)').first().waitFor()
    await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => {}) // the live stream stays open
    assert.equal(await page.locator('#root script, #root svg[onload], #root img[onerror]').count(), 0, `${path}: a name became markup`)
  }

  // A tablet that plays.
  await page.goto(`${home.url}/house`)
  const people = await page.evaluate(() => fetch('/api/v1/people').then((r) => r.json()))
  const plays = await page.evaluate(
    (ids) => fetch('/api/v1/me/play', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ people: ids, pin: '2468' }) }).then((r) => r.status),
    people.items.map((p) => p.id),
  )
  assert.ok(plays < 300, `playing: ${plays}`)
  await page.goto(home.url)
  await page.getByText('onload=alert').first().waitFor()
  for (const s of [setup.seen, seen]) assert.deepEqual(s, { forbidden: [], elsewhere: [], errors: [] })

  // That nothing was noted says something only if the notes are taken.
  await page.evaluate(() => {
    const s = document.createElement('script')
    s.append('window.ran = 1')
    try { document.body.append(s) } catch { /* it may throw as well */ }
    try { document.body.innerHTML += '<b>x</b>' } catch { /* it throws */ }
    new Image().src = 'http://localhost:9/x.png'
  })
  await page.waitForTimeout(300)
  assert.equal(await page.evaluate(() => window.ran), undefined)
  const noted = seen.forbidden.join('\n')
  for (const what of [/(require-trusted-types-for.*\n){2}/, /img-src http:\/\/localhost:9/]) assert.match(noted, what) // a script's text, and markup
})
