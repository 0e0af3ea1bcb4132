import { duration } from '@/lib/time'
import { count, listed } from '@/lib/words'
import type { Words } from '../features'

const parts = { coverage: '覆盖', pressure: '压力' }

export const places: Record<string, string> = { 'upper-right': '右上', 'upper-front': '上排前牙', 'upper-left': '左上', 'lower-left': '左下', 'lower-front': '下排前牙', 'lower-right': '右下' }

export const faces: Record<string, string> = { outer: '外侧', inner: '内侧', chewing: '咬合面' }

export const session: Words<'session'> = {
  title: (day) => `刷牙，${day}`,
  waiting: '正在取这次刷牙',
  gone: '这次刷牙不在这里。',
  goneWhy: '它可能已经删除',
  goneWhyElse: '也可能网址不完整。其他的都在“记录”里。',
  toHistory: '去“记录”',
  trouble: '服务器没有回答。',
  troubleWhy: '听到的内容都存在那里，什么都没有丢。',
  again: '再问一次',

  headline: (length, word) => `${length}，${word}`,
  running: (length) => `${length}，正在刷`,
  runningUntold: '正在刷牙',
  handleScore: '刷柄自己的得分',
  paused: (length) => `${length}，暂停`,
  nobody: '还没有人认领',
  guest: '客人',
  slot: (slot) => (slot === 'morning' ? '早上' : '晚上'),
  who: (name, slot, time, brush, modes) => `${name}，${slot}${time}。${brush && `${brush}。`}${modes && `${modes}。`}`,
  modes: (list) => (list.length > 3 ? `${list.slice(0, 2).join('，然后')}，然后还有${count(list.length - 2)}种` : list.join('，然后')),
  continues: '它在上一次之后不到一分钟开始。',

  amended: (day, said) => `${day}重新解读${said.length > 0 ? `：${said.join('；')}` : ''}。`,
  amendedLength: (before, after) => `时长是${after}，原来是${before}`,
  amendedEnd: (ended) =>
    ({
      heard: '听到了结束',
      reconstructed: '结束是推算出来的',
      reported: '结束来自刷柄自己的记录',
      cut_off: '没有听到结束',
    })[ended] ?? ended,
  amendedMode: (before, after) => (after === '' ? '不再知道模式' : before === '' ? `模式是${after}` : `模式是${after}，不是${before}`),
  amendedZones: (known) => (known ? '现在知道区域了' : '不再知道区域'),
  amendedPressure: (known) => (known ? '现在知道压力了' : '不再知道压力'),
  amendedScore: (before, after) => (after === null ? '不再有得分' : before === null ? `得分是${after}` : `得分是${after}，原来是${before}`),

  not: (name) => `不是${name}？`,
  whoWas: '这是谁刷的？',
  addNote: '写备注',
  editNote: '修改备注',
  remove: '删除这次刷牙',
  watch: '看实时',
  close: '关闭',

  whoTitle: '这是谁刷的？',
  whoHint: '会重新计算这个人的日子。听到的内容保持原样。',
  noteTitle: '备注',
  noteLabel: '关于这次刷牙，想记住什么',
  save: '保存',
  removeTitle: '要删除这次刷牙吗？',
  removeWhy: (length, name) => `${name}的${length}会永远离开记录。晚到的内容也不会把它带回来。`,
  removeYes: '删除',
  removeNo: '留着',
  failed: '服务器没有接受。什么都没有改动。',

  strip: (heard, of) => `每一秒，${of}秒里听到${heard}秒`,
  stripSays: (of, zones, heard) => `${of}秒，按${zones ? '区域、压力' : '压力'}、模式和换区提醒排列，其中听到${heard}秒。用方向键可以逐秒读出；表格里是同样的数值。`,
  twoEnds: '从开始到停止',
  twoEndsSay: '这把牙刷只说什么时候开始、什么时候停止。两者之间就是时长；中间发生了什么，没有人知道。',
  startOnly: '这把牙刷只说什么时候开始、什么时候停止，而停止没有人听到。所以这里写的是能确定的时长，实际可能更长。',
  notYet: '还没有',
  runsNow: '这把牙刷只说什么时候开始、什么时候停止。它已经开始，时长从那时算起。',
  asTable: '看表格',
  asPicture: '收起表格',
  outer: '外侧',
  chewing: '咬合面',
  inner: '内侧',
  tooHard: '压力过大',
  notHeard: '没有听到',
  between: '两句话之间',
  secondBetween: (time) => `${time}。在牙刷的两句话之间：它的计时一直在走，前后说的一样。`,
  noZones: '这把牙刷不测区域，所以不显示。',
  noZonesYet: '这次没有测到区域，所以不显示。',
  noPressure: '这把牙刷不报告压力。',
  classes: '压力用的是牙刷自己的三档：偏轻、正好、过大。',
  pressure: '压力',
  mode: '模式',
  pacer: '换区提醒',
  pressureShort: '压力',
  modeShort: '模式',
  pacerShort: '换区',
  pressureWord: (p) => (p === 'high' ? '牙刷提示压力过大' : p === 'low' ? '压力偏轻' : '压力正好'),
  sector: (n, of) => (of > 0 ? `换区提醒第${n}区，共${of}区` : `换区提醒第${n}区`),
  second: (time, said) => `${time}。${said.length > 0 ? said.join('，') : '听到了'}。`,
  secondUnheard: (time) => `${time}。没有听到。`,
  secondToCome: (time) => `${time}。还没到。`,
  pick: '点一下色带，或用方向键，读出某一秒。',
  pickLabel: '这次刷牙的某一秒',
  colFrom: '从',
  colTo: '到',
  colHeard: '听到',
  colZones: '区域',
  yes: '是',
  no: '否',
  tableCaption: '同样的每一秒，相同的合在一起',
  light: '偏轻',
  right: '正好',
  none: '无',

  score: (n) => `${n}分怎么来的`,
  of100: '满分100',
  scoreSays: (n, word) => `满分100，得${n}分，${word}。`,
  time: '时间',
  coverage: '覆盖',
  points: (got, of) => `${got}/${of}`,
  why: (part, got, of, from) =>
    part === 'time'
      ? `${duration(got)}，目标${duration(of)}${from === 'timed' ? '，按计时' : from === 'noted' ? '，按记录' : ''}。`
      : part === 'cover'
        ? got === of
          ? '这把牙刷测的每个区域，都得到了应有时间的一半以上。'
          : `${of}个区域里有${got}个得到了应有时间的一半以上。`
        : got === 0
          ? '牙刷一次都没有提示压力过大。'
          : `牙刷提示压力过大，共${got < 120 ? `${got}秒` : `${duration(got)}分钟`}。`,
  scoreNote: (version, missing) =>
    `得分规则第${version}版。每颗牙是五分。` +
    (missing.length === 0 ? '三部分都有依据。' : `${listed(missing.map((m) => parts[m]))}没有依据，所以${missing.length === 1 ? '另外两部分' : '时间'}按满分100折算。`),
  noScore: '牙刷停下来后，就有得分。',
  noScoreYet: '这次没有得分。',
  scoreTitle: '得分',

  heardBy: '谁听到的',
  countedBy: '谁计时的',
  together: (n) => (n === 2 ? '两者合起来' : '全部合起来'),
  ofSeconds: (heard, of) => `${heard}/${of}秒`,
  secondsOf: (n) => `${n}秒`,
  sourceSays: (name, heard, of) => `${name}在${of}秒里听到了${heard}秒。`,
  allHeard: '每一秒都听到了。',
  holes: (n, spans, zones) => `有${count(n)}秒没有听到，${listed(spans)}。牙刷自己的计时一直在走，所以算进时间${zones ? '，不算进任何区域' : ''}。`,
  holesMany: (n, spans) => `${count(spans)}段空隙里共有${count(n)}秒没有听到。牙刷自己的计时一直在走，所以算进时间。`,
  hole: (from, to) => `从${from}到${to}`,
  unnamedSource: '没有名字的来源',

  recordTitle: '刷柄自己的记录',
  recordStarted: '开始',
  recordBrushed: '刷了',
  tooHardTitle: '压力过大',
  itsScore: '它的得分',
  colHandle: '刷柄',
  notHeardAtAll: '没有听到',
  recordAgrees: '两边一致，所以时长以刷柄为准。它的时钟也推算出来了。',
  recordAlone: '这次刷牙没有谁听到。它在这里，是因为刷柄记得。',

  details: '还知道什么',
  brush: '牙刷',
  known: '怎么知道的',
  knownAs: (from) => (from === 'timed' ? '教练计的时' : '有人事后记下的'),
  anyBrush: '不会说话的牙刷',
  theBrush: (name) => `牙刷“${name}”`,
  maker: '厂商',
  battery: '电量',
  target: '目标',
  whose: '是谁的',
  ended: '怎么结束的',
  note: '备注',
  how: (how) =>
    how === 'only_brusher' ? '只有这个人用这把牙刷' : how === 'handle' ? '刷柄说的' : how === 'person' ? '有人说的' : how === 'entry' ? '替这个人记下的' : how === 'coach' ? '开着这个人的教练' : '还没有人说',
  end: (ended) =>
    ({
      heard: '听到它停下',
      reconstructed: '从最后听到的推算',
      reported: '来自刷柄自己的记录',
      cut_off: '之后90秒没有再听到',
    })[ended] ?? ended,
  routine: (length, sectors) => (sectors > 0 ? `${length}，分${count(sectors)}区` : length),
  percent: (n) => `${n}%`,

  map: '刷到了哪里',
  mapSays: (measured) => `${measured}个测到的区域各多少秒，照牙医看到的口腔画。`,
  rightSide: '右',
  leftSide: '左',
  zone: (place, n) => (n === undefined ? `${place}：没有测量` : `${place}：${Math.round(n)}秒`),
  face: (face) => faces[face] ?? face,
  place: (place) => places[place] ?? place,
  placeShort: (place) => ({ 'upper-right': '右上', 'upper-front': '上前', 'upper-left': '左上', 'lower-left': '左下', 'lower-front': '下前', 'lower-right': '右下' })[place] ?? place,
}
