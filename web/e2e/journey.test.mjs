// What a newcomer does, in a real browser on the real binary: from the one-time link to a brushing that has been kept.
import assert from 'node:assert/strict'
import { after, before, test as step } from 'node:test'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Home, browser, brushing } from './home.mjs'

let home, chrome, context, page
const wrong = []

// Each step stands on the one before: after one that failed the others fail at once. A picture shows where it stood.
let fallen
function test(name, options, fn = options) {
  step(name, fn === options ? {} : options, async () => {
    assert.equal(fallen, undefined, `after "${fallen}" failed`)
    try {
      await fn()
    } catch (e) {
      fallen = name
      await page?.screenshot({ path: join(tmpdir(), 'enamel-journey.png'), fullPage: true }).catch(() => {})
      throw e
    }
  })
}

/** Notes what must never happen: an error on the page, a request to anybody else, an answer that failed. */
function watch(p) {
  p.on('pageerror', (e) => wrong.push(`error: ${e.message}`))
  p.on('console', (m) => {
    if (m.type() === 'error' && !/Failed to load resource|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|ERR_INCOMPLETE_CHUNKED/.test(m.text())) wrong.push(`console: ${m.text()}`)
  })
  p.on('request', (r) => {
    if (!r.url().startsWith(home.url) && !/^(data|blob):/.test(r.url())) wrong.push(`a request to ${r.url()}`)
  })
  p.on('response', (r) => {
    if (r.status() >= 400 && r.status() !== 401) wrong.push(`${r.status()} ${r.url()}`)
  })
  return p
}

before(async () => {
  home = await Home.make()
  chrome = await browser()
  context = await chrome.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
  context.setDefaultTimeout(15_000)
  page = watch(await context.newPage())
})

after(async () => {
  await chrome?.close()
  await home?.end()
})

const seconds = (text) => {
  const m = /(\d+):(\d\d)/.exec(text)
  assert.ok(m, `no time in ${JSON.stringify(text)}`)
  return Number(m[1]) * 60 + Number(m[2])
}

test('nobody comes in without the link', async () => {
  assert.ok(home.link, `no link was printed: ${home.out}`)
  for (const path of ['/me', '/people', '/sessions', '/today', '/live', '/brushes']) assert.equal((await fetch(`${home.url}/api/v1${path}`)).status, 401, path)
  await page.goto(home.url)
  await page.getByText('This house has no owner yet.').waitFor()
})

let shown
test('the link leads through set-up to somebody who brushes, within ten seconds', async () => {
  await page.goto(home.link)
  await page.getByLabel('Your name').fill('Anna')
  await page.getByLabel('What do you call your home?').fill('Linden street')
  await page.getByLabel('E-mail').fill('anna@example.org')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('5 more characters, please.').waitFor()
  await page.getByLabel('Password').fill('seven brushes in a row')
  await page.getByRole('button', { name: 'Next' }).click()

  await page.getByRole('heading', { name: 'Whose teeth live here?' }).waitFor()
  await page.getByLabel('Name or nickname').fill('Anna')
  await page.getByRole('button', { name: 'Add somebody' }).last().click()
  await page.getByLabel('Name or nickname').fill('Mia')
  await page.getByRole('radio', { name: /Milk teeth/ }).check({ force: true })
  await page.getByRole('button', { name: 'Next' }).click()

  await page.getByRole('heading', { name: 'What do you brush with?' }).waitFor()
  await page.locator('.chip', { hasText: 'Mia' }).click()
  await page.getByRole('button', { name: 'Start brushing' }).click()
  const began = Date.now()
  await page.getByRole('heading', { name: 'Mia is brushing' }).waitFor({ timeout: 10_000 })
  shown = (Date.now() - began) / 1000
  assert.ok(shown < 10, `${shown} s`)
  await page.getByRole('heading', { name: 'One brush is out of its cup.' }).waitFor()
})

test('the link works once', async () => {
  const code = home.link.split('#')[1]
  const again = await fetch(`${home.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code, name: 'Eve', email: 'eve@example.org', password: 'another long password', household: 'H', time_zone: 'UTC', people: [] }),
  })
  assert.ok([403, 409].includes(again.status), `${again.status}`)
})

test('a page that is opened late shows the running brushing at once, and the timer moves', async () => {
  const late = watch(await context.newPage())
  await late.goto(home.url)
  await late.getByRole('heading', { name: 'Mia is brushing' }).waitFor({ timeout: 5_000 })
  await late.getByRole('link', { name: 'Watch live' }).click()
  await late.getByRole('heading', { name: 'Mia is brushing.' }).waitFor()
  const timer = late.getByRole('timer')
  const first = seconds(await timer.innerText())
  await late.waitForFunction((s) => {
    const m = /(\d+):(\d\d)/.exec(document.querySelector('[role=timer]')?.textContent ?? '')
    return m && Number(m[1]) * 60 + Number(m[2]) >= s + 3
  }, first)
  await late.close()
})

test('a lost connection is said, and mends itself without a reload', async () => {
  await page.evaluate(() => (window.sameDocument = true))
  home.wire.cut()
  const said = page.getByText(/What you see is from (yesterday, )?\d+:\d\d/)
  await said.waitFor({ timeout: 15_000 })
  home.wire.mend()
  await said.waitFor({ state: 'detached', timeout: 40_000 })
  await page.getByRole('heading', { name: 'Mia is brushing' }).waitFor()
  assert.ok(await page.evaluate(() => window.sameDocument))
})

test('what nobody claims waits for one tap', async () => {
  const token = home.token('frames:write', 'hall')
  await home.api(token, 'POST', '/frames', brushing('02:00:00:00:00:77', 300, 114))
  const asks = page.locator('section', { has: page.getByRole('heading', { name: 'Who was this?' }) })
  await asks.waitFor({ timeout: 10_000 })
  assert.match(await asks.innerText(), /for 1:54/)
  await asks.getByRole('button', { name: 'Anna' }).click()
  await asks.waitFor({ state: 'detached' })
  await page.locator('.plate', { has: page.getByRole('heading', { name: 'Anna' }) }).getByText(/1:54/).first().waitFor()
})

test('the brushing ends, and its page has every second of it', { timeout: 180_000 }, async () => {
  await page.getByRole('link', { name: 'Watch live' }).click()
  const every = page.getByRole('link', { name: 'See every second' })
  await every.waitFor({ timeout: 150_000 })
  await every.click()
  await page.getByRole('heading', { level: 1, name: /^(1:5\d|2:0\d), / }).waitFor()
  const strip = await page.getByRole('heading', { name: /Every second, heard \d+ of \d+/ }).innerText()
  const [, heard, of] = /heard (\d+) of (\d+)/.exec(strip)
  assert.ok(Number(of) >= 110 && Number(of) <= 125 && Number(heard) >= Number(of) * 0.8, strip)
  await page.getByText(/How \d+ came about/).waitFor()
  await page.getByText('This brush measures no zones, so none are shown.').first().waitFor()
  await page.getByRole('heading', { name: 'Who heard it' }).waitFor()

  // The same from the API, second by second.
  const reader = home.token('sessions:read', 'reader')
  const id = page.url().split('/').pop()
  const s = await home.api(reader, 'GET', `/sessions/${id}`)
  assert.equal(s.state, 'ended')
  assert.equal(s.ended, 'heard')
  assert.equal(s.duration_s, Number(of))
  assert.equal(s.runs.at(-1).to_s, s.duration_s)
  assert.ok(s.score.total > 0)
})

test('it is in the history, and survives a power cut', async () => {
  await home.kill()
  await home.start()
  await page.getByRole('link', { name: 'History' }).first().click()
  await page.waitForURL(/\/history/)
  await page.locator('main').getByText(/(1:5\d|2:0\d)/).first().waitFor({ timeout: 20_000 })
  await page.getByRole('link', { name: 'Brushes', exact: true }).first().click()
  await page.getByText('virtual').first().waitFor()
})

test('somebody else corrects whose it was', async () => {
  const reader = home.token('sessions:read,people:read', 'reader')
  const { items } = await home.api(reader, 'GET', '/sessions')
  const anna = (await home.api(reader, 'GET', '/people')).items.find((p) => p.name === 'Anna')
  const mias = items.find((s) => s.how === 'only_brusher')
  await page.goto(`${home.url}/sessions/${mias.id}`)
  await page.getByRole('button', { name: 'Not Mia?' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Anna' }).click()
  await page.getByRole('button', { name: 'Not Anna?' }).waitFor()
  // It is shown before it is sent.
  const person = async () => (await home.api(reader, 'GET', `/sessions/${mias.id}`)).person_id
  for (let i = 0; i < 100 && (await person()) !== anna.id; i++) await new Promise((r) => setTimeout(r, 50))
  assert.equal(await person(), anna.id)
})

test('a brushing that no brush told of is added by hand, marked, and counts', async () => {
  const add = async (when) => {
    await page.getByRole('link', { name: 'History' }).first().click()
    await page.getByRole('button', { name: 'Add a brushing' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: 'Mia' }).click()
    await when(sheet)
    await sheet.getByRole('button', { name: 'Add it' }).click()
    return sheet
  }
  await add(() => {})
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.locator('.h-dayrows a', { hasText: 'Noted by hand' }).click()
  await page.getByText('Somebody wrote it down afterwards').waitFor()
  assert.equal(await page.getByText('Every second').count(), 0)
  const id = page.url().split('/').pop()
  const reader = home.token('sessions:read', 'reader')
  const s = await home.api(reader, 'GET', `/sessions/${id}`)
  assert.deepEqual([s.origin, s.how, s.pressure_high_s, s.score.time.got], ['noted', 'entry', undefined, s.duration_s])

  // The same time once more is said to be there, and nothing is added.
  await add(() => {})
  await page.getByText('That is there already.').waitFor()
  await page.getByRole('link', { name: 'See it' }).click()
  await page.waitForURL(`**/sessions/${id}`)
  await add((sheet) => sheet.getByLabel('Day', { exact: true }).fill('2999-01-01'))
  await page.getByText('That is not over yet.').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('link', { name: 'Today' }).first().click()
  await page.locator('.plate', { has: page.getByRole('heading', { name: 'Mia' }) }).getByText('Noted by hand').waitFor()
  await page.getByRole('link', { name: 'Brushes', exact: true }).first().click()
  await page.getByText('virtual').first().waitFor()
  assert.equal(await page.getByText('timer:').count(), 0)

  await page.goto(`${home.url}/sessions/${id}`)
  await page.getByRole('button', { name: 'Delete this brushing' }).click()
  await page.getByRole('button', { name: 'Delete it' }).click()
  await page.waitForURL(/\/history/)
  await page.locator('.h-dayrows').waitFor()
  assert.equal(await page.getByText('Noted by hand').count(), 0)
})

test('a brush that speaks in code says so, and is understood once its key is there', async () => {
  const writer = home.token('frames:write', 'hall')
  const line = { device: 'ED:DE:34:3F:48:0C', at: new Date().toISOString(), kind: 'advert', service: 'fe95', hex: '58580608cb0c483f34deedad203399140000fa32cb71' }
  await home.api(writer, 'POST', '/frames', JSON.stringify(line) + '\n')
  await page.getByRole('link', { name: 'Brushes', exact: true }).first().click()
  const card = page.locator('article', { hasText: line.device })
  await card.getByText('Its key is missing.').waitFor()
  await card.getByLabel('Its key').fill('1330b99cded13258acc391627e9771f8')
  await card.getByRole('button', { name: 'Keep the key' }).click()
  await card.getByText('is another one’s').waitFor()
  await card.getByLabel('Its key').fill('1330b99cded13258acc391627e9771f7')
  await card.getByRole('button', { name: 'Keep the key' }).click()
  await card.getByText('Its key is kept.').waitFor()
  await card.getByText('T700').waitFor()
  assert.equal(await page.getByText('1330b99c').count(), 0)
})

test('logging out closes the door, and the password opens it', async () => {
  await page.getByRole('link', { name: 'House' }).first().click()
  await page.getByRole('link', { name: 'Your account' }).click()
  await page.getByRole('button', { name: /log out/i }).click()
  await page.getByRole('heading', { name: 'Who is there?' }).waitFor()
  await page.getByLabel('E-mail').fill('anna@example.org')
  await page.getByLabel('Password').fill('wrong wrong wrong')
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByText('do not belong together').waitFor()
  await page.getByLabel('Password').fill('seven brushes in a row')
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByRole('link', { name: 'Today' }).first().waitFor()
})

test('nothing went wrong on the way', () => assert.deepEqual(wrong, []))
