import { messages } from '@/lib/messages'

export const say = messages('play', {
  title: 'Play',
  waiting: 'One moment',
  heading: 'Who brushes?',
  start: (name: string) => `Start ${name}’s timer`,
  out: 'For grown-ups',
  pinTitle: 'PIN',
  pinSo: (n: number) => (n === 1 ? '1 digit' : `${n} digits`),
  pinWrong: 'That is not the PIN.',
  clear: 'Take the last digit back',
  go: 'Out of play',
  close: 'Close',
})
