// A program outside is told what happens, in a real browser on the real binary: only of whom somebody agreed to, signed, and again until it arrives.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { Home, browser } from './home.mjs'

process.env.ENAMEL_HOOKS_PRIVATE = 'true' // the program of this test is on this machine

let home, chrome, page, receiver, secret, anna, mia
const heard = []
let answer = 200

/** Checks a message as a receiver does [Standard Webhooks]. */
function verified(m, key) {
  const [id, at] = [m.headers['webhook-id'], m.headers['webhook-timestamp']]
  const mac = createHmac('sha256', Buffer.from(key.replace('whsec_', ''), 'base64')).update(`${id}.${at}.${m.body}`).digest('base64')
  return m.headers['webhook-signature'].split(' ').includes(`v1,${mac}`)
}

async function until(what, fn) {
  for (let i = 0; i < 300; i++) {
    if (await fn()) return
    await new Promise((r) => setTimeout(r, 50))
  }
  assert.fail(`${what}: ${JSON.stringify(heard)}`)
}

before(async () => {
  receiver = createServer((q, a) => {
    let body = ''
    q.on('data', (b) => (body += b))
    q.on('end', () => {
      heard.push({ headers: q.headers, body, said: JSON.parse(body) })
      a.writeHead(answer).end()
    })
  })
  await new Promise((done) => receiver.listen(0, '127.0.0.1', done))
  home = await Home.make()
  chrome = await browser()
  const context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', reducedMotion: 'reduce' })
  context.setDefaultTimeout(15_000)
  page = await context.newPage()
  await page.goto(home.url)
  const made = await page.evaluate(
    async (code) =>
      (
        await fetch('/api/v1/setup', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ code, name: 'Anna', email: 'anna@example.org', password: 'seven brushes in a row', household: 'Linden street', time_zone: 'UTC', people: [{ name: 'Anna', glaze: 'leaf' }, { name: 'Mia', glaze: 'coral', milk_teeth: true }] }),
        })
      ).status,
    home.link.split('#')[1],
  )
  assert.equal(made, 201)
  const people = await page.evaluate(async () => (await (await fetch('/api/v1/people')).json()).items)
  ;[anna, mia] = ['Anna', 'Mia'].map((n) => people.find((p) => p.name === n).id)
})

after(async () => {
  await chrome?.close()
  await home?.end()
  receiver?.close()
})

/** Notes that somebody brushed an hour ago. */
const brushed = (person, id) =>
  page.evaluate(
    async ([person, id]) =>
      (
        await fetch(`/api/v1/people/${person}/notes`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ id, started_at: new Date(Date.now() - 3_600_000 * (1 + id.charCodeAt(1) % 16)).toISOString(), duration_s: 120 }),
        })
      ).status,
    [person, id],
  )

test('nothing is saved before somebody agrees', async () => {
  await page.goto(`${home.url}/house`)
  await page.getByRole('link', { name: 'Webhooks' }).click()
  await page.getByRole('button', { name: 'Add a webhook' }).click()
  await page.getByLabel('What is it?').fill('Star chart')
  await page.getByLabel('Its address').fill(`ftp://127.0.0.1/`)
  await page.getByRole('button', { name: 'Mia' }).click()
  await page.getByText('What is known of Mia leaves this home').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Add it' }).isDisabled(), true)
  await page.getByLabel('I may decide this for Mia, and I agree.').check()
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByText('does not begin with https://').waitFor()
  await page.getByLabel('Its address').fill(`http://127.0.0.1:${receiver.address().port}/hook`)
  assert.equal(await page.getByRole('button', { name: 'Add it' }).isDisabled(), true, 'another receiver has to be agreed to again')
  await page.getByLabel('I may decide this for Mia, and I agree.').check()
  await page.getByRole('button', { name: 'Add it' }).click()
  secret = await page.getByLabel('Signing secret').inputValue()
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)
  await page.getByRole('button', { name: 'Done' }).click()
  assert.equal(await page.getByText(secret).count(), 0)
})

test('a test arrives, signed', async () => {
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('The test: arrived').waitFor()
  assert.equal(heard.length, 1)
  assert.equal(heard[0].said.type, 'test')
  assert.ok(verified(heard[0], secret))
})

test('who was agreed to is spoken of, and nobody else', async () => {
  assert.equal(await brushed(anna, 'n1'), 201)
  assert.equal(await brushed(mia, 'n2'), 201)
  await until('Mia brushed', () => heard.length === 2)
  const m = heard[1]
  assert.ok(verified(m, secret))
  assert.deepEqual([m.said.type, m.said.data.session.person_id, m.said.data.session.duration_s], ['session_ended', mia, 120])
})

test('killed while the receiver is away, the server tells it afterwards', async () => {
  answer = 503
  assert.equal(await brushed(mia, 'n3'), 201)
  await until('a try', () => heard.length === 3)
  await home.kill()
  answer = 200
  await home.start()
  // The lease of the server that was killed has to end first.
  for (let i = 0; i < 1000 && heard.length < 4; i++) await new Promise((r) => setTimeout(r, 50))
  assert.equal(heard.length, 4)
  assert.equal(heard[3].headers['webhook-id'], heard[2].headers['webhook-id'])
  assert.ok(verified(heard[3], secret))
})

test('consent taken back ends it at once', async () => {
  await page.goto(`${home.url}/house/webhooks`)
  await page.getByRole('button', { name: 'Change' }).click()
  await page.getByRole('button', { name: 'Mia' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Of nobody').waitFor()
  assert.equal(await brushed(mia, 'n4'), 201)
  await new Promise((r) => setTimeout(r, 2500))
  assert.equal(heard.length, 4)
  await page.getByRole('button', { name: 'Deliveries' }).click()
  await page.getByText('It answered 503').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Yes, remove' }).click()
  await page.getByText('No webhooks yet').waitFor()
})
