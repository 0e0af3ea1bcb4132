import { count, listed } from '@/lib/words'
import { duration } from '@/lib/time'
import type { Words } from '../features'
import { pacerAt } from './small'

function spoken(s: number): string {
  const m = Math.floor(s / 60)
  if (m === 0) return `${s}秒`
  return `${m}分${s % 60 ? `${s % 60}秒` : '钟'}`
}

const minutes = (s: number) => (s % 60 === 0 ? `${count(s / 60)}分钟` : duration(s))

const partOf = { morning: '早上', evening: '晚上' }

export const today: Words<'today'> = {
  title: '今天',
  lookBack: '回看上一周',
  waiting: '看看谁在',
  again: '再试一次',
  trouble: '“今天”显示不出来',

  brushesOut: (n) => `有${count(n)}把牙刷离开了杯子。`,
  toName: (n) => `有${count(n)}次刷牙等着认领。`,
  nobody: '还没有人有杯子。',
  nothing: '这里还什么都没有。',
  allMorning: '早上都刷好了。',
  allEvening: '今天都刷好了。',
  open: (names, part) => (names.length === 1 ? `${names[0]}${partOf[part]}还空着。` : `${partOf[part]}还空着。`),
  partOfDay: (day, part) => day.replace(/日星期/, '日，星期') + partOf[part],

  brushing: (name) => `${name}在刷牙`,
  pausing: (name) => `${name}停了一下`,
  somebody: '有人',
  brush: '刷牙',
  brushWith: (name) => `和${name}一起刷牙`,
  coach: '教练',
  of: (s) => `目标${duration(s)}`,
  heard: '听到',
  heardStart: '开始',
  heardOf: (h, d) => `${h}秒（共${d}秒）`,
  pacer: '换区提醒',
  pacerAt,
  pacerNone: '牙刷没说',
  by: '谁听到',
  byUnknown: '还没有',
  withBrush: '牙刷',
  pressure: (high) => (high === undefined ? '这把牙刷不报告压力。' : high === 0 ? '压力一直没有过大。' : `牙刷提示压力过大，共${high}秒。`),
  trace: (high, s) => (high === undefined ? `到现在听到的秒数，目标${s}秒` : `到现在的压力：${s}秒里有${high}秒过大`),
  quiet: (s) => `${s}秒没有听到声音了。`,
  watch: '看实时',
  also: '也离开了杯子',
  spoken: (name, s, target) => `${name}在刷牙，刷了${spoken(s)}，目标${spoken(target)}。`,
  day: (name, am, pm) => `${name}。早上：${am}。晚上：${pm}。`,
  whoIsIt: '是谁？',

  stickers: '贴纸',
  stickersOf: (name) => `${name}的贴纸`,
  streak: (days, mended) => (days === 0 ? '' : `${days}天${mended ? '，补了1天' : ''}`),
  slotDone: (s, word) => (word ? `${duration(s)}，${word}` : duration(s)),
  slotOpen: (part) => `${partOf[part]}还空着`,
  slotNext: (part) => `${partOf[part]}还没到`,
  slotOff: (part) => `${partOf[part]}没有安排`,
  slotMended: (part) => `${partOf[part]}补上了`,
  slotMendedWhy: '连续天数接着算。',
  slotFull: (at, over, target) => `${at}，刷满了${minutes(target)}${over > 10 ? '，还多一点' : ''}。`,
  slotShort: (at, by, target) => `${at}，离${minutes(target)}还差${by}秒。`,
  slotOpenWhy: '到现在还没听到。',
  slotNextWhy: '今天晚些时候。',
  slotWas: '没有听到。',
  week: (name) => `${name}的这一周`,
  capSay: (day, am, pm) => `${day}：早上${am}，晚上${pm}`,
  states: (s) => ({ done: '刷过了', short: '有点短', open: '空着', mended: '补上了', off: '没有安排', next: '还没到' })[s] ?? s,

  whoWas: '这是谁刷的？',
  whoWasWhy: (when, s, brush) => `${when}，刷了${duration(s)}，用的是${brush}。它会留着，等你来说。`,
  brushNamed: (n) => `“${n}”`,
  brushSilent: '不会说话的牙刷',
  brushBrand: (n) => n,
  guest: '客人',
  suggested: (name) => `${name}加了框，因为时间和时长都对得上。`,
  more: (n) => `还有${count(n)}次等着认领`,

  first: '第一次刷牙会自己出现',
  firstWhy: '一听到牙刷，就会一秒一秒显示在这里。在那之前，可以用虚拟牙刷看看是什么样子。',
  tryVirtual: '试试虚拟牙刷',
  addPeople: '添加家人',
  addPeopleWhy: '在这里有杯子的人就能刷牙。只要一个名字和一种颜色。',
  names: (n) => listed(n),
}
