// Everybody's own way of looking: the system's colours in place of ours, nothing that moves, and text twice as large.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from './stage.mjs'
import { everywhere, household, visit } from './walk.mjs'

const { home, chrome, made } = await stage(household)

const some = { viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' }

/** Visits screens as somebody who looks like this, and what opens there, and gathers what `look` finds. */
async function walk(options, look, only = () => true) {
  const found = []
  for (const [screens, state] of everywhere(made)) {
    const context = await chrome.newContext({ ...some, ...options, storageState: state })
    const page = await context.newPage()
    for (const screen of screens.filter((s) => only(s.name))) {
      await visit(page, home.url, screen.path(made))
      for (const f of await look(page)) found.push(`${screen.name}: ${f}`)
      for (const opens of screen.open ?? []) {
        await page.locator(opens).first().click()
        for (const f of await look(page)) found.push(`${screen.name}, ${opens}: ${f}`)
        await page.keyboard.press('Escape')
      }
    }
    await context.close()
  }
  return found
}

/** Runs in the page. What of it cannot be made out in the colours that it has now. */
function faint() {
  const rgba = (c) => {
    const m = /^rgba?\(([^)]+)\)$/.exec(c)
    const [r, g, b, a] = m ? m[1].split(/[\s,/]+/).map(Number) : [NaN, NaN, NaN, 1]
    return { r, g, b, a: a ?? 1 }
  }
  const light = ({ r, g, b }) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0)
  const contrast = (a, b) => {
    const [x, y] = [light(rgba(a)), light(rgba(b))].sort((p, q) => q - p)
    return (x + 0.05) / (y + 0.05)
  }
  const under = (e) => {
    for (let x = e; x; x = x.parentElement) {
      const c = getComputedStyle(x).backgroundColor
      if (rgba(c).a === 1) return c
    }
    return getComputedStyle(document.body).backgroundColor
  }
  const rimmed = (e) => {
    const s = getComputedStyle(e)
    return ['Top', 'Right', 'Bottom', 'Left'].some((side) => parseFloat(s[`border${side}Width`]) >= 1 && s[`border${side}Style`] !== 'none' && contrast(s[`border${side}Color`], under(e.parentElement)) >= 3)
  }
  const written = (e) => [e, ...e.querySelectorAll('*')].some((x) => !(x instanceof SVGElement) && x.checkVisibility() && [...x.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && contrast(getComputedStyle(x).color, under(x)) >= 4.5)
  const drawn = (e) =>
    [...e.querySelectorAll('svg :is(path, circle, rect, line, ellipse, use, text)')].some((x) => {
      const s = getComputedStyle(x)
      return [s.stroke, s.fill].some((c) => /^rgb/.test(c) && rgba(c).a > 0 && contrast(c, under(e)) >= 3)
    })
  const found = []
  const tell = (e) => `${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className} ${(e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40)}`
  for (const e of document.querySelectorAll('a[href], button, select, textarea, summary, input')) {
    if (!e.checkVisibility({ opacityProperty: true }) || e.closest('.unseen, .skip') || e.disabled) continue
    if (document.querySelector('dialog[open]') && !e.closest('dialog[open]')) continue
    // Boxes and dots are the browser's own, and so are files; what is hidden behind its label is seen as its label.
    const native = e.matches('input:is([type=checkbox], [type=radio], [type=range], [type=file])')
    if (native) continue
    if (!rimmed(e) && !written(e) && !drawn(e)) found.push(`it vanishes: ${tell(e)}`)
  }
  // What stands for a number or a state by its fill alone stays different from what does not.
  for (const [yes, no] of [['.rewards-teeth i[data-on=true]', '.rewards-teeth i[data-on=false]'], ['.coach-lamps i:not(.gone)', '.coach-lamps i.gone'], ['.play-dots span', '.play-dots']]) {
    const [a, b] = [document.querySelector(yes), document.querySelector(no)]
    if (a && b && contrast(getComputedStyle(a).backgroundColor, under(b)) < 3) found.push(`${yes} looks like ${no}`)
  }
  // Places of the mouth: what was measured has its figure, what was not has its hatch.
  for (const map of document.querySelectorAll('.mouth-map')) {
    for (const z of map.querySelectorAll('.zone')) {
      const s = getComputedStyle(z)
      if (contrast(s.stroke, under(map)) < 3) found.push(`a place of the mouth has no rim: ${z.dataset.zone}`)
      if (z.matches('.unmeasured') && !/url\(/.test(s.fill)) found.push(`what was not measured is not hatched: ${z.dataset.zone}`)
    }
    const figures = [...map.querySelectorAll('.zone-fig')]
    if (map.querySelector('.zone.l1, .zone.l2, .zone.l3, .zone.l4') && figures.length === 0) found.push('levels are told by colour alone')
    for (const t of figures) {
      const at = t.getBoundingClientRect()
      const level = /\bl\d\b/.exec(t.className.baseVal)?.[0]
      const zone = level && map.querySelector(`.zone.${level}`)
      const behind = zone ? getComputedStyle(zone).fill : under(map)
      const c = contrast(getComputedStyle(t).fill, behind)
      if (at.width > 0 && c < 4.5) found.push(`a figure on ${level ?? 'the page'} has a contrast of ${c.toFixed(1)}`)
    }
  }
  return [...new Set(found)].slice(0, 8)
}

for (const colorScheme of ['light', 'dark'])
  test(`in the system's own colours nothing vanishes, ${colorScheme}`, { timeout: 240_000 }, async () => {
    const found = await walk({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' }, (page) => page.evaluate(faint))
    assert.deepEqual(found, [], found.join('\n'))
  })

test('with reduced motion nothing moves', { timeout: 120_000 }, async () => {
  const moving = (page) =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter((a) => a.playState === 'running' && Number(a.effect.getComputedTiming().activeDuration) > 10)
        .map((a) => `${a.animationName ?? a.transitionProperty} of ${a.effect.target.className?.baseVal ?? a.effect.target.className}`),
    )
  const few = ['today', 'live', 'coach', 'stickers', 'play']
  const found = await walk({ reducedMotion: 'reduce' }, moving, (name) => few.includes(name))
  assert.deepEqual(found, [], found.join('\n'))
  // The same look finds what moves where nobody asked for rest.
  const lively = await walk({ reducedMotion: 'no-preference' }, moving, (name) => name === 'coach')
  assert.ok(lively.length > 0, 'it would not be seen if something moved')
})

/** Runs in the page. What stands out of it, and which text is cut off. */
function cut() {
  const found = []
  const most = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth > most) found.push(`the page is ${document.documentElement.scrollWidth} wide`)
  for (const e of document.querySelectorAll('body *')) {
    if (e instanceof SVGElement || e.closest('.unseen, .skip, .sr-only') || !e.checkVisibility()) continue
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue
    const r = document.createRange()
    r.selectNodeContents(e)
    const text = r.getBoundingClientRect()
    for (let x = e; x && x !== document.body; x = x.parentElement) {
      const s = getComputedStyle(x)
      const box = x.getBoundingClientRect()
      if (box.width <= 1) break // only to be heard
      const hides = (o) => o === 'hidden' || o === 'clip'
      // A part that scrolls by itself shows everything to whoever scrolls it.
      if (/auto|scroll/.test(s.overflowX + s.overflowY) && !hides(s.overflowX) && !hides(s.overflowY)) break
      if ((hides(s.overflowX) && (text.right > box.right + 2 || text.left < box.left - 2)) || (hides(s.overflowY) && (text.bottom > box.bottom + 2 || text.top < box.top - 2))) {
        found.push(`cut off: ${e.tagName.toLowerCase()}.${e.className} "${e.textContent.trim().slice(0, 40)}" by .${x.className}`)
        break
      }
    }
  }
  return [...new Set(found)].slice(0, 5)
}

test('text twice as large: nothing is cut, and nobody scrolls sideways', { timeout: 240_000 }, async () => {
  const large = async (page) => {
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
    const found = await page.evaluate(cut)
    await page.evaluate(() => (document.documentElement.style.fontSize = ''))
    return found
  }
  const found = await walk({ viewport: { width: 640, height: 800 }, deviceScaleFactor: 2, reducedMotion: 'reduce' }, large)
  assert.deepEqual(found, [], found.join('\n'))
})
