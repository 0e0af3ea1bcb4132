import type { Words } from '../features'

export const history: Words<'history'> = {
  title: '记录',
  yearOf: (name) => `${name}的一年`,
  listOf: (name) => `${name}的每次刷牙`,
  listAll: '每次刷牙',
  listOpen: '这些是谁刷的？',
  waiting: '正在取记录',
  trouble: '没有取到记录。',
  troubleWhy: '听到的内容都存在服务器上，什么都没有丢。',
  again: '再问一次',
  empty: '这里还什么都没有。第一次刷牙会自己出现。',
  emptyWhy: '有人刷牙，网关或虚拟牙刷听到了，这一天就会填上。',
  toToday: '去“今天”',
  noPeople: '还没有人住在这里。',
  noPeopleWhy: '一年的记录要属于一个人。',
  toHouse: '去“小屋”添加家人',

  whose: '谁的记录',
  how: '看一年或看列表',
  year: '一年',
  list: '列表',
  everybody: '所有人',
  nobody: '还没认领',
  guest: '客人',

  mornings: () => '个早上',
  evenings: () => '个晚上',
  yearSays: (year, name, am, pm) => `${name}的${year}年：完成${am}个早上和${pm}个晚上。用方向键读出某一天，按回车键打开；旁边的月份是表格。`,
  week: '周',

  monthBefore: (name) => `回到${name}`,
  monthAfter: (name) => `前往${name}`,
  monthSays: (month) => `${month}，每格一天`,
  both: '都刷了',
  short: '有点短',
  openMended: '空着，补上了',
  asTable: '看表格',
  asPicture: '收起表格',
  tableCaption: (month) => `${month}，一天一行`,
  day: '日期',
  morning: '早上',
  evening: '晚上',
  daySays: (day, am, pm) => `${day}。早上${am}，晚上${pm}。`,
  slot: (state, length, word) =>
    state === 'done' || state === 'short'
      ? word
        ? `${length}，${word}`
        : length
      : state === 'open'
        ? '空着'
        : state === 'mended'
          ? '补上了'
          : state === 'off'
            ? '没有安排'
            : '还没到',
  unknown: '不知道',

  dayEmpty: '这一天没有听到刷牙。',
  dayToCome: '这一天还没到。',
  dayWaiting: '正在取这一天',
  row: (length, word) => (word ? `${length}，${word}` : length),
  rowRunning: (length) => `${length}，正在刷`,
  rowSays: (time, slot, brush) => `${time}，${slot}。${brush && `${brush}。`}`,
  heardEnds: (stop) => (stop ? '听到了开始和停止' : '听到了开始'),
  heard: (heard, of) => `${of}秒里听到${heard}秒`,
  older: '更早的',
  olderWaiting: '正在取更早的',
  end: '全部都在这里了。',
  listEmpty: '这里没有刷牙。',
  openEmpty: '听到的都有人认领了。',

  insights: '分析',
  theWeek: '上一周',
  add: '补记一次刷牙',
  addTitle: '补记一次刷牙',
  addWhy: '给不会说话的牙刷用，会标明是手动记录。',
  addWho: '谁刷的',
  addDay: '日期',
  addTime: '几点开始',
  addQuick: '平时的时间',
  justNow: '刚刚',
  addLength: '刷了多久',
  addBrush: '牙刷',
  manual: '手动牙刷',
  electric: '电动牙刷',
  addIt: '记下',
  addFault: (fault) => (fault === 'when' ? '请填日期和时间。' : '那个时间还没过完。'),
  addedTitle: '记下了。另外还听到了一次。',
  thereTitle: '已经有了。',
  there: (name, time, length, how) => `${name}在${time}刷了${length}，${how}。没有再添加。`,
  overlaps: (name, time, length, brush) => `${time}听到${name}用${brush}刷了${length}。可能是同一次。收回一次之前，两次都算。`,
  seeIt: '看看',
  fine: '就这样',
  keepBoth: '两次都留',
  takeBack: '收回我记的',
  close: '关闭',

  daysInRow: (n) => `${n}天`,
  daysInRowSays: (mended) => (mended ? '连续完成，补过' : '连续完成'),
  usualSays: '平时的时长',
  keptOf: (kept, of) => `${kept}/${of}`,
  keptSays: (year, mended) => `${year}年完成的次数${mended > 0 ? `，另补${mended}次` : ''}`,
  usualEvening: (morning) => (morning ? `平时晚上，早上是${morning}` : '平时晚上'),
  usualMorning: '平时早上',
}
