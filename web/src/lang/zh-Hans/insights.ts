import { clockOfMinutes, duration, fullDate } from '@/lib/time'
import type { Words } from '../features'
import { faces, places } from './session'

type Kept = Parameters<Words<'insights'>['sum7']>[0]

/** A place as finely as the brush tells it: of so many. */
function placeOf(zone: string, of: number): string {
  const cut = zone.lastIndexOf('-')
  if (of === 2) return zone.startsWith('upper') ? '上排' : '下排'
  const place = places[zone.slice(0, cut)] ?? zone
  return of <= 6 ? place : `${place}${faces[zone.slice(cut + 1)] ?? ''}`
}

const s = (n: number) => (n < 9.95 ? String(Math.round(n * 10) / 10) : String(Math.round(n)))
const kept = (k: Kept) => `${k.kept}/${k.planned}`
const more = (k: Kept) => (k.mended > 0 ? `，另补${k.mended}次` : '')

export const insights: Words<'insights'> = {
  title: '分析',
  titleOf: (name) => `分析，${name}`,
  waiting: '请稍等',
  trouble: '这里暂时显示不出来',
  again: '再试一次',
  period: '时段',
  weeks: (n) => (n === 52 ? '一年' : `${n}周`),
  whose: '谁的',
  report: '牙医报告',
  toToday: '去“今天”',
  toHouse: '去“小屋”',
  nobody: '这里还没有人',
  nobodyWhy: '在“小屋”里添加刷牙的人。',
  empty: '这里还什么都没有。第一次刷牙会自己出现。',
  emptyPeriod: (name) => `这段时间没有听到${name}刷牙。选长一点的时段，也许就有。`,

  heading: (name, d) => {
    const least = d.maps[0]?.least
    switch (d.finding) {
      case 'nothing_yet':
        return '这里还什么都没有。'
      case 'few_yet':
        return `${name}的头几次刷牙，都在这里。`
      case 'zone_least':
        return least ? `${name}的${placeOf(least.zone, d.maps[0]?.zones ?? 16)}，刷得最少。` : `${name}刷得很稳。`
      case 'too_hard':
        return `${name}的牙刷，常提示压力过大。`
      case 'ends_early':
        return `${name}有一半的时候，刷到${duration(d.total.median_s ?? 0)}或更早结束。`
      case 'evenings_open':
        return `${name}空着的多是晚上。`
      case 'mornings_open':
        return `${name}空着的多是早上。`
      case 'slots_open':
        return `安排了${d.total.kept.planned}次，${name}刷了${d.total.kept.kept}次。`
      case 'time_reached':
        return `大多数日子，${name}都刷够了时间。`
      default:
        return `${name}刷得很稳。`
    }
  },

  mapTitle: '每次刷牙，各处多少秒',
  mapSays: (name, zones, n) => `${name}的口腔图：${zones}个位置，来自${n}次刷牙`,
  mapNone: '口腔图：没有测量',
  none: '无',
  scaleOf: '每次多少秒',
  full: (n) => `${Math.round(n)}秒`,
  right: '右',
  left: '左',
  chewing: '咬合面',
  zone: (zone, of, n) => (n === undefined ? `${placeOf(zone, 16)}：没有测量` : `${placeOf(zone, of)}：${s(n)}秒`),
  zoneName: (zone, of) => placeOf(zone, of),
  seconds: (n) => `${s(n)}秒`,
  fairSays: '占应有时间',
  share: (n) => `${Math.round(n * 100)}%`,
  mapOf: (zones) => (zones === 2 ? '按上下排' : `${zones}个区域`),
  mapWhich: '哪些牙刷',
  measured: (zones, n, all) =>
    (zones === 2 ? '按上下排报告' : `分${zones}个区域测量`) + (n === all ? `，全部${all}次刷牙都有。` : `，${all}次刷牙里有${n}次。其余${all - n}次没有区域，或分区不同，没有计入，也没有猜。`),
  unsure: '虚线：牙刷在这里只说个大概。',
  drawn: '照牙医看到的样子画。',
  noZones: '这把牙刷不测区域，所以不显示。',

  leastTitle: (zone, of, n) => `${placeOf(zone, of)}大约${s(n)}秒`,
  leastWhy: (fair) => `平均分是${s(fair)}秒。时不时从这里刷起，就匀了。`,
  evenTitle: '每一处都刷到了',
  evenWhy: (half, of) => `${of}处里有${half}处得到了应有时间的一半以上。`,
  timeTitle: (d) => {
    const plan = duration(d.person.usual_target_s)
    const share = d.total.brushings > 0 ? d.total.reached / d.total.brushings : 0
    return share >= 0.6 ? `大多数日子刷够${plan}` : share >= 0.3 ? `有些日子刷够${plan}` : `平时刷${duration(d.total.median_s ?? 0)}`
  },
  timeWhy: (d) => {
    const short = d.person.usual_target_s - Math.round(d.total.median_s ?? 0)
    return d.total.reached * 3 < d.total.brushings && short > 0
      ? `平时离安排的${duration(d.person.usual_target_s)}差${short}秒。`
      : `${d.total.brushings}次里有${d.total.reached}次刷够了安排的${duration(d.person.usual_target_s)}。`
  },
  heardTitle: '听到了多少',
  heard: (heard, of) => `牙刷转动的时间里，听到了${((100 * heard) / of).toFixed(1)}%。没听到的算进时间，不算进区域。`,
  heardNothing: '没有需要听的：这里的内容是牙刷自己存的、计时得来的，或者手动记下的。',
  hardTitle: (n) => `每次约${s(n)}秒压力过大`,
  hardWhy: '“压力过大”是牙刷自己的说法，不是测出来的力。',

  time: '时间',
  coverage: '覆盖',
  pressure: '压力',
  kept: '完成次数',
  points: (n, of) => `${Math.round(n)}/${of}`,
  keptOf: kept,
  noFigure: '还没有',
  planOf: (seconds) => `点线：安排的${duration(seconds)}`,
  planAll: '点线：全部',
  coverageNow: (v) => (v === undefined ? '' : `${Math.round(v * 100)}%的区域得到了一半以上`),
  hardNow: (v) => (v === undefined ? '' : `压力过大${s(v)}秒`),
  mendedNow: (n) => (n === 0 ? '' : `另补${n}次`),
  notTold: '这段时间的牙刷都不说这个。',
  trendSays: (name, values, from, to) => `${name}，从${fullDate(from)}到${fullDate(to)}：${values.join('，')}`,
  trendTable: '把趋势看成表格',
  weekOf: '从',
  many: '刷牙次数',
  score: '得分',
  asTable: '看表格',
  asChart: '看图',
  dash: '–',

  clockTitle: (name) => `${name}什么时候刷牙`,
  clockSays: (name, n) => `${name}的${n}次刷牙，各在几点`,
  spread: (slot, from, to) => `一半的${slot === 'morning' ? '早上' : '晚上'}在${clockOfMinutes(from)}到${clockOfMinutes(to)}之间。`,
  day: '日期',
  morning: '早上',
  evening: '晚上',

  head: (days, of) => `刷头：第${days}天，共${of}天`,
  headOf: (brush) => brush,
  headUsed: (seconds) => {
    const m = Math.round(seconds / 60)
    return m < 60 ? `用它刷了大约${m}分钟。` : `用它刷了大约${Math.floor(m / 60)}小时${m % 60}分钟。`
  },
  headDue: (days, date) => (days > 0 ? `大约${date}该换。` : `大约${date}就到了该换的时候。`),
  headSays: (days, of) => `刷头，第${days}天，共${of}天`,
  headUnknown: '刷头用了多久？',
  headUnknownWhy: '还没有人说过什么时候换的。大多数牙医建议三个月一换。',
  headChanged: '我换了',
  headToday: '今天是新的',
  headSaid: '记下了。从今天起三个月。',
  aBrush: '这把牙刷',

  sum7: kept,
  sum7Says: (k) => `7天里完成的次数${more(k)}`,
  sum30Says: (k) => `30天里完成${more(k)}`,
  usualMorning: '平时早上',
  usualEvening: '平时晚上',
  stepRange: (step) => fullDate(step.from),
  cut: '刷牙次数太多，一次算不完：这个时段里最早的没有计入。',
}
