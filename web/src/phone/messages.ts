import { messages } from '@/lib/messages'

const frames = (n: number) => (n === 1 ? 'One frame waits.' : `${n} frames wait.`)

export const say = messages('ear', {
  hears: (name: string) => `This phone hears the ${name}.`,
  looks: (name: string) => `This phone looks for the ${name}.`,
  waits: frames,
  full: 'This phone’s memory for the page is full: what is heard now cannot be kept. Make room, then try again.',
  broken: 'This browser keeps nothing for the page, so what is heard here is not kept. A private window does that.',
  elsewhere: 'What waits here is for another of your homes. Go there, and it is sent.',
  stranger: 'What waits here may not be sent by this log-in. It stays until somebody logs in who may.',
  refused: (n: number) => (n === 1 ? 'One frame was for somebody who is not here any more, and was let go.' : `${n} frames were for somebody who is not here any more, and were let go.`),
})
