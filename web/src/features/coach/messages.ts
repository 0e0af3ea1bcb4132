import { messages } from '@/lib/messages'

export const say = messages('coachpage', {
  title: 'Coach',
  waiting: 'One moment',
  again: 'Try again',
  trouble: 'The coach cannot be shown',
  gone: 'Nobody of this name lives here any more.',
  toToday: 'To Today',
})
