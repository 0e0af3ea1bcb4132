import { messages, plural } from '@/lib/messages'
import { capital } from '@/lib/words'

const names: Record<string, string> = {
  sun: 'a sun', boat: 'a boat', snail: 'a snail', whale: 'a whale', mushroom: 'a mushroom', kite: 'a kite', fish: 'a fish', house: 'a house', moon: 'a moon', apple: 'an apple', owl: 'an owl',
  rocket: 'a rocket', flower: 'a flower', cup: 'a cup', rainbow: 'a rainbow', cat: 'a cat', bell: 'a bell', pear: 'a pear', balloon: 'a balloon', bridge: 'a bridge', shell: 'a shell',
  tree: 'a tree', drum: 'a drum', star: 'a star',
}

const asks: Record<string, string> = {
  days: 'Five days with everything that was planned.',
  evenings: 'Five evenings.',
  gentle: 'Five gentle brushings: hardly a second too hard.',
  mornings: 'Five mornings.',
  together: 'All of you: five whole days each.',
  both: 'Four days with morning and evening.',
  full: 'Five brushings to the very end.',
  corners: 'Four brushings that reach nearly every corner.',
  weekend: 'Saturday and Sunday.',
  early: 'Four evenings before half past eight.',
  start: 'A good start: Monday, Tuesday and Wednesday.',
  'full-together': 'All of you: five brushings each, to the very end.',
  'same-time': 'Four evenings at about the same time.',
  row: 'Four days in a row.',
  'evenings-together': 'All of you: four evenings each.',
}

export const say = messages('rewards', {
  title: (name: string) => `${name}’s stickers`,
  back: 'Back',
  again: 'Try again',
  waiting: 'Looking for the stickers',
  trouble: 'The stickers cannot be shown',
  before: 'The month before',
  after: 'The month after',
  sticker: (name: string) => names[name] ?? name,
  earned: (date: string, name: string) => `${date}: ${names[name] ?? name}`,
  mended: (date: string) => `${date}: mended, the streak goes on`,
  open: (date: string) => `${date}: its sticker can still come`,
  empty: (date: string) => `${date}: no sticker`,
  nu: (curls: number) => plural(curls, { one: 'Nu has one curl of foam', other: `Nu has ${curls} curls of foam` }),
  week: (done: number, goal: number) => `${done} of ${goal} days this week`,
  grown: (weeks: number) => plural(weeks, { one: 'One week was kept so far.', other: `${capital(String(weeks))} weeks were kept so far.` }),
  next: (weeks: number) =>
    weeks === 0 ? 'Everything has grown.' : plural(weeks, { one: 'Five days make a kept week, and the next one lets something grow.', other: `In ${weeks} kept weeks there is a new colour to choose.` }),
  challenge: 'This week',
  ask: (id: string) => asks[id] ?? '',
  done: (done: number, goal: number) => (done >= goal ? 'Done.' : `${done} of ${goal}`),
  law: 'Brushing more than was planned earns nothing more, and nothing that was earned goes away.',
})
