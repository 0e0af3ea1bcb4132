import { messages } from '@/lib/messages'

export const t = messages('history', {
  title: 'History',
  yearOf: (name: string) => `A year of ${name}`,
  listOf: (name: string) => `Every brushing of ${name}`,
  listAll: 'Every brushing',
  listOpen: 'Who were these?',
  waiting: 'The history is being fetched',
  trouble: 'The history could not be fetched.',
  troubleWhy: 'What was heard is kept on the server. Nothing is lost.',
  again: 'Ask again',
  empty: 'Nothing here yet. The first brushing will show up by itself.',
  emptyWhy: 'Somebody brushes, a gateway or a virtual brush hears it, and the day fills.',
  toToday: 'To today',
  noPeople: 'Nobody lives here yet.',
  noPeopleWhy: 'A year belongs to a person.',
  toHouse: 'Add somebody in House',

  whose: 'Whose history',
  how: 'As a year or as a list',
  year: 'Year',
  list: 'List',
  everybody: 'Everybody',
  nobody: 'Nobody yet',
  guest: 'A guest',

  mornings: (n: number) => (n === 1 ? 'morning' : 'mornings'),
  evenings: (n: number) => (n === 1 ? 'evening' : 'evenings'),
  yearSays: (year: number, name: string, am: number, pm: number) =>
    `${year} for ${name}: ${am} mornings and ${pm} evenings kept. Arrow keys read a day out, Enter opens it; the months stand beside as tables.`,
  week: 'Week',

  monthBefore: (name: string) => `Back to ${name}`,
  monthAfter: (name: string) => `On to ${name}`,
  monthSays: (month: string) => `${month}, a day in each cell`,
  both: 'both',
  short: 'short',
  openMended: 'open, mended',
  asTable: 'As a table',
  asPicture: 'Hide the table',
  tableCaption: (month: string) => `${month}, day by day`,
  day: 'Day',
  morning: 'Morning',
  evening: 'Evening',
  daySays: (day: string, am: string, pm: string) => `${day}. Morning ${am}, evening ${pm}.`,
  slot: (state: string, length: string, word: string) =>
    state === 'done' || state === 'short'
      ? word
        ? `${length}, ${word}`
        : length
      : state === 'open'
        ? 'open'
        : state === 'mended'
          ? 'mended'
          : state === 'off'
            ? 'not planned'
            : 'to come',
  unknown: 'not known',

  dayEmpty: 'Nothing was heard on this day.',
  dayToCome: 'This day is still to come.',
  dayWaiting: 'The day is being fetched',
  row: (length: string, word: string) => (word ? `${length}, ${word}` : length),
  rowRunning: (length: string) => `${length}, brushing now`,
  rowSays: (time: string, slot: string, brush: string) => `${time}, ${slot}.${brush && ` ${brush}.`}`,
  heardEnds: (stop: boolean) => (stop ? 'Start and stop heard' : 'Start heard'),
  heard: (heard: number, of: number) => `Heard ${heard} of ${of} s`,
  older: 'Older ones',
  olderWaiting: 'Older ones are being fetched',
  end: 'That is all.',
  listEmpty: 'No brushing here.',
  openEmpty: 'Everything heard belongs to somebody.',

  insights: 'Insights',
  theWeek: 'Last week',
  add: 'Add a brushing',
  addTitle: 'Add a brushing',
  addWhy: 'For a brush that says nothing. It will be marked as noted by hand.',
  addWho: 'Who brushed',
  addDay: 'Day',
  addTime: 'Began at',
  addQuick: 'Usual times',
  justNow: 'Just now',
  addLength: 'How long',
  addBrush: 'Brush',
  manual: 'Manual',
  electric: 'Electric',
  addIt: 'Add it',
  addFault: (fault: 'when' | 'future') => (fault === 'when' ? 'A day and a time, please.' : 'That is not over yet.'),
  addedTitle: 'It is added. Something was heard, too.',
  thereTitle: 'That is there already.',
  there: (name: string, time: string, length: string, how: string) => `${name} has brushed at ${time} for ${length}, ${how}. Nothing was added.`,
  overlaps: (name: string, time: string, length: string, brush: string) =>
    `${brush} was heard with ${name} at ${time}, for ${length}. It may be the same brushing. Both count until you take one back.`,
  seeIt: 'See it',
  fine: 'Leave it',
  keepBoth: 'Keep both',
  takeBack: 'Take mine back',
  close: 'Close',

  daysInRow: (n: number) => (n === 1 ? '1 day' : `${n} days`),
  daysInRowSays: (mended: boolean) => (mended ? 'kept in a row, with a mend' : 'kept in a row'),
  usualSays: 'usual length',
  keptOf: (kept: number, of: number) => `${kept} of ${of}`,
  keptSays: (year: number, mended: number) => `slots kept in ${year}${mended > 0 ? `, ${mended} more mended` : ''}`,
  usualEvening: (morning: string) => (morning ? `usual evening, mornings ${morning}` : 'usual evening'),
  usualMorning: 'usual morning',
})
