import { messages } from '@/lib/messages'
import { duration } from '@/lib/time'
import type { Follows } from './brushing'
import type { Face, Part } from './way'

export const say = messages('coach', {
  title: (name: string) => `${name} brushes`,
  start: (name: string) => `Start ${name}’s brushing`,
  orBrush: (name: string) => `Or start ${name}’s brush.`,
  helped: 'Up to seven, a grown-up helps.',
  back: 'Back',
  pause: 'Pause. Hold to stop',
  resume: 'Go on',
  done: 'That was it',
  leave: 'Leave the coach. The brush goes on',
  soundOn: 'Sound is on. Turn it off',
  soundOff: 'Sound is off. Turn it on',
  time: (s: number, of: number) => `${duration(s)} of ${duration(of)}`,
  follows: (f: Follows) => (f === 'zones' ? 'The teeth follow what the brush measures' : f === 'pacer' ? 'The teeth follow the pacer' : 'The teeth follow the clock'),
  alone: 'The house does not answer. The teeth go on by the clock.',
  unsent: 'Kept here. It goes to the house as soon as it answers.',
  place: (p: Part, f: Face) =>
    `${{ right: p.jaw === 'upper' ? 'Upper right' : 'Lower right', front: p.jaw === 'upper' ? 'Upper front' : 'Lower front', left: p.jaw === 'upper' ? 'Upper left' : 'Lower left' }[p.where]}, ${{ outer: 'outside', inner: 'inside', chewing: 'on top' }[f]}`,
  clean: 'All clean',
  mouth: (clean: number, of: number) => `Mouth. ${clean} of ${of} teeth are clean`,
  steady: 'Nu is steady',
  happy: 'Nu is happy: another part is clean',
  slow: 'Nu waits',
  hurry: 'Nu is dizzy: a little slower',
  ouch: 'Nu says ouch: the brush said too hard',
  sleep: 'Nu is asleep',
  goodNight: (name: string) => `Good night, ${name}`,
  goodDay: (name: string) => `Have a good day, ${name}`,
  smile: 'A clean smile',
  lamps: (s: number) => (s === 1 ? 'The light goes out in 1 second' : `The light goes out in ${s} seconds`),
  summary: (s: number, heard: number | undefined) => (heard === undefined ? `${duration(s)}, by time. The screen goes dark by itself.` : `${duration(s)}, heard ${heard} of ${s} s. The screen goes dark by itself.`),
  dark: 'It is dark. Touch to go back',
})
