import { messages } from '@/lib/messages'

/** What is chosen for this device, and the language of whoever is logged in. */
export const say = messages('device', {
  title: 'This device',
  theme: 'Light or dark',
  themes: (t: string) => ({ system: 'As the device', light: 'Light', dark: 'Dark' })[t] ?? t,
  contrast: 'Contrast',
  contrasts: (c: string) => ({ system: 'As the device', more: 'Strong', normal: 'As drawn' })[c] ?? c,
  language: 'Language',
  languageWhy: 'Yours, on every device on which you log in.',
  asBrowser: 'As the browser asks',
})
