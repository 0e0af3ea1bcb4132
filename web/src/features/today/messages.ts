import { capital, count, listed, ordinal } from '@/lib/words'
import { messages } from '@/lib/messages'
import { duration } from '@/lib/time'

/** Seconds as "one minute 12", for those who hear the page. */
function spoken(s: number): string {
  const m = Math.floor(s / 60)
  if (m === 0) return `${s} seconds`
  return `${m} ${m === 1 ? 'minute' : 'minutes'}${s % 60 ? ` ${s % 60}` : ''}`
}

/** A target as "two minutes" or "1:45". */
const minutes = (s: number) => (s % 60 === 0 ? `${count(s / 60)} ${s === 60 ? 'minute' : 'minutes'}` : duration(s))

export const say = messages('today', {
  lookBack: 'Look back at last week',
  title: 'Today',
  waiting: 'Looking who is there',
  again: 'Try again',
  trouble: 'Today cannot be shown',

  brushesOut: (n: number) => (n === 1 ? 'One brush is out of its cup.' : `${capital(count(n))} brushes are out of their cups.`),
  toName: (n: number) => (n === 1 ? 'One brushing waits for a name.' : `${capital(count(n))} brushings wait for a name.`),
  nobody: 'Nobody has a cup yet.',
  nothing: 'Nothing here yet.',
  allMorning: 'The morning is done.',
  allEvening: 'The day is closed.',
  open: (names: string[], part: 'morning' | 'evening') =>
    names.length === 1 ? `${names[0]}’s ${part} is open.` : `${capital(part)} is open.`,
  partOfDay: (day: string, part: 'morning' | 'evening') => {
    const [week, ...rest] = day.split(' ')
    return `${week} ${part}, ${rest.join(' ')}`
  },

  brushing: (name: string) => `${name} is brushing`,
  pausing: (name: string) => `${name} pauses`,
  somebody: 'Somebody',
  brush: 'Brush',
  brushWith: (name: string) => `Brush with ${name}`,
  coach: 'Coach',
  of: (s: number) => `of ${duration(s)}`,
  heard: 'Heard',
  heardStart: 'Its start',
  heardOf: (h: number, d: number) => `${h} of ${d} s`,
  pacer: 'Pacer',
  pacerAt: (n: number, of: number) => `${ordinal(n)} ${of === 4 ? 'quarter' : 'part'} of ${count(of)}`,
  pacerNone: 'not told',
  by: 'By',
  byUnknown: 'nobody yet',
  withBrush: 'With',
  pressure: (high: number | undefined) =>
    high === undefined ? 'This brush tells no pressure.' : high === 0 ? 'Pressure. Never too hard.' : `Pressure. The brush said too hard for ${high} s.`,
  trace: (high: number | undefined, s: number) =>
    high === undefined ? `Seconds heard so far, of ${s}` : `Pressure so far: too hard for ${high} of ${s} seconds`,
  quiet: (s: number) => `Nothing heard for ${s} s.`,
  watch: 'Watch live',
  also: 'Also out',
  spoken: (name: string, s: number, target: number) => `${name} is brushing, ${spoken(s)} of ${spoken(target)}.`,
  day: (name: string, am: string, pm: string) => `${name}. Morning ${am}. Evening ${pm}.`,
  whoIsIt: 'Who is it?',

  stickers: 'Stickers',
  stickersOf: (name: string) => `${name}’s stickers`,
  streak: (days: number, mended: boolean) => (days === 0 ? '' : `${days === 1 ? '1 day' : `${days} days`}${mended ? ', 1 mended' : ''}`),
  slotDone: (s: number, word: string | undefined) => (word ? `${duration(s)}, ${word}` : duration(s)),
  slotOpen: (part: 'morning' | 'evening') => `${capital(part)} is open`,
  slotNext: (part: 'morning' | 'evening') => `${capital(part)} is to come`,
  slotOff: (part: 'morning' | 'evening') => `No ${part} planned`,
  slotMended: (part: 'morning' | 'evening') => `${capital(part)} mended`,
  slotMendedWhy: 'The streak goes on.',
  slotFull: (at: string, over: number, target: number) => `${at}. The whole ${minutes(target)}${over > 10 ? ' and more' : ''}.`,
  slotShort: (at: string, by: number, target: number) => `${at}. ${capital(count(by))} ${by === 1 ? 'second' : 'seconds'} short of ${minutes(target)}.`,
  slotOpenWhy: 'Nothing heard so far.',
  slotNextWhy: 'Later today.',
  slotWas: 'Nothing heard.',
  week: (name: string) => `${name}, this week`,
  capSay: (day: string, am: string, pm: string) => `${day}: morning ${am}, evening ${pm}`,
  states: (s: string) => ({ done: 'done', short: 'short', open: 'open', mended: 'mended', off: 'not planned', next: 'to come' })[s] ?? s,

  whoWas: 'Who was this?',
  whoWasWhy: (when: string, s: number, brush: string) => `${when}, for ${duration(s)}, with ${brush}. It keeps until you say.`,
  brushNamed: (n: string) => `“${n}”`,
  brushSilent: 'a brush that says nothing',
  brushBrand: (n: string) => `the ${n}`,
  guest: 'A guest',
  suggested: (name: string) => `${name} is outlined because the time and the length fit.`,
  more: (n: number) => (n === 1 ? 'One more waits for a name' : `${capital(count(n))} more wait for a name`),

  first: 'The first brushing will show up by itself',
  firstWhy: 'As soon as a brush is heard it stands here, second by second. Until then a virtual one can show how that looks.',
  tryVirtual: 'Try a virtual brush',
  addPeople: 'Add somebody',
  addPeopleWhy: 'Whoever has a cup here can brush. It takes a name and a colour.',
  names: (n: string[]) => listed(n),
})
