// Every screen by its address, and a household in which each has something to show. A new screen is a line here.
import { brushing, stored } from './home.mjs'

export const password = 'seven brushes in a row'

/** Screens of somebody who is logged in. `open` are selectors of what opens a sheet or a part there, one after the other. */
export const inside = [
  { name: 'today', path: () => '/' },
  { name: 'live', path: (h) => `/live/${h.live}` },
  { name: 'history', path: () => '/history', open: ['.h-add-button'] },
  { name: 'history list', path: () => '/history?view=list' },
  { name: 'session', path: (h) => `/sessions/${h.session}`, open: ['.s-acts button:not(.icon-only)', '.s-acts .icon-only', '.s-acts .icon-only:last-of-type'] },
  { name: 'session with places', path: (h) => `/sessions/${h.mapped}` },
  { name: 'week', path: () => '/week' },
  { name: 'insights', path: (h) => `/insights/${h.person}` },
  { name: 'report', path: (h) => `/report/${h.person}`, open: ['.report-acts button'] },
  { name: 'stickers', path: (h) => `/rewards/${h.person}` },
  { name: 'brushes', path: () => '/brushes' },
  { name: 'inspector', path: () => '/brushes/02%3A00%3A00%3A00%3A00%3A77' },
  { name: 'devices', path: () => '/brushes/devices' },
  { name: 'phone', path: () => '/brushes/phone' },
  { name: 'claim', path: () => '/claim' },
  { name: 'house', path: () => '/house' },
  { name: 'people', path: () => '/house/people', open: ['.house-shelf li:first-child button'] },
  { name: 'reminders', path: () => '/house/reminders', open: ['.house-rows .btn'] },
  { name: 'members', path: () => '/house/members', open: ['.house-plate .btn:not(.bare)'] },
  { name: 'you', path: () => '/house/you', open: ['.form-acts .btn'] },
  { name: 'signing-in', path: () => '/house/signing-in' },
  { name: 'device', path: () => '/house/device', open: ['.house-plate > .btn'] },
  { name: 'keeping', path: () => '/house/keeping', open: ['.house-plate .btn'] },
  { name: 'privacy', path: () => '/house/privacy', open: ['button.btn.bare'] },
  { name: 'keys', path: () => '/house/keys', open: ['.house-plate > .btn'] },
  { name: 'webhooks', path: () => '/house/webhooks', open: ['main .btn.act'] },
  ...['backup', 'gateways', 'apps', 'about'].map((room) => ({ name: room, path: () => `/house/${room}` })),
  { name: 'workbench', path: () => '/workbench' },
  { name: 'workbench, a brush', path: () => '/workbench/drive' },
  { name: 'link', path: () => '/link' },
  { name: 'an app asks', path: () => '/consent?request=nothing' },
  { name: 'set-up, the brush', path: () => '/setup' },
  { name: 'nowhere', path: () => '/nowhere' },
  { name: 'coach', path: (h) => `/coach/${h.person}`, open: ['.coach-start'] },
]

/** Screens of nobody yet. */
export const outside = [
  { name: 'log-in', path: () => '/' },
  { name: 'recover', path: () => '/recover' },
  { name: 'join', path: () => '/join#nothing' },
  { name: 'a report that was lent', path: () => '/r#nothing' },
]

/** What a tablet that plays has. */
export const playing = [{ name: 'play', path: () => '/', open: ['.play-out'] }]

/** Every screen, beside who stands before it. */
export const everywhere = (made) => [
  [outside, undefined],
  [inside, made.state],
  [playing, made.play],
]

/** A page is there when it has its sentence and waits for nothing. */
async function arrived(page) {
  await page.locator('h1, .coach').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.waiting'), null, { timeout: 10_000 })
  await page.evaluate(() => document.fonts.ready)
}

/** Goes to a screen: inside the app where that can be told from the outside, anew where it cannot. */
export async function visit(page, url, path) {
  if (page.url() === 'about:blank' || /[?#]/.test(path) || new URL(page.url()).pathname === path || path.startsWith('/workbench/')) {
    await page.goto('about:blank')
    await page.goto(url + path)
  } else {
    await page.evaluate((to) => {
      document.title = ''
      history.pushState(null, '', to)
      dispatchEvent(new PopStateEvent('popstate'))
    }, path)
    await page.waitForFunction(() => document.title !== '', null, { timeout: 10_000 })
  }
  await arrived(page)
}

const cookies = (response) => {
  const [name, value] = response.headers.get('set-cookie').split(';')[0].split('=')
  return { cookies: [{ name, value, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: false, sameSite: 'Lax' }], origins: [] }
}

/** Sets up a home with some weeks of brushing, one that waits for a name and one that goes on; its owner is logged in, and a tablet plays. */
export async function household(home) {
  const ask = async (path, body, state) => {
    const headers = { 'Content-Type': 'application/json', ...(state && { Cookie: `${state.cookies[0].name}=${state.cookies[0].value}` }) }
    const r = await fetch(`${home.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!r.ok) throw new Error(`${path}: ${r.status} ${await r.text()}`)
    return r
  }
  const state = cookies(
    await ask('/setup', {
      code: home.link.split('#')[1], name: 'Anna', email: 'anna@example.org', password, household: 'Linden street', time_zone: 'Europe/Berlin',
      people: [{ name: 'Anna', glaze: 'leaf' }, { name: 'Maximilian-Alexander', glaze: 'sky' }, { name: 'Mia', glaze: 'coral', milk_teeth: true }],
    }),
  )
  const token = home.token('frames:write,people:read,brushes:read,brushes:write,sessions:read,sessions:write', 'hall')
  const people = (await home.api(token, 'GET', '/people')).items
  const person = people.at(-1).id
  await ask('/virtual-brush', { person_id: people[1].id, seconds: 600, seed: 5 }, state)
  const play = cookies(await ask('/login', { email: 'anna@example.org', password }))
  await ask('/me/play', { people: [people[0].id, person], pin: '2580' }, play)
  home.run(['simulate', '--to', home.direct, '--token', token, '--history', '40d', '--seed', '7'])
  await home.api(token, 'POST', '/frames', brushing('02:00:00:00:00:77', 2400, 114))
  // A brush that says where it was, and remembers.
  const mapping = '02:00:00:00:00:16'
  await home.api(token, 'POST', '/frames', JSON.stringify({ device: mapping, at: new Date().toISOString(), kind: 'report', format: 'enamel/1', hex: Buffer.from('{"battery":87}').toString('hex') }) + '\n')
  await home.api(token, 'PATCH', `/brushes/${mapping}`, { people: [person], name: 'hall' })
  await home.api(token, 'POST', '/frames', stored(mapping, 12, 16, [11, 6, 9, 5, 10, 6, 9, 5, 8, 6, 8, 2, 9, 8, 10, 6]))
  let all
  for (let i = 0; i < 100; i++) {
    all = (await home.api(token, 'GET', '/sessions?limit=100')).items
    if (all.some((s) => s.state === 'running')) break
    await new Promise((r) => setTimeout(r, 100))
  }
  const ended = all.filter((s) => s.state === 'ended')
  return {
    token, state, play, person,
    session: (ended.find((s) => s.pressure_high_s > 2 && s.heard_s < s.duration_s && s.score) ?? ended[0]).id,
    mapped: ended.find((s) => s.device === mapping).id,
    live: all.find((s) => s.state === 'running').id,
  }
}
