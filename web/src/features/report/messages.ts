import type { Insights, InsightsBrush, Kept, ReportLink } from '@/api/types'
import { messages } from '@/lib/messages'
import { daysBetween, duration, fullDate, later } from '@/lib/time'

const days = (n: number) => (n === 1 ? '1 day' : `${n} days`)
const brushings = (n: number) => (n === 1 ? '1 brushing' : `${n} brushings`)

function tells(b: InsightsBrush): string {
  if (b.zones && b.pressure) return 'zones and pressure'
  if (b.zones) return 'zones, no pressure'
  return b.pressure ? 'pressure, no zones' : 'neither zones nor pressure'
}

export const t = messages('report', {
  title: 'Dentist report',
  waiting: 'One moment',
  trouble: 'This report cannot be shown just now',
  again: 'Try again',
  back: 'Back',
  print: 'Print',
  pdf: 'PDF',
  /** What the file is not, in a language whose letters it does not have; empty where it has all. */
  pdfNot: '',
  share: 'Share…',
  other: 'For programs',
  fhir: 'FHIR bundle',
  csv: 'Table (CSV)',
  period: 'Period',
  last: (n: number) => (n === 52 ? 'A year' : `${n} weeks`),
  own: 'Own dates',
  from: 'From',
  to: 'To',
  writtenForField: 'Written for',
  writtenForHint: 'Such as Dr. Okafor. It may stay empty.',

  heading: (name: string | undefined) => (name ? `Brushing report, ${name}` : 'Brushing report'),
  span: (from: string, to: string) => `${fullDate(from)} to ${fullDate(to)}, ${days(daysBetween(from, to))}.`,
  born: (year: number | undefined) => (year ? `Born ${year}.` : ''),
  writtenFor: (receiver: string) => (receiver ? `Written for ${receiver}.` : ''),
  kept: (k: Kept) => (k.planned > 0 ? `${k.kept} of ${k.planned}` : 'none'),
  keptSays: 'planned brushings kept',
  length: (median: number | undefined) => (median === undefined ? 'none' : duration(median)),
  lengthSays: (target: number) => `median length, plan ${duration(target)}`,
  half: (d: Insights) => (d.maps[0] ? `${d.maps[0].half} of ${d.maps[0].zones}` : 'not measured'),
  halfSays: 'zones with half their fair share',
  hard: (share: number | undefined) => (share === undefined ? 'not measured' : `${(100 * share).toFixed(1)} %`),
  hardSays: 'of time under “too hard”',
  mapTitle: 'Seconds per brushing',
  mapSays: (n: number) => `Mouth map, from ${brushings(n)}`,
  mapNone: 'Mouth map: nothing was measured',
  right: 'Patient’s right',
  left: 'Patient’s left',
  sideRight: 'Right',
  sideLeft: 'Left',
  chewing: 'chewing',
  zone: (place: string, n: number | undefined) => (n === undefined ? `${place}: not measured` : `${place}: ${Math.round(n)} s`),
  byZone: 'By zone, seconds',
  outer: 'outer',
  inner: 'inner',
  place: (id: string) =>
    ({ 'upper-right': 'Upper right', 'upper-front': 'Upper front', 'upper-left': 'Upper left', 'lower-left': 'Lower left', 'lower-front': 'Lower front', 'lower-right': 'Lower right', upper: 'Upper jaw', lower: 'Lower jaw' })[id] ?? id,
  noFigure: '–',
  fromAll: (n: number, all: number) => (n === all ? `From all ${brushings(all)}.` : `From ${n} of ${brushings(all)}. The others measured no zones, or others, and are left out.`),
  coarse: (zones: number) =>
    ({ 2: 'The brush tells whole jaws.', 4: 'The brush tells quarters: every face of a quarter has the quarter’s seconds.', 6: 'The brush tells sextants: every face of a sextant has the sextant’s seconds.', 8: 'The brush tells quarters, outer and inner apart; the front is the mean of two.' })[zones] ?? '',
  noZones: 'No brush of this period measured zones. What is hatched was not measured.',
  habit: 'Habit',
  colKept: 'kept',
  colUsual: 'usual time',
  colLength: 'length',
  morning: 'Morning',
  evening: 'Evening',
  none: 'none',
  lengths: 'Length of each brushing',
  lengthsSay: (n: number, target: number) => `Length of ${brushings(n)} against the plan of ${duration(target)}`,
  lengthsWhy: (target: number) => `Dotted: the plan, ${duration(target)}. Pale: shorter. Gap: nothing heard.`,
  source: 'Source.',
  sources: (d: Insights) => {
    const used = d.brushes.filter((b) => b.brushings > 0)
    if (used.length === 0) return 'Nothing was heard in this period.'
    const each = used.map((b) =>
      b.entry ? `${brushings(b.brushings)} counted by a timer or written down` : `${[b.maker, b.model].filter(Boolean).join(' ') || 'a brush'} (${tells(b)}): ${brushings(b.brushings)}`,
    )
    return `${each.join('; ')}.${d.total.of_s > 0 ? ` ${((100 * d.total.heard_s) / d.total.of_s).toFixed(1)} % of all measured seconds were heard.` : ''}`
  },
  head: 'Head.',
  headSays: (since: string, lasts: number) => `Changed on ${fullDate(since)}. Next change due about ${fullDate(later(since, lasts))}.`,
  pressure: 'Pressure',
  pressureSays: (told: boolean) => (told ? 'is the brush’s own class, not a force.' : 'was not measured.'),
  limits: 'Limits.',
  limitsSay: (made: string) => `Measured by consumer devices. It informs; it does not diagnose. Score v1, Enamel, made ${made}.`,
  cut: 'There were more brushings than one report holds: the oldest are left out.',
  made: (day: string, time: string) => `${day}, ${time}`,

  shareTitle: 'Share this report',
  shareWhy: (name: string) => `Whoever has the link reads this one page about ${name}, without an account, until it ends or you revoke it. Nothing else of this home can be seen by it.`,
  receiver: 'Who is it for?',
  receiverHint: 'Such as Dr. Okafor. It stands on the report.',
  lasts: 'It opens for',
  lastsDays: (n: number) => days(n),
  named: 'Name',
  namedYes: (name: string) => `Say “${name}”`,
  namedNo: 'Say no name',
  namedNoWhy: 'No name and no year of birth',
  agree: 'What you agree to',
  agreed: 'I agree',
  makeLink: 'Make the link',
  made1: 'The link is ready',
  once: 'It is shown only now. Who loses it gets another.',
  close: 'Close',
  links: 'Shared by link',
  link: (l: ReportLink) => `${l.receiver}: ${fullDate(l.from)} to ${fullDate(l.to)}`,
  linkState: (l: ReportLink, ends: string, viewed: string) =>
    `${l.revoked_at ? 'Revoked' : !l.open ? 'Ended' : `Opens until ${ends}`}. ${l.views === 0 ? 'Nobody has looked.' : `${l.views === 1 ? 'Looked at once' : `Looked at ${l.views} times`}, last ${viewed}.`}`,
  revoke: 'Revoke',
  revokeOf: (receiver: string) => `Revoke the link for ${receiver}`,

  lentTitle: 'Brushing report',
  lentUntil: (day: string) => `Lent by a family. This page opens until ${day}.`,
  lentGone: 'This link opens nothing',
  lentGoneWhy: 'It may have ended, or been taken back, or lost a part of its address on the way. Ask who gave it to you for a new one.',
  lentBusy: 'Too many tries',
  lentBusyWhy: 'Wait a moment, then load the page again.',
  lentLoading: 'The report is being opened',
})
