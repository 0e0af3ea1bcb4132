import { messages } from '@/lib/messages'
import { duration } from '@/lib/time'
import { count, ordinal } from '@/lib/words'

const parts = { 4: 'quarter', 6: 'sixth', 3: 'third' } as Record<number, string>

export const say = messages({
  en: {
    title: 'Live',
    waiting: 'Looking for this brushing',
    notFound: 'This brushing is not here any more.',
    notFoundWhy: 'Somebody took it out, or it was never kept here.',
    again: 'Try again',
    toToday: 'To Today',
    brushing: (name: string) => `${name} is brushing.`,
    pausing: (name: string) => `${name} pauses.`,
    done: (s: number, word: string | undefined) => (word ? `${duration(s)}, ${word}` : `${duration(s)}`),
    somebody: 'Somebody',
    guest: 'A guest',
    of: (s: number) => `of ${duration(s)}`,
    timer: 'Brushed so far',
    heard: 'Heard',
    heardOf: (h: number, d: number) => `${h} of ${d} s`,
    mode: 'Mode',
    brush: 'With',
    by: 'By',
    byUnknown: 'nobody yet',
    battery: 'Battery',
    percent: (n: number) => `${n} %`,
    pressure: 'Pressure',
    pressureSay: (high: number | undefined) =>
      high === undefined ? 'This brush tells no pressure.' : high === 0 ? 'Never too hard so far.' : `The brush said too hard for ${high} s.`,
    trace: (high: number | undefined, s: number) =>
      high === undefined ? `Seconds heard, of ${s}` : `Pressure: too hard for ${high} of ${s} seconds`,
    quiet: (s: number) => `Nothing heard for ${s} s. The timer waits.`,
    mouth: 'The mouth',
    noZones: 'This brush measures no zones, so none are shown.',
    noZonesLabel: 'Map of the mouth. Nothing is measured by this brush.',
    zonesLabel: 'Map of the mouth with the seconds measured in each zone.',
    right: 'Right',
    left: 'Left',
    chewing: 'chewing',
    zone: (z: string, s: number | undefined) => `${z.replaceAll('-', ' ')}: ${s === undefined ? 'not measured' : `${s} s`}`,
    pacer: 'Pacer',
    pacerWhy: 'The pacer is a clock, not a place.',
    pacerAt: (n: number, of: number) => `${ordinal(n)} ${parts[of] ?? 'part'} of ${count(of)}`,
    pacerPart: (n: number, from: number, to: number) => `${n}: ${duration(from)} to ${duration(to)}`,
    whoIsIt: 'Who is it?',
    ended: 'The brush is back in its cup.',
    endedCut: 'Nothing more was heard, so it ends here. What comes late is still added.',
    every: 'See every second',
    spoken: (name: string, s: number, target: number) => `${name}, ${duration(s)} of ${duration(target)}`,
  },
})
