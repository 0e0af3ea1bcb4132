import { daysBetween, duration, fullDate, later } from '@/lib/time'
import type { Words } from '../features'
import { places } from './session'

type Brush = Parameters<Words<'report'>['sources']>[0]['brushes'][number]

function tells(b: Brush): string {
  if (b.zones && b.pressure) return '区域和压力'
  if (b.zones) return '有区域，没有压力'
  return b.pressure ? '有压力，没有区域' : '没有区域，也没有压力'
}

export const report: Words<'report'> = {
  title: '牙医报告',
  waiting: '请稍等',
  trouble: '这份报告暂时显示不出来',
  again: '再试一次',
  back: '返回',
  print: '打印',
  pdf: 'PDF',
  pdfNot: 'PDF 文件只有英文，而且不含汉字的名字。需要中文报告，请点“打印”，在打印窗口里选择“另存为 PDF”。',
  share: '分享…',
  other: '给程序用',
  fhir: 'FHIR数据包',
  csv: '表格（CSV）',
  period: '时段',
  last: (n) => (n === 52 ? '一年' : `${n}周`),
  own: '自选日期',
  from: '从',
  to: '到',
  writtenForField: '写给谁',
  writtenForHint: '比如王医生。可以空着。',

  heading: (name) => (name ? `刷牙报告，${name}` : '刷牙报告'),
  span: (from, to) => `${fullDate(from)}到${fullDate(to)}，共${daysBetween(from, to)}天。`,
  born: (year) => (year ? `${year}年出生。` : ''),
  writtenFor: (receiver) => (receiver ? `写给${receiver}。` : ''),
  kept: (k) => (k.planned > 0 ? `${k.kept}/${k.planned}` : '无'),
  keptSays: '完成的刷牙安排',
  length: (median) => (median === undefined ? '无' : duration(median)),
  lengthSays: (target) => `时长中位数，安排${duration(target)}`,
  half: (d) => (d.maps[0] ? `${d.maps[0].half}/${d.maps[0].zones}` : '没有测量'),
  halfSays: '得到应有时间一半的区域',
  hard: (share) => (share === undefined ? '没有测量' : `${(100 * share).toFixed(1)}%`),
  hardSays: '提示“压力过大”的时间占比',
  mapTitle: '每次刷牙的秒数',
  mapSays: (n) => `口腔图，来自${n}次刷牙`,
  mapNone: '口腔图：没有测量',
  right: '患者右侧',
  left: '患者左侧',
  sideRight: '右',
  sideLeft: '左',
  chewing: '咬合面',
  zone: (place, n) => (n === undefined ? `${place}：没有测量` : `${place}：${Math.round(n)}秒`),
  byZone: '各区域，秒',
  outer: '外侧',
  inner: '内侧',
  place: (id) => ({ ...places, upper: '上颌', lower: '下颌' })[id] ?? id,
  noFigure: '–',
  fromAll: (n, all) => (n === all ? `来自全部${all}次刷牙。` : `来自${all}次刷牙中的${n}次。其余没有测区域，或分区不同，没有计入。`),
  coarse: (zones) =>
    ({ 2: '牙刷只分上下颌。', 4: '牙刷分四区：每个面都写该区的秒数。', 6: '牙刷分六区：每个面都写该区的秒数。', 8: '牙刷分四区，内外侧分开；前牙取左右两区的平均。' })[zones] ?? '',
  noZones: '这个时段里没有牙刷测区域。画斜线的部分没有测量。',
  habit: '习惯',
  colKept: '完成',
  colUsual: '平时时间',
  colLength: '时长',
  morning: '早上',
  evening: '晚上',
  none: '无',
  lengths: '每次刷牙的时长',
  lengthsSay: (n, target) => `${n}次刷牙的时长，对照安排的${duration(target)}`,
  lengthsWhy: (target) => `点线：安排的${duration(target)}。浅色：较短。空缺：没有听到。`,
  source: '来源：',
  sources: (d) => {
    const used = d.brushes.filter((b) => b.brushings > 0)
    if (used.length === 0) return '这个时段没有听到刷牙。'
    const each = used.map((b) => (b.entry ? `计时或手动记下：${b.brushings}次` : `${[b.maker, b.model].filter(Boolean).join(' ') || '一把牙刷'}（${tells(b)}）：${b.brushings}次`))
    return `${each.join('；')}。${d.total.of_s > 0 ? `全部测量的秒数里，听到了${((100 * d.total.heard_s) / d.total.of_s).toFixed(1)}%。` : ''}`
  },
  head: '刷头：',
  headSays: (since, lasts) => `${fullDate(since)}更换。大约${fullDate(later(since, lasts))}该再换。`,
  pressure: '压力：',
  pressureSays: (told) => (told ? '牙刷自己的分档，不是测出来的力。' : '没有测量。'),
  limits: '说明：',
  limitsSay: (made) => `由消费类设备测量。供参考，不作诊断。得分规则第1版，Enamel，制于${made}。`,
  cut: '刷牙次数超过一份报告能装下的：最早的没有计入。',
  made: (day, time) => `${day}${time}`,

  shareTitle: '分享这份报告',
  shareWhy: (name) => `拿到链接的人不用账号就能看这一页关于${name}的内容，直到链接到期或你收回。这个家的其他内容，用它都看不到。`,
  receiver: '给谁看？',
  receiverHint: '比如王医生。会写在报告上。',
  lasts: '可以打开',
  lastsDays: (n) => `${n}天`,
  named: '名字',
  namedYes: (name) => `写“${name}”`,
  namedNo: '不写名字',
  namedNoWhy: '没有名字，也没有出生年份',
  agree: '你同意什么',
  agreed: '我同意',
  makeLink: '生成链接',
  made1: '链接好了',
  once: '它只在现在显示。丢了就再生成一个。',
  close: '关闭',
  links: '用链接分享的',
  link: (l) => `${l.receiver}：${fullDate(l.from)}到${fullDate(l.to)}`,
  linkState: (l, ends, viewed) => `${l.revoked_at ? '已收回' : !l.open ? '已结束' : `可以打开到${ends}`}。${l.views === 0 ? '还没有人看过。' : `看过${l.views}次，最近一次${viewed}。`}`,
  revoke: '收回',
  revokeOf: (receiver) => `收回给${receiver}的链接`,

  lentTitle: '刷牙报告',
  lentUntil: (day) => `由一个家庭借给你看。这个页面可以打开到${day}。`,
  lentGone: '这个链接打不开什么',
  lentGoneWhy: '它可能已经到期、被收回，或者网址在路上少了一截。请向给你链接的人要一个新的。',
  lentBusy: '试得太多了',
  lentBusyWhy: '等一会儿，再重新打开页面。',
  lentLoading: '正在打开报告',
}
