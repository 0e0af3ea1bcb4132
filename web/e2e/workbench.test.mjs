// Looking at bytes: what a brush said, one by one, with the clause; pasted frames, with and without a key; and a brush that is driven with the mouse.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { advert, brushing, comeIn } from './home.mjs'
import { stage } from './stage.mjs'

let page, token
const faults = []
const brush = '78:DB:2F:A1:B2:C3'
const { home } = await stage(async (home, chrome) => {
  await home.setUp([{ name: 'Mia', milk_teeth: true }])
  token = home.token('frames:write,brushes:read,sessions:read,people:read', 'hall')
  await home.api(token, 'POST', '/frames', brushing(brush, 30, 40))
  page = await (await chrome.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', acceptDownloads: true })).newPage()
  page.on('pageerror', (e) => faults.push(e.message))
  await comeIn(page, home.url)
})

const row = (name) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })

test('what a brush said is read byte by byte, and taken along as lines', { timeout: 60_000 }, async () => {
  await page.getByRole('link', { name: 'Brushes', exact: true }).first().click()
  await page.getByRole('link', { name: 'What it says' }).click()
  await page.getByRole('heading', { name: /42 frames|Who hears it/ }).first().waitFor()
  await page.getByText(/^near, −60 dBm/).waitFor()
  await page.getByText('42 frames', { exact: true }).waitFor()
  // The newest is at rest; an earlier one runs.
  await page.getByRole('region', { name: 'Frames, newest first' }).getByRole('button').nth(5).click()
  await row('Timer, seconds').waitFor()
  const cells = await row('Timer, seconds').getByRole('cell').allInnerTexts()
  assert.match(cells[0], /^5–6/)
  assert.match(cells[1], /^3\d$/)
  assert.equal(cells[2], 'oralb-7')
  assert.match(await row('What it is doing').innerText(), /brushing/)

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export these frames' }).click()])
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\n')
  assert.equal(lines.length, 42)
  const kept = await fetch(`${home.url}/api/v1/brushes/${encodeURIComponent(brush)}/frames`, { headers: { Authorization: `Bearer ${token}` } }).then((r) => r.text())
  assert.equal(lines.join('\n'), kept.trim())
  for (const l of lines) assert.equal(JSON.parse(l).device, brush)
})

test('what a brush says comes in by itself, until somebody looks at one', { timeout: 60_000 }, async () => {
  await page.goto(`${home.url}/brushes/${encodeURIComponent(brush)}`)
  await page.getByText('42 frames', { exact: true }).waitFor()
  await home.api(token, 'POST', '/frames', advert(brush, new Date(), 77) + '\n')
  await page.getByText('43 frames', { exact: true }).waitFor()
  assert.match(await row('Timer, seconds').innerText(), /77/)
  // Who points at one has it stand still.
  await page.getByRole('region', { name: 'Frames, newest first' }).getByRole('button').nth(1).click()
  await page.getByText('It stands still until you follow it again.', { exact: false }).waitFor()
  await home.api(token, 'POST', '/frames', advert(brush, new Date(), 78) + '\n')
  await page.waitForTimeout(3000)
  assert.equal(await page.getByText('43 frames', { exact: true }).count(), 1)
  await page.getByRole('button', { name: 'Follow it' }).click()
  await page.getByText('44 frames', { exact: true }).waitFor()
  assert.match(await row('Timer, seconds').innerText(), /78/)
})

test('pasted frames are read and not kept, encrypted ones with their key', { timeout: 60_000 }, async () => {
  await page.goto(`${home.url}/workbench`)
  const paste = page.getByLabel('Lines, or bare hex')
  await paste.fill('06 32 6b 03 f2 01 0f 01 02 00 0a')
  await row('Timer, seconds').waitFor()
  assert.match(await row('Timer, seconds').innerText(), /75/)
  assert.match(await row('Pressure').innerText(), /too hard/)
  await paste.fill('this is no frame')
  await page.getByText(/^No frame:/).first().waitFor()
  await page.getByRole('button', { name: 'Show an example' }).click()
  await page.getByRole('region', { name: 'Frames, newest first' }).getByRole('button').nth(3).click()
  await page.getByRole('heading', { name: 'Encrypted, and its key is missing' }).waitFor()
  await page.getByLabel('Key, where the maker encrypts').fill('1330b99cded13258acc391627e9771f7')
  await page.getByRole('heading', { name: 'Xiaomi, Advertisement' }).waitFor()
  assert.equal((await home.api(token, 'GET', '/brushes')).items.length, 1, 'something was kept')
})

test('a brush that is driven with the mouse is shown, and where this home listens it is a brushing', { timeout: 90_000 }, async () => {
  await page.goto(`${home.url}/workbench/drive`)
  const at = async (zone) => {
    const box = await page.locator(`[data-zone=${zone}]`).first().evaluate((e) => {
      const p = e.getPointAtLength(e.getTotalLength() * 0.02)
      const b = e.getBBox()
      const m = e.getScreenCTM()
      // A point of the shape itself: its box's middle may lie outside of a bow.
      for (let k = 0; k < 400; k++) {
        const q = new DOMPoint(b.x + (b.width * ((k * 37) % 100)) / 100, b.y + (b.height * ((k * 61) % 100)) / 100)
        if (e.isPointInFill(q)) {
          const s = q.matrixTransform(m)
          if (document.elementFromPoint(s.x, s.y) === e) return { x: s.x, y: s.y }
        }
      }
      const s = new DOMPoint(p.x, p.y).matrixTransform(m)
      return { x: s.x, y: s.y }
    })
    await page.mouse.move(box.x, box.y)
  }
  // Only here: nothing of it is kept.
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await at('upper-right-outer')
  await row('Zones').filter({ hasText: 'upper-right-outer' }).waitFor({ timeout: 8000 })
  await page.getByRole('button', { name: 'Stop' }).click()
  await row('What it is doing').filter({ hasText: 'at rest' }).waitFor()
  assert.equal((await home.api(token, 'GET', '/brushes')).items.length, 1, 'it was kept')

  await page.getByRole('button', { name: 'This home hears it' }).click()
  await page.getByRole('group', { name: 'Who brushes' }).getByRole('button', { name: 'Mia' }).click()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await at('lower-left-outer')
  await row('Zones').filter({ hasText: 'lower-left-outer' }).waitFor({ timeout: 8000 })
  await page.waitForTimeout(6500)
  await at('upper-front-inner')
  await page.mouse.down()
  await row('Pressure').filter({ hasText: 'too hard' }).waitFor({ timeout: 8000 })
  await page.waitForTimeout(5500)
  await page.mouse.up()
  await page.getByRole('button', { name: 'Stop' }).click()
  await row('What it is doing').filter({ hasText: 'at rest' }).waitFor()
  const mia = (await home.api(token, 'GET', '/people')).items[0]
  const { items } = await home.api(token, 'GET', `/sessions?person=${mia.id}`)
  assert.equal(items.length, 1, JSON.stringify((await home.api(token, 'GET', '/sessions')).items))
  const s = await home.api(token, 'GET', `/sessions/${items[0].id}`)
  assert.match(s.device, /^VIRTUAL-/)
  assert.ok(s.duration_s >= 10 && s.pressure_high_s >= 2, JSON.stringify({ d: s.duration_s, p: s.pressure_high_s }))
  const where = JSON.stringify(s)
  for (const zone of ['lower-left-outer', 'upper-front-inner']) assert.ok(where.includes(zone), `${zone} is not in ${where.slice(0, 600)}`)

  await page.getByRole('button', { name: 'Read all that it said' }).click()
  await page.getByRole('region', { name: 'Frames, newest first' }).getByRole('button').first().waitFor()
})

test('nothing went wrong on the way', () => assert.deepEqual(faults, []))
