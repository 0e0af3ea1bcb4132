/** Soft notes made by the browser itself. Nothing sounds unless it was asked for. */
let air: AudioContext | null = null

/** Wakes the sound up: browsers allow it only where somebody has just touched the page. */
export function wakeSound() {
  try {
    air ??= new AudioContext()
    if (air.state === 'suspended') void air.resume()
  } catch {
    air = null
  }
}

/** A round note like a finger on an enamel cup: `hz`, after `wait` seconds, for `long` seconds. */
function note(hz: number, wait: number, long: number, loud: number) {
  if (!air || air.state !== 'running') return
  const at = air.currentTime + wait
  const gain = air.createGain()
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime(loud, at + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.0005, at + long)
  gain.connect(air.destination)
  for (const [k, part] of [[1, 1], [2.76, 0.12]] as const) {
    const tone = air.createOscillator()
    const level = air.createGain()
    level.gain.value = part
    tone.type = 'sine'
    tone.frequency.value = hz * k
    tone.connect(level).connect(gain)
    tone.start(at)
    tone.stop(at + long)
  }
}

/** Another place. */
export const ding = () => note(659.26, 0, 0.5, 0.06)
/** A part is clean. */
export const chime = () => [523.25, 659.26, 783.99].forEach((hz, i) => note(hz, i * 0.11, 0.8, 0.07))
/** The brush said too hard: low and soft. */
export const soften = () => note(220, 0, 0.45, 0.06)
/** The end: downwards, as one sings somebody to sleep. */
export const lull = () => [783.99, 659.26, 587.33, 523.25].forEach((hz, i) => note(hz, i * 0.42, 1.8, 0.06))
