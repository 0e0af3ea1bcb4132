// A home for the browser tests and the pictures: the real binary on a data folder and a port of its own, and the real Chromium.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const binary = process.env.ENAMEL_BINARY ?? join(root, 'bin', 'enamel')
export const captures = join(root, 'brand', 'oralb', 'testdata', 'sessions')

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => p && existsSync(p))

/** Starts Chromium as a person has it, without what a closed network does not answer. */
export function browser() {
  return chromium.launch({ executablePath, args })
}

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** A browser that keeps what it has in a folder: closed and started again it is the same one. */
export function persistent(folder, options) {
  return chromium.launchPersistentContext(folder, { executablePath, args, ...options })
}

function freePort() {
  return new Promise((done, fail) => {
    const s = createServer()
    s.on('error', fail)
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address()
      s.close(() => done(port))
    })
  })
}

/** The network between the browser and the server, which can be cut. */
class Wire {
  constructor(to) {
    this.sockets = new Set()
    this.whole = true
    this.server = createServer((near) => {
      if (!this.whole) return near.destroy()
      const far = connect(to, '127.0.0.1')
      for (const [s, other] of [[near, far], [far, near]]) {
        this.sockets.add(s)
        s.on('error', () => other.destroy())
        s.on('close', () => (this.sockets.delete(s), other.destroy()))
      }
      far.pipe(near)
      near.on('end', () => far.end())
      near.on('data', (b) => {
        if (this.worker && b.subarray(0, 11).toString() === 'GET /sw.js ') near.end(this.worker)
        else far.write(b)
      })
    })
  }

  listen() {
    return new Promise((done) => this.server.listen(0, '127.0.0.1', () => ((this.port = this.server.address().port), done(this))))
  }

  cut() {
    this.whole = false
    for (const s of this.sockets) s.destroy()
  }

  mend() {
    this.whole = true
  }

  end() {
    this.cut()
    this.server.close()
  }
}

/** An answer as it goes over the wire. */
const raw = (r, body) =>
  [`HTTP/1.1 ${r.status} OK`, ...[...r.headers].filter(([k]) => !/^(content-(length|encoding)|connection|date|etag)$/.test(k)).map(([k, v]) => `${k}: ${v}`), `content-length: ${Buffer.byteLength(body)}`, 'connection: close', '', body].join('\r\n')

/** How the owner of every home of the tests comes in. */
export const anna = { email: 'anna@example.org', password: 'seven brushes in a row' }

/** Comes in as Anna, by the page. */
export async function comeIn(page, url) {
  await page.goto(url)
  await page.getByLabel('E-mail').fill(anna.email)
  await page.getByLabel('Password').fill(anna.password)
  await page.getByRole('button', { name: 'Come in' }).click()
  await page.getByRole('link', { name: 'Today' }).first().waitFor()
}

export class Home {
  static async make() {
    const h = new Home()
    h.data = mkdtempSync(join(tmpdir(), 'enamel-home-'))
    h.port = await freePort()
    h.wire = await new Wire(h.port).listen()
    h.direct = `http://127.0.0.1:${h.port}` // for commands: while one runs, this process forwards nothing
    h.url = `http://127.0.0.1:${h.wire.port}`
    await h.start()
    return h
  }

  /** The set-up link, when one was printed. */
  get link() {
    return /http\S+\/setup#\S+(?=\s)/.exec(this.out)?.[0].replace(`:${this.port}/`, `:${this.wire.port}/`)
  }

  /** Starts the server and returns when it answers, and has said all that it says at first. */
  async start() {
    this.out = ''
    this.server = spawn(binary, ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`, '--log', 'warn'], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.server.stdout.on('data', (b) => (this.out += b))
    this.server.stderr.on('data', (b) => (this.out += b))
    for (let i = 0; i < 400; i++) {
      const ok = await fetch(`http://127.0.0.1:${this.port}/healthz`).then((r) => r.ok, () => false)
      if (ok) break
      await new Promise((r) => setTimeout(r, 25))
    }
  }

  /** From now on the server has another build of the app, as far as its service worker says. */
  async rebuild() {
    const r = await fetch(`${this.direct}/sw.js`)
    const text = await r.text()
    const other = text.replace(/`[0-9a-f]{16}`/, '`0123456789abcdef`')
    if (other === text) throw new Error('the worker names no build')
    this.wire.worker = raw(r, other)
  }

  kill() {
    return new Promise((done) => {
      if (this.server.exitCode !== null || this.server.signalCode !== null) return done()
      this.server.on('exit', done)
      this.server.kill('SIGKILL')
    })
  }

  async end() {
    await this.kill()
    this.wire.end()
    rmSync(this.data, { recursive: true, force: true })
  }

  /** Runs a command of the binary and returns what it prints. */
  run(args, input = '') {
    const r = spawnSync(binary, args, { input, encoding: 'utf8' })
    if (r.status !== 0) throw new Error(`enamel ${args.join(' ')}: ${r.stderr}`)
    return r.stdout.trim()
  }

  /** Anna sets it up and is its owner; returns the cookie that says so. */
  async setUp(people, rest = {}) {
    const r = await fetch(`${this.url}/api/v1/setup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code: this.link.split('#')[1], ...anna, name: 'Anna', household: 'Linden street', time_zone: 'Europe/Berlin', people, ...rest }),
    })
    if (r.status !== 201) throw new Error(`set-up: ${r.status} ${await r.text()}`)
    return r.headers.get('set-cookie').split(';')[0]
  }

  token(scopes, name = 'test') {
    return this.run(['token', '--data', this.data, '--scopes', scopes, '--name', name])
  }

  api(token, method, path, body) {
    return this.ask(this.url, token, method, path, body)
  }

  /** The same, past the wire. */
  apiDirect(token, method, path, body) {
    return this.ask(this.direct, token, method, path, body)
  }

  async ask(url, token, method, path, body) {
    const r = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': typeof body === 'string' ? 'application/x-ndjson' : 'application/json' }) },
      body: body && (typeof body === 'string' ? body : JSON.stringify(body)),
    })
    const text = await r.text()
    if (!r.ok) throw new Error(`${method} ${path}: ${r.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
}

/** A line that a running Oral-B would be heard with at a moment: seconds on its timer, motor on or at rest. */
export function advert(device, at, seconds, running = true) {
  const hex = (n) => n.toString(16).padStart(2, '0')
  const sector = Math.min(4, Math.floor(seconds / 30) + 1)
  const bytes = [0x06, 0x32, 0x6b, running ? 3 : 2, 0x52, Math.floor(seconds / 60), seconds % 60, 0, sector === 4 ? 7 : sector, 0, 4]
  return JSON.stringify({ device, at: at.toISOString(), kind: 'advert', company: 220, rssi: -60, hex: bytes.map(hex).join('') })
}

/** A whole brushing that ended a while ago, as lines. */
export function brushing(device, endedAgo, seconds) {
  const end = Date.now() - endedAgo * 1000
  const lines = []
  for (let t = 0; t <= seconds; t++) lines.push(advert(device, new Date(end - (seconds - t) * 1000), t))
  lines.push(advert(device, new Date(end + 600), seconds, false))
  return lines.join('\n') + '\n'
}

/** What a brush stored of so many days, two brushings a day, as lines: zones of a layout, or none. */
export function stored(device, days, layout, spread, length = 120) {
  const lines = []
  const today = Math.floor(Date.now() / 86_400_000) * 86_400
  for (let i = 0; i < days; i++)
    for (const hour of [6.2, 20.1]) {
      if ((i * 2 + (hour > 12 ? 1 : 0)) % 13 === 5) continue
      const start = Math.round(today - i * 86_400 + hour * 3600 + (((i * 7919) % 37) - 18) * 60)
      if (start > Date.now() / 1000 - 3600) continue
      const duration_s = length + ((i * 31) % 15) - 8
      const sum = spread?.reduce((a, b) => a + b, 0)
      const zones = spread?.map((s) => Math.floor((10 * s * (duration_s - 2)) / sum) / 10)
      const session = { id: i * 2 + (hour > 12 ? 1 : 0) + 1, start, duration_s, target_s: 120, high_s: (i * 3) % 7, ...(spread && { layout, zones }) }
      const hex = Buffer.from(JSON.stringify({ session })).toString('hex')
      lines.push(JSON.stringify({ device, at: new Date((start + 200) * 1000).toISOString(), kind: 'report', format: 'enamel/1', hex }))
    }
  return lines.join('\n') + '\n'
}
