// A household sees what is kept of it, takes a copy, withdraws a consent and erases somebody, in a real browser on the real binary.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Home, browser, brushing } from './home.mjs'

const pictures = process.env.ENAMEL_PICTURES

test('a household sees, takes and erases what is kept of it', { timeout: 180_000 }, async () => {
  const home = await Home.make()
  const chrome = await browser()
  const wrong = []
  try {
    const cookie = await home.setUp([{ name: 'Mia', milk_teeth: true }, { name: '<b>Jonas</b>' }])
    const api = async (method, path, body) => {
      const r = await fetch(`${home.url}/api/v1${path}`, { method, headers: { Cookie: cookie, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) })
      assert.ok(r.ok, `${method} ${path}: ${r.status}`)
      return r.json()
    }
    const mia = (await api('GET', '/people')).items.find((p) => p.name === 'Mia')
    const token = home.token('frames:write,sessions:read', 'hall')
    await home.api(token, 'POST', '/frames', brushing('02:00:00:00:00:77', 2400, 114))
    const one = (await api('GET', '/sessions')).items[0]
    await api('PATCH', `/sessions/${one.id}`, { person_id: mia.id, note: 'loose tooth' })
    await home.api(token, 'GET', '/sessions')
    const text = (await api('GET', '/household/consents')).text
    await api('POST', '/household/consents', { person_id: mia.id, receiver: { kind: 'app', id: 'coach', name: 'Tooth coach' }, scopes: ['sessions:read'], text_version: text.version })

    const made2 = await api('POST', '/household/hooks', { name: 'Shelf light', url: 'https://shelf.example/told', kinds: ['sessions_expired'], people: [mia.id], agreed: '1' })

    const context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' })
    context.setDefaultTimeout(15_000)
    const [name, value] = cookie.split('=')
    await context.addCookies([{ name, value, url: home.url }])
    const page = await context.newPage()
    page.on('pageerror', (e) => wrong.push(`error: ${e.message}`))
    page.on('request', (r) => r.url().startsWith(home.url) || /^(data|blob):/.test(r.url()) || wrong.push(`a request to ${r.url()}`))
    const shot = async (file) => pictures && page.screenshot({ path: join(pictures, file), fullPage: true })
    await page.goto(`${home.url}/house`)
    await page.getByRole('link', { name: 'Privacy' }).click()
    await page.getByText('Tooth coach gets of Mia').waitFor()
    await page.getByText('The key “hall” read brushings of Mia').waitFor()
    await page.getByText('You said whose a brushing is: Mia').waitFor()
    await page.getByText('<b>Jonas</b>').first().waitFor()
    await shot('privacy-phone.png')
    await page.getByRole('button', { name: 'Is it as it was written?' }).click()
    await page.getByText(/lines, and every one holds/).waitFor()
    await page.getByRole('button', { name: 'Withdraw what Tooth coach may get' }).click()
    await page.getByText(/withdrawn$/).waitFor()
    // What a webhook may be told is a consent like every other.
    await page.getByText('Shelf light gets of Mia').waitFor()
    await page.getByRole('button', { name: 'Withdraw what Shelf light may get' }).click()
    await page.getByText(/withdrawn$/).nth(1).waitFor()
    assert.deepEqual((await api('GET', '/household/hooks')).items.find((h) => h.id === made2.hook.id).people, [])

    // So is what an app may see. It is asked for in the words that are kept, and ends for that person alone.
    const chart = await api('POST', '/oauth/clients', { name: 'Teeth chart', redirect_uris: ['http://127.0.0.1/cb'], scopes: ['people:read', 'sessions:read'] })
    const verifier = 'v'.repeat(64)
    const question = new URLSearchParams({ response_type: 'code', client_id: chart.client_id, redirect_uri: 'http://127.0.0.1/cb', scope: 'people:read sessions:read', state: 's',
      code_challenge_method: 'S256', code_challenge: createHash('sha256').update(verifier).digest('base64url') })
    const asking = await context.newPage()
    let back = ''
    await asking.route('http://127.0.0.1/cb?*', (route) => {
      back = route.request().url()
      return route.fulfill({ contentType: 'text/plain', body: 'back' })
    })
    await asking.goto(`${home.url}/oauth/authorize?${question}`)
    await asking.getByText('until I withdraw it').waitFor()
    if (pictures) await asking.screenshot({ path: join(pictures, 'privacy-app-phone.png'), fullPage: true })
    await asking.getByRole('button', { name: 'Connect', exact: true }).click()
    await asking.waitForURL('http://127.0.0.1/cb?*')
    await asking.close()
    const redeemed = await fetch(`${home.url}/oauth/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', client_id: chart.client_id,
      code: new URL(back).searchParams.get('code'), redirect_uri: 'http://127.0.0.1/cb', code_verifier: verifier }) })
    assert.equal(redeemed.status, 200)
    const { access_token } = await redeemed.json()
    const seen = async () => (await (await fetch(`${home.url}/api/v1/people`, { headers: { Authorization: `Bearer ${access_token}` } })).json()).items.map((p) => p.name)
    assert.deepEqual(await seen(), ['Mia', '<b>Jonas</b>'])
    await page.reload()
    await page.getByText('You allowed Teeth chart').waitFor()
    await page.locator('li', { hasText: 'Teeth chart gets of Mia' }).getByRole('button').click()
    await page.getByText(/withdrawn$/).nth(2).waitFor()
    assert.deepEqual(await seen(), ['<b>Jonas</b>'])

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Take a copy of what is kept of Mia' }).click()])
    const archive = readFileSync(await download.path())
    assert.equal(archive.subarray(0, 2).toString(), 'PK')
    assert.match(download.suggestedFilename(), /^enamel-[\d-]+\.zip$/)
    assert.ok(archive.includes('sessions.json') && archive.includes('index.html'))

    await page.getByRole('button', { name: 'Erase Mia' }).click()
    const yes = page.getByRole('button', { name: 'Erase for good' })
    assert.ok(await yes.isDisabled())
    await page.getByLabel('Type “Mia” to say that you mean it').fill('Max')
    assert.ok(await yes.isDisabled())
    await page.getByLabel('Type “Mia” to say that you mean it').fill('Mia')
    await shot('privacy-erase-phone.png')
    await yes.click()
    await page.getByText('Mia is erased. Nothing is left.').waitFor()
    await page.getByText('somebody who was erased').first().waitFor()
    await page.getByRole('button', { name: 'Is it as it was written?' }).click()
    await page.getByText(/lines, and every one holds/).waitFor()
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await shot('privacy-wide-dark.png')
    assert.equal((await api('GET', '/sessions')).items.length, 0)
    assert.deepEqual(wrong, [])
    await home.kill()
    for (const file of ['enamel.db', 'enamel.db-wal']) {
      let kept = ''
      try {
        kept = readFileSync(join(home.data, file), 'latin1')
      } catch (e) {
        assert.equal(e.code, 'ENOENT')
      }
      for (const trace of ['Mia', 'loose tooth', mia.id, one.id, 'Tooth coach']) assert.ok(!kept.includes(trace), `${trace} is in ${file}`)
    }
  } finally {
    await chrome.close()
    await home.end()
  }
})
