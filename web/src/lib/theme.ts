/** The chosen look, kept on this device. The first paint is done by src/first.js, which reads the same entry. */
export type Theme = 'system' | 'light' | 'dark'

const entry = 'enamel.theme'
const dark = () => matchMedia('(prefers-color-scheme: dark)')

export function chosenTheme(): Theme {
  try {
    const t = localStorage.getItem(entry)
    return t === 'light' || t === 'dark' ? t : 'system'
  } catch {
    return 'system'
  }
}

/** How strong rims and inks are: as the system asks for it, always strong, or never stronger than drawn. */
export type Contrast = 'system' | 'more' | 'normal'

const contrastEntry = 'enamel.contrast'

export function chosenContrast(): Contrast {
  try {
    const c = localStorage.getItem(contrastEntry)
    return c === 'more' || c === 'normal' ? c : 'system'
  } catch {
    return 'system'
  }
}

export function chooseContrast(c: Contrast) {
  try {
    if (c === 'system') localStorage.removeItem(contrastEntry)
    else localStorage.setItem(contrastEntry, c)
  } catch {
    // As with the theme.
  }
  if (c === 'system') delete document.documentElement.dataset.contrast
  else document.documentElement.dataset.contrast = c
}

export function chooseTheme(t: Theme) {
  try {
    if (t === 'system') localStorage.removeItem(entry)
    else localStorage.setItem(entry, t)
  } catch {
    // Storage may be closed to us; the choice then lasts as long as the page.
  }
  show(t)
}

function show(t: Theme) {
  document.documentElement.dataset.theme = t === 'system' ? (dark().matches ? 'dark' : 'light') : t
}

/** Follows the system's choice while none was made here. */
export function followSystemTheme() {
  dark().addEventListener('change', () => {
    if (chosenTheme() === 'system') show('system')
  })
}
