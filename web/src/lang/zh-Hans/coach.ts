import { duration } from '@/lib/time'
import type { Words } from '../features'

export const coach: Words<'coach'> = {
  title: (name) => `${name}刷牙`,
  start: (name) => `开始给${name}计时刷牙`,
  orBrush: (name) => `或者开${name}的牙刷。`,
  helped: '七岁以前，大人来帮忙。',
  back: '返回',
  pause: '暂停。按住就结束',
  resume: '继续',
  done: '刷完了',
  leave: '离开教练。牙刷还会继续',
  soundOn: '声音开着。点一下关掉',
  soundOff: '声音关着。点一下打开',
  time: (s, of) => `${duration(s)}，目标${duration(of)}`,
  follows: (f) => (f === 'zones' ? '牙齿跟着牙刷测到的位置走' : f === 'pacer' ? '牙齿跟着换区提醒走' : '牙齿跟着时间走'),
  alone: '小屋没有回应。牙齿先跟着时间走。',
  unsent: '先存在这里。小屋一有回应就送过去。',
  place: (p, f) =>
    `${{ right: p.jaw === 'upper' ? '右上' : '右下', front: p.jaw === 'upper' ? '上排前牙' : '下排前牙', left: p.jaw === 'upper' ? '左上' : '左下' }[p.where]}${{ outer: '外侧', inner: '内侧', chewing: '咬合面' }[f]}`,
  clean: '全都干净了',
  mouth: (clean, of) => `口腔。${of}颗牙里有${clean}颗干净了`,
  steady: 'Nu很安稳',
  happy: 'Nu很开心：又有一块干净了',
  slow: 'Nu在等',
  hurry: 'Nu有点晕：慢一点点',
  ouch: 'Nu说哎哟：牙刷提示压力过大',
  sleep: 'Nu睡着了',
  goodNight: (name) => `晚安，${name}`,
  goodDay: (name) => `祝你今天开心，${name}`,
  smile: '干干净净的笑容',
  lamps: (s) => `${s}秒后关灯`,
  summary: (s, heard) => (heard === undefined ? `${duration(s)}，按时间算。屏幕会自己变暗。` : `${duration(s)}，听到${heard}秒（共${s}秒）。屏幕会自己变暗。`),
  dark: '屏幕暗了。碰一下就回来',
}

export const coachpage: Words<'coachpage'> = {
  title: '教练',
  waiting: '请稍等',
  again: '再试一次',
  trouble: '教练显示不出来',
  gone: '叫这个名字的人已经不住在这里了。',
  toToday: '去“今天”',
}
