// The homes that the pictures are taken in: one where a family has brushed for a year, one where a brush measures every place, one with nothing in it yet,
// one with six children and long names, and one that nobody has set up.
import { createHash } from 'node:crypto'
import { Home, brushing } from './home.mjs'

export const password = 'seven brushes in a row'
const long = 'Wilhelmina-Charlotte Hohenzollern-Sigmaringen'
const family = [{ name: 'Anna', glaze: 'leaf' }, { name: 'Jonas', glaze: 'sky' }, { name: 'Mia', glaze: 'coral', milk_teeth: true }]
const crowd = ['coral', 'leaf', 'sky', 'sun', 'plum', 'clay'].map((glaze, i) => ({ name: `${long.slice(0, 34)} ${['I', 'II', 'III', 'IV', 'V', 'VI'][i]}`, glaze, milk_teeth: true }))
const day = 86_400_000

/** A home with an owner inside, and a voice to ask it with as she would. */
async function moveIn(chrome, people, name) {
  const home = await Home.make()
  const made = await fetch(`${home.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code: home.link.split('#')[1], name: 'Anna', email: 'anna@example.org', password, household: name, time_zone: 'Europe/Berlin', people }),
  })
  if (!made.ok) throw new Error(`set-up: ${made.status} ${await made.text()}`)
  home.context = await chrome.newContext()
  const page = await home.context.newPage()
  await page.goto(home.url)
  home.owner = (method, path, body) =>
    page.evaluate(
      async ([m, p, b]) => {
        const r = await fetch(`/api/v1${p}`, { method: m, headers: { 'Content-Type': 'application/json' }, body: b && JSON.stringify(b) })
        const text = await r.text()
        if (!r.ok) throw new Error(`${m} ${p}: ${r.status} ${text}`)
        return text ? JSON.parse(text) : undefined
      },
      [method, path, body],
    )
  await home.owner('POST', '/login', { email: 'anna@example.org', password })
  home.state = await home.context.storageState()
  home.people = (await home.owner('GET', '/people')).items
  return home
}

/** A past with brushes that say when and how hard, and one brushing that waits for a name. */
async function remember(home, days) {
  const token = home.token('frames:write,people:read,brushes:read,brushes:write,sessions:read,sessions:write', 'hall')
  home.run(['simulate', '--to', home.direct, '--token', token, '--history', days, '--seed', '7'])
  await home.api(token, 'POST', '/frames', brushing('02:00:00:00:00:77', 2400, 114))
  const all = (await home.api(token, 'GET', '/sessions?limit=60')).items.filter((s) => s.state === 'ended')
  home.session = (all.find((s) => s.pressure_high_s > 2 && s.heard_s < s.duration_s && s.score) ?? all[0]).id
  home.device = (await home.api(token, 'GET', '/brushes')).items[0].device
  home.listen = token
}

/** Somebody takes up a brush, and is heard for a while. */
export async function brush(home) {
  await home.owner('POST', '/virtual-brush', { person_id: home.people.at(-1).id, seconds: 120, seed: 5 })
  await new Promise((done) => setTimeout(done, 42_000))
  const heard = await home.api(home.listen, 'GET', '/sessions?limit=5')
  home.live = heard.items.find((s) => s.state !== 'ended')?.id
}

/** What a house has after a year: others who may look, programs that are told, a device with a code, an app, a lent report. */
async function settle(home) {
  const [anna, , mia] = home.people
  const to = new Date().toISOString().slice(0, 10)
  const from = new Date(Date.now() - 90 * day).toISOString().slice(0, 10)
  const words = (await home.owner('GET', '/household/consents')).text.version
  home.invitation = (await home.owner('POST', '/household/invitations', { role: 'viewer', people: [mia.id] })).link
  home.lent = `/r#${(await home.owner('POST', `/people/${anna.id}/report-links`, { from, to, days: 30, named: true, text_version: words, receiver: 'Dr. Okafor' })).link.split('#')[1]}`
  await home.owner('POST', '/household/hooks', { name: 'Bathroom lamp', url: 'https://lamp.example.com/brushed', kinds: ['brush_changed'] })
  const [, box, other] = home.run(['provision', 'batch', '--data', home.data, '--count', '2', '--model', 'Brush One', '--public-url', home.url]).split('\n')
  await home.owner('POST', '/devices/claim', { code: box.split(',')[2], name: 'The blue one' })
  home.box = other.split(',')[4].replace(/^https?:\/\/[^/]+/, '')
  const verifier = 'a'.repeat(43)
  home.asks = `/oauth/authorize?${new URLSearchParams({ response_type: 'code', client_id: 'enamel-cli', redirect_uri: 'http://127.0.0.1:9/callback', scope: 'openid sessions:read people:read', state: 'st', code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' })}`
}

/** A tablet that children play on. */
async function lend(home, chrome) {
  const context = await chrome.newContext()
  const page = await context.newPage()
  await page.goto(home.url)
  await page.evaluate(
    async ([password, people]) => {
      const post = (path, body) => fetch(`/api/v1${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }).then((r) => r.status)
      if ((await post('/login', { email: 'anna@example.org', password })) !== 200 || (await post('/me/play', { people, pin: '2468' })) > 299) throw new Error('nobody may play')
    },
    [password, home.people.slice(1).map((p) => p.id)],
  )
  home.play = await context.storageState()
  await context.close()
}

/** What a brush kept of so many days, two brushings a day, as lines: seconds of the places of a layout, or none. */
function kept(device, days, layout, spread, length) {
  const lines = []
  const today = Math.floor(Date.now() / day) * 86_400
  for (let i = 0; i < days; i++)
    for (const hour of [6.2, 20.1]) {
      const nth = i * 2 + (hour > 12 ? 1 : 0)
      if (nth % 13 === 5) continue
      const start = Math.round(today - i * 86_400 + hour * 3600 + Math.round(18 * Math.sin(nth * nth)) * 60)
      if (start > Date.now() / 1000 - 3600) continue
      const duration_s = length + ((nth * 7) % 15) - 7
      const sum = spread?.reduce((a, b) => a + b, 0)
      const zones = spread?.map((s) => Math.floor((10 * s * (duration_s - 2)) / sum) / 10)
      const session = { id: nth + 1, start, duration_s, target_s: 120, high_s: (i * 3) % 7, ...(spread && { layout, zones }) }
      lines.push(JSON.stringify({ device, at: new Date((start + 200) * 1000).toISOString(), kind: 'report', format: 'enamel/1', hex: Buffer.from(JSON.stringify({ session })).toString('hex') }))
    }
  return lines.join('\n') + '\n'
}

/** Three months with brushes that say where they were. */
async function measure(home) {
  const token = home.token('frames:write,sessions:read', 'hall')
  const hello = Buffer.from('{"battery":87}').toString('hex')
  const sixteen = [11, 6, 9, 5, 10, 6, 9, 5, 8, 6, 8, 2, 9, 8, 10, 6]
  for (const [device, i, layout, spread, length] of [['anna-brush', 0, 16, sixteen, 123], ['jonas-brush', 1, 0, undefined, 96], ['mia-brush', 2, 4, [34, 31, 28, 20], 104]]) {
    await home.api(token, 'POST', '/frames', JSON.stringify({ device, at: new Date().toISOString(), kind: 'report', format: 'enamel/1', hex: hello }) + '\n')
    await home.owner('PATCH', `/brushes/${device}`, { people: [home.people[i].id], name: `${home.people[i].name}’s brush` })
    await home.api(token, 'POST', '/frames', kept(device, 83, layout, spread, length))
  }
  await home.owner('PUT', '/brushes/anna-brush/head', { at: new Date(Date.now() - 71 * day).toISOString() })
  home.session = (await home.api(token, 'GET', `/sessions?person=${home.people[0].id}&limit=5`)).items[0].id
  home.device = 'anna-brush'
}

const makers = {
  nobody: () => Home.make(),
  family: async (chrome) => {
    const home = await moveIn(chrome, family, 'Linden street')
    await remember(home, '365d')
    await settle(home)
    return home
  },
  measured: async (chrome) => {
    const home = await moveIn(chrome, family, 'Linden street')
    await measure(home)
    await lend(home, chrome)
    return home
  },
  empty: (chrome) => moveIn(chrome, family, 'Linden street'),
  crowd: async (chrome) => {
    const home = await moveIn(chrome, crowd, `${long}, second floor`)
    await remember(home, '30d')
    return home
  },
}

/** Makes a home by its name. */
export const furnish = (chrome, name) => makers[name](chrome)
