// What a file of browser tests needs: a home and a browser, gone when its tests are.
import { after } from 'node:test'
import { Home, browser } from './home.mjs'

/** Opens both, and furnishes the home: const { home, chrome, made } = await stage(household). */
export async function stage(furnish) {
  const home = await Home.make()
  let chrome
  try {
    chrome = await browser()
    const made = await furnish?.(home, chrome)
    after(async () => {
      await chrome.close()
      await home.end()
    })
    return { home, chrome, made }
  } catch (e) {
    await chrome?.close()
    await home.end()
    throw e
  }
}
