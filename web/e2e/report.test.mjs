// A family looks at what brushings say, prints and lends the dentist's report, and takes it back; in a real browser on the real binary.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { Home, browser, stored } from './home.mjs'

const pictures = process.env.ENAMEL_PICTURES
const shares = [11, 6, 9, 5, 10, 6, 9, 5, 8, 6, 8, 2, 9, 8, 10, 6] // in the order of the canonical zones: lower left, inside, gets 2 s

/** The texts of a PDF. */
function textOf(pdf) {
  let text = ''
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    try {
      const plain = inflateSync(pdf.subarray(at + 7), { finishFlush: 2 })
      text += plain.toString('latin1').replaceAll('\0', '')
    } catch {
      // the end of one stream, or one that is not packed
    }
  }
  return text
}

test('insights, a report on paper and as files, lent and taken back', { timeout: 180_000 }, async () => {
  const home = await Home.make()
  const chrome = await browser()
  const wrong = []
  try {
    const cookie = await home.setUp([{ name: 'Anna', glaze: 'leaf', birth_year: 1984 }, { name: 'Jonas', glaze: 'sky' }, { name: 'Mia', glaze: 'coral', milk_teeth: true }])
    const api = async (method, path, body) => {
      const r = await fetch(`${home.url}/api/v1${path}`, { method, headers: { Cookie: cookie, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) })
      assert.ok(r.ok, `${method} ${path}: ${r.status}`)
      return r.status === 204 ? undefined : r.json()
    }
    const people = (await api('GET', '/people')).items
    const token = home.token('frames:write', 'hall')
    const hello = Buffer.from('{"battery":87}').toString('hex')
    const quarters = [34, 31, 28, 20]
    for (const [device, name, layout, spread, length] of [['anna-brush', 'Anna', 16, shares, 123], ['jonas-brush', 'Jonas', 0, undefined, 96], ['mia-brush', 'Mia', 4, quarters, 104]]) {
      await home.api(token, 'POST', '/frames', JSON.stringify({ device, at: new Date().toISOString(), kind: 'report', format: 'enamel/1', hex: hello }) + '\n')
      await api('PATCH', `/brushes/${device}`, { people: [people.find((p) => p.name === name).id], name: `${name}’s brush` })
      await home.api(token, 'POST', '/frames', stored(device, 83, layout, spread, length))
    }
    const anna = people.find((p) => p.name === 'Anna')
    await api('PUT', '/brushes/anna-brush/head', { at: new Date(Date.now() - 71 * 86_400_000).toISOString() })

    const own = async (options) => {
      const context = await chrome.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options })
      context.setDefaultTimeout(15_000)
      const page = await context.newPage()
      page.on('pageerror', (e) => wrong.push(`error: ${e.message}`))
      page.on('console', (m) => m.type() === 'error' && !/40[04]|status of 404/.test(m.text()) && wrong.push(m.text()))
      page.on('request', (r) => r.url().startsWith(home.url) || /^(data|blob):/.test(r.url()) || wrong.push(`a request to ${r.url()}`))
      return page
    }
    const [name, value] = cookie.split('=')
    const page = await own({ viewport: { width: 1440, height: 900 } })
    await page.context().addCookies([{ name, value, url: home.url }])
    const shot = async (p, file) => {
      if (!pictures) return
      await p.evaluate(() => document.fonts.ready)
      await p.waitForTimeout(300)
      await p.screenshot({ path: join(pictures, file), fullPage: true })
    }

    // From a person to what their brushings say.
    await page.goto(home.url)
    await page.getByRole('link', { name: 'Anna', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Anna’s lower left, inside, gets the least.' }).waitFor()
    await page.getByText(/A fair share would be 7\.5 s/).waitFor()
    await page.getByRole('img', { name: /Mouth map of Anna: 16 places/ }).waitFor()
    await page.getByRole('heading', { name: 'Head: 71 of 90 days' }).waitFor()
    assert.doesNotMatch(await page.locator('main').innerText(), /sibling|rank|better than/)
    await shot(page, 'insights-wide.png')
    await page.getByRole('button', { name: 'The trends as a table' }).click()
    assert.ok((await page.getByRole('region', { name: 'The trends as a table' }).getByRole('row').count()) >= 12)
    await page.getByRole('button', { name: 'Year' }).click()
    await page.waitForURL(/weeks=52/)
    await page.getByRole('button', { name: '12 weeks' }).click()
    await page.getByRole('button', { name: 'I changed it' }).click()
    await page.getByText('Noted. Three months from today.').waitFor()
    await page.getByRole('link', { name: 'Mia' }).click()
    await page.getByRole('heading', { level: 1, name: /Mia/ }).waitFor()
    await page.getByText(/Measured in 4 zones/).waitFor()
    await shot(page, 'insights-mia-wide.png')
    if (pictures) {
      for (const [size, viewport] of [['phone', { width: 360, height: 800 }], ['tablet', { width: 820, height: 1180 }]])
        for (const colorScheme of ['light', 'dark']) {
          await page.setViewportSize(viewport)
          await page.emulateMedia({ colorScheme })
          await page.goto(`${home.url}/insights/${anna.id}`)
          await page.getByText('Head:').waitFor()
          await shot(page, `insights-${size}-${colorScheme}.png`)
        }
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.goto(`${home.url}/insights/${people.find((p) => p.name === 'Jonas').id}?weeks=52`)
      await page.getByText('measures no zones').waitFor()
      await shot(page, 'insights-jonas-dark.png')
      await page.emulateMedia({ colorScheme: 'light' })
    }

    // The report: one page of A4 on paper, and a PDF with the same words.
    await page.goto(`${home.url}/insights/${anna.id}`)
    await page.getByRole('link', { name: 'Dentist report' }).click()
    await page.getByRole('heading', { level: 1, name: 'Brushing report, Anna' }).waitFor()
    await page.getByLabel('Written for').fill('Dr. Okafor')
    await page.getByText('Written for Dr. Okafor.').waitFor()
    await shot(page, 'report-wide.png')
    const paper = await page.pdf({ format: 'A4', preferCSSPageSize: true })
    assert.equal(paper.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g).length, 1, 'it does not fit on one page')
    if (pictures) {
      await page.emulateMedia({ media: 'print' })
      await page.setViewportSize({ width: 696, height: 1024 }) // A4 without its margins
      await shot(page, 'report-print.png')
      await page.emulateMedia({ media: 'screen' })
      await page.setViewportSize({ width: 390, height: 844 })
      await shot(page, 'report-phone.png')
      await page.setViewportSize({ width: 1440, height: 900 })
    }
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'PDF' }).click()])
    const pdf = readFileSync(await download.path())
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
    const text = textOf(pdf)
    for (const words of ['Brushing report, Anna', 'Written for Dr. Okafor.', 'Born 1984.', '15 of 16']) assert.ok(text.includes(words), `${words} is not in the PDF`)
    const bundle = await api('GET', `/people/${anna.id}/report/fhir?from=2026-01-01&to=2026-01-31`)
    assert.equal(bundle.resourceType, 'Bundle')

    // Lent by link, without a name.
    await page.getByRole('button', { name: 'Share…' }).click()
    const make = page.getByRole('button', { name: 'Make the link' })
    assert.ok(await make.isDisabled(), 'nobody has agreed')
    await page.getByRole('radio', { name: /Say no name/ }).check()
    await page.getByLabel('I agree').check()
    await shot(page, 'report-share.png')
    await make.click()
    const link = await page.getByRole('textbox', { name: 'The link is ready' }).inputValue()
    assert.match(link, /\/r#[\w-]{43}$/)
    await page.getByRole('button', { name: 'Done' }).click()

    const dentist = await own({ viewport: { width: 1180, height: 900 }, acceptDownloads: true })
    const asked = []
    dentist.on('request', (r) => asked.push(r.url()))
    const at = new URL(link)
    const first = await dentist.goto(`${home.url}/r${at.hash}`)
    assert.equal(first.headers()['referrer-policy'], 'no-referrer')
    assert.match(first.headers()['x-robots-tag'], /noindex/)
    await dentist.getByRole('heading', { level: 1, name: 'Brushing report' }).waitFor()
    await dentist.getByText('Written for Dr. Okafor.').waitFor()
    const seen = await dentist.locator('body').innerText()
    assert.doesNotMatch(seen, /Anna|1984/)
    assert.ok(!asked.some((u) => u.includes(at.hash.slice(1))), 'the secret is in an address that was asked for')
    assert.ok(!asked.some((u) => /\/me\b/.test(u)), 'a stranger is asked who they are')
    await shot(dentist, 'report-lent.png')
    const [taken] = await Promise.all([dentist.waitForEvent('download'), dentist.getByRole('button', { name: 'PDF' }).click()])
    const lentPdf = readFileSync(await taken.path())
    assert.equal(lentPdf.subarray(0, 5).toString(), '%PDF-')
    assert.ok(!textOf(lentPdf).includes('Anna'))

    // It stands on the report and under Privacy, and is taken back there.
    await page.reload()
    await page.getByText(/Looked at once/).waitFor()
    await page.goto(`${home.url}/house/privacy`)
    await page.getByText('Dr. Okafor gets of Anna').waitFor()
    await page.getByText('Dr. Okafor looked at the report of Anna').waitFor()
    await page.getByRole('button', { name: 'Revoke the link for Dr. Okafor' }).click()
    await page.getByText(/^Revoked\./).waitFor()
    await page.getByText(/withdrawn$/).first().waitFor()
    await shot(page, 'report-privacy.png')
    await dentist.reload()
    await dentist.getByText('This link opens nothing').waitFor()
    await shot(dentist, 'report-gone.png')
    assert.deepEqual(wrong, [])
  } finally {
    await chrome.close()
    await home.end()
  }
})
