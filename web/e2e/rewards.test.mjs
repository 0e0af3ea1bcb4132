// What brushing earns: stickers, Nu's foam and the week's challenge, as a child sees them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comeIn } from './home.mjs'
import { stage } from './stage.mjs'

const { home, chrome } = await stage()

const dir = process.env.PICTURES

test('a month of stickers', { timeout: 120_000 }, async () => {
  await home.setUp([{ name: 'Jonas' }, { name: 'Mia', milk_teeth: true, glaze: 'coral' }])
  const token = home.token('frames:write,people:read,brushes:read,brushes:write,sessions:read,sessions:write', 'hall')
  home.run(['simulate', '--to', home.direct, '--token', token, '--history', '120d', '--seed', '7'])
  const people = (await home.api(token, 'GET', '/people')).items
  const mia = people.find((p) => p.name === 'Mia')
  const earned = await home.api(token, 'GET', `/people/${mia.id}/rewards`)
  assert.ok(earned.days > 20 && earned.weeks > 2, JSON.stringify(earned))

  const faults = []
  const page = await (await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' })).newPage()
  page.on('pageerror', (e) => faults.push(e.message))
  await comeIn(page, home.url)
  await page.getByRole('link', { name: 'Mia’s stickers' }).click()
  await page.getByRole('heading', { name: 'Mia’s stickers' }).waitFor()
  await page.locator('.rewards-days li').first().waitFor()
  assert.equal(await page.locator('.rewards-days .sticker').count(), earned.stickers.filter((d) => d.earned).length)
  assert.equal(await page.getByRole('img', { name: /^Nu has/ }).count(), 1)

  // The month before is a page back, and has its own.
  await page.getByRole('button', { name: 'The month before' }).click()
  const [y, m] = earned.date.split('-').map(Number)
  const before = m === 1 ? `${y - 1}-12` : `${y}-${String(m - 1).padStart(2, '0')}`
  const then = await home.api(token, 'GET', `/people/${mia.id}/rewards?month=${before}`)
  await page.locator(`.rewards-days li:nth-child(${then.stickers.length}):last-child`).waitFor()
  await page.waitForFunction((n) => document.querySelectorAll('.rewards-days .sticker').length === n, then.stickers.filter((d) => d.earned).length)
  if (dir)
    for (const [width, height] of [[360, 780], [820, 1180], [1440, 900]])
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height })
        await page.waitForTimeout(300)
        await page.screenshot({ path: `${dir}/rewards-${width}-${colorScheme}.png`, fullPage: true })
      }
  // Brushing on and on in one evening earns nothing more.
  const before2 = await home.api(token, 'GET', `/people/${mia.id}/rewards`)
  for (const n of [1, 2, 3]) {
    await home.api(token, 'POST', `/people/${mia.id}/notes`, { id: `more-${n}`, started_at: new Date(Date.now() - 86_400_000 * 2 - n * 600_000).toISOString(), duration_s: 300 })
  }
  const after2 = await home.api(token, 'GET', `/people/${mia.id}/rewards`)
  assert.ok(after2.days - before2.days <= 1, 'one day earns one sticker')

  // A plan that asks for more, and grows from today, takes no sticker away; and Nu wears the glaze that was chosen.
  await page.goto(`${home.url}/house/people`)
  await page.getByRole('button', { name: 'Change Mia' }).click()
  const sheet = page.locator('dialog')
  await sheet.getByText('Two minutes are long for a small child.').waitFor()
  await sheet.getByRole('button', { name: 'Grow slowly' }).click()
  await sheet.getByLabel('Up to', { exact: true }).selectOption('180')
  await sheet.getByLabel('From', { exact: true }).selectOption('150')
  await sheet.getByText(/^This week 2:30, next week 2:40\. 3:00 from /).waitFor()
  await sheet.getByLabel('Nu’s glaze').selectOption('plum')
  await sheet.getByRole('button', { name: 'Keep' }).click()
  await page.getByText('Milk teeth, 2:30, growing to 3:00').waitFor()
  let grows
  for (let n = 0; n < 50 && !grows?.grow; n++) {
    if (n > 0) await page.waitForTimeout(200) // the list shows it before the house has it
    grows = (await home.api(token, 'GET', '/people')).items.find((p) => p.id === mia.id)
  }
  assert.deepEqual([grows.target_s, grows.grow?.step_s, grows.grow?.since], [150, 10, earned.date])
  const after3 = await home.api(token, 'GET', `/people/${mia.id}/rewards`)
  assert.deepEqual([after3.days, after3.weeks, after3.stickers], [after2.days, after2.weeks, after2.stickers])
  await page.goto(`${home.url}/rewards/${mia.id}`)
  await page.locator('.rewards-nu .nu.glaze-plum').waitFor()
  await page.goto(`${home.url}/coach/${mia.id}`)
  await page.getByRole('timer', { name: /2:30/ }).waitFor()
  assert.deepEqual(faults, [])
})
