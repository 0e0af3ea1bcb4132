import { messages } from '@/lib/messages'

export const say = messages('play', {
  title: 'Play',
  waiting: 'One moment',
  heading: 'Who brushes?',
  brushing: (name: string) => `${name} brushes`,
  start: (name: string) => `Start ${name}’s timer`,
  stop: (name: string) => `Stop ${name}’s timer`,
  done: (time: string) => `Well done, ${time}`,
  out: 'For grown-ups',
  pinTitle: 'PIN',
  pinSo: (n: number) => (n === 1 ? '1 digit' : `${n} digits`),
  pinWrong: 'That is not the PIN.',
  clear: 'Take the last digit back',
  go: 'Out of play',
  close: 'Close',
  unsent: 'Not sent yet. It goes as soon as the house answers.',
})
