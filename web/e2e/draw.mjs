// How one screen is drawn in one state at one size, as a picture.
import { join } from 'node:path'

export const sizes = { narrow: { width: 320, height: 640 }, phone: { width: 360, height: 780 }, tablet: { width: 820, height: 1180 }, wide: { width: 1440, height: 900 } }

// What is asked again and again goes on; everything else of the API is held back, or refused.
const goesOn = /\/(me|setup|stream|live|ways)$/
const hold = {
  loading: (r) => void r,
  error: (r) => r.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"title":"Internal Server Error","status":500}' }),
}

/** How somebody sees: the colours of the page, more contrast, or the system's own colours in place of ours. */
export const themes = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  contrast: { colorScheme: 'light', contrast: 'more' },
  'contrast-dark': { colorScheme: 'dark', contrast: 'more' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
}

/** In which home a screen is drawn in a state. */
export const homeOf = (screen, state) => (screen.door === 'nobody' ? 'nobody' : state === 'long' ? 'crowd' : state === 'empty' ? 'empty' : (screen.home ?? 'family'))

/** What a picture is called. */
export const called = (screen, state, size, theme) => [screen.name, state === 'full' ? '' : state, size, theme].filter(Boolean).join('-')

/** Draws a screen into a folder, and says what is wrong with it that can be told without looking. */
export async function draw(chrome, homes, to, screen, state, size, theme, prepare) {
  const home = homes[homeOf(screen, state)]
  const name = called(screen, state, size, theme)
  const context = await chrome.newContext({
    viewport: sizes[size], ...themes[theme], locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce',
    storageState: screen.door === 'play' ? home.play : screen.door ? undefined : home.state,
  })
  try {
    await prepare?.(context, home)
    // A language from right to left, made from English: as it is said, not only as it lies.
    if (state === 'rtl') await context.addInitScript(() => location.protocol === 'http:' && localStorage.setItem('enamel.language', 'ar-XB'))
    const page = await context.newPage()
    const faults = []
    page.on('pageerror', (e) => faults.push(e.message))
    if (hold[state]) await page.route((u) => u.pathname.startsWith('/api/v1/') && !goesOn.test(u.pathname), hold[state])
    if (screen.clock) await page.clock.install({ time: new Date() })
    const at = screen.at(home)
    if (!at) throw new Error('the home has nothing of it')
    await page.goto(at.startsWith('http') ? at : home.url + at)
    await page.locator('#root :is(h1, h2, [role=status], .coach)').first().waitFor({ timeout: 30_000 })
    if (state !== 'loading') await page.waitForFunction(() => !document.querySelector('.waiting'), undefined, { timeout: 30_000, polling: 100 }).catch(() => faults.push('it waits for ever'))
    if (screen.act && !hold[state]) await screen.act(page, home).catch((e) => faults.push(e.message.split('\n')[0]))
    if (state === 'offline') {
      await page.waitForTimeout(300)
      await context.setOffline(true)
      home.wire.cut()
      await page.getByText(/What you see is from/).first().waitFor({ timeout: 30_000 }).catch(() => faults.push('nobody says that it is offline'))
    }
    await page.evaluate(() => document.fonts.ready)
    await (screen.clock ? new Promise((done) => setTimeout(done, 250)) : page.waitForTimeout(250))
    if (state === 'rtl' && (await page.evaluate(() => document.documentElement.dir)) !== 'rtl') faults.push('it does not run from right to left')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 0) faults.push(`${wide} px too wide`)
    // As tall as the page is, so that what sticks to the window's end stands at the picture's.
    const tall = await page.evaluate(() => document.documentElement.scrollHeight)
    if (tall > sizes[size].height && tall < 6000) await page.setViewportSize({ ...sizes[size], height: tall })
    await page.screenshot({ path: join(to, `${name}.png`), fullPage: true })
    return { name, screen: screen.name, state, size, theme, faults }
  } finally {
    home.wire.mend()
    await context.close()
  }
}
