import { duration } from '@/lib/time'
import { count, ordinal } from '@/lib/words'
import type { Words } from '../features'

export const shell: Words<'shell'> = {
  waiting: '请稍等',
  skip: '跳到正文',
  main: '主菜单',
  today: '今天',
  history: '记录',
  brushes: '牙刷',
  house: '小屋',
  homes: '哪个家',
  again: '再试一次',
  troubleTitle: '没有回应',
  troubleHeading: '小屋没有回应。',
  silent: '什么都没有丢',
  offline: (at) => `你现在离线。看到的是${at}的内容；你做的事稍后会发送。`,
  lost: (at) => `小屋没有回应。看到的是${at}的内容；你做的事稍后会发送。`,
  renewal: '新版Enamel准备好了。',
  renew: '换上',
  waits: (n) => `有${n}项更改等着发送。`,
  asks: (n) => `有${n}项更改要你决定。`,
  see: '看看',
  close: '关闭',
  waitsTitle: '等着发送的',
  waitsWhy: '它们存在这台设备上，小屋一有回应，就按这个顺序发送。',
  waitsNone: '没有等着的了，全部发送完了。',
  tryNow: '现在就试',
  since: (at) => `从${at}起`,
  discard: '丢弃',
  discardOf: (what) => `丢弃：${what}`,
  discardSure: '要丢弃吗？丢弃后谁也找不回来。',
  discardYes: '是，丢弃',
  discardNo: '留着',
  tryAgain: '再试一次',
  refused: (why) => `小屋没有接受：${why}`,
  clashTitle: (by) => (by ? `这期间${by}也改了这一项。` : '这期间别人也改了这一项。'),
  clashOther: '它和原来不一样了。',
  clashNow: (field, value) => `${field}：现在是${value}`,
  mine: '保留我的',
  theirs: '用对方的',
  nothing: '空',
  yes: '是',
  no: '否',
  somebody: '有人',
  editWho: (name) => `是${name}刷的`,
  editGuest: '是客人刷的',
  editNobody: '刷牙的人不住在这里',
  editNote: '给一次刷牙写备注',
  editDelete: '删除一次刷牙',
  editNoted: (name, length, at) => `${name}刷了${length}，${at}`,
  editPerson: (name) => `修改${name}`,
  editBrush: (name) => `修改牙刷“${name}”`,
  editTimer: '跟着教练刷的一次牙',
  editOther: '一项更改',
  field: (k) =>
    ({ name: '名字', glaze: '颜色', milk_teeth: '乳牙', target_s: '目标时长', grow: '慢慢加长', morning: '早上的安排', evening: '晚上的安排', note: '备注', person_id: '谁刷的', guest: '客人', model: '型号', people: '谁在用', birth_year: '出生年份', order: '顺序' })[k] ?? '一项设置',
  nowhereTitle: '没有这个页面。',
  nowhere: '这个网址里什么也没有',
  toToday: '去“今天”',
}

export const trouble: Words<'trouble'> = {
  silent: '小屋没有回应。你看到的内容都还在，过一会儿再试。',
  wait: (s) => `试得太多了。等${s}秒再试。`,
  busy: '小屋正忙。什么都没有改动，过一会儿再试。',
  refused: '你在这里不能做这件事。',
  gone: '它已经不在这里了。',
  other: '没有成功。什么都没有改动。',
}

export const edit: Words<'edit'> = {
  title: '这期间别人改了它。',
  now: (label, value) => `${label}：现在是${value}`,
  other: '你自己改的那些，对方没有动过。',
  empty: '空',
  mine: '保留我的',
  theirs: '用对方的',
}

export const removal: Words<'removal'> = {
  title: '这期间别人改了它。',
  now: (label, value) => `${label}：现在是${value}`,
  other: '移除之前，再看一眼。',
  mine: '还是移除',
  theirs: '不移除',
}

export const origin: Words<'origin'> = {
  timed: '教练计时',
  noted: '手动记录',
}

export const waits: Words<'waits'> = { waits: '等着发送' }

export const device: Words<'device'> = {
  title: '这台设备',
  theme: '浅色或深色',
  themes: (t) => ({ system: '跟随设备', light: '浅色', dark: '深色' })[t] ?? t,
  contrast: '对比度',
  contrasts: (c) => ({ system: '跟随设备', more: '强', normal: '原样' })[c] ?? c,
  language: '语言',
  languageWhy: '这是你的语言，你登录的每台设备都用它。',
  asBrowser: '跟随浏览器',
}

export const apidocs: Words<'apidocs'> = {
  title: 'API',
  heading: 'API',
  what: '这个应用做的每件事，都经过这些调用。在这里试用，就是以你的身份、在这个家里真正去做。',
  document: '说明文件',
  waiting: '正在读取说明',
  broken: '读不到说明。',
}

export const play: Words<'play'> = {
  title: '玩一玩',
  waiting: '请稍等',
  heading: '谁来刷牙？',
  start: (name) => `开始${name}的计时`,
  out: '大人入口',
  pinTitle: 'PIN码',
  pinSo: (n) => `${n}位数字`,
  pinWrong: 'PIN码不对。',
  clear: '删掉最后一位',
  go: '退出',
  close: '关闭',
}

const side: Record<string, string> = { 'upper-right': '右上', 'upper-front': '上排前牙', 'upper-left': '左上', 'lower-left': '左下', 'lower-front': '下排前牙', 'lower-right': '右下', upper: '上排', lower: '下排' }

const face: Record<string, string> = { outer: '外侧', inner: '内侧', chewing: '咬合面' }

/** A zone's id in words: upper-right-outer as 右上外侧. */
export function zoneWords(zone: string): string {
  if (side[zone]) return side[zone]
  const cut = zone.lastIndexOf('-')
  return `${side[zone.slice(0, cut)] ?? zone.slice(0, cut)}${face[zone.slice(cut + 1)] ?? zone.slice(cut + 1)}`
}

/** 第三区，共四区: where the pacer is. */
export const pacerAt = (n: number, of: number): string => `${ordinal(n)}区，共${count(of)}区`

export const live: Words<'live'> = {
  title: '实时',
  waiting: '正在找这次刷牙',
  notFound: '这次刷牙已经不在这里了。',
  notFoundWhy: '有人把它移走了，或者它从来没有存在这里。',
  again: '再试一次',
  toToday: '去“今天”',
  brushing: (name) => `${name}在刷牙。`,
  pausing: (name) => `${name}停了一下。`,
  done: (s, word) => (word ? `${duration(s)}，${word}` : duration(s)),
  somebody: '有人',
  guest: '客人',
  coach: '教练',
  of: (s) => `目标${duration(s)}`,
  span: (from, to) => `${from}到${to}`,
  since: (at) => `从${at}开始`,
  timer: '已经刷了',
  heard: '听到',
  heardEnds: (stop) => (stop ? '开始和停止' : '开始'),
  heardOf: (h, d) => `${h}秒（共${d}秒）`,
  mode: '模式',
  brush: '牙刷',
  by: '谁听到',
  byUnknown: '还没有',
  battery: '电量',
  percent: (n) => `${n}%`,
  pressure: '压力',
  pressureSay: (high) => (high === undefined ? '这把牙刷不报告压力。' : high === 0 ? '到现在压力都没有过大。' : `牙刷提示压力过大，共${high}秒。`),
  trace: (high, s) => (high === undefined ? `${s}秒里听到的部分` : `压力：${s}秒里有${high}秒过大`),
  quiet: (s) => `${s}秒没有听到声音了。计时先等着。`,
  mouth: '口腔',
  noZones: '这把牙刷不测区域，所以不显示。',
  noZonesLabel: '口腔图。这把牙刷不测区域。',
  zonesLabel: '口腔图，标出每个区域测到的秒数。',
  right: '右',
  left: '左',
  chewing: '咬合面',
  zone: (z, s) => `${zoneWords(z)}：${s === undefined ? '没有测量' : `${s}秒`}`,
  pacer: '换区提醒',
  pacerWhy: '换区提醒只管时间，不知道刷到了哪里。',
  pacerAt,
  pacerPart: (n, from, to) => `${n}：${duration(from)}到${duration(to)}`,
  whoIsIt: '是谁？',
  ended: '牙刷放回杯子里了。',
  endedCut: '之后没有再听到，所以到这里为止。晚到的内容还会补上。',
  every: '看每一秒',
  spoken: (name, s, target) => `${name}，${duration(s)}，目标${duration(target)}`,
}

export const ear: Words<'ear'> = {
  hears: (name) => `这部手机听得到${name}。`,
  looks: (name) => `这部手机在找${name}。`,
  waits: (n) => `有${n}条消息等着发送。`,
  full: '手机留给这个页面的空间满了，现在听到的存不下。先腾出空间，再试一次。',
  broken: '这个浏览器不替页面保存内容，所以在这里听到的留不下来。无痕窗口就是这样。',
  elsewhere: '等在这里的内容属于你的另一个家。去那个家，就会发送。',
  stranger: '用现在的登录不能发送等在这里的内容。它会留着，直到能发送的人登录。',
  refused: (n) => `有${n}条消息属于已经不在这里的人，没有再留着。`,
}

export const once: Words<'once'> = { copy: '复制', copied: '已复制', done: '完成', qr: '链接的二维码', close: '关闭' }
