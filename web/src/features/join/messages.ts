import { messages } from '@/lib/messages'

export const say = messages({
  en: {
    title: 'Join',
    waiting: 'One moment',
    noCode: 'This link is not whole',
    noCodeWhy: 'Open the whole link of the invitation, with everything behind the #.',
    heading: (home: string) => `Come in to ${home}`,
    by: (name: string, role: string) => (name ? `${name} invites you as ${role}.` : `You are invited as ${role}.`),
    until: (day: string) => `It ends on ${day}.`,
    roles: (r: string) => ({ owner: 'an owner', caregiver: 'a caregiver', viewer: 'a viewer' })[r] ?? r,
    name: 'Your name',
    email: 'E-mail',
    password: 'Password',
    passwordHint: '10 characters or more, such as four words by chance',
    haveHint: 'The one of your account',
    new: 'I am new here',
    have: 'I have an account',
    enter: 'Come in',
    enterAs: (name: string) => `Come in as ${name}`,
    wrong: 'This e-mail and this password do not belong together.',
    bad: 'This invitation does not work',
    toToday: 'To Today',
  },
})
