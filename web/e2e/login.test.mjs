// How people come in: a passkey from the first minute, one-time codes, a recovery code, and a link back in.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Home, browser } from './home.mjs'

let home, chrome, url
before(async () => {
  home = await Home.make()
  url = `http://localhost:${home.port}` // passkeys are for a name, not for a bare address
  chrome = await browser()
})
after(async () => {
  await chrome?.close()
  await home?.end()
})

const phone = { viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' }
const password = 'seven brushes in a row'

/** A page with an authenticator of its own that holds passkeys and says yes. */
async function withKeys(context, page) {
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
  return { cdp, authenticatorId, held: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials }
}

/** RFC 6238, as an app on a phone has it. */
function codeOf(secret, at = Date.now()) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0')
}

test('a passkey, a password, codes, recovery', { timeout: 180_000 }, async () => {
  const faults = []
  const context = await chrome.newContext(phone)
  const page = await context.newPage()
  page.on('pageerror', (e) => faults.push(e.message))
  const keys = await withKeys(context, page)
  await page.addInitScript(() => {
    window.askedForPasskeys = 0
    const get = navigator.credentials.get.bind(navigator.credentials)
    navigator.credentials.get = (o) => {
      const asked = get(o)
      window.askedForPasskeys++
      return asked
    }
  })
  const picture = async (name) => {
    if (!process.env.PICTURES) return
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.waitForTimeout(200)
      await page.screenshot({ path: `${process.env.PICTURES}/${name}-${scheme}.png`, fullPage: true })
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }

  // Set-up offers a passkey first; the account then has no password.
  await page.goto(`${url}/setup#${home.link.split('#')[1]}`)
  await page.getByLabel('Your name').fill('Anna')
  await page.getByLabel('E-mail').fill('anna@example.org')
  await page.getByRole('button', { name: 'Passkey', pressed: true }).waitFor()
  await picture('setup')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('heading', { name: 'What do you brush with?' }).waitFor()
  assert.equal((await keys.held()).length, 1)
  assert.equal((await keys.held())[0].rpId, 'localhost')

  // Out, and in again without typing anything: by the button, and where the browser offers it by itself.
  const present = (enabled) => keys.cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: keys.authenticatorId, enabled })
  await present(false)
  await page.goto(`${url}/house/you`)
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByRole('heading', { name: 'Who is there?' }).waitFor()
  await page.getByRole('button', { name: 'Come in with a passkey' }).waitFor()
  await picture('login')
  // What the browser offers by itself has to be asked for before the authenticator says yes to everything: else it is quicker than the button.
  await page.waitForFunction(() => window.askedForPasskeys === 1)
  await present(true)
  await page.getByRole('button', { name: 'Come in with a passkey' }).click()
  await page.getByRole('link', { name: 'House' }).click()
  await page.getByRole('link', { name: 'Your account' }).click()
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Log out', exact: true }).click()])
  await page.getByRole('link', { name: 'House' }).click()

  // A password besides, then codes after it.
  await page.getByRole('link', { name: 'Signing in' }).click()
  await page.getByRole('button', { name: 'Set a password' }).click()
  await page.getByLabel('New password').fill(password)
  await page.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('button', { name: 'Ask for codes' }).click()
  const secret = await page.getByLabel('Secret for your app').inputValue()
  await page.getByLabel('QR code for your app').waitFor()
  await picture('codes')
  const first = codeOf(secret)
  await page.getByLabel('The six digits it shows now').fill(first)
  await page.getByRole('button', { name: 'Ask for codes from now on' }).click()
  const list = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await list.first().waitFor()
  const codes = await list.allTextContents()
  assert.equal(codes.length, 10)
  await picture('recovery-codes')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 recovery codes are left.').waitFor()
  await picture('signing-in')

  // Another browser, without the passkey: the code of before is used up, the next one and a recovery code are not.
  for (const [code, recovery] of [[() => codeOf(secret, Date.now() + 30_000)], [() => codes[3], true]]) {
    const other = await (await chrome.newContext(phone)).newPage()
    other.on('pageerror', (e) => faults.push(e.message))
    await other.goto(url)
    await other.getByLabel('E-mail').fill('anna@example.org')
    await other.getByLabel('Password', { exact: true }).fill(password)
    await other.getByRole('button', { name: 'Come in', exact: true }).click()
    await other.getByRole('heading', { name: 'And the code?' }).waitFor()
    await other.getByLabel('One-time code').fill(first)
    await other.getByRole('button', { name: 'Come in', exact: true }).click()
    await other.getByText('This code is not right, or was used already.').waitFor()
    if (process.env.PICTURES && !recovery) await other.screenshot({ path: `${process.env.PICTURES}/second.png` })
    if (recovery) {
      await other.getByRole('button', { name: 'I have a recovery code' }).click()
      await other.getByLabel('Recovery code').fill(code().toLowerCase())
    } else await other.getByLabel('One-time code').fill(code())
    await other.getByRole('button', { name: 'Come in', exact: true }).click()
    await other.getByRole('link', { name: 'House' }).waitFor()
    await other.context().close()
  }
  await page.reload()
  await page.getByText('9 recovery codes are left.').waitFor()

  // The last way in stays; a second one lets the first go.
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByText('This device holds a passkey of yours already.').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Do without one' }).click()
  await page.getByText('You have none, and need none').waitFor()
  await page.getByRole('button', { name: 'Remove First passkey' }).click()
  await page.getByText('This is the last way in to your account.').waitFor()

  // The machine itself leads back in.
  const link = home.run(['account', 'recover', '--data', home.data, '--public-url', url, 'anna@example.org']).match(/http\S+/)[0]
  const lost = await (await chrome.newContext(phone)).newPage()
  lost.on('pageerror', (e) => faults.push(e.message))
  await lost.goto(link)
  await lost.getByRole('button', { name: 'Come in', exact: true }).click()
  await lost.getByRole('button', { name: 'Set a password' }).click()
  await lost.getByLabel('New password').fill(password + ' again')
  await lost.getByRole('button', { name: 'Keep' }).click()
  await lost.getByText('You have one.').waitFor()
  const late = await (await chrome.newContext(phone)).newPage()
  await late.goto(link)
  await late.getByRole('button', { name: 'Come in', exact: true }).click()
  await late.getByText('This recovery link is wrong, used or too old').waitFor()
  assert.deepEqual(faults, [])
})
