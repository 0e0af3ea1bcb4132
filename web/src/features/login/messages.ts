import { messages } from '@/lib/messages'

export const say = messages({
  en: {
    title: 'Log in',
    heading: 'Who is there?',
    passkey: 'Come in with a passkey',
    passkeyFault: 'The browser could not use a passkey here.',
    provider: (name: string) => `Come in with ${name}`,
    back: (how: string) =>
      ({
        unlinked: 'Nobody here is linked with that account. Log in another way, and link it under House, Signing in.',
        refused: 'That account cannot be used here: it belongs to somebody else, or its e-mail address does.',
        late: 'This took too long, or was done already. Begin again.',
      })[how] ?? 'The other side’s answer does not fit. Begin again.',
    or: 'or with your password',
    email: 'E-mail',
    password: 'Password',
    enter: 'Come in',
    entering: 'One moment',
    wrong: 'This e-mail and this password do not belong together.',
    secondHeading: 'And the code?',
    secondWhy: 'Your app for one-time codes shows six digits for Enamel.',
    code: 'One-time code',
    codeWrong: 'This code is not right, or was used already.',
    useRecovery: 'I have a recovery code',
    recoveryHeading: 'A recovery code',
    recoveryWhy: 'One of the ten you kept. It works once.',
    recoveryCode: 'Recovery code',
    useCode: 'I have the app after all',
    late: 'This took too long, or too many codes were wrong. Give the password again.',
    again: 'Back to the password',
    recoverTitle: 'Back into your account',
    recoverWhy: 'This link works once. Inside, set up another way in at once: a passkey or a password.',
    recoverNoCode: 'Open the whole link, with everything behind the #.',
  },
})
