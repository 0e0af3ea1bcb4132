// Without a network: the app starts, shows what was seen last, keeps what is done, and sends it once. Nothing outlives a log-out.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Home, brushing, persistent } from './home.mjs'

let home, profile, context, token, people
const phone = { viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' }
const faults = []

async function start(folder = profile) {
  const c = await persistent(folder, phone)
  c.setDefaultTimeout(15_000)
  const page = c.pages()[0] ?? (await c.newPage())
  page.on('pageerror', (e) => faults.push(e.message))
  return [c, page]
}

const call = (method, path, body) => home.api(token, method, path, body)
const shot = (page, name) => process.env.PICTURES && page.screenshot({ path: join(process.env.PICTURES, `offline-${name}.png`) })

async function logIn(page, email = 'anna@example.org', password = 'seven brushes in a row') {
  await page.goto(home.url)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByRole('link', { name: 'House' }).waitFor()
}

/** Until the app's files are on the device. */
const settled = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => new Promise((r) => (navigator.serviceWorker.controller ? r() : navigator.serviceWorker.addEventListener('controllerchange', () => r())))))

/** How many edits are on the disk. */
const waiting = (page) =>
  page.evaluate(
    () =>
      new Promise((done, fail) => {
        const r = indexedDB.open('enamel-outbox')
        r.onerror = fail
        r.onsuccess = () => {
          const n = r.result.transaction('edits').objectStore('edits').count()
          n.onsuccess = () => (r.result.close(), done(n.result))
        }
      }),
  )

async function until(is, ms = 20_000) {
  for (const end = Date.now() + ms; !(await is()); await new Promise((r) => setTimeout(r, 100))) assert.ok(Date.now() < end, `not within ${ms} ms`)
}

before(async () => {
  home = await Home.make()
  await home.setUp([{ name: 'Jonas' }, { name: 'Mia', milk_teeth: true }])
  token = home.token('frames:write,people:read,people:write,brushes:read,brushes:write,sessions:read,sessions:write', 'hall')
  people = (await call('GET', '/people')).items
  await call('POST', '/frames', brushing('02:00:00:00:00:77', 300, 114))
  profile = mkdtempSync(join(tmpdir(), 'enamel-browser-'))
  let page
  ;[context, page] = await start()
  await logIn(page)
})

after(async () => {
  await context?.close()
  await home?.end()
  rmSync(profile, { recursive: true, force: true })
})

test('it starts without a network, shows what was seen last, and everything done there arrives once', { timeout: 120_000 }, async () => {
  let [page] = context.pages()
  await page.getByRole('heading', { name: 'Who was this?' }).waitFor()
  await settled(page)
  const id = (await call('GET', '/sessions')).items[0].id
  await page.getByRole('link', { name: 'Who was this?' }).click()
  await page.getByRole('button', { name: 'Add a note' }).waitFor()
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByRole('button', { name: /Add a brushing/ }).first().waitFor()
  await page.getByRole('link', { name: 'Today' }).click()
  await page.getByRole('heading', { name: 'Who was this?' }).waitFor()
  await page.waitForTimeout(1500) // what was seen goes to the disk

  home.wire.cut()
  await context.setOffline(true)
  await page.reload()
  await page.getByRole('heading', { name: 'Who was this?' }).waitFor()
  await page.getByText(/You are offline. What you see is from (yesterday, )?\d+:\d\d; what you do is sent later./).waitFor()

  // Whose it was, and a note; a brushing that no brush told of.
  const asks = page.locator('section', { has: page.getByRole('heading', { name: 'Who was this?' }) })
  await asks.getByRole('button', { name: 'Mia' }).click()
  await asks.waitFor({ state: 'detached' })
  const mia = page.locator('.plate', { has: page.getByRole('heading', { name: 'Mia' }) })
  await mia.getByText(/1:54/).first().waitFor()
  await mia.getByText('Waits to be sent').waitFor()
  await shot(page, 'today')
  await page.goto(`${home.url}/sessions/${id}`)
  await page.getByRole('button', { name: 'Add a note' }).click()
  await page.getByLabel('What should be remembered').fill('The loose tooth')
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.locator('.s-note', { hasText: 'The loose tooth' }).waitFor()
  await page.getByText('Waits to be sent').first().waitFor()
  await shot(page, 'session')
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByRole('button', { name: /Add a brushing/ }).first().click()
  await page.locator('dialog').getByRole('button', { name: 'Jonas' }).click()
  await page.locator('dialog').getByRole('button', { name: /^Add/ }).last().click()
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.getByText('3 changes wait to be sent.').waitFor()

  // Killed, and started again without a network.
  await context.close()
  ;[context, page] = await start()
  await context.setOffline(true)
  await page.goto(home.url)
  await page.getByText('3 changes wait to be sent.').waitFor()
  await page.locator('.plate', { has: page.getByRole('heading', { name: 'Mia' }) }).getByText('Waits to be sent').waitFor()
  await page.getByRole('button', { name: 'Look' }).click()
  await page.locator('dialog').getByText('It was Mia').waitFor()
  await page.locator('dialog').getByText('A note on a brushing').waitFor()
  await page.locator('dialog').getByText(/Jonas brushed for 2:00/).waitFor()
  await shot(page, 'list')
  await page.locator('dialog').getByRole('button', { name: 'Close' }).click()
  assert.equal((await home.apiDirect(token, 'GET', '/sessions')).items.length, 1)

  home.wire.mend()
  await context.setOffline(false)
  await page.getByText(/waits? to be sent/i).first().waitFor({ state: 'detached', timeout: 20_000 })
  await until(async () => (await waiting(page)) === 0)
  await page.getByText('Waits to be sent').waitFor({ state: 'detached' })
  const now = (await call('GET', '/sessions')).items
  assert.equal(now.length, 2)
  const [jonas, m] = ['Jonas', 'Mia'].map((n) => people.find((p) => p.name === n).id)
  assert.equal(now.find((s) => s.id === id).person_id, m)
  assert.equal((await call('GET', `/sessions/${id}`)).note, 'The loose tooth')
  assert.equal(now.filter((s) => s.person_id === jonas && s.origin === 'noted').length, 1)
})

test('two change the same without a network: different fields both stand, the same field is asked', { timeout: 120_000 }, async () => {
  const [page] = context.pages()
  await page.getByRole('link', { name: 'House' }).click()
  await page.waitForURL(/\/house/)
  const list = page.getByRole('link', { name: /^People/ }).first()
  if (!(await page.getByRole('button', { name: /Change Mia/ }).isVisible())) await list.click()
  await page.getByRole('button', { name: /Change Mia/ }).waitFor()
  await context.setOffline(true)
  const rename = async (from, to) => {
    await page.getByRole('button', { name: `Change ${from}` }).click()
    await page.getByLabel('Name or nickname').fill(to)
    await page.getByRole('button', { name: 'Keep', exact: true }).click()
    await page.locator('dialog').waitFor({ state: 'detached' })
  }
  await rename('Mia', 'Mia M.')
  await rename('Jonas', 'Jo')
  const at = Object.fromEntries(people.map((p) => [p.name, p.id]))
  await call('PATCH', `/people/${at.Mia}`, { target_s: 75 })
  await call('PATCH', `/people/${at.Jonas}`, { name: 'Jonny' })
  await context.setOffline(false)
  await page.getByText('One change needs you.').waitFor({ timeout: 20_000 })
  const one = async (id) => (await call('GET', '/people')).items.find((p) => p.id === id)
  assert.deepEqual([(await one(at.Mia)).name, (await one(at.Mia)).target_s], ['Mia M.', 75])
  assert.equal((await one(at.Jonas)).name, 'Jonny')
  await page.getByRole('button', { name: 'Look' }).click()
  await page.getByText('Name: now Jonny').waitFor()
  await shot(page, 'clash')
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await page.getByText('Nothing waits any more.').waitFor()
  assert.equal((await one(at.Jonas)).name, 'Jo')
  await page.locator('dialog').getByRole('button', { name: 'Close' }).first().click()
})

test('a new build is announced, not while somebody brushes, and taken by one button', { timeout: 120_000 }, async () => {
  const [page] = context.pages()
  await page.goto(home.url)
  await settled(page)
  const virtual = await page.evaluate(
    (id) => fetch('/api/v1/virtual-brush', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ person_id: id, seconds: 10 }) }).then((r) => r.status),
    people[0].id,
  )
  assert.ok(virtual < 300, `${virtual}`)
  await page.getByRole('heading', { name: /is brushing/ }).waitFor()
  // The server has another build from now on: one byte of its worker is another.
  await home.rebuild()
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r.update()))
  await page.waitForFunction(() => navigator.serviceWorker.getRegistration().then((r) => r.waiting !== null))
  await page.waitForTimeout(500)
  assert.equal(await page.getByText('A new Enamel is ready.').count(), 0)
  await page.getByText('A new Enamel is ready.').waitFor({ timeout: 60_000 })
  assert.equal(await page.getByRole('heading', { name: /is brushing/ }).count(), 0)
  await shot(page, 'renewal')
  await page.evaluate(() => (window.before = true))
  await page.getByRole('button', { name: 'Take it' }).click()
  await page.waitForFunction(() => window.before === undefined, null, { timeout: 60_000 })
  await page.getByRole('link', { name: 'House' }).waitFor()
  assert.equal(await page.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r.waiting)), null)
})

test('a log-out leaves nothing of anybody, and asks before something unsent is lost', { timeout: 120_000 }, async () => {
  const [page] = context.pages()
  await page.goto(`${home.url}/house/you`)
  const other = await context.newPage()
  await other.goto(home.url)
  await other.getByRole('link', { name: 'House' }).waitFor()
  await page.waitForTimeout(1500)
  const traces = () =>
    page.evaluate(async () => {
      const out = { databases: [], kept: [] }
      // What hears and what times keep their shelves, empty: what was not sent yet goes when somebody of the home is back.
      for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((done) => Object.assign(indexedDB.open(name), { onsuccess: (e) => done(e.target.result) }))
        const rows = await Promise.all([...db.objectStoreNames].map((s) => new Promise((done) => Object.assign(db.transaction(s).objectStore(s).count(), { onsuccess: (e) => done(e.target.result) }))))
        db.close()
        if (!['enamel-coach', 'enamel-spool'].includes(name) || rows.some((n) => n > 0)) out.databases.push(name)
      }
      out.databases.sort()
      for (const name of await caches.keys()) for (const r of await (await caches.open(name)).keys()) out.kept.push(new URL(r.url).pathname)
      return out
    })
  assert.deepEqual((await traces()).databases, ['enamel-outbox', 'enamel-seen'])
  // How this device looks is its own and stays; by which name the home knows a handle is the home's.
  await page.evaluate(() => ['enamel.theme', 'enamel-phone-names', 'enamel.helped.somebody'].forEach((k) => localStorage.setItem(k, 'light')))
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByText('Who is there?').waitFor()
  await other.getByText('Who is there?').waitFor()
  await page.waitForTimeout(1500)
  const { databases, kept } = await traces()
  assert.deepEqual(databases, [])
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), ['enamel.theme'])
  assert.ok(kept.includes('/') && kept.length > 10, 'the app itself is gone')
  assert.deepEqual(kept.filter((p) => /^\/(api|oauth|mqtt|healthz|\.well-known|api-docs)/.test(p)), [])
  assert.deepEqual(faults, [])
})
