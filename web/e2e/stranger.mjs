// Walks from the set-up link to a first finished brushing as somebody would who has never seen Enamel, on a phone, by what the screens say and by nothing
// else; and counts the time that it takes: what the app takes, measured, and what a person takes, by a rule that is written down with the result.
//   node e2e/stranger.mjs            prints the walks; it fails when one of them takes three minutes or more
//   node e2e/stranger.mjs --write    and writes them into docs/first-brushing.md
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Home, anna, browser } from './home.mjs'

const most = 180
const perWord = 0.25 // s to read one
const perLetter = 60 / (40 * 5) // s to type one: 40 words of five letters a minute
const perTap = 1 // s to put a thumb on something that was found
const phone = { viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', hasTouch: true, isMobile: true }

/** Runs in the page. The words that are seen, from the top to what is pressed, or all; and whether it is seen without a swipe. */
function words(pressed) {
  const skip = 'script, style, noscript, select, option, [aria-hidden=true], .unseen, .skip, .sr-only'
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let before = 0
  let all = 0
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const of = n.parentElement
    if (of.closest(skip) || !of.checkVisibility({ opacityProperty: true })) continue
    const count = (n.data.match(/[\p{L}\p{N}][\p{L}\p{N}’'.:-]*/gu) ?? []).length
    all += count
    if (!pressed || pressed.contains(n) || pressed.compareDocumentPosition(n) & Node.DOCUMENT_POSITION_PRECEDING) before += count
  }
  const at = pressed?.getBoundingClientRect()
  return { before: pressed ? before : all, all, hidden: Boolean(at && (at.top < 0 || at.bottom > innerHeight)) }
}

class Walk {
  steps = []
  constructor(page) {
    this.page = page
  }

  /** One screen: read down to what is pressed, type, press, and wait for what comes. */
  async step(says, { type = [], press, then }) {
    const control = press && this.page.getByRole(press[0], { name: press[1], exact: typeof press[1] === 'string' }).first()
    if (control) await control.waitFor()
    const read = control ? await control.evaluate(words) : await this.page.evaluate(words, null)
    let letters = 0
    for (const [label, text] of type) {
      await this.page.getByLabel(label, { exact: true }).fill(text)
      letters += text.length
    }
    const began = Date.now()
    if (control) await control.click()
    await then?.(this.page)
    const person = read.before * perWord + letters * perLetter + (type.length + (press ? 1 : 0) + (read.hidden ? 1 : 0)) * perTap
    this.steps.push({ says, press: press ? (typeof press[1] === 'string' ? press[1] : press[1].source.slice(1)) : '', words: read.before, all: read.all, letters, swipe: read.hidden, person, app: (Date.now() - began) / 1000 })
  }

  /** The person and the app in turn; what a person would read while the app brushes costs nothing. */
  get seconds() {
    return this.steps.reduce((sum, s) => sum + s.person + s.app, 0)
  }
}

const heading = (name) => (page) => page.getByRole('heading', { name }).first().waitFor({ timeout: 200_000 })

async function inside(walk, link) {
  await walk.page.goto(link)
  await walk.step('Who looks after this home?', {
    type: [['Your name', 'Anna'], ['E-mail', anna.email], ['Password', anna.password]],
    press: ['button', 'Next'],
    then: heading('Whose teeth live here?'),
  })
  await walk.step('Whose teeth live here?', { press: ['button', 'Next'], then: heading('What do you brush with?') })
}

const ways = {
  'Try a virtual brush': async (walk, link) => {
    await inside(walk, link)
    await walk.step('What do you brush with?', { press: ['button', 'Start brushing'], then: heading(/^Anna is brushing/) })
    // They look on while it brushes, and see by themselves that it is over.
    await walk.step('Anna is brushing', { then: (page) => page.getByRole('heading', { name: /^Anna is brushing/ }).waitFor({ state: 'detached', timeout: 200_000 }) })
    walk.steps.at(-1).person = 0
  },
  'A brush of one’s own, by time': async (walk, link) => {
    await inside(walk, link)
    await walk.step('What do you brush with?', { press: ['link', /^Any other brush, by time/], then: (page) => page.getByRole('button', { name: 'Start Anna’s brushing' }).waitFor() })
    await walk.step('The mouth, and one big button', { press: ['button', 'Start Anna’s brushing'], then: (page) => page.getByRole('timer').waitFor() })
    await walk.step('The teeth get clean, one after the other', { then: heading(/^(Good night|Have a good day), Anna$/) })
    walk.steps.at(-1).person = 0
  },
}

async function walked(chrome, name, way) {
  const home = await Home.make()
  try {
    const context = await chrome.newContext(phone)
    context.setDefaultTimeout(15_000)
    const walk = new Walk(await context.newPage())
    // What is printed may come later than the first answer.
    for (let i = 0; i < 100 && !home.link; i++) await new Promise((r) => setTimeout(r, 50))
    await way(walk, home.link)
    const token = home.token('sessions:read')
    const kept = (await home.api(token, 'GET', '/sessions')).items.filter((s) => s.state === 'ended' && s.duration_s >= 114)
    if (kept.length !== 1) throw new Error(`${name}: no finished brushing was kept`)
    await context.close()
    return { name, steps: walk.steps, seconds: walk.seconds }
  } finally {
    await home.end()
  }
}

const time = (s) => `${Math.floor(s / 60)}:${String(Math.round(s % 60)).padStart(2, '0')}`

function page(walks) {
  const out = [
    '# From the link to the first brushing',
    '',
    `Somebody who has never seen Enamel opens the set-up link on a phone and does what the screens say. This page is written by \`make stranger\`, which walks both ways`,
    'through the real program in a real browser, finds what to press by its words, and stops when a brushing of two minutes has been kept.',
    '',
    `What the app takes is measured. What a person takes is counted: ${perWord} s for each word from the top of a screen down to what is pressed, 40 words a minute to type, ${perTap} s for each`,
    'field, button and swipe. "On the screen" are all words that stand there.',
  ]
  for (const w of walks) {
    out.push('', `## ${w.name}: ${time(w.seconds)}`, '', '| the screen says | words read, on the screen | typed | pressed | the person | the app |', '|---|---|---|---|---|---|')
    for (const s of w.steps)
      out.push(`| ${s.says} | ${s.person === 0 ? '' : `${s.words}, ${s.all}`} | ${s.letters ? `${s.letters} letters` : ''} | ${s.press}${s.swipe ? ' (a swipe down)' : ''} | ${s.person === 0 ? 'looks on' : `${s.person.toFixed(0)} s`} | ${s.app.toFixed(1)} s |`)
  }
  return out.join('\n') + '\n'
}

const chrome = await browser()
let walks
try {
  walks = await Promise.all(Object.entries(ways).map(([name, way]) => walked(chrome, name, way)))
} finally {
  await chrome.close()
}
const text = page(walks)
console.log(text)
if (process.argv.includes('--write')) writeFileSync(join(import.meta.dirname, '..', '..', 'docs', 'first-brushing.md'), text)
for (const w of walks.filter((w) => w.seconds >= most)) {
  console.error(`${w.name}: ${time(w.seconds)}; it has to be under ${time(most)}`)
  process.exitCode = 1
}
