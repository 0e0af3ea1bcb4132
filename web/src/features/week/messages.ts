import { messages } from '@/lib/messages'
import { figure } from '@/lib/words'

export const say = messages('week', {
  title: 'The week',
  heading: (from: string, to: string) => `The week from ${from} to ${to}`,
  why: 'Everybody beside their own plan.',
  waiting: 'One moment',
  trouble: 'The week cannot be shown just now',
  again: 'Try again',
  nobody: 'There is nobody here yet',
  back: 'History',
  before: 'The week before',
  after: 'The week after',
  kept: (kept: number, planned: number) => `${figure(kept)} of ${figure(planned)} planned brushings`,
  unplanned: 'Nothing was planned',
  quiet: 'Nothing was heard in this week',
  usual: (time: string, change: string) =>
    change === 'longer' ? `${time} most of the time, longer than the week before` : change === 'shorter' ? `${time} most of the time, shorter than the week before` : change === 'same' ? `${time} most of the time, as in the week before` : `${time} most of the time`,
  mended: 'One open evening or morning was mended: it does not end what goes on.',
  more: 'Insights',
  moreOf: (name: string) => `Insights of ${name}`,
  day: (date: string, morning: string, evening: string) => `${date}: morning ${morning}, evening ${evening}`,
  slot: (state: string, time: string) =>
    ({ done: time, short: time, open: 'open', mended: 'mended', off: 'not planned', next: 'to come' } as Record<string, string>)[state] ?? state,
})
