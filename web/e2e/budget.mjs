// What the screens weigh and how fast they are, beside what is aimed at. `node e2e/budget.mjs --size` looks at the built files alone and fails when
// the first load is heavier than it may be; without it the real binary and the real Chromium are measured, on a phone's profile (4x slower processor,
// slow 4G: 150 ms, 1.6 Mbit/s).
import { existsSync, readFileSync, rmSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist')
const aims = { js: 150_000, css: 25_000 }
const kb = (n) => `${(n / 1000).toFixed(1)} KB`
const line = (what, value, aim) => console.log(`${what.padEnd(62)} ${value}${aim ? ` (aim: ${aim})` : ''}`)

/** The bytes that the first page needs before anything shows, compressed as they are sent. */
function weigh() {
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  const paths = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map((m) => m[1])
  const seen = new Set()
  const sum = { js: 0, css: 0 }
  const take = (path) => {
    if (seen.has(path)) return
    seen.add(path)
    const raw = existsSync(join(dist, path)) ? readFileSync(join(dist, path)) : brotliDecompressSync(readFileSync(join(dist, path + '.br')))
    sum[path.endsWith('.css') ? 'css' : 'js'] += brotliCompressSync(raw).length
    // What a script asks for before it runs belongs to it.
    if (path.endsWith('.js')) for (const m of raw.toString().matchAll(/(?:from|import)\s*[`"']\.\/([\w.-]+\.js)[`"']/g)) take(join(dirname(path), m[1]))
  }
  paths.forEach(take)
  if (seen.size < 3) throw new Error(`the page names only ${[...seen].join(', ')}`)
  return sum
}

const size = weigh()
line('first load, JavaScript, brotli', kb(size.js), kb(aims.js))
line('first load, CSS, brotli', kb(size.css), kb(aims.css))
const heavy = Object.keys(aims).filter((k) => size[k] > aims[k])
if (heavy.length > 0) {
  console.error(`The first load is too heavy: ${heavy.join(', ')}. What Today does not need is loaded when it is asked for (React.lazy in App.tsx).`)
  process.exit(1)
}
if (!process.argv.includes('--size')) await measure()

async function measure() {
  const { Home, advert, persistent } = await import('./home.mjs')
  const home = await Home.make()
  const phone = { viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' }
  const folder = mkdtempSync(join(tmpdir(), 'enamel-budget-'))
  let context
  try {
    const made = await fetch(`${home.url}/api/v1/setup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        code: home.link.split('#')[1], name: 'Anna', email: 'anna@example.org', password: 'seven brushes in a row', household: 'Linden street', time_zone: 'Europe/Berlin',
        people: [{ name: 'Anna' }, { name: 'Jonas' }, { name: 'Mia', milk_teeth: true }],
      }),
    })
    if (!made.ok) throw new Error(`set-up: ${made.status}`)
    const cookie = made.headers.get('set-cookie').split(';')[0]
    const token = home.token('frames:write,people:read,brushes:read,brushes:write,sessions:read,sessions:write', 'hall')
    home.run(['simulate', '--to', home.direct, '--token', token, '--history', '365d', '--seed', '7'])
    context = await persistent(folder, phone)
    const [name, value] = [cookie.slice(0, cookie.indexOf('=')), cookie.slice(cookie.indexOf('=') + 1)]
    await context.addCookies([{ name, value, url: home.url }])
    const page = context.pages()[0]
    const cdp = await context.newCDPSession(page)
    await cdp.send('Network.enable')
    const slow = (on) =>
      Promise.all([
        cdp.send('Emulation.setCPUThrottlingRate', { rate: on ? 4 : 1 }),
        cdp.send('Network.emulateNetworkConditions', on ? { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 } : { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }),
      ])
    // The first picture with somebody's name on it, on this machine's clock since the address was asked for.
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelector('.person h3')) window.shownAt ??= performance.now()
        else requestAnimationFrame(look)
      }
      document.addEventListener('DOMContentLoaded', look)
      window.largest = 0
      new PerformanceObserver((l) => l.getEntries().forEach((e) => (window.largest = e.startTime))).observe({ type: 'largest-contentful-paint', buffered: true })
      window.acts = []
      new PerformanceObserver((l) => l.getEntries().forEach((e) => e.interactionId && window.acts.push(e.duration))).observe({ type: 'event', durationThreshold: 16, buffered: true })
    })
    const open = async () => {
      await page.goto(home.url)
      await page.waitForFunction(() => window.shownAt !== undefined)
      await page.waitForTimeout(300)
      return page.evaluate(() => ({ shown: window.shownAt, largest: window.largest, first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 }))
    }
    const middle = (ns) => [...ns].sort((a, b) => a - b)[Math.floor(ns.length / 2)]
    const tell = (what, all, aim) => line(what, `${middle(all.map((r) => r.shown)).toFixed(0)} ms (largest paint ${middle(all.map((r) => r.largest)).toFixed(0)} ms)`, aim)

    let bytes = 0
    cdp.on('Network.loadingFinished', (e) => (bytes += e.encodedDataLength))
    await slow(true)
    const cold = [await open()]
    line('first visit ever, bytes on the wire until Today stands', kb(bytes))
    tell('Today, first visit ever, phone profile', cold)
    await slow(false)
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
    await page.waitForTimeout(2_500)
    await slow(true)
    const again = []
    for (let i = 0; i < 5; i++) again.push(await open())
    tell('Today, phone profile, a server that is up', again, '1000 ms')

    // What a finger waits for, with the slow processor.
    for (const [to, mark] of [['History', '.h-rows, .h-year, main h1'], ['Brushes', '.brushes'], ['House', '.house-shelf'], ['Today', '.person h3']]) {
      await page.getByRole('link', { name: to, exact: true }).first().click()
      await page.locator(mark).first().waitFor()
      await page.waitForTimeout(400)
    }
    const acts = await page.evaluate(() => window.acts)
    line('slowest answer to a tap (four rooms), phone profile', acts.length ? `${Math.max(...acts)} ms` : 'under 16 ms', '100 ms')

    // A year of history under a finger: frames that came late, with the processor as it is.
    await slow(false)
    await page.goto(`${home.url}/history`)
    await page.waitForTimeout(1_500)
    const frames = page.evaluate(
      () =>
        new Promise((done) => {
          const gaps = []
          let last
          const end = performance.now() + 2_500
          const step = (t) => {
            if (last !== undefined) gaps.push(t - last)
            last = t
            if (t < end) requestAnimationFrame(step)
            else done(gaps)
          }
          requestAnimationFrame(step)
        }),
    )
    await cdp.send('Input.synthesizeScrollGesture', { x: 195, y: 600, yDistance: -2400, speed: 1200 })
    const gaps = await frames
    line('history of a year, scrolled: frames later than 34 ms', `${gaps.filter((g) => g > 34).length} of ${gaps.length}`, '0')

    // From a second heard to a second seen: a brush's timer jumps, which the screen never does by itself.
    await page.goto(home.url)
    const device = '02:00:00:00:00:99'
    await home.apiDirect(token, 'POST', '/frames', advert(device, new Date(), 5) + '\n')
    await page.locator('.sign-big').waitFor()
    await page.waitForTimeout(1_000)
    const delays = []
    for (const seconds of [30, 50, 70, 90, 110]) {
      const seen = page.evaluate(
        (s) =>
          new Promise((done) => {
            const look = () => {
              const m = /(\d+):(\d\d)/.exec(document.querySelector('.sign-big')?.textContent ?? '')
              if (m && Number(m[1]) * 60 + Number(m[2]) >= s) done(Date.now())
              else requestAnimationFrame(look)
            }
            look()
          }),
        seconds,
      )
      await page.waitForTimeout(300)
      const sent = Date.now()
      await home.apiDirect(token, 'POST', '/frames', advert(device, new Date(), seconds) + '\n')
      delays.push((await seen) - sent)
    }
    line('from a second heard to a second seen', `${middle(delays)} ms, at most ${Math.max(...delays)} ms`, '150 ms')

    home.wire.cut()
    await context.setOffline(true)
    const away = []
    for (let i = 0; i < 5; i++) away.push(await open())
    tell('Today, the installed app without a network', away, '300 ms')
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    const slowAway = []
    for (let i = 0; i < 5; i++) slowAway.push(await open())
    tell('the same, with a 4x slower processor', slowAway)
  } finally {
    await context?.close()
    await home.end()
    rmSync(folder, { recursive: true, force: true })
  }
}
