import { figure } from '@/lib/words'
import type { Words } from '../features'

export const week: Words<'week'> = {
  title: '这一周',
  heading: (from, to) => `${from}至${to}这一周`,
  why: '每个人只和自己的计划比。',
  waiting: '稍等',
  trouble: '这一周现在显示不了',
  again: '再试一次',
  nobody: '这里还没有人',
  back: '记录',
  before: '前一周',
  after: '后一周',
  kept: (kept, planned) => `计划 ${figure(planned)} 次，完成 ${figure(kept)} 次`,
  unplanned: '没有计划',
  quiet: '这一周什么都没听到',
  usual: (time, change) =>
    change === 'longer' ? `多数是 ${time}，比前一周长` : change === 'shorter' ? `多数是 ${time}，比前一周短` : change === 'same' ? `多数是 ${time}，和前一周一样` : `多数是 ${time}`,
  mended: '有一个空着的早上或晚上被补上了：连续的记录还在继续。',
  more: '分析',
  moreOf: (name) => `${name}的分析`,
  day: (date, morning, evening) => `${date}：早上${morning}，晚上${evening}`,
  slot: (state, time) =>
    ({ done: time, short: time, open: '空着', mended: '补上了', off: '没有计划', next: '还没到' } as Record<string, string>)[state] ?? state,
}
