// Apps and devices are connected by a person in a real browser, and disconnected again.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { Home, browser } from './home.mjs'

const password = 'seven brushes in a row'
let home, chrome, context, page, app

/** A program on the person's machine: it opens the browser and waits to be called back. */
class Program {
  async start() {
    this.called = new Promise((done) => {
      this.server = createServer((q, a) => {
        const u = new URL(q.url, this.at)
        a.setHeader('Content-Type', 'text/html').end('<title>Program</title><p>Back in the program.')
        if (u.pathname === '/callback') done(u.searchParams)
      })
    })
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done))
    this.at = `http://127.0.0.1:${this.server.address().port}`
    this.verifier = randomBytes(32).toString('base64url')
    return this
  }

  link(scope, more = {}) {
    const q = new URLSearchParams({ response_type: 'code', client_id: 'enamel-cli', redirect_uri: `${this.at}/callback`, scope, state: 'st',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'), code_challenge_method: 'S256', ...more })
    return `${home.url}/oauth/authorize?${q}`
  }
}

const form = async (path, body) => {
  const r = await fetch(home.url + path, { method: 'POST', body: new URLSearchParams(body) })
  return { status: r.status, ...(await r.json()) }
}

const call = (token, path) => fetch(`${home.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } })

before(async () => {
  home = await Home.make()
  const code = home.link.split('#')[1]
  const set = await fetch(`${home.url}/api/v1/setup`, { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code, name: 'Anna', email: 'anna@example.org', password, household: 'Linden street', time_zone: 'Europe/Berlin', people: [{ name: 'Anna' }, { name: 'Jonas' }, { name: 'Mia', milk_teeth: true }] }) })
  assert.equal(set.status, 201)
  chrome = await browser()
  context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' })
  page = await context.newPage()
  app = await new Program().start()
})

after(async () => {
  app?.server.close()
  await chrome?.close()
  await home?.end()
})

const logIn = async () => {
  await page.getByLabel('E-mail').fill('anna@example.org')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Come in' }).click()
}

test('an app asks, somebody logs in, says yes about one person, and the app comes in', async () => {
  await page.goto(app.link('openid sessions:read people:read household:write'))
  await logIn()
  await page.getByRole('heading', { name: 'Connect Enamel command line?' }).waitFor()
  await page.getByText('To Linden street').waitFor()
  await page.getByText('About whom?').waitFor()
  // What changes the whole home and what is about single people do not go together.
  await page.getByText('it is about the whole home').waitFor()
  await page.getByLabel(/Change this home/).uncheck()
  await page.getByRole('button', { name: 'Only some' }).click()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByText('Choose at least one.').waitFor()
  await page.getByRole('button', { name: 'Mia' }).click()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByText('Back in the program.').waitFor()
  const said = await app.called
  assert.equal(said.get('state'), 'st')
  assert.equal(said.get('iss'), home.url)
  const got = await form('/oauth/token', { grant_type: 'authorization_code', client_id: 'enamel-cli', code: said.get('code'), redirect_uri: `${app.at}/callback`, code_verifier: app.verifier })
  assert.equal(got.status, 200, JSON.stringify(got))
  assert.equal(got.scope, 'openid sessions:read people:read')
  assert.equal((await call(got.access_token, '/me')).status, 200)
  app.token = got.access_token
})

test('a gateway shows a code, and somebody types it', async () => {
  const shown = await form('/oauth/device_authorization', { client_id: 'enamel-gateway', scope: 'frames:write' })
  await page.goto(`${home.url}/link`)
  await page.getByLabel('Code').fill('bbbb bbbb')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('No device shows this code now').waitFor()
  await page.getByLabel('Code').fill(shown.user_code.toLowerCase().replace('-', ' '))
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('heading', { name: 'Connect Enamel gateway?' }).waitFor()
  await page.getByLabel('What it is called here').fill('bathroom')
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByRole('heading', { name: 'Connected' }).waitFor()
  const got = await form('/oauth/token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: 'enamel-gateway', device_code: shown.device_code })
  assert.equal(got.scope, 'frames:write')
})

test('a question that was answered is over, and a no is a no', async () => {
  await page.goto(`${home.url}/consent?request=nobody`)
  await page.getByRole('heading', { name: 'This question is over' }).waitFor()
  const second = await new Program().start()
  await page.goto(second.link('people:read'))
  await page.getByRole('button', { name: 'Do not connect' }).click()
  await page.getByText('Back in the program.').waitFor()
  const said = await second.called
  second.server.close()
  assert.equal(said.get('error'), 'access_denied')
})

test('an app that wants to be sure has somebody log in once more', async () => {
  const second = await new Program().start()
  await page.goto(second.link('people:read', { prompt: 'login' }))
  await page.getByRole('button', { name: 'Log in once more' }).click()
  await logIn()
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.getByText('Back in the program.').waitFor()
  const said = await second.called
  second.server.close()
  assert.ok(said.get('code'))
})

test('what is connected is seen, and is out at once', async () => {
  await page.goto(`${home.url}/house`)
  await page.getByRole('link', { name: 'Connected apps' }).click()
  await page.getByRole('heading', { name: 'Connected apps' }).waitFor()
  await page.getByText('Called bathroom').waitFor()
  const one = page.getByRole('listitem').filter({ hasText: 'Only about Mia' })
  await one.getByRole('button', { name: 'Disconnect' }).click()
  await one.getByRole('button', { name: 'Yes, disconnect' }).click()
  await page.getByText('Only about Mia').waitFor({ state: 'detached' })
  assert.equal((await call(app.token, '/me')).status, 401)
})
