// The API's page, and what people may write: markup in every text that somebody types is shown as text on every screen, and does nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Home, browser, brushing } from './home.mjs'

let home, chrome, cookie, token
const evil = (what) => `${what}<img src=x onerror="window.ran='${what}'">`
const evilShort = (what) => `<svg/onload="window.ran='${what}'">`

before(async () => {
  home = await Home.make()
  chrome = await browser()
  const made = await fetch(`${home.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      code: home.link.split('#')[1], name: evil('account'), email: 'anna@example.org', password: 'seven brushes in a row', household: evil('household'), time_zone: 'Europe/Berlin',
      people: [{ name: evilShort('person') }, { name: 'Mia' }],
    }),
  })
  assert.equal(made.status, 201)
  cookie = /enamel_session=([^;]+)/.exec(made.headers.get('set-cookie'))[1]
  token = home.token('people:read,people:write,brushes:read,brushes:write,sessions:read,sessions:write,frames:write,hooks:write,members:write,tokens:write,household:write', 'test')
})
after(async () => {
  await chrome?.close()
  await home?.end()
})

/** A page of who is logged in that remembers what went wrong in it, and whom it asked. */
async function page() {
  const context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' })
  await context.addCookies([{ name: 'enamel_session', value: cookie, url: home.url }])
  const p = await context.newPage()
  p.faults = []
  p.outside = []
  p.on('pageerror', (e) => p.faults.push(e.message))
  p.on('console', (m) => m.type() === 'error' && p.faults.push(m.text()))
  p.on('dialog', (d) => (p.faults.push('dialog ' + d.message()), d.dismiss()))
  p.on('request', (r) => /^https?:/.test(r.url()) && !r.url().startsWith(home.url) && p.outside.push(r.url()))
  return p
}

const me = async () => (await fetch(`${home.url}/api/v1/me`, { headers: { Cookie: `enamel_session=${cookie}` } })).json()

test('the API is described and tried in the app, and nobody else is asked', { timeout: 120_000 }, async () => {
  const p = await page()
  await p.goto(home.url + '/house/about')
  await p.getByRole('link', { name: 'Read about the API' }).click() // the browser loads it: its policy is another one
  await p.getByRole('heading', { name: 'The API' }).waitFor()
  await p.locator('.opblock-tag', { hasText: 'people' }).waitFor({ timeout: 30_000 })
  await p.locator('.opblock-tag[data-tag="people"]').click()
  await p.locator('#operations-people-people').waitFor()
  await p.locator('#operations-people-people .opblock-summary').click()
  await p.getByRole('button', { name: 'Try it out' }).click()
  await p.getByRole('button', { name: 'Execute' }).click()
  await p.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor()
  assert.match(await p.locator('.live-responses-table').innerText(), /Mia/)
  if (process.env.PICTURES) await p.screenshot({ path: process.env.PICTURES + '/api-docs-phone.png' })
  await p.setViewportSize({ width: 1280, height: 900 })
  await p.evaluate(() => scrollTo(0, 0))
  if (process.env.PICTURES) await p.screenshot({ path: process.env.PICTURES + '/api-docs-wide.png' })
  assert.deepEqual(p.outside, [])
  assert.deepEqual(p.faults, [])
})

test('two edit the same person: the later one is told what the other did to the same field, and chooses', { timeout: 120_000 }, async () => {
  const call = (method, path, body) => home.api(token, method, path, body)
  const mia = async () => (await call('GET', '/people')).items.find((o) => o.name.startsWith('Mia'))
  const before = await mia()
  const p = await page()
  const open = async () => {
    await p.goto(home.url + '/house/people')
    await p.getByRole('button', { name: /Change Mia/ }).click()
    await p.getByLabel('Name or nickname').waitFor()
  }
  await open()
  await call('PATCH', `/people/${before.id}`, { name: 'Mia Maria' })
  await p.getByLabel('Name or nickname').fill('Mia M.')
  await p.getByRole('button', { name: 'Keep', exact: true }).click()
  await p.getByText('Somebody else has changed this meanwhile.').waitFor()
  await p.getByText('Name or nickname: now Mia Maria').waitFor()
  assert.equal((await mia()).name, 'Mia Maria')
  if (process.env.PICTURES) await p.screenshot({ path: process.env.PICTURES + '/clash.png' })
  await p.getByRole('button', { name: 'Take theirs' }).click()
  assert.equal(await p.getByLabel('Name or nickname').inputValue(), 'Mia Maria')
  await call('PATCH', `/people/${before.id}`, { target_s: 75 })
  await p.getByLabel('Name or nickname').fill('Mia M.')
  await p.getByRole('button', { name: 'Keep', exact: true }).click()
  // The other touched another field: both changes stand, and nobody is asked.
  await p.getByLabel('Name or nickname').waitFor({ state: 'detached' })
  assert.deepEqual([(await mia()).name, (await mia()).target_s], ['Mia M.', 75])
})

test('so do those who edit a home, a webhook or a member, and those who remove', { timeout: 120_000 }, async () => {
  const call = (method, path, body) => home.api(token, method, path, body)
  const other = 'Somebody else has changed this meanwhile.'
  const p = await page()
  const clash = async (line) => {
    await p.getByText(other).waitFor()
    if (line) await p.getByText(line).waitFor()
  }
  const gone = () => p.getByText(other).waitFor({ state: 'detached' })
  await p.goto(home.url + '/house/keeping')
  await p.getByRole('button', { name: 'Change how long' }).click()
  await call('PATCH', '/household', { frames_days: 90 })
  await p.getByLabel('What brushes said, word for word').selectOption('365')
  await p.getByRole('button', { name: 'Keep', exact: true }).click()
  await clash(/What brushes said, word for word: now/)
  await p.getByRole('button', { name: 'Keep mine' }).click()
  await gone()
  for (let i = 0; i < 100 && (await me()).household.frames_days !== 365; i++) await new Promise((ok) => setTimeout(ok, 50))
  assert.equal((await me()).household.frames_days, 365)

  const hook = (await call('POST', '/household/hooks', { name: 'Shelf', url: 'https://shelf.example/', kinds: ['sessions_expired'] })).hook
  await p.goto(home.url + '/house/webhooks')
  await p.getByRole('button', { name: 'Change', exact: true }).click()
  await call('PATCH', `/household/hooks/${hook.id}`, { name: 'Tree' })
  await p.getByLabel('What is it?').fill('Lamp')
  await p.getByRole('button', { name: 'Save' }).click()
  await clash('What is it?: now Tree')
  await p.getByRole('button', { name: 'Take theirs' }).click()
  assert.equal(await p.getByLabel('What is it?').inputValue(), 'Tree')
  await p.getByLabel('What is it?').fill('Lamp')
  await p.getByRole('button', { name: 'Save' }).click()
  await p.getByRole('heading', { name: 'Lamp' }).waitFor()

  const leo = await call('POST', '/people', { name: 'Leo' })
  await p.goto(home.url + '/house/people')
  await p.getByRole('button', { name: /Change Leo/ }).click()
  await p.getByLabel('Name or nickname').waitFor()
  await call('PATCH', `/people/${leo.id}`, { name: 'Leo Paul' })
  await p.getByRole('button', { name: 'Take out of the house' }).click()
  await p.getByRole('button', { name: 'Yes, take out' }).click()
  await clash('Name or nickname: now Leo Paul')
  await p.getByRole('button', { name: 'Leave it' }).click()
  assert.ok((await call('GET', '/people')).items.some((o) => o.id === leo.id))
})

test('markup in what people write is text everywhere', { timeout: 120_000 }, async () => {
  const call = (method, path, body) => home.api(token, method, path, body)
  await call('POST', '/frames', brushing('AA:BB:CC:00:11:22', 3600, 125))
  const brush = (await call('GET', '/brushes')).items[0]
  const people = (await call('GET', '/people')).items
  await call('PATCH', `/brushes/${brush.device}`, { name: evilShort('brush'), model: evilShort('model'), people: [people[0].id] })
  let sessions = []
  for (let i = 0; i < 100 && sessions.length === 0; i++) {
    sessions = (await call('GET', '/sessions')).items
    if (sessions.length === 0) await new Promise((r) => setTimeout(r, 100))
  }
  await call('PATCH', `/sessions/${sessions[0].id}`, { person_id: people[0].id, note: evil('note') })
  await call('POST', '/household/hooks', { name: evilShort('hook'), url: 'https://example.org/<script>window.ran=1</script>', kinds: ['household_changed'] })
  await call('POST', '/tokens', { name: evilShort('token'), scopes: ['people:read'], source: 'hall' })
  const p = await page()
  const shown = {}
  for (const path of ['/', '/history', `/sessions/${sessions[0].id}`, '/brushes', '/house', '/house/people', '/house/members', '/house/keys', '/house/privacy', '/house/webhooks', '/house/apps']) {
    await p.goto(home.url + path)
    await p.locator('main h1').waitFor()
    await p.waitForTimeout(700)
    shown[path] = await p.locator('body').innerText()
    assert.equal(await p.evaluate(() => window.ran), undefined, path)
    assert.equal(await p.locator('img[src=x], svg[onload], main script').count(), 0, path)
  }
  const everything = Object.values(shown).join('\n')
  for (const text of [evilShort('person'), evilShort('brush'), evil('note'), evilShort('hook'), evilShort('token'), evil('household')])
    assert.ok(everything.includes(text), `${text} is shown nowhere as it is`)
  assert.deepEqual(p.outside, [])
  assert.deepEqual(p.faults, [])
})
