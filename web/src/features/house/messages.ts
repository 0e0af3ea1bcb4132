import { messages } from '@/lib/messages'
import { duration } from '@/lib/time'

/** 365 as "1 year", 90 as "90 days". */
function span(days: number): string {
  const years = Math.round(days / 365.25)
  if (years >= 1 && Math.abs(days - years * 365.25) <= years) return years === 1 ? '1 year' : `${years} years`
  return days === 1 ? '1 day' : `${days} days`
}

export const say = messages({
  en: {
    title: 'House',
    waiting: 'One moment',
    again: 'Try again',
    trouble: 'The house cannot be shown',
    people: 'People',
    person: (milk: boolean, target: number) => `${milk ? 'Milk teeth' : 'Adult teeth'}, ${duration(target)}`,
    plan: (m: boolean, e: boolean) => (m && e ? 'Mornings and evenings' : m ? 'Mornings only' : e ? 'Evenings only' : 'Nothing planned'),
    change: (name: string) => `Change ${name}`,
    add: 'Add somebody',
    newPerson: 'Somebody new',
    keep: 'Keep',
    close: 'Close',
    remove: 'Take out of the house',
    removeSure: (name: string) => `${name}’s brushings stay, but belong to nobody then. Take ${name} out?`,
    removeYes: 'Yes, take out',
    removeNo: 'No, stay',
    planned: 'Brushes in the',
    morning: 'Morning',
    evening: 'Evening',
    name: 'Name or nickname',
    nameNeeded: 'A name, please. A nickname is fine.',
    glaze: 'Cup',
    glazes: (g: string) => ({ coral: 'Coral', leaf: 'Leaf green', sky: 'Sky blue', sun: 'Sun yellow', plum: 'Plum', clay: 'Clay' })[g] ?? g,
    teeth: 'Which teeth to draw',
    milk: 'Milk teeth',
    milkHint: '20 of them',
    adult: 'Adult teeth',
    adultHint: 'From about six: 28',
    target: 'Brushes for',
    look: 'How it looks',
    theme: 'Light or dark',
    themes: (t: string) => ({ system: 'As the device', light: 'Light', dark: 'Dark' })[t] ?? t,
    home: 'This home',
    zone: 'Days follow the clock of',
    turns: 'A day turns at',
    keeping: 'How long things are kept',
    keepingChange: 'Change how long',
    keptSessions: 'Brushings',
    keptFrames: 'What brushes said, word for word',
    framesWhy: 'Only needed to read brushings again after Enamel has learned something new, or to report a fault.',
    sessionsFor: (days: number) => (days === 0 ? 'For ever' : span(days)),
    framesFor: (days: number) => (days === 0 ? 'Not at all' : span(days)),
    wouldGoTitle: 'This will be gone for good',
    wouldGo: (n: number, first: string, before: string) =>
      n === 1 ? `1 brushing, of ${first}.` : `${n.toLocaleString()} brushings, from ${first} up to ${before}, with their calendar. Streaks then count from there.`,
    nothingGoes: 'No brushing goes today. From now on each goes when it is that old, for good.',
    framesGo: (before: string) => `What brushes said before ${before} goes too.`,
    framesGoNow: 'What brushes say goes within the hour after it is understood.',
    forget: 'Save, and forget these',
    turnsWhy: 'What is brushed before belongs to the evening before.',
    apps: 'Connected apps',
    appsWhy: 'Apps, gateways and devices that were let in, and what they may do.',
    appsShow: 'Show them',
    account: 'You',
    email: 'E-mail',
    role: 'Role',
    roles: (r: string) => ({ owner: 'Owner', caregiver: 'Caregiver', viewer: 'Viewer' })[r] ?? r,
    logOut: 'Log out',
    version: (v: string) => `Enamel ${v}`,
  },
})
