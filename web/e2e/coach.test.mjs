// The coach, in a real browser on the real binary: it follows a brush by itself, it times who has none, and nothing of it is lost on the way.
import assert from 'node:assert/strict'
import { after, before, test as step } from 'node:test'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Home, advert, browser } from './home.mjs'

let home, chrome, state, people, owner
let page
const wrong = []

function test(name, fn) {
  step(name, { timeout: 60_000 }, async () => {
    home.wire.mend()
    try {
      await fn()
    } catch (e) {
      await page?.screenshot({ path: join(tmpdir(), 'enamel-coach.png') }).catch(() => {})
      throw e
    }
  })
}

/** A page of the owner's, with the sounds and the wake lock counted that it asks for. */
async function open(options = {}) {
  const context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', storageState: state, ...options })
  context.setDefaultTimeout(15_000)
  await context.addInitScript(() => {
    window.locks = { held: 0, asked: 0 }
    Object.defineProperty(navigator, 'wakeLock', {
      value: {
        request: async () => {
          window.locks.asked++
          window.locks.held++
          return { release: async () => void window.locks.held-- }
        },
      },
    })
    window.sounding = 0
    const Air = window.AudioContext
    window.AudioContext = class extends Air {
      constructor(...a) {
        super(...a)
        window.sounding++
      }
    }
  })
  page = await context.newPage()
  page.on('pageerror', (e) => wrong.push(`error: ${e.message}`))
  page.on('console', (m) => {
    if (m.type() === 'error' && !/Failed to load resource|ERR_|WebSocket|fetching the script/.test(m.text())) wrong.push(`console: ${m.text()}`)
  })
  page.on('request', (r) => {
    if (!r.url().startsWith(home.url) && !/^(data|blob):/.test(r.url())) wrong.push(`a request to ${r.url()}`)
  })
  return page
}

const person = (name) => people.find((p) => p.name === name)
const sessions = async (who) => (await home.api(owner, 'GET', `/sessions?person=${who.id}`)).items
const until = async (what, fn) => {
  for (let i = 0; i < 100; i++) {
    const got = await fn()
    if (got) return got
    await new Promise((r) => setTimeout(r, 100))
  }
  assert.fail(`it never came: ${what}`)
}
/** The coach's clock goes on, second by second, as the page's own. */
const brush = async (p, seconds) => {
  for (let s = 0; s < seconds; s += 5) await p.clock.runFor(Math.min(5, seconds - s) * 1000)
}
const shown = (p) => p.getByRole('timer').innerText()

before(async () => {
  home = await Home.make()
  chrome = await browser()
  const code = await until('the link', () => /\/setup#(\S+)/.exec(home.out)?.[1])
  const send = (path, body) => fetch(`${home.url}/api/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  await send('/setup', {
    code, name: 'Anna', email: 'anna@example.org', password: 'seven brushes in a row', household: 'Linden street', time_zone: 'Europe/Berlin',
    people: [{ name: 'Anna', glaze: 'leaf' }, { name: 'Mia', glaze: 'coral', milk_teeth: true, target_s: 60, birth_year: new Date().getFullYear() - 4 }, { name: 'Ben', glaze: 'sky', target_s: 60 }],
  })
  const context = await chrome.newContext()
  const p = await context.newPage()
  await p.goto(home.url)
  await p.getByLabel('E-mail').fill('anna@example.org')
  await p.getByLabel('Password').fill('seven brushes in a row')
  await p.getByRole('button', { name: 'Come in' }).click()
  await p.getByRole('link', { name: 'Brush with Mia' }).waitFor()
  state = await context.storageState()
  await context.close()
  owner = home.token('frames:write,people:read,people:write,brushes:read,brushes:write,sessions:read', 'hall')
  people = (await home.api(owner, 'GET', '/people')).items
})

after(async () => {
  await chrome?.close()
  await home?.end()
})

test('just time: two taps from Today, the teeth get clean, it ends by itself, and it is kept', async () => {
  const p = await open()
  await p.clock.install({ time: new Date() })
  await p.goto(home.url)
  await p.getByRole('link', { name: 'Brush with Mia' }).click()
  await p.getByText('Up to seven, a grown-up helps.').waitFor()
  assert.equal(await p.locator('.top').count(), 0, 'nothing stands beside it')
  await p.getByRole('button', { name: 'Start Mia’s brushing' }).click()
  const size = await p.getByRole('button', { name: 'Pause. Hold to stop' }).boundingBox()
  assert.ok(size.width >= 76 && size.height >= 76, JSON.stringify(size))
  await brush(p, 20)
  await p.getByRole('timer').filter({ hasText: /^0:2[01]$/ }).waitFor() // the last tick may not be drawn yet
  const clean = async () => p.locator('.coach-tooth.done').count()
  const some = await clean()
  assert.ok(some > 0 && some < 20, `${some} clean`)
  await p.getByRole('img', { name: 'Upper left, inside' }).waitFor()
  await p.getByRole('img', { name: /^Nu is happy|^Nu is steady/ }).waitFor()
  assert.equal(await p.evaluate(() => window.locks.held), 1)
  assert.equal(await p.evaluate(() => window.sounding), 1, 'an audio context is woken by the tap, and silent')

  // A pause counts nothing.
  await p.getByRole('button', { name: 'Pause. Hold to stop' }).click()
  await p.getByRole('img', { name: 'Nu waits' }).waitFor()
  const paused = await shown(p)
  await brush(p, 15)
  assert.equal(await shown(p), paused)
  await p.getByRole('button', { name: 'Go on' }).click()
  await brush(p, 40)
  await p.getByRole('heading', { name: /^(Good night|Have a good day), Mia$/ }).waitFor()
  for (let s = 0; s < 8; s++) await p.clock.runFor(1000)
  await p.getByRole('button', { name: 'It is dark. Touch to go back' }).waitFor()
  assert.deepEqual(await p.evaluate(() => window.locks), { held: 0, asked: 1 })
  for (let s = 0; s < 61; s++) await p.clock.runFor(1000)
  await p.getByRole('link', { name: 'Brush with Mia' }).waitFor()

  const s = await until('a session', async () => (await sessions(person('Mia'))).find((x) => x.state === 'ended'))
  assert.deepEqual([s.origin, s.brand, s.duration_s, s.how], ['timed', 'timer', 60, 'entry'])
  await p.context().close()
})

test('offline in the middle, killed in the middle: what was brushed goes to the house later, once', async () => {
  const p = await open()
  await p.clock.install({ time: new Date() })
  await p.goto(`${home.url}/coach/${person('Ben').id}`)
  await p.getByRole('button', { name: 'Start Ben’s brushing' }).click()
  await brush(p, 12)
  home.wire.cut()
  await brush(p, 13)
  assert.match(await shown(p), /^0:2[4-6]$/)
  await p.getByText('Kept here. It goes to the house as soon as it answers.').waitFor()
  home.wire.mend()
  // A reload goes on where it was; nobody has to tap.
  await p.reload()
  await p.getByRole('button', { name: 'Pause. Hold to stop' }).waitFor()
  assert.match(await shown(p), /^0:2[4-7]$/)
  home.wire.cut()
  await brush(p, 10)
  assert.match(await shown(p), /^0:3[4-8]$/)
  // The page is gone, with what nobody has heard yet. Another one, minutes later, sends it.
  const context = p.context()
  await p.close()
  home.wire.mend()
  page = await context.newPage()
  await page.clock.install({ time: new Date(Date.now() + 150_000) })
  await page.goto(home.url)
  const s = await until('the rest', async () => (await sessions(person('Ben'))).find((x) => x.state === 'ended' && x.duration_s >= 34))
  assert.ok(s.duration_s <= 39 && s.heard_s >= s.duration_s - 3, `${s.heard_s} of ${s.duration_s}`)
  assert.equal((await sessions(person('Ben'))).length, 1)
  const left = await page.evaluate(
    () =>
      new Promise((done) => {
        const ask = indexedDB.open('enamel-coach')
        ask.onsuccess = () => {
          const t = ask.result.transaction(['now', 'lines'])
          const now = t.objectStore('now').count()
          const lines = t.objectStore('lines').count()
          t.oncomplete = () => done([now.result, lines.result])
        }
      }),
  )
  assert.deepEqual(left, [0, 0])
  await context.close()
})

const device = '02:00:00:00:00:31'
test('a brush that starts is followed by itself: its pacer, its pressure, its end', async () => {
  await home.api(owner, 'POST', '/frames', advert(device, new Date(Date.now() - 3600_000), 2) + '\n')
  await home.api(owner, 'PATCH', `/brushes/${encodeURIComponent(device)}`, { people: [person('Mia').id] })
  const p = await open()
  await p.goto(`${home.url}/coach/${person('Mia').id}`)
  await p.getByRole('button', { name: 'Start Mia’s brushing' }).waitFor()
  const tell = (t, more = {}) => home.api(owner, 'POST', '/frames', line(t, more) + '\n')
  await tell(1)
  await p.getByText('The teeth follow the pacer').waitFor({ timeout: 5_000 })
  await tell(2)
  await tell(33, { sector: 2 })
  await p.getByRole('img', { name: 'Upper left, outside' }).waitFor()
  assert.equal(await p.locator('.coach-tooth.done').count(), 5, 'the handle has moved on by a quarter')
  await tell(34, { sector: 2, hard: true })
  await p.getByRole('img', { name: 'Nu says ouch: the brush said too hard' }).waitFor()
  await tell(35, { sector: 2 })
  await p.getByRole('img', { name: 'Nu says ouch: the brush said too hard' }).waitFor({ state: 'detached' })
  await tell(36, { sector: 2, running: false })
  await p.getByRole('heading', { name: /, Mia$/ }).waitFor()
  await p.context().close()
})

/** A line of an Oral-B that tells its sector and its pressure. */
function line(t, { sector = 1, hard = false, running = true } = {}) {
  const l = JSON.parse(advert(device, new Date(), t, running))
  const bytes = l.hex.match(/../g)
  bytes[4] = hard ? 'd2' : '52'
  bytes[8] = sector.toString(16).padStart(2, '0')
  return JSON.stringify({ ...l, hex: bytes.join('') })
}

test('a brush that several use is theirs whose coach is open', async () => {
  const shared = '02:00:00:00:00:32'
  await home.api(owner, 'POST', '/frames', advert(shared, new Date(Date.now() - 3600_000), 2) + '\n')
  await home.api(owner, 'PATCH', `/brushes/${encodeURIComponent(shared)}`, { people: [person('Mia').id, person('Ben').id] })
  const p = await open()
  await p.goto(`${home.url}/coach/${person('Ben').id}`)
  await p.getByRole('button', { name: 'Start Ben’s brushing' }).waitFor()
  await home.api(owner, 'POST', '/frames', [1, 2].map((t) => advert(shared, new Date(Date.now() - 1000 * (2 - t)), t)).join('\n') + '\n')
  await p.getByText('The teeth follow the pacer').waitFor()
  const s = (await sessions(person('Ben'))).find((x) => x.device === shared)
  assert.deepEqual([s.how, s.state], ['coach', 'running'])
  // So short a run is nobody's brushing: the coach waits for the next.
  await home.api(owner, 'POST', '/frames', advert(shared, new Date(), 3, false) + '\n')
  await p.getByRole('button', { name: 'Start Ben’s brushing' }).waitFor()
  await p.context().close()
})

test('how somebody’s coach does is chosen in House and kept with the person', async () => {
  const p = await open()
  await p.goto(`${home.url}/house/people`)
  await p.getByRole('button', { name: /Ben/ }).first().click()
  const sheet = p.getByRole('dialog')
  await sheet.getByLabel('Round the mouth').selectOption({ label: 'By quarters, from the lower left' })
  await sheet.getByLabel('Nu’s glaze').selectOption({ label: 'Plum' })
  await sheet.getByRole('button', { name: 'As in a mirror' }).click()
  await sheet.getByRole('button', { name: 'Keep' }).click()
  await sheet.waitFor({ state: 'detached' })
  const ben = (await home.api(owner, 'GET', '/people')).items.find((x) => x.name === 'Ben')
  assert.deepEqual(ben.coach, { way: 'lower_first', nu: 'plum', sounds: false, mirror: false })
  await p.goto(`${home.url}/coach/${ben.id}`)
  await p.locator('.nu.glaze-plum').waitFor()
  assert.equal(await p.locator('.coach-teeth > g[transform]').count(), 0)
  await p.getByRole('button', { name: 'Start Ben’s brushing' }).click()
  await p.getByRole('img', { name: 'Lower left, outside' }).waitFor()

  // Held, it stops; so short a try is nobody's brushing.
  const box = await p.getByRole('button', { name: 'Pause. Hold to stop' }).boundingBox()
  await p.mouse.move(box.x + 38, box.y + 38)
  await p.mouse.down()
  await p.waitForTimeout(1_100)
  await p.mouse.up()
  await p.getByRole('link', { name: 'Brush with Ben' }).waitFor()
  await p.context().close()
})

test('a cheap phone is not kept busy: little script, and no long task', async () => {
  const p = await open({ reducedMotion: 'no-preference' })
  const cdp = await p.context().newCDPSession(p)
  await p.goto(`${home.url}/coach/${person('Anna').id}`)
  await p.getByRole('button', { name: 'Start Anna’s brushing' }).click()
  await p.waitForTimeout(1_500)
  // CPU time at full speed, so that nothing else that runs on this machine counts.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  const work = async () => {
    const all = Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map((m) => [m.name, m.value]))
    return { script: all.ScriptDuration, style: all.RecalcStyleDuration, layout: all.LayoutDuration, task: all.TaskDuration }
  }
  const before = await work()
  await p.waitForTimeout(4_000)
  const now = await work()
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const seen = await p.evaluate(
    () =>
      new Promise((done) => {
        const deltas = []
        let long = 0
        const watch = new PerformanceObserver((l) => (long += l.getEntries().length))
        watch.observe({ type: 'longtask' })
        let last = performance.now()
        const end = last + 4_000
        const frame = (t) => {
          deltas.push(t - last)
          last = t
          if (t < end) requestAnimationFrame(frame)
          else done({ frames: deltas.length, late: deltas.filter((d) => d > 34).length, worst: Math.max(...deltas), long })
        }
        requestAnimationFrame(frame)
      }),
  )
  const ms = Object.fromEntries(Object.entries(now).map(([k, v]) => [k, Math.round(((v - before[k]) * 1000) / 4)]))
  console.log(`# coach, CPU 4x slower: ${(seen.frames / 4).toFixed(1)} frames/s, ${seen.late} late of ${seen.frames}, worst ${seen.worst.toFixed(0)} ms, ${seen.long} long tasks; of each second left alone ${ms.script} ms script, ${ms.style} ms style, ${ms.layout} ms layout, ${ms.task} ms in all, of CPU time at full speed`)
  // How many frames were drawn depends on what else runs on this machine; how much work they were does not.
  assert.ok(ms.script < 40, `${ms.script} ms of script in a second`)
  assert.ok(ms.task < 150, `${ms.task} ms of work in a second: four times that on a cheap phone`)
  await p.context().close()
})

test('reduced motion: nothing moves by itself, and Nu still changes face', async () => {
  const p = await open({ reducedMotion: 'reduce' })
  await p.goto(`${home.url}/coach/${person('Anna').id}`)
  await p.getByRole('button', { name: 'Start Anna’s brushing' }).click()
  await p.getByRole('button', { name: 'Pause. Hold to stop' }).waitFor()
  assert.equal(await p.evaluate(() => document.getAnimations().length), 0)
  await p.getByRole('button', { name: 'Pause. Hold to stop' }).click()
  await p.getByRole('img', { name: 'Nu waits' }).waitFor()
  await p.getByRole('button', { name: 'That was it' }).click()
  await p.waitForURL(`${home.url}/`)
  await p.context().close()
})

test('a new build says nothing while somebody brushes: not beside the coach, not on a tablet that plays', async () => {
  const send = (path, body, cookie) => fetch(`${home.url}/api/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...(cookie && { Cookie: cookie }) }, body: JSON.stringify(body) })
  const cookie = (await send('/login', { email: 'anna@example.org', password: 'seven brushes in a row' })).headers.get('set-cookie').split(';')[0]
  assert.ok((await send('/me/play', { people: [person('Ben').id], pin: '2580' }, cookie)).ok)
  const [name, value] = cookie.split('=')
  const coach = await open()
  const tablet = await open({ storageState: { cookies: [{ name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }], origins: [] } })
  await coach.goto(`${home.url}/coach/${person('Anna').id}`)
  await tablet.goto(home.url)
  for (const p of [coach, tablet]) await p.waitForFunction(() => navigator.serviceWorker.controller !== null && navigator.serviceWorker.ready.then((r) => r.active.state === 'activated'))
  await home.rebuild()
  for (const p of [coach, tablet]) {
    await p.evaluate(() => navigator.serviceWorker.getRegistration().then((r) => r.update()))
    await p.waitForFunction(() => navigator.serviceWorker.getRegistration().then((r) => r.waiting !== null))
    // Whatever is said beside a coach from now on is noticed, however short.
    await p.evaluate(() => {
      window.beside = 0
      new MutationObserver(() => (window.beside += document.querySelector('.coach') && document.body.innerText.includes('A new Enamel') ? 1 : 0)).observe(document.body, { subtree: true, childList: true })
    })
  }
  const notice = tablet.getByText('A new Enamel is ready.')
  await notice.waitFor()
  assert.equal(await tablet.locator('main .page-notice').count(), 1, 'it stands in no landmark')
  for (const [p, start] of [[coach, 'Start Anna’s brushing'], [tablet, 'Start Ben’s timer']]) {
    await p.getByRole('button', { name: start }).click()
    await p.getByRole('timer').filter({ hasText: /^0:0[2-9]$/ }).waitFor()
    assert.equal(await p.getByText('A new Enamel is ready.').count(), 0)
    await p.getByRole('button', { name: 'Pause. Hold to stop' }).click()
    await p.getByRole('button', { name: 'That was it' }).click()
  }
  await coach.waitForURL(`${home.url}/`)
  await tablet.getByRole('heading', { name: 'Who brushes?' }).waitFor()
  for (const p of [coach, tablet]) {
    await p.getByText('A new Enamel is ready.').waitFor({ timeout: 40_000 })
    assert.equal(await p.evaluate(() => window.beside), 0)
    await p.context().close()
  }
})

test('nothing went wrong on the way', () => assert.deepEqual(wrong, []))
