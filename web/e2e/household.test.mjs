// Who may look: an invitation, a viewer who sees one child only, a tablet that plays, and the end of a membership on an open page.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advert, comeIn } from './home.mjs'
import { stage } from './stage.mjs'

const { home, chrome } = await stage()

const phone = { viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' }

test('an invitation, a narrowed viewer, play and the end', { timeout: 180_000 }, async () => {
  await home.setUp([{ name: 'Jonas' }, { name: 'Mia', milk_teeth: true }])
  const faults = []
  const open = async () => {
    const page = await (await chrome.newContext(phone)).newPage()
    page.on('pageerror', (e) => faults.push(e.message))
    return page
  }

  const anna = await open()
  await comeIn(anna, home.url)
  await anna.getByRole('link', { name: 'House' }).click()
  await anna.getByRole('link', { name: 'Members and invitations' }).click()
  await anna.getByRole('button', { name: 'Invite somebody' }).click()
  await anna.getByRole('radio', { name: /Viewer/ }).check()
  await anna.locator('dialog').getByRole('button', { name: 'Mia' }).click()
  await anna.getByRole('button', { name: 'Make the link' }).click()
  await anna.getByLabel('QR code of the link').waitFor()
  const link = await anna.locator('dialog input').inputValue()
  assert.match(link, /^http:\/\/127\.0\.0\.1:\d+\/join#[\w-]{43}$/)
  await anna.getByRole('button', { name: 'Done' }).click()

  const gran = await open()
  await gran.goto(link)
  await gran.getByRole('heading', { name: 'Come in to Linden street' }).waitFor()
  await gran.getByLabel('Your name').fill('Gran')
  await gran.getByLabel('E-mail').fill('gran@example.org')
  await gran.getByLabel('Password').fill('four words by chance')
  await gran.getByRole('button', { name: 'Come in' }).click()
  await gran.getByText('Mia').first().waitFor()
  assert.equal(await gran.getByText('Jonas').count(), 0, 'she sees Jonas')
  const late = await open()
  await late.goto(link)
  await late.getByText('This invitation does not work').waitFor()

  // A gateway's key is changed for another, and nothing that it hears is refused meanwhile.
  await anna.getByRole('link', { name: 'All pages' }).click()
  await anna.getByRole('link', { name: /^Keys/ }).click()
  await anna.getByRole('button', { name: 'Make a key' }).click()
  await anna.getByLabel('What it is for').fill('hall')
  await anna.locator('dialog').getByRole('button', { name: 'Make a key' }).click()
  const secret = () => anna.getByRole('dialog', { name: 'Copy the key now' }).locator('input').inputValue()
  const old = await secret()
  await anna.getByRole('button', { name: 'Done' }).click()
  await anna.getByRole('button', { name: 'A new key for hall' }).click()
  await anna.getByRole('button', { name: 'Make the new key' }).click()
  const next = await secret()
  assert.notEqual(next, old)
  for (const [n, key] of [old, next].entries()) await home.api(key, 'POST', '/frames', advert('02:00:00:00:00:31', new Date(Date.now() - 60_000), n + 1) + '\n')
  await anna.getByRole('button', { name: 'Done' }).click()
  const rows = anna.getByRole('listitem').filter({ has: anna.getByText('hall', { exact: true }) })
  assert.equal(await rows.count(), 2)
  await rows.filter({ hasText: 'until' }).getByRole('button', { name: 'Take back' }).click()
  await rows.filter({ hasText: 'until' }).waitFor({ state: 'detached' })
  await home.api(next, 'POST', '/frames', advert('02:00:00:00:00:31', new Date(Date.now() - 60_000), 3) + '\n')
  await assert.rejects(home.api(old, 'POST', '/frames', '\n'), /401/)

  // A tablet plays; its address line leads nowhere else, and the PIN leads out.
  await anna.getByRole('link', { name: 'All pages' }).click()
  await anna.getByRole('link', { name: 'This device' }).click()
  await anna.getByRole('button', { name: 'Let this browser play' }).click()
  await anna.locator('dialog').getByRole('button', { name: 'Mia' }).click()
  await anna.getByLabel('PIN, 4 to 8 digits').fill('2580')
  await anna.locator('dialog').getByRole('button', { name: 'Let this browser play' }).click()
  await anna.getByRole('button', { name: 'Start Mia’s timer' }).click()
  await gran.getByText(/Mia/).first().waitFor()
  await anna.waitForTimeout(2500)
  await anna.getByRole('button', { name: 'Pause. Hold to stop' }).click()
  await anna.getByRole('button', { name: 'That was it' }).click()
  await anna.getByRole('heading', { name: 'Who brushes?' }).waitFor()
  await anna.goto(`${home.url}/house`)
  await anna.getByRole('heading', { name: 'Who brushes?' }).waitFor()
  assert.equal(await anna.evaluate(() => fetch('/api/v1/sessions').then((r) => r.status)), 403)
  await anna.getByRole('button', { name: 'For grown-ups' }).click()
  for (const pin of ['1111', '2580']) {
    for (const d of pin) await anna.locator('dialog').getByRole('button', { name: d, exact: true }).click()
    await anna.getByRole('button', { name: 'Out of play' }).click()
    if (pin === '1111') await anna.getByText('That is not the PIN.').waitFor()
  }
  await anna.getByRole('link', { name: 'House' }).click()
  await anna.getByRole('link', { name: 'Members and invitations' }).click()

  // Whoever is removed stands at the door at once.
  await anna.getByRole('button', { name: 'Change what Gran may do' }).click()
  await anna.getByRole('button', { name: 'Remove' }).click()
  await anna.getByRole('button', { name: 'Yes', exact: true }).click()
  await gran.getByText('Who is there?').waitFor({ timeout: 8_000 })
  assert.deepEqual(faults, [])
})
