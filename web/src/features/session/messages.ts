import { messages } from '@/lib/messages'
import { duration } from '@/lib/time'
import { beside, capital, count, listed } from '@/lib/words'

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many)

export const t = messages('session', {
  title: (day: string) => `Brushing, ${day}`,
  waiting: 'The brushing is being fetched',
  gone: 'This brushing is not here.',
  goneWhy: 'It may have been deleted',
  goneWhyElse: 'Or the address is not whole. The history has everything else.',
  toHistory: 'To the history',
  trouble: 'The server did not answer.',
  troubleWhy: 'What was heard is kept there. Nothing is lost.',
  again: 'Ask again',

  headline: (length: string, word: string) => `${length}, ${word}`,
  running: (length: string) => `${length}, brushing now`,
  runningUntold: 'Brushing now',
  handleScore: 'The handle\u2019s own score',
  paused: (length: string) => `${length}, paused`,
  nobody: 'Nobody yet',
  guest: 'A guest',
  slot: (slot: string) => (slot === 'morning' ? 'morning' : 'evening'),
  who: (name: string, slot: string, time: string, brush: string, modes: string) => `${name}, ${slot}, ${time}.${brush && ` ${brush}.`}${modes && ` ${modes}.`}`,
  modes: (list: string[]) => capital(list.length > 3 ? `${list.slice(0, 2).join(', then ')}, then ${count(list.length - 2)} more` : list.join(', then ')),
  continues: 'It began within a minute of the one before.',

  amended: (day: string, parts: string[]) => `Read again on ${day}${parts.length > 0 ? `: ${parts.join('; ')}` : ''}.`,
  amendedLength: (before: string, after: string) => `${after} instead of ${before}`,
  amendedEnd: (ended: string) =>
    ({
      heard: 'its end was heard',
      reconstructed: 'its end was worked out',
      reported: 'its end is from the handle\u2019s own record',
      cut_off: 'its end was not heard',
    })[ended] ?? ended,
  amendedMode: (before: string, after: string) => (after === '' ? 'the mode is no longer known' : before === '' ? `the mode was ${after}` : `the mode was ${after}, not ${before}`),
  amendedZones: (known: boolean) => (known ? 'zones are now known' : 'zones are no longer known'),
  amendedPressure: (known: boolean) => (known ? 'pressure is now known' : 'pressure is no longer known'),
  amendedScore: (before: number | null, after: number | null) =>
    after === null ? 'it has no score any more' : before === null ? `the score is ${after}` : `the score is ${after} instead of ${before}`,

  not: (name: string) => `Not ${name}?`,
  whoWas: 'Who was this?',
  addNote: 'Add a note',
  editNote: 'Change the note',
  remove: 'Delete this brushing',
  watch: 'Watch live',
  close: 'Close',

  whoTitle: 'Who was this?',
  whoHint: 'Their days are counted anew. The evidence stays as it is.',
  noteTitle: 'A note',
  noteLabel: 'What should be remembered of this brushing',
  save: 'Keep it',
  removeTitle: 'Delete this brushing?',
  removeWhy: (length: string, name: string) => `${length} of ${name} leaves the history for good. Late evidence does not bring it back.`,
  removeYes: 'Delete it',
  removeNo: 'Leave it',
  failed: 'The server did not take it. Nothing was changed.',

  strip: (heard: number, of: number) => `Every second, heard ${heard} of ${of}`,
  stripSays: (of: number, zones: boolean, heard: number) =>
    `${of} seconds by ${zones ? 'zone, pressure' : 'pressure'}, mode and pacer, ${heard} of them heard. The arrow keys read a second out; the table has the same values.`,
  twoEnds: 'From start to stop',
  twoEndsSay: 'This brush tells only when it starts and stops. The time between the two is the length; what happened in it, nobody is told.',
  startOnly: 'This brush tells only when it starts and stops, and nobody heard it stop. So the length is what is certain, and the brushing may have been longer.',
  notYet: 'not yet',
  runsNow: 'This brush tells only when it starts and stops. It has started, and its length is counted from there.',
  asTable: 'As a table',
  asPicture: 'Hide the table',
  outer: 'outer',
  chewing: 'chewing',
  inner: 'inner',
  tooHard: 'too hard',
  notHeard: 'not heard',
  between: 'between two words',
  secondBetween: (time: string) => `${time}. Between two words of the brush: its timer ran on, and it said the same before and after.`,
  noZones: 'This brush measures no zones, so none are shown.',
  noZonesYet: 'No zone was measured this time, so none are shown.',
  noPressure: 'This brush reports no pressure.',
  classes: 'Pressure is the brush\u2019s own three classes: light, right, too hard.',
  pressure: 'Pressure',
  mode: 'Mode',
  pacer: 'Pacer',
  pressureShort: 'Pr',
  modeShort: 'Mo',
  pacerShort: 'Pa',
  pressureWord: (p: string) => (p === 'high' ? 'the brush said too hard' : p === 'low' ? 'light pressure' : 'pressure was right'),
  sector: (n: number, of: number) => (of > 0 ? `pacer ${n} of ${of}` : `pacer ${n}`),
  second: (time: string, parts: string[]) => `${time}. ${parts.length > 0 ? capital(parts.join(', ')) : 'Heard'}.`,
  secondUnheard: (time: string) => `${time}. Not heard.`,
  secondToCome: (time: string) => `${time}. Still to come.`,
  pick: 'Tap the strip or use the arrow keys to read a second.',
  pickLabel: 'A second of the brushing',
  colFrom: 'From',
  colTo: 'To',
  colHeard: 'Heard',
  colZones: 'Zones',
  yes: 'yes',
  no: 'no',
  tableCaption: 'The same seconds, as runs of equal ones',
  light: 'light',
  right: 'right',
  none: 'none',

  score: (n: number) => `How ${n} came about`,
  of100: 'of 100',
  scoreSays: (n: number, word: string) => `${n} of 100, ${word}.`,
  time: 'Time',
  coverage: 'Coverage',
  points: (got: string, of: string) => `${got} of ${of}`,
  why: (part: 'time' | 'cover' | 'press', got: number, of: number, origin: string | undefined) =>
    part === 'time'
      ? `${duration(got)} of ${duration(of)}${origin === 'timed' ? ', by the timer' : origin === 'noted' ? ', as noted' : ''}.`
      : part === 'cover'
        ? got === of
          ? 'Every zone that this brush measures got half of its fair share or more.'
          : `${got} of ${of} zones got half of their fair share or more.`
        : got === 0
          ? 'The brush never said too hard.'
          : `The brush said too hard for ${got < 120 ? `${got} s` : `${duration(got)} minutes`}.`,
  scoreNote: (version: number, missing: ('coverage' | 'pressure')[]) =>
    `Score v${version}. Each tooth is five points. ` +
    (missing.length === 0
      ? 'All three parts had evidence.'
      : `${capital(listed(missing))} had no evidence, so ${missing.length === 1 ? 'the other two are' : 'time is'} scaled to 100.`),
  noScore: 'The score comes when the brush has stopped.',
  noScoreYet: 'No score for this one.',
  scoreTitle: 'The score',

  heardBy: 'Who heard it',
  countedBy: 'Who counted it',
  together: (n: number) => (n === 2 ? 'Both together' : 'All together'),
  ofSeconds: (heard: number, of: number) => `${heard} of ${of} s`,
  secondsOf: (n: number) => `${n} s`,
  sourceSays: (name: string, heard: number, of: number) => `${name} heard ${heard} of ${of} seconds.`,
  allHeard: 'Every second was heard.',
  holes: (n: number, spans: string[], zones: boolean) =>
    `${capital(count(n))} ${plural(n, 'second was', 'seconds were')} not heard, ${listed(spans)}. ` +
    `${n === 1 ? 'It counts' : 'They count'} as time, because the brush\u2019s own clock ran on${zones ? ', and as no zone' : ''}.`,
  holesMany: (n: number, spans: number) =>
    `${capital(count(n))} seconds in ${count(spans)} gaps were not heard. They count as time, because the brush\u2019s own clock ran on.`,
  hole: (from: string, to: string) => `from ${from} to ${to}`,
  unnamedSource: 'A source without a name',

  recordTitle: 'The handle\u2019s own record',
  recordStarted: 'Started',
  recordBrushed: 'Brushed',
  tooHardTitle: 'Too hard',
  itsScore: 'Its score',
  colHandle: 'Handle',
  notHeardAtAll: 'not heard',
  recordAgrees: 'They agree, so the handle settled the length. Its clock has been worked out.',
  recordAlone: 'Nobody heard this brushing. It is here because the handle remembered it.',

  details: 'What else is known',
  brush: 'Brush',
  known: 'How it is known',
  knownAs: (origin: string) => (origin === 'timed' ? 'The coach\u2019s timer counted it' : 'Somebody wrote it down afterwards'),
  anyBrush: 'One that says nothing',
  theBrush: (name: string) => `The brush ${name}`,
  maker: 'Maker',
  battery: 'Battery',
  target: 'Routine',
  whose: 'Whose it is',
  ended: 'The end',
  note: 'Note',
  how: (how: string) =>
    how === 'only_brusher' ? 'The only one with this brush' : how === 'handle' ? 'The handle said so' : how === 'person' ? 'Somebody said so' : how === 'entry' ? 'It was entered for them' : how === 'coach' ? 'Their coach was open' : 'Not said yet',
  end: (ended: string) =>
    ({
      heard: 'Heard as it stopped',
      reconstructed: 'Worked out from what was heard last',
      reported: 'From the handle\u2019s own record',
      cut_off: 'Nothing more was heard for 90 s',
    })[ended] ?? ended,
  routine: (length: string, sectors: number) => (sectors > 0 ? `${length} in ${count(sectors)} parts` : length),
  percent: (n: number) => `${n} %`,

  map: 'Where it was',
  mapSays: (measured: number) => `Seconds on each of ${measured} measured zones, drawn as a dentist sees the mouth.`,
  rightSide: 'Right',
  leftSide: 'Left',
  zone: (place: string, n: number | undefined) => (n === undefined ? `${place}: not measured` : `${place}: ${Math.round(n)} s`),
  face: (face: string) => (face === 'chewing' ? 'chewing surface' : face),
  place: (place: string) =>
    ({
      'upper-right': 'Upper right',
      'upper-front': 'Upper front',
      'upper-left': 'Upper left',
      'lower-left': 'Lower left',
      'lower-front': 'Lower front',
      'lower-right': 'Lower right',
    })[place] ?? place,
  placeShort: (place: string) =>
    ({
      'upper-right': 'UR',
      'upper-front': 'UF',
      'upper-left': 'UL',
      'lower-left': 'LL',
      'lower-front': 'LF',
      'lower-right': 'LR',
    })[place] ?? place,
})

/** A zone's id in words, such as "Upper right, outer". */
export function zoneName(zone: string): string {
  const cut = zone.lastIndexOf('-')
  return beside([t.place(zone.slice(0, cut)), t.face(zone.slice(cut + 1))])
}
