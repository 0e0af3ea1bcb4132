import { figure } from '@/lib/words'
import type { Words } from '../features'
import { roles } from './doors'

const ways: Record<string, string> = {
  password: '用密码',
  passkey: '用通行密钥',
  code: '用一次性验证码',
  recovery_code: '用恢复码',
  recovery_link: '用恢复链接',
  provider: '通过别处的账号',
  proxy: '通过所在网络的登录',
}

const came = (detail: string) => {
  const [way, fresh] = detail.split(',')
  return `${ways[way ?? ''] ?? ''}登录了${fresh === 'new_browser' ? '，浏览器是第一次见到' : ''}`
}

const changes: Record<string, string> = {
  password_set: '改了自己的密码',
  password_removed: '移除了自己的密码',
  passkey_added: '添加了通行密钥',
  passkey_removed: '移除了通行密钥',
  passkey_copied: '出示了可能被复制过的通行密钥',
  codes_on: '从此登录要输入一次性验证码',
  codes_off: '登录不再要一次性验证码',
  recovery_codes_made: '换了一批恢复码',
  recovery_link_made: '建了恢复链接',
  linked: '关联了别处的账号',
  unlinked: '取消了别处账号的关联',
  email: '改了自己的邮箱',
}

const endings: Record<string, string> = {
  by_the_app: '，应用自己要求的',
  app_removed: '，应用已移除',
  code_shown_twice: '：有人把它的代码用了两次',
  code_misused: '：有人滥用了它的代码',
  token_shown_twice: '：有人把它的密钥用了两次',
  consent_withdrawn: '，因为一项同意已撤回',
}

const fields: Record<string, string> = {
  name: '名字',
  glaze: '杯子',
  milk_teeth: '牙齿',
  plan: '安排',
  birth_year: '出生年份',
  target: '时长',
  order: '顺序',
  language: '语言',
  model: '型号',
  people: '谁在用',
  key: '密钥',
  settings: '设置',
  virtual: '虚拟',
  time_zone: '时区',
  day_turns: '一天的开始',
  frames_days: '原话保留多久',
  sessions_days: '刷牙记录保留多久',
  role: '角色',
  expires: '结束时间',
}

const plainWords = (detail: string) => (detail ? `：${detail.split(',').map((f) => fields[f] ?? f.replaceAll('_', ' ')).join('、')}` : '')

const who = (name: string | undefined, gone: string) => name || gone

export const privacy: Words<'privacy'> = {
  links: '你借出的报告',
  linksWhy: '有这种链接的人，只能看一个人的一份报告，别的都看不到。',
  link: (receiver, person, from, to) => `${receiver}：${person}，${from}到${to}`,
  linkState: (revoked, open, ends, views) => `${revoked ? '已收回' : open ? `可以打开到${ends}` : '已结束'}。${views === 0 ? '还没有人看过。' : `看过${views}次。`}`,
  revoke: '收回',
  revokeOf: (receiver) => `收回给${receiver}的链接`,
  title: '隐私',
  heading: '谁知道什么',
  waiting: '请稍等',
  again: '再试一次',
  trouble: '这里显示不出来',
  ownersOnly: '这里写的内容给这个家的管理员看。你可以请管理员给你一份关于你的内容的副本。',
  people: '保留了每个人的哪些内容',
  peopleWhy: '副本是一个压缩包：刷牙记录、每一秒、牙刷的原话、安排和同意，有网页，也有表格。',
  copy: '取一份副本',
  copyOf: (name) => `取一份关于${name}的副本`,
  erase: '彻底删除…',
  eraseOf: (name) => `彻底删除${name}`,
  everything: '这个家的全部内容',
  eraseTitle: (name) => `要彻底删除${name}吗？`,
  eraseWhat: (name) => `${name}的每次刷牙、每一秒、备注、安排、同意，全都永远消失。谁也找不回来。别人用同一把牙刷刷的会留下。`,
  eraseHouse: (name) => `${name}的全部内容会永远消失：家人、刷牙记录、牙刷、密钥。你和其他人都不能再进来，不属于别的家的账号也会消失。`,
  eraseFirst: '你可以先取一份副本。',
  type: (name) => `确定要这样做，就输入“${name}”`,
  typeFault: '名字对不上。',
  eraseYes: '彻底删除',
  eraseNo: '留着',
  erased: (name) => `${name}已彻底删除，什么都没有留下。`,
  erasing: '正在删除。关掉这个页面，也会继续。',
  under: '正在彻底删除一个人的内容，会自己继续。',
  close: '关闭',
  consents: '你同意过的',
  noConsents: '没有内容离开这个家：没有同意任何人得到什么。',
  consent: (receiver, person) => `${receiver}可以得到${person}的`,
  consentGone: '一项同意，那个人的内容已彻底删除',
  given: (day) => `从${day}起`,
  agreed: '当时同意的内容',
  agreedTo: (receiver) => `当时同意的内容：${receiver}`,
  span: (from, to) => `${from}到${to}，已撤回`,
  withdraw: '撤回',
  withdrawOf: (receiver) => `撤回${receiver}可以得到的内容`,
  scope: (s) =>
    ({ 'sessions:read': '刷牙记录', 'people:read': '名字和安排', 'live:read': '刷牙的实时情况', 'brushes:read': '牙刷', 'export:read': '全部内容的副本', 'report:read': '一份报告，通过链接', 'sessions:write': '刷牙记录，可以修改', 'people:write': '名字和安排，可以修改', 'audit:read': '发生过的事', 'hooks:write': 'Webhook', changes: '每次变化的通知' })[s] ?? s,
  nobody: '没有人',
  log: '发生过的事',
  logWhy: '谁修改、看过、复制或同意了什么。谁改动其中一行，都会看得出来。',
  check: '它还和写下时一样吗？',
  holds: (n) => `是的：${figure(n)}行，${n === 1 ? '没有变' : '每一行都没有变'}。`,
  broken: (fault) => `不是：${fault}。`,
  head: '为了以后能核对，把这个记在别处：',
  older: '更早的',
  somebody: (name) => (name ? `有人以${name}的名义` : '有人'),
  by: (kind, name, gone, me) =>
    me
      ? '你'
      : kind === 'token'
        ? `密钥${name ? `“${name}”` : '（已不在）'}`
        : kind === 'machine'
          ? 'Enamel自己'
          : kind === 'account'
            ? who(name, gone ? '一个已不在的账号' : '这个家的一位成员')
            : kind === 'grant'
              ? who(name, '一个应用')
              : kind === 'link'
                ? who(name, '拿到链接的人')
                : kind === 'brush'
                  ? who(name, '一台设备')
                  : '有人',
  whose: (name, erased) => who(name, erased ? '已彻底删除的人' : '已离开的人'),
  act: (act, whose, about, detail) =>
    ({
      setup: '设置了这个家',
      login: came(detail),
      login_failed: detail === '1' ? '试着登录，没有进来' : `试着登录${detail}次，没有进来`,
      logout: '退出了登录',
      login_revoked: '结束了一处登录',
      secret_changed: changes[detail] ?? '改了登录方式',
      person_added: `添加了${whose}`,
      person_changed: `修改了${whose}${plainWords(detail)}`,
      person_removed: `把${whose}移出了小屋`,
      person_read: `读取了${whose}的刷牙记录`,
      person_exported: `取了一份关于${whose}的副本`,
      erase_asked: `要求彻底删除${whose}`,
      person_erased: `删掉了${whose}的最后一点内容`,
      account_erased: '彻底删除了一个账号',
      brush_changed: `修改了${about || '一把牙刷'}${plainWords(detail)}`,
      household_changed: `修改了这个家${plainWords(detail)}`,
      household_exported: '取了一份全部内容的副本',
      session_assigned: `说明了一次刷牙是谁的：${whose}`,
      session_noted: `给${whose}的一次刷牙写了备注`,
      session_removed: `移走了${whose}的一次刷牙`,
      frames_exported: `取了一份${about || '一把牙刷'}的原话`,
      token_made: detail.startsWith('device_') ? '得到了自己的密钥' : `建了密钥${about ? `“${about}”` : '（已不在）'}`,
      token_revoked: `收回了密钥${about ? `“${about}”` : '（已不在）'}`,
      member_invited: detail === 'taken_back' ? '收回了一份邀请' : `邀请了一位${detail ? roles(detail) : '成员'}`,
      member_joined: `作为${detail ? roles(detail) : '成员'}加入了`,
      member_changed: `修改了${about || '一位成员'}能做什么${plainWords(detail)}`,
      member_removed: `不再让${about || '已离开的人'}进来`,
      app_added: `登记了${about || '一个已不在的应用'}`,
      app_removed: `移除了${about || '一个应用'}`,
      link_made: `把${whose}的一份报告借给了${about || '别人'}`,
      link_viewed: `看了${whose}的报告`,
      link_revoked: `收回了${about || '别人'}看${whose}报告的链接`,
      report_taken: `把${whose}的报告取成了文件`,
      app_allowed: `同意了${about || '一个已不在的应用'}`,
      app_revoked: `不再让${about || '一个应用'}做任何事${endings[detail] ?? ''}`,
      hook_changed: detail === 'removed' ? '移除了一个Webhook' : `${detail === 'added' ? '添加' : '修改'}了Webhook${about ? `“${about}”` : '（已不在）'}${detail === 'added' ? '' : plainWords(detail)}`,
      device_claimed: `添加了${about || '一台设备'}`,
      device_revoked: ((d: string) => ({ released: `释放了${d}`, shut_out: `不再让${d}进来`, let_in: `又让${d}进来了`, renewed: `要求${d}换新密钥`, denied: `拒绝了${d}的证书` })[detail] ?? `收回了${d}的密钥`)(about || '一台设备'),
      browser_changed: detail === 'reminders_on' ? '让一台设备接收提醒' : '不再让一台设备接收提醒',
      consent_given: `同意${whose}的一些内容离开这个家`,
      consent_withdrawn: `撤回了一项关于${whose}的同意`,
    })[act] ?? act,
}
