import { figure } from '@/lib/words'
import type { Words } from '../features'

// 数的都带量词，所以二写作“两”。
const small = ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十']

const order = ['', '第一', '第二', '第三', '第四', '第五', '第六', '第七', '第八', '第九', '第十']

export const words: Words<'words'> = {
  count: (n) => small[n] ?? figure(n),
  ordinal: (n) => order[n] ?? `第${figure(n)}`,
  today: (time) => `今天${time}`,
  yesterday: (time) => `昨天${time}`,
  onDay: (day, time) => `${day}${time}`,
  scoreWord: (word) => ({ 'very good': '很好', good: '不错', 'a start': '开了个头', short: '有点短' })[word] ?? word,
  mode: (name) =>
    ({
      clean: '清洁',
      'daily clean': '日常清洁',
      'deep clean': '深度清洁',
      'extra gentle': '特别轻柔',
      gentle: '轻柔',
      'gentle white': '轻柔亮白',
      'gum care': '牙龈护理',
      'gum health': '牙龈健康',
      intense: '强力清洁',
      kids: '儿童',
      'manual brush': '手动牙刷',
      off: '关闭',
      sensitive: '敏感',
      settings: '设置',
      'smart adapt': '智能适配',
      'super sensitive': '超敏感',
      'tongue care': '舌苔护理',
      'tongue cleaning': '舌苔清洁',
      turbo: '强劲',
      whiten: '亮白',
      whitening: '亮白',
    })[name] ?? name,
  theApp: '应用',
  browserOn: (browser, machine) => `${machine}上的${browser}`,
  language: '语言',
  aBrowser: '一个浏览器',
}
