// A brush with a code on its box: from the box into the house, speaking for itself, shut out, let in and released, in a real browser on the real binary.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Home, browser } from './home.mjs'

let home, chrome, page, boxes
const shots = process.env.ENAMEL_SHOTS

/** Takes a picture at every size and in both themes, when somebody wants to look. */
async function look(name) {
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  for (const [size, width] of Object.entries({ phone: 360, tablet: 820, wide: 1440 }))
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme })
      await page.setViewportSize({ width, height: 844 })
      await page.waitForTimeout(300)
      await page.screenshot({ path: join(shots, `${name}-${size}-${theme}.png`), fullPage: true })
    }
  await page.setViewportSize({ width: 390, height: 844 })
}

/** What the device itself asks. */
const device = (method, path, body, token) =>
  fetch(`${home.url}/api/v1${path}`, { method, headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }, body: body && JSON.stringify(body) })

before(async () => {
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
          body: JSON.stringify({ code, name: 'Anna', email: 'anna@example.org', password: 'seven brushes in a row', household: 'Linden street', time_zone: 'UTC', people: [{ name: 'Anna', glaze: 'leaf' }] }),
        })
      ).status,
    home.link.split('#')[1],
  )
  assert.equal(made, 201)
  const [, ...lines] = home.run(['provision', 'batch', '--data', home.data, '--count', '2', '--model', 'Brush One', '--public-url', home.url]).split('\n')
  boxes = lines.map((l) => {
    const [, id, code, secret, link] = l.split(',')
    return { id, code, secret, link }
  })
})

after(async () => {
  await chrome?.close()
  await home?.end()
})

test('a brush is added with the code on its box', async () => {
  await page.goto(`${home.url}/brushes`)
  await page.getByRole('link', { name: 'Devices and gateways' }).click()
  await page.getByText('No device was claimed yet').waitFor()
  await look('devices-empty')
  await page.getByRole('link', { name: 'Add a brush with a code' }).click()
  const code = page.getByLabel('Code')
  const wrong = (boxes[0].code[0] === '7' ? '8' : '7') + boxes[0].code.slice(1)
  await code.fill(wrong.toLowerCase())
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByText('This code is mistyped').waitFor()
  await look('claim-mistyped')
  await code.fill(boxes[0].code.toLowerCase().replaceAll('-', ' '))
  assert.equal(await code.inputValue(), boxes[0].code)
  await page.getByLabel('Your name for it').fill('The blue one')
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('heading', { name: 'The blue one is yours.' }).waitFor()
  await look('claim-done')
  await page.goto(`${home.url}/brushes`)
  await page.getByText('Not yet').waitFor()
  await look('brushes')
})

test('the link of the box fills the code in, and a brush that is here says so', async () => {
  await page.goto('about:blank')
  await page.goto(boxes[0].link)
  assert.equal(await page.getByLabel('Code').inputValue(), boxes[0].code)
  await look('claim')
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByText('This brush is here already.').waitFor()
})

test('it speaks for itself, is shut out, let in and released', async () => {
  const [{ id, secret }] = boxes
  await page.goto(`${home.url}/brushes/devices`)
  await page.getByText('It has not fetched its key yet').waitFor()
  let r = await device('POST', '/devices/credential', { device: id, secret })
  assert.equal(r.status, 200)
  const { token } = await r.json()
  const report = [{ device: id, at: new Date().toISOString(), kind: 'report', format: 'enamel/1', data: { battery: 80 } }]
  assert.equal((await device('POST', '/frames', report, token)).status, 200)
  home.token('frames:write', 'Hall gateway')
  await page.reload()
  await page.getByText('Its key was made on').waitFor()
  await page.getByText(/Last heard today/).waitFor()
  await page.getByText('Hall gateway').waitFor()
  await look('devices')

  await page.getByRole('button', { name: 'Renew its key' }).click()
  await page.getByText(/Its key ends today|Its key ends \d/).waitFor()
  assert.equal((await device('GET', '/devices/self', undefined, token)).status, 200)
  r = await device('POST', '/devices/self/rotate', undefined, token)
  assert.equal(r.status, 200)
  const next = (await r.json()).token

  await page.getByRole('button', { name: 'Shut out' }).click()
  await page.getByText(/Shut out since/).waitFor()
  await look('devices-out')
  for (const t of [token, next]) assert.equal((await device('POST', '/frames', report, t)).status, 401)
  assert.equal((await device('POST', '/devices/credential', { device: id, secret })).status, 403)
  await page.getByRole('button', { name: 'Let in again' }).click()
  await page.getByText('It has not fetched its key yet').waitFor()
  r = await device('POST', '/devices/credential', { device: id, secret })
  assert.equal(r.status, 200)

  await page.getByRole('button', { name: 'Release' }).click()
  await page.getByRole('heading', { name: 'Release The blue one?' }).waitFor()
  await look('release')
  await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click()
  await page.getByText('No device was claimed yet').waitFor()
  assert.equal((await device('GET', '/devices/self', undefined, (await r.json()).token)).status, 401)
  assert.equal((await device('POST', '/devices/credential', { device: id, secret })).status, 409)

  // All of it is in the log.
  await page.goto(`${home.url}/house/privacy`)
  await page.getByText('You claimed The blue one').waitFor()
  await page.getByText('You released The blue one').waitFor()
  await page.getByText('The blue one got a key of its own').first().waitFor()
})
