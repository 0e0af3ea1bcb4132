// Everybody: axe on every screen in every look, the keyboard alone, text twice as large, and the narrowest screen there is.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { stage } from './stage.mjs'
import { everywhere, household, visit } from './walk.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const { home, chrome, made } = await stage(household)

const context = (state) =>
  chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', storageState: state })

/** Visits every screen, and what opens there, and gathers what `look` finds. */
async function walk(look) {
  const found = []
  for (const [screens, state] of everywhere(made)) {
    const around = await context(state)
    const page = await around.newPage()
    for (const screen of screens) {
      await visit(page, home.url, screen.path(made))
      for (const f of await look(page)) found.push(`${screen.name}: ${f}`)
      for (const opens of screen.open ?? []) {
        await page.locator(opens).first().click()
        await page.waitForTimeout(100)
        for (const f of await look(page)) found.push(`${screen.name}, ${opens}: ${f}`)
        await page.keyboard.press('Escape')
        if (await page.locator('dialog[open]').count()) found.push(`${screen.name}, ${opens}: Escape does not close it`)
      }
    }
    await around.close()
  }
  return found
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Everything in the light, and then the contrasts in every other look. */
async function judged(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  const found = []
  for (const [name, scheme, contrast] of [['light', 'light', ''], ['dark', 'dark', ''], ['light, strong', 'light', 'more'], ['dark, strong', 'dark', 'more']]) {
    await page.emulateMedia({ colorScheme: scheme })
    const violations = await page.evaluate(
      async ([contrast, only]) => {
        if (contrast) document.documentElement.dataset.contrast = contrast
        else delete document.documentElement.dataset.contrast
        // What is behind a sheet was judged before the sheet was opened.
        return (await window.axe.run(document.querySelector('dialog[open]') ?? document, { runOnly: only, resultTypes: ['violations'] })).violations
      },
      [contrast, name === 'light' ? { type: 'tag', values: rules } : { type: 'rule', values: ['color-contrast'] }],
    )
    for (const v of violations) found.push(`${name}: ${v.id} (${v.nodes.length}): ${v.nodes.slice(0, 2).map((n) => `${n.target.join(' ')} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`).join(' | ')}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.evaluate(() => delete document.documentElement.dataset.contrast)
  return found
}

test('axe finds nothing, in light and dark and strong contrast', { timeout: 400_000 }, async () => {
  const found = await walk(judged)
  assert.deepEqual(found, [], found.join('\n'))
})

/** What stands out of the page. */
const wide = (page) =>
  page.evaluate(() => {
    const most = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= most) return []
    return [...document.querySelectorAll('body *')]
      .filter((e) => e.checkVisibility() && !e.closest('svg, .unseen, .skip') && e.getBoundingClientRect().right > most + 1)
      .map((e) => `too wide: ${e.tagName.toLowerCase()}.${e.className} to ${Math.round(e.getBoundingClientRect().right)}`)
      .slice(0, 3)
  })

test('nothing stands out at 320 pixels, nor with text twice as large', { timeout: 240_000 }, async () => {
  const found = await walk(async (page) => {
    await page.setViewportSize({ width: 320, height: 640 })
    const narrow = await wide(page)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
    const large = await wide(page)
    await page.evaluate(() => (document.documentElement.style.fontSize = ''))
    return [...narrow.map((f) => `320 px: ${f}`), ...large.map((f) => `200 %: ${f}`)]
  })
  assert.deepEqual(found, [], found.join('\n'))
})

test('Tab reaches everything, and it is seen where one is', { timeout: 240_000 }, async () => {
  const found = await walk(async (page) => {
    const wanted = await page.evaluate(() => {
      const within = document.querySelector('dialog[open]') ?? document
      const all = [...within.querySelectorAll('a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"], summary')]
      const seen = new Set()
      let n = 0
      for (const e of all) {
        if (!e.checkVisibility() || e.tabIndex < 0) continue
        // Radios of one name are one stop.
        const key = e.type === 'radio' ? `radio ${e.name}` : null
        if (key && seen.has(key)) continue
        if (key) seen.add(key)
        e.dataset.stop = key ?? String(n)
        if (key) for (const other of all.filter((o) => o.type === 'radio' && o.name === e.name)) other.dataset.stop = key
        n++
      }
      document.activeElement?.blur?.()
      return [...new Set([...document.querySelectorAll('[data-stop]')].map((e) => e.dataset.stop))]
    })
    const reached = new Set()
    const faults = []
    // Once around, from wherever one is (a screen one went to begins at its heading): past the end of the page twice. What loads more as one comes
    // near makes the page longer.
    for (let i = 0, ends = 0; i < 600 && ends < 2 && reached.size < wanted.length; i++) {
      await page.keyboard.press('Tab')
      const at = await page.evaluate(() => {
        const e = document.activeElement
        if (!e || e === document.body) return null
        const shown = (x) => {
          const s = getComputedStyle(x)
          return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none'
        }
        const label = e.closest('label')
        const seen = shown(e) || (label && shown(label)) || [...e.querySelectorAll('*')].some((x) => x.matches('.year-pick') && getComputedStyle(x).opacity !== '0')
        return { stop: e.dataset.stop, seen, what: `${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className} ${(e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40)}` }
      })
      if (i > 0 && !at) ends++
      if (at?.stop !== undefined && !reached.has(at.stop)) {
        reached.add(at.stop)
        if (!at.seen) faults.push(`focus is not seen on ${at.what}`)
      }
    }
    const lost = await page.evaluate((missing) => missing.map((s) => document.querySelector(`[data-stop="${s}"]:not(:disabled)`)).filter((e) => e?.checkVisibility()).map((e) => `Tab does not reach ${e.tagName.toLowerCase()} ${(e.getAttribute('aria-label') ?? e.textContent).trim().slice(0, 40)}`), wanted.filter((s) => !reached.has(s)))
    await page.evaluate(() => document.querySelectorAll('[data-stop]').forEach((e) => delete e.dataset.stop))
    return [...faults, ...lost].slice(0, 6)
  })
  assert.deepEqual(found, [], found.join('\n'))
})
