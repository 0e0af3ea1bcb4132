import { messages } from '@/lib/messages'

export const say = messages('shell', {
  waiting: 'One moment',
  skip: 'Skip to the page',
  main: 'Main',
  today: 'Today',
  history: 'History',
  brushes: 'Brushes',
  house: 'House',
  homes: 'Which home',
  again: 'Try again',
  troubleTitle: 'No answer',
  troubleHeading: 'The house does not answer.',
  silent: 'Nothing is lost',
  offline: (at: string) => `You are offline. What you see is from ${at}.`,
  lost: (at: string) => `The house does not answer. What you see is from ${at}.`,
  nowhereTitle: 'There is no such page.',
  nowhere: 'Nothing lives at this address',
  toToday: 'To Today',
})
