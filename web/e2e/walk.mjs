// Every screen by its address, and a household in which each has something to show. A new screen is a line here.
import { brushing } from './home.mjs'

export const password = 'seven brushes in a row'

/** Screens of somebody who is logged in. `open` are selectors of what opens a sheet or a part there, one after the other. */
export const inside = [
  { name: 'today', path: () => '/' },
  { name: 'history', path: () => '/history' },
  { name: 'history list', path: () => '/history?view=list' },
  { name: 'session', path: (h) => `/sessions/${h.session}` },
  { name: 'brushes', path: () => '/brushes' },
  { name: 'house', path: () => '/house' },
  { name: 'people', path: () => '/house/people', open: ['.house-shelf li:first-child button'] },
  ...['members', 'you', 'signing-in', 'device', 'keeping', 'privacy', 'backup', 'gateways', 'apps', 'keys', 'webhooks', 'about'].map((room) => ({ name: room, path: () => `/house/${room}` })),
  { name: 'inspector', path: () => '/brushes/02%3A00%3A00%3A00%3A00%3A77' },
  { name: 'workbench', path: () => '/workbench' },
  { name: 'workbench, a brush', path: () => '/workbench/drive' },
  { name: 'stickers', path: (h) => `/rewards/${h.person}` },
  { name: 'insights', path: (h) => `/insights/${h.person}` },
  { name: 'report', path: (h) => `/report/${h.person}`, open: ['.report-acts button'] },
  { name: 'this phone', path: () => '/brushes/phone' },
  { name: 'devices', path: () => '/brushes/devices' },
  { name: 'claim', path: () => '/claim' },
  { name: 'coach', path: (h) => `/coach/${h.person}` },
  { name: 'link', path: () => '/link' },
  { name: 'set-up, the brush', path: () => '/setup' },
  { name: 'nowhere', path: () => '/nowhere' },
]

/** Screens of nobody yet. */
export const outside = [
  { name: 'log-in', path: () => '/' },
  { name: 'recover', path: () => '/recover' },
  { name: 'join', path: () => '/join#nothing' },
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

/** Sets up a home with some weeks of brushing and one that waits for a name; logs its owner in. */
export async function household(home, chrome) {
  const made = await fetch(`${home.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      code: home.link.split('#')[1], name: 'Anna', email: 'anna@example.org', password, household: 'Linden street', time_zone: 'Europe/Berlin',
      people: [{ name: 'Anna', glaze: 'leaf' }, { name: 'Maximilian-Alexander', glaze: 'sky' }, { name: 'Mia', glaze: 'coral', milk_teeth: true }],
    }),
  })
  if (!made.ok) throw new Error(`set-up: ${made.status} ${await made.text()}`)
  const token = home.token('frames:write,people:read,brushes:read,brushes:write,sessions:read,sessions:write', 'hall')
  home.run(['simulate', '--to', home.direct, '--token', token, '--history', '40d', '--seed', '7'])
  await home.api(token, 'POST', '/frames', brushing('02:00:00:00:00:77', 2400, 114))
  const context = await chrome.newContext({ locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(home.url)
  await page.getByLabel('E-mail').fill('anna@example.org')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByRole('link', { name: 'Today' }).first().waitFor()
  const all = (await home.api(token, 'GET', '/sessions?limit=60')).items.filter((s) => s.state === 'ended')
  const state = await context.storageState()
  await context.close()
  const person = (await home.api(token, 'GET', '/people')).items.at(-1).id
  return { token, state, person, session: (all.find((s) => s.pressure_high_s > 2 && s.heard_s < s.duration_s && s.score) ?? all[0]).id }
}
