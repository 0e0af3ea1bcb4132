import { messages } from '@/lib/messages'

export const say = messages({
  en: {
    title: 'Log in',
    heading: 'Who is there?',
    email: 'E-mail',
    password: 'Password',
    enter: 'Come in',
    entering: 'One moment',
    wrong: 'This e-mail and this password do not belong together.',
  },
})
