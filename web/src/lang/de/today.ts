import { duration } from '@/lib/time'
import { capital, count, listed } from '@/lib/words'
import type { Words } from '../features'
import { whose } from './words'

function spoken(s: number): string {
  const m = Math.floor(s / 60)
  if (m === 0) return s === 1 ? '1 Sekunde' : `${s} Sekunden`
  return `${m} ${m === 1 ? 'Minute' : 'Minuten'}${s % 60 ? ` ${s % 60}` : ''}`
}

const minutes = (s: number) => (s % 60 === 0 ? `${count(s / 60)} ${s === 60 ? 'Minute' : 'Minuten'}` : duration(s))

const partOf = { morning: 'Morgen', evening: 'Abend' }

export const today: Words<'today'> = {
  title: 'Heute',
  lookBack: 'Letzte Woche ansehen',
  waiting: 'Mal sehen, wer da ist',
  again: 'Noch einmal versuchen',
  trouble: '„Heute“ lässt sich nicht zeigen',

  brushesOut: (n) => (n === 1 ? 'Eine Bürste ist aus dem Becher.' : `${capital(count(n))} Bürsten sind aus dem Becher.`),
  toName: (n) => (n === 1 ? 'Eine Putzrunde wartet auf einen Namen.' : `${capital(count(n))} Putzrunden warten auf einen Namen.`),
  nobody: 'Noch hat niemand einen Becher.',
  nothing: 'Noch nichts hier.',
  allMorning: 'Der Morgen ist geschafft.',
  allEvening: 'Der Tag ist rund.',
  open: (names, part) => (names.length === 1 ? `${whose(names[0] ?? '')} ${partOf[part]} ist noch offen.` : `Der ${partOf[part]} ist noch offen.`),
  partOfDay: (day, part) => {
    const [week, ...rest] = day.split(', ')
    return `${week}${part === 'morning' ? 'morgen' : 'abend'}, ${rest.join(', ')}`
  },

  brushing: (name) => `${name} putzt`,
  pausing: (name) => `${name} macht Pause`,
  somebody: 'Jemand',
  of: (s) => `von ${duration(s)}`,
  heard: 'Gehört',
  heardStart: 'Der Anfang',
  heardOf: (h, d) => `${h} von ${d} s`,
  pacer: 'Taktgeber',
  pacerAt: (n, of) => (of === 4 ? `${n}. Viertel von vier` : `Teil ${n} von ${of}`),
  pacerNone: 'nicht gesagt',
  by: 'Von',
  byUnknown: 'noch niemandem',
  withBrush: 'Mit',
  pressure: (high) => (high === undefined ? 'Diese Bürste sagt nichts über den Druck.' : high === 0 ? 'Druck: nie zu fest.' : `Druck: Die Bürste sagte ${high} s lang „zu fest“.`),
  trace: (high, s) => (high === undefined ? `Bisher gehörte Sekunden, von ${s}` : `Druck bisher: ${high} von ${s} Sekunden zu fest`),
  quiet: (s) => `Seit ${s} s nichts gehört.`,
  watch: 'Live zusehen',
  also: 'Auch unterwegs',
  spoken: (name, s, target) => `${name} putzt, ${spoken(s)} von ${spoken(target)}.`,
  day: (name, am, pm) => `${name}. Morgen: ${am}. Abend: ${pm}.`,
  whoIsIt: 'Wer ist es?',

  streak: (days, mended) => (days === 0 ? '' : `${days === 1 ? '1 Tag' : `${days} Tage`}${mended ? ', 1 geflickt' : ''}`),
  slotDone: (s, word) => (word ? `${duration(s)}, ${word}` : duration(s)),
  slotOpen: (part) => `${partOf[part]} ist offen`,
  slotNext: (part) => `${partOf[part]} kommt noch`,
  slotOff: (part) => `Kein ${partOf[part]} geplant`,
  slotMended: (part) => `${partOf[part]} geflickt`,
  slotMendedWhy: 'Die Reihe geht weiter.',
  slotFull: (at, over, target) => `${at}. ${target === 60 ? 'Die ganze Minute' : `Die ganzen ${minutes(target)}`}${over > 10 ? ' und mehr' : ''}.`,
  slotShort: (at, by, target) => `${at}. ${capital(count(by))} ${by === 1 ? 'Sekunde' : 'Sekunden'} kürzer als ${minutes(target)}.`,
  slotOpenWhy: 'Bisher nichts gehört.',
  slotNextWhy: 'Später am Tag.',
  slotWas: 'Nichts gehört.',
  week: (name) => `${name}, diese Woche`,
  capSay: (day, am, pm) => `${day}: Morgen ${am}, Abend ${pm}`,
  states: (s) => ({ done: 'geputzt', short: 'kurz', open: 'offen', mended: 'geflickt', off: 'nicht geplant', next: 'kommt noch' })[s] ?? s,

  whoWas: 'Wer war das?',
  whoWasWhy: (when, s, brush) => `${capital(when)}, ${duration(s)} lang, mit ${brush}. Es wartet, bis du es sagst.`,
  brushNamed: (n) => `„${n}“`,
  brushSilent: 'einer Bürste, die nichts sagt',
  brushBrand: (n) => `der ${n}`,
  guest: 'Ein Gast',
  suggested: (name) => `${name} ist umrandet, weil Uhrzeit und Länge passen.`,
  more: (n) => (n === 1 ? 'Noch eine wartet auf einen Namen' : `Noch ${count(n)} warten auf einen Namen`),

  first: 'Die erste Putzrunde erscheint von selbst',
  firstWhy: 'Sobald eine Bürste zu hören ist, steht sie hier, Sekunde für Sekunde. Bis dahin kann eine virtuelle zeigen, wie das aussieht.',
  tryVirtual: 'Eine virtuelle Bürste probieren',
  addPeople: 'Jemanden dazunehmen',
  addPeopleWhy: 'Wer hier einen Becher hat, kann putzen. Es braucht einen Namen und eine Farbe.',
  brush: 'Putzen',
  brushWith: (name) => `Mit ${name} putzen`,
  coach: 'Coach',
  stickers: 'Sticker',
  stickersOf: (name) => `${whose(name)} Sticker`,
  names: (n) => listed(n),
}
