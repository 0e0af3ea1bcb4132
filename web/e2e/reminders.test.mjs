// A word that a slot is still open, in a real browser on the real binary: when it is said, where, and that no name leaves the house for it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Home, browser } from './home.mjs'

let home, chrome, context, page, mia
const now = () => new Date()
const minute = () => now().getUTCHours() * 60 + now().getUTCMinutes()
const part = () => (minute() >= 240 && minute() < 840 ? 'morning' : 'evening')
const call = (method, path, body) =>
  page.evaluate(async ([method, path, body]) => {
    const r = await fetch(`/api/v1${path}`, { method, ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) })
    return { status: r.status, said: r.status === 204 ? null : await r.json() }
  }, [method, path, body])
const shown = () => page.evaluate(() => navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.map((n) => ({ title: n.title, body: n.body, tag: n.tag }))))

async function until(what, fn) {
  let last
  for (let i = 0; i < 200; i++) {
    if ((last = await fn()) === true) return
    await new Promise((r) => setTimeout(r, 100))
  }
  assert.fail(`${what}: ${JSON.stringify(last)}`)
}

/** What the maker's service would bring, given to the real service worker. */
async function deliver(data) {
  const cdp = await context.newCDPSession(page)
  const registrations = new Promise((done) => cdp.on('ServiceWorker.workerRegistrationUpdated', (e) => e.registrations.length > 0 && done(e.registrations)))
  await cdp.send('ServiceWorker.enable')
  const [{ registrationId }] = await registrations
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: home.url, registrationId, data })
  await cdp.detach()
}

before(async () => {
  home = await Home.make()
  chrome = await browser()
  context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', reducedMotion: 'reduce', permissions: ['notifications'] })
  context.setDefaultTimeout(15_000)
  page = await context.newPage()
  // No maker's service can be reached from here: the browser is made to say what it would say behind one.
  await page.addInitScript(() => {
    PushManager.prototype.subscribe = async function (options) {
      window.asked = options
      const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
      const b64 = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
      const keys = { p256dh: b64(await crypto.subtle.exportKey('raw', pair.publicKey)), auth: b64(crypto.getRandomValues(new Uint8Array(16))) }
      return { endpoint: 'https://push.example.org/abc', toJSON: () => ({ keys }) }
    }
  })
  await page.goto(home.url)
  const made = await call('POST', '/setup', { code: home.link.split('#')[1], name: 'Anna', email: 'anna@example.org', password: 'seven brushes in a row', household: 'Linden street', time_zone: 'UTC',
    people: [{ name: 'Mia', glaze: 'coral', milk_teeth: true }, { name: 'Leo', glaze: 'leaf' }] })
  assert.equal(made.status, 201)
  mia = (await call('GET', '/people')).said.items.find((p) => p.name === 'Mia').id
})

after(async () => {
  await chrome?.close()
  await home?.end()
})

test('a grown-up says when, and when never', { timeout: 60_000 }, async () => {
  await page.goto(`${home.url}/house/reminders`)
  await page.getByText('From 21:00 to 07:00').waitFor()
  await page.getByRole('button', { name: 'Change Mia’s reminders' }).click()
  await page.getByLabel('When the evening is still open').check()
  await page.getByLabel('At', { exact: true }).fill('21:30')
  await page.getByText('That is in quiet hours').waitFor()
  await page.getByLabel('At', { exact: true }).fill('19:45')
  for (const d of ['Sat', 'Sun']) await page.getByRole('button', { name: d, exact: true }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Evening: at 19:45, Monday to Friday').waitFor()
  await page.locator('section').filter({ hasText: 'Quiet hours' }).last().getByRole('button', { name: 'Change', exact: true }).click()
  await page.getByLabel('From', { exact: true }).fill('20:30')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('From 20:30 to 07:00').waitFor()
  const { said } = await call('GET', '/household/reminders')
  assert.deepEqual([said.quiet.from_min, said.reminders.find((r) => r.on)], [1230, { person_id: mia, part: 'evening', on: true, at_min: 1185, days: [1, 2, 3, 4, 5] }])
})

test('Today says it in a line, and the feed once', { timeout: 90_000 }, async () => {
  const put = await call('PUT', '/household/reminders', { quiet: { on: false, from_min: 0, to_min: 0 }, reminders: [{ person_id: mia, part: part(), on: true, at_min: minute(), days: [1, 2, 3, 4, 5, 6, 7] }] })
  assert.equal(put.status, 200, JSON.stringify(put.said))
  await page.goto(home.url)
  await page.getByText(`As you wished: the ${part()} of Mia is still open.`).waitFor()
  await page.evaluate(() => {
    window.feed = []
    new EventSource('/api/v1/live?after=0').addEventListener('change', (e) => window.feed.push(JSON.parse(e.data)))
  })
  await until('the feed says it', () => page.evaluate(() => window.feed.some((c) => c.kind.endsWith('_reminder')) || window.feed))
  const said = await page.evaluate(() => window.feed.filter((c) => c.kind.endsWith('_reminder')).map((c) => c.subject))
  assert.deepEqual(said, [mia])
})

test('a device is switched on, says it in its own words, and takes them along', { timeout: 90_000 }, async () => {
  await page.goto(`${home.url}/house/reminders`)
  await page.getByText('No name is in it').waitFor()
  await page.getByLabel(/Say whose it is/).check()
  await page.getByRole('button', { name: 'Remind on this device' }).click()
  await page.getByText('This device is told.').waitFor()
  const { said } = await call('GET', '/me/push')
  assert.equal(said.browsers.length, 1)
  assert.deepEqual(await page.evaluate(() => [window.asked.userVisibleOnly, window.asked.applicationServerKey]), [true, said.server_key])

  await deliver(JSON.stringify({ kind: 'open', person_id: mia, part: part(), day: now().toISOString().slice(0, 10) }))
  const named = { title: 'Enamel', body: `Mia’s ${part()} brushing is still open.`, tag: `reminder/${mia}/${part()}` }
  await until('it is shown', async () => JSON.stringify(await shown()) === JSON.stringify([named]) || (await shown()))
  // A second one for the slot takes the place of the first; what is no message of ours is shown plainly.
  await deliver(JSON.stringify({ kind: 'open', person_id: mia, part: part() }))
  await deliver('what is this')
  await until('the plain words', async () => (await shown()).some((n) => n.body === 'The evening brushing is still open.') || (await shown()))
  assert.equal((await shown()).length, 2)

  // Without the names nobody is named.
  await page.getByLabel(/Say whose it is/).uncheck()
  await until('the words are kept', () => page.evaluate(async () => Object.keys((await (await caches.match('/reminder-words')).json()).named).length === 0))
  await deliver(JSON.stringify({ kind: 'open', person_id: mia, part: part() }))
  await until('nobody is named', async () => (await shown()).every((n) => !n.body.includes('Mia')) || (await shown()))

  // A tap opens Today.
  const [worker] = context.serviceWorkers()
  await worker.evaluate(async (tag) => {
    const [notification] = await self.registration.getNotifications({ tag })
    self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
  }, named.tag)
  await page.waitForURL(`${home.url}/`)
  assert.equal((await shown()).some((n) => n.tag === named.tag), false)
})

test('what is done meanwhile is taken back, and a log-out ends all of it', { timeout: 90_000 }, async () => {
  await deliver(JSON.stringify({ kind: 'open', person_id: mia, part: part() }))
  await until('it is shown', async () => (await shown()).some((n) => n.tag === `reminder/${mia}/${part()}`))
  const note = await call('POST', `/people/${mia}/notes`, { id: crypto.randomUUID(), started_at: new Date(now() - 150_000).toISOString(), duration_s: 120 })
  assert.ok(note.status < 300, JSON.stringify(note.said))
  await until('it is taken back', async () => !(await shown()).some((n) => n.tag === `reminder/${mia}/${part()}`) || (await shown()))
  assert.equal(await page.getByText('As you wished').count(), 0)

  await page.goto(`${home.url}/house/you`)
  await page.getByRole('button', { name: 'Log out' }).click()
  await page.getByLabel('Password').waitFor()
  assert.deepEqual(await page.evaluate(async () => [await caches.has('enamel-words'), localStorage.getItem('enamel-reminders')]), [false, null])
  assert.deepEqual(await shown(), [])
  await call('POST', '/login', { email: 'anna@example.org', password: 'seven brushes in a row' })
  assert.deepEqual((await call('GET', '/me/push')).said.browsers, [])
})
