import type { Insights, InsightsStep, Kept } from '@/api/types'
import { messages } from '@/lib/messages'
import { clockOfMinutes, duration, fullDate } from '@/lib/time'

const places: Record<string, string> = {
  'upper-right': 'upper right', 'upper-front': 'upper front', 'upper-left': 'upper left',
  'lower-right': 'lower right', 'lower-front': 'lower front', 'lower-left': 'lower left',
}
const faces: Record<string, string> = { outer: 'outside', inner: 'inside', chewing: 'chewing side' }

/** A place as finely as the brush tells it: of so many. */
function placeOf(zone: string, of: number): string {
  const cut = zone.lastIndexOf('-')
  if (of === 2) return zone.startsWith('upper') ? 'upper jaw' : 'lower jaw'
  const place = places[zone.slice(0, cut)] ?? zone
  return of <= 6 ? place : `${place}, ${faces[zone.slice(cut + 1)] ?? ''}`
}

const s = (n: number) => (n < 9.95 ? String(Math.round(n * 10) / 10) : String(Math.round(n)))
const brushings = (n: number) => (n === 1 ? '1 brushing' : `${n} brushings`)

export const t = messages('insights', {
  title: 'Insights',
  titleOf: (name: string) => `Insights, ${name}`,
  waiting: 'One moment',
  trouble: 'This cannot be shown just now',
  again: 'Try again',
  period: 'Period',
  weeks: (n: number) => (n === 52 ? 'Year' : `${n} weeks`),
  whose: 'Whose',
  report: 'Dentist report',
  toToday: 'To Today',
  toHouse: 'To House',
  nobody: 'There is nobody here yet',
  nobodyWhy: 'Add who brushes here under House.',
  empty: 'Nothing here yet. The first brushing will show up by itself.',
  emptyPeriod: (name: string) => `Nothing was heard of ${name} in this time. A longer period may hold something.`,

  heading: (name: string, d: Insights) => {
    const least = d.maps[0]?.least
    switch (d.finding) {
      case 'nothing_yet':
        return 'Nothing here yet.'
      case 'few_yet':
        return `The first brushings of ${name} are here.`
      case 'zone_least':
        return least ? `${name}’s ${placeOf(least.zone, d.maps[0]?.zones ?? 16)}${(d.maps[0]?.zones ?? 16) > 6 ? ',' : ''} gets the least.` : `${name} brushes steadily.`
      case 'too_hard':
        return `${name}’s brush often says too hard.`
      case 'ends_early':
        return `Half of ${name}’s brushings end at ${duration(d.total.median_s ?? 0)} or before.`
      case 'evenings_open':
        return `${name}’s evenings are what stays open.`
      case 'mornings_open':
        return `${name}’s mornings are what stays open.`
      case 'slots_open':
        return `${name} brushed ${d.total.kept.kept} of ${d.total.kept.planned} planned times.`
      case 'time_reached':
        return `${name} brushes long enough, most days.`
      default:
        return `${name} brushes steadily.`
    }
  },

  mapTitle: 'Seconds a brushing, by place',
  mapSays: (name: string, zones: number, n: number) => `Mouth map of ${name}: ${zones} places, in ${brushings(n)}`,
  mapNone: 'Mouth map: nothing was measured',
  none: 'none',
  scaleOf: 'seconds a brushing',
  full: (n: number) => `${Math.round(n)} s`,
  right: 'Right',
  left: 'Left',
  chewing: 'chewing',
  zone: (zone: string, of: number, n: number | undefined) => (n === undefined ? `${placeOf(zone, 16)}: not measured` : `${placeOf(zone, of)}: ${s(n)} s`),
  zoneName: (zone: string, of: number) => placeOf(zone, of),
  seconds: (n: number) => `${s(n)} s`,
  fairSays: 'of a fair share',
  share: (n: number) => `${Math.round(n * 100)} %`,
  mapOf: (zones: number) => (zones === 2 ? 'By jaw' : `${zones} zones`),
  mapWhich: 'Which brushes',
  measured: (zones: number, n: number, all: number) =>
    (zones === 2 ? 'Told by jaw' : `Measured in ${zones} zones`) +
    (n === all ? `, in all ${brushings(all)}.` : `, in ${n} of ${brushings(all)}. The other ${all - n} had none, or others, and are left out, not guessed.`),
  unsure: 'Dashed: the brush tells this only roughly.',
  drawn: 'Drawn as a dentist sees it.',
  noZones: 'This brush measures no zones, so none are shown.',

  leastTitle: (zone: string, of: number, n: number) => `About ${s(n)} s on the ${placeOf(zone, of)}`,
  leastWhy: (fair: number) => `A fair share would be ${s(fair)} s. Starting there now and then evens it out.`,
  evenTitle: 'Every place gets its share',
  evenWhy: (half: number, of: number) => `${half} of ${of} places get at least half of a fair share.`,
  timeTitle: (d: Insights) => {
    const plan = duration(d.person.usual_target_s)
    const share = d.total.brushings > 0 ? d.total.reached / d.total.brushings : 0
    return share >= 0.6 ? `${plan}, most days` : share >= 0.3 ? `${plan}, some days` : `Usually ${duration(d.total.median_s ?? 0)}`
  },
  timeWhy: (d: Insights) => {
    const short = d.person.usual_target_s - Math.round(d.total.median_s ?? 0)
    return d.total.reached * 3 < d.total.brushings && short > 0
      ? `Usually ${short} s short of the planned ${duration(d.person.usual_target_s)}.`
      : `${d.total.reached} of ${brushings(d.total.brushings)} came to the planned ${duration(d.person.usual_target_s)}.`
  },
  heardTitle: 'How much was heard',
  heard: (heard: number, of: number) => `${((100 * heard) / of).toFixed(1)} % of the seconds that brushes ran. What was not heard counts as time and as no zone.`,
  heardNothing: 'Nothing had to be heard: what is here was stored by the brush itself, counted by a timer or written down.',
  hardTitle: (n: number) => `Too hard for ${s(n)} s of a brushing`,
  hardWhy: 'Too hard is the brush’s own word, not a force.',

  time: 'Time',
  coverage: 'Coverage',
  pressure: 'Pressure',
  kept: 'Slots kept',
  points: (n: number, of: number) => `${Math.round(n)} of ${of}`,
  keptOf: (k: Kept) => `${k.kept} of ${k.planned}`,
  noFigure: 'none yet',
  planOf: (seconds: number) => `dotted: the plan, ${duration(seconds)}`,
  planAll: 'dotted: all of them',
  coverageNow: (v: number | undefined) => (v === undefined ? '' : `${Math.round(v * 100)} % of the zones got half of theirs`),
  hardNow: (v: number | undefined) => (v === undefined ? '' : `too hard ${s(v)} s`),
  mendedNow: (n: number) => (n === 0 ? '' : n === 1 ? 'one more mended' : `${n} more mended`),
  notTold: 'No brush of this time says it.',
  trendSays: (name: string, values: string[], from: string, to: string) => `${name}, from ${fullDate(from)} to ${fullDate(to)}: ${values.join(', ')}`,
  trendTable: 'The trends as a table',
  weekOf: 'From',
  many: 'Brushings',
  score: 'Score',
  asTable: 'As a table',
  asChart: 'As a chart',
  dash: '–',

  clockTitle: (name: string) => `When ${name} brushes`,
  clockSays: (name: string, n: number) => `Time of each of ${brushings(n)} of ${name}`,
  spread: (slot: 'morning' | 'evening', from: number, to: number) => `Half of the ${slot === 'morning' ? 'mornings' : 'evenings'} fall between ${clockOfMinutes(from)} and ${clockOfMinutes(to)}.`,
  day: 'Day',
  morning: 'Morning',
  evening: 'Evening',

  head: (days: number, of: number) => `Head: ${days} of ${of} days`,
  headOf: (brush: string) => brush,
  headUsed: (seconds: number) => {
    const m = Math.round(seconds / 60)
    return m < 60 ? `About ${m} min of brushing with it.` : `About ${Math.floor(m / 60)} h ${m % 60} min of brushing with it.`
  },
  headDue: (days: number, date: string) => (days > 0 ? `Due around ${date}.` : `It was due around ${date}.`),
  headSays: (days: number, of: number) => `Brush head, ${days} of ${of} days`,
  headUnknown: 'How old is the head?',
  headUnknownWhy: 'Nobody has said when it was changed. Most dentists advise three months.',
  headChanged: 'I changed it',
  headToday: 'It is new today',
  headSaid: 'Noted. Three months from today.',
  aBrush: 'The brush',

  sum7: (k: Kept) => `${k.kept} of ${k.planned}`,
  sum7Says: (k: Kept) => (k.mended > 0 ? `planned times kept in 7 days, ${k.mended} more mended` : 'planned times kept in 7 days'),
  sum30Says: (k: Kept) => (k.mended > 0 ? `kept in 30 days, ${k.mended} more mended` : 'kept in 30 days'),
  usualMorning: 'usual morning',
  usualEvening: 'usual evening',
  stepRange: (step: InsightsStep) => `${fullDate(step.from)}`,
  cut: 'There are more brushings than can be counted at once: the oldest of this period are left out.',
})
