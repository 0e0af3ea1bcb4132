import { count } from '@/lib/words'
import type { Words } from '../features'

const names: Record<string, string> = {
  sun: '太阳', boat: '小船', snail: '蜗牛', whale: '鲸鱼', mushroom: '蘑菇', kite: '风筝', fish: '小鱼', house: '房子', moon: '月亮', apple: '苹果', owl: '猫头鹰',
  rocket: '火箭', flower: '小花', cup: '杯子', rainbow: '彩虹', cat: '小猫', bell: '铃铛', pear: '梨', balloon: '气球', bridge: '小桥', shell: '贝壳',
  tree: '大树', drum: '小鼓', star: '星星',
}

const asks: Record<string, string> = {
  days: '五天，安排好的都刷到。',
  evenings: '五个晚上。',
  gentle: '五次轻柔的刷牙：几乎没有一秒压力过大。',
  mornings: '五个早上。',
  together: '大家一起：每人五个完整的一天。',
  both: '四天，早上晚上都刷。',
  full: '五次刷到最后一秒。',
  corners: '四次刷牙，差不多每个角落都刷到。',
  weekend: '星期六和星期日。',
  early: '四个晚上，在八点半以前刷。',
  start: '一个好的开始：星期一、星期二和星期三。',
  'full-together': '大家一起：每人五次，刷到最后一秒。',
  'same-time': '四个晚上，在差不多的时间刷。',
  row: '连续四天。',
  'evenings-together': '大家一起：每人四个晚上。',
}

export const rewards: Words<'rewards'> = {
  title: (name) => `${name}的贴纸`,
  back: '返回',
  again: '再试一次',
  waiting: '正在找贴纸',
  trouble: '贴纸显示不出来',
  before: '上个月',
  after: '下个月',
  sticker: (name) => names[name] ?? name,
  earned: (date, name) => `${date}：${names[name] ?? name}`,
  mended: (date) => `${date}：补上了，连续天数接着算`,
  open: (date) => `${date}：贴纸还可以得到`,
  empty: (date) => `${date}：没有贴纸`,
  nu: (curls) => `Nu有${count(curls)}个泡沫卷`,
  week: (done, goal) => `这周${done}天，目标${goal}天`,
  grown: (weeks) => `到现在完成了${count(weeks)}周。`,
  next: (weeks) => (weeks === 0 ? '全都长出来了。' : weeks === 1 ? '刷够五天就完成一周，再完成一周会长出新东西。' : `再完成${count(weeks)}周，就能选一种新颜色。`),
  challenge: '这一周',
  ask: (id) => asks[id] ?? '',
  done: (done, goal) => (done >= goal ? '完成了。' : `${done}/${goal}`),
  law: '刷得比安排的多，不会得到更多；得到的，也不会消失。',
}
