// Every screen of the app, a line each, for whoever walks through all of them: the contact sheet, and tests that look at each. A new screen adds its line.
//
// name: the picture's name. at: its path in a home, which knows what is in it (home.session, home.live, home.person, home.device). act: what is done
// there before one looks. states: which of the states are drawn; all when it is not said. door: who stands before it, the owner when it is not said.

/** The states that a screen is drawn in. */
export const states = ['full', 'empty', 'loading', 'error', 'offline', 'long', 'rtl']

const few = ['full', 'long', 'rtl']

export const screens = [
  { name: 'setup', at: (h) => h.link, door: 'nobody', states: ['full', 'rtl'] },
  { name: 'login', at: () => '/', door: 'stranger', states: ['full', 'rtl'] },
  { name: 'today', at: () => '/' },
  { name: 'live', at: (h) => `/live/${h.live}`, states: ['full', 'loading', 'error', 'rtl'] },
  { name: 'session', at: (h) => `/sessions/${h.session}`, states: ['full', 'loading', 'error', 'long', 'rtl'] },
  { name: 'history', at: () => '/history' },
  { name: 'brushes', at: () => '/brushes' },
  { name: 'inspector', at: (h) => `/brushes/${encodeURIComponent(h.device)}`, states: ['full', 'loading', 'error', 'long', 'rtl'] },
  { name: 'workbench', at: () => '/workbench', act: (p) => p.getByRole('button', { name: 'Show an example' }).click(), states: ['full', 'error', 'rtl'] },
  { name: 'workbench-drive', at: () => '/workbench/drive', states: ['full', 'rtl'] },
  { name: 'house', at: () => '/house', states: ['full', 'long', 'rtl'] },
  { name: 'house-people', at: () => '/house/people' },
  { name: 'house-members', at: () => '/house/members', states: few },
  { name: 'house-you', at: () => '/house/you', states: few },
  { name: 'house-signing-in', at: () => '/house/signing-in', states: ['full', 'loading', 'error', 'rtl'] },
  { name: 'house-device', at: () => '/house/device', states: few },
  { name: 'house-keeping', at: () => '/house/keeping', states: few },
  { name: 'house-privacy', at: () => '/house/privacy', states: ['full', 'empty', 'error', 'long', 'rtl'] },
  { name: 'house-backup', at: () => '/house/backup', states: few },
  { name: 'house-gateways', at: () => '/house/gateways', states: ['full', 'empty', 'error', 'rtl'] },
  { name: 'house-apps', at: () => '/house/apps', states: ['empty', 'loading', 'error', 'rtl'] },
  { name: 'house-keys', at: () => '/house/keys', states: ['full', 'empty', 'error', 'rtl'] },
  { name: 'house-webhooks', at: () => '/house/webhooks', states: ['empty', 'loading', 'error', 'rtl'] },
  { name: 'house-about', at: () => '/house/about', states: few },
  { name: 'nowhere', at: () => '/nowhere', states: ['full', 'rtl'] },
]
