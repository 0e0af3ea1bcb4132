// Every screen of the app, a line each, for whoever walks through all of them: the contact sheet, and tests that look at each. A new screen adds its line.
//
// name: the picture's name. at: its path in a home, which knows what is in it (home.session, home.live, home.people, home.device and so on). act: what is
// done there before one looks. states: which of the states are drawn; all when it is not said. door: who stands before it, the owner when it is not said.
// home: in which home it is drawn, the family's when it is not said. soon: it shows a brushing that ends. clock: the page has a clock that act turns.

/** The states that a screen is drawn in. */
export const states = ['full', 'empty', 'loading', 'error', 'offline', 'long', 'rtl']

const few = ['full', 'long', 'rtl']
const page = ['full', 'loading', 'error', 'rtl']
const last = (h) => h.people.at(-1).id
const first = (h) => h.people[0].id

const you = async (p) => {
  await p.locator('#page input').first().fill('Anna')
  await p.locator('#page input[type=email]').fill('anna@example.org')
  if (await p.locator('#page input[type=password]').isVisible()) await p.locator('#page input[type=password]').fill('seven brushes in a row')
  await p.locator('#page button.act').click()
  await p.locator('#page button.act').waitFor()
}

export const screens = [
  { name: 'setup', at: (h) => h.link, door: 'nobody', states: ['full', 'rtl'] },
  { name: 'setup-people', at: (h) => h.link, door: 'nobody', act: you, states: ['full', 'rtl'] },
  { name: 'setup-brush', at: () => '/setup', states: ['full', 'rtl'] },
  { name: 'setup-nocode', at: () => '/', door: 'nobody', states: ['full'] },
  { name: 'login', at: () => '/', door: 'stranger', states: ['full', 'rtl'] },
  { name: 'recover', at: () => '/recover', door: 'stranger', states: ['full'] },
  { name: 'join', at: (h) => h.invitation, door: 'stranger', states: ['full', 'rtl'] },
  { name: 'join-over', at: () => '/join#nothing', door: 'stranger', states: ['full'] },
  { name: 'today', at: () => '/', soon: true },
  { name: 'live', at: (h) => `/live/${h.live}`, soon: true, states: page },
  { name: 'coach-brush', at: (h) => `/coach/${last(h)}`, soon: true, states: ['full', 'rtl'] },
  { name: 'coach', at: (h) => `/coach/${last(h)}`, home: 'measured', states: ['full', 'error', 'long', 'rtl'] },
  { name: 'coach-timer', at: (h) => `/coach/${last(h)}`, home: 'measured', clock: true, act: (p) => timer(p, 42), states: ['full', 'rtl'] },
  { name: 'coach-finish', at: (h) => `/coach/${last(h)}`, home: 'measured', clock: true, act: (p) => timer(p, 121), states: ['full', 'rtl'] },
  { name: 'play', at: () => '/', door: 'play', home: 'measured', states: ['full', 'rtl'] },
  { name: 'session', at: (h) => `/sessions/${h.session}`, states: ['full', 'loading', 'error', 'long', 'rtl'] },
  { name: 'session-zones', at: (h) => `/sessions/${h.session}`, home: 'measured', states: ['full', 'rtl'] },
  { name: 'history', at: () => '/history' },
  { name: 'history-list', at: () => '/history?view=list', states: few },
  { name: 'history-add', at: () => '/history', act: (p) => p.locator('.h-add-button').click(), states: ['full', 'rtl'] },
  { name: 'week', at: () => '/week', states: ['full', 'empty', 'loading', 'error', 'long', 'rtl'] },
  { name: 'insights', at: (h) => `/insights/${first(h)}`, home: 'measured' },
  { name: 'insights-quarters', at: (h) => `/insights/${last(h)}`, home: 'measured', states: ['full'] },
  { name: 'insights-family', at: (h) => `/insights/${first(h)}`, states: ['full'] },
  { name: 'rewards', at: (h) => `/rewards/${last(h)}` },
  { name: 'report', at: (h) => `/report/${first(h)}`, home: 'measured' },
  { name: 'report-lent', at: (h) => h.lent, door: 'stranger', states: ['full', 'rtl'] },
  { name: 'brushes', at: () => '/brushes' },
  { name: 'devices', at: () => '/brushes/devices' },
  { name: 'phone', at: () => '/brushes/phone', states: ['full', 'rtl'] },
  { name: 'claim', at: (h) => h.box ?? '/claim', states: ['full', 'rtl'] },
  { name: 'inspector', at: (h) => `/brushes/${encodeURIComponent(h.device)}`, states: ['full', 'loading', 'error', 'long', 'rtl'] },
  { name: 'workbench', at: () => '/workbench', act: async (p) => (await p.locator('#page .form-acts button:not(.act)').first().click(), p.locator('.wb-byte').first().waitFor()), states: ['full', 'error', 'rtl'] },
  { name: 'workbench-drive', at: () => '/workbench/drive', states: ['full', 'rtl'] },
  { name: 'house', at: () => '/house', states: few },
  { name: 'house-people', at: () => '/house/people' },
  { name: 'house-person', at: () => '/house/people', act: (p) => p.locator('.house-shelf li:first-child button').first().click(), states: few },
  { name: 'house-reminders', at: () => '/house/reminders', states: ['full', 'empty', 'loading', 'error', 'long', 'rtl'] },
  { name: 'house-reminder', at: () => '/house/reminders', act: async (p) => (await p.locator('.house-rows .btn').first().click(), p.locator('dialog input[type=checkbox]').last().check()), states: few },
  {
    name: 'house-person-grow',
    at: () => '/house/people',
    act: async (p) => {
      await p.locator('.house-shelf li:nth-last-child(2) button').first().click()
      await p.locator('.house-slowly button').click()
      await p.locator('.house-slowly').scrollIntoViewIfNeeded()
    },
    states: few,
  },
  { name: 'house-members', at: () => '/house/members', states: few },
  { name: 'house-you', at: () => '/house/you', states: few },
  { name: 'house-signing-in', at: () => '/house/signing-in', states: page },
  { name: 'house-device', at: () => '/house/device', states: few },
  { name: 'house-keeping', at: () => '/house/keeping', states: few },
  { name: 'house-privacy', at: () => '/house/privacy', states: ['full', 'empty', 'error', 'long', 'rtl'] },
  { name: 'house-backup', at: () => '/house/backup', states: few },
  { name: 'house-gateways', at: () => '/house/gateways', states: ['full', 'empty', 'error', 'rtl'] },
  { name: 'house-apps', at: () => '/house/apps', states: ['empty', 'loading', 'error', 'rtl'] },
  { name: 'house-keys', at: () => '/house/keys', states: ['full', 'empty', 'error', 'rtl'] },
  { name: 'house-webhooks', at: () => '/house/webhooks', states: ['full', 'empty', 'loading', 'error', 'rtl'] },
  { name: 'house-about', at: () => '/house/about', states: few },
  { name: 'consent', at: (h) => h.asks, states: ['full', 'rtl'] },
  { name: 'link', at: () => '/link', states: ['full', 'rtl'] },
  { name: 'api-docs', at: () => '/api-docs', states: ['full'] },
  { name: 'nowhere', at: () => '/nowhere', states: ['full', 'rtl'] },
]

/** Brushes with the timer for so many seconds of the page's own clock. */
async function timer(p, seconds) {
  await p.locator('.coach-start').click()
  for (let s = 0; s < seconds; s += 5) await p.clock.runFor(5000)
}
