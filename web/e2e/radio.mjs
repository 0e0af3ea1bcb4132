// Bluetooth for the browser tests, without a radio: a Linux machine's Bluetooth that is played on a D-Bus of its own, under Chromium's real stack.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => p && existsSync(p))

/** Chromium with Web Bluetooth, which Linux has behind a switch. */
export function radioBrowser(env = {}) {
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--enable-features=WebBluetooth'],
  })
}

/** Answers the browser's chooser: the first handle in the list, or nobody when none is wanted. Each prompt is answered once, though it is told often. */
export async function chooser(page) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('DeviceAccess.enable')
  const answered = new Set()
  const c = { cancel: false, prompts: 0, names: [] }
  cdp.on('DeviceAccess.deviceRequestPrompted', (e) => {
    if (answered.has(e.id) || (!c.cancel && e.devices.length === 0)) return
    answered.add(e.id)
    c.prompts++
    c.names.push(...e.devices.map((d) => d.name))
    void cdp.send(c.cancel ? 'DeviceAccess.cancelPrompt' : 'DeviceAccess.selectPrompt', c.cancel ? { id: e.id } : { id: e.id, deviceId: e.devices[0].id }).catch(() => {}) // of a page that has gone
  })
  return c
}

/** A toothbrush near a Linux machine. */
export class PlayedBrush {
  static async start(handle) {
    const b = new PlayedBrush()
    b.dir = mkdtempSync(join(tmpdir(), 'enamel-bluez-'))
    b.bus = `unix:path=${join(b.dir, 'bus')}`
    const program = join(b.dir, 'bluez')
    execFileSync('go', ['build', '-o', program, './internal/bluez'], { cwd: root })
    writeFileSync(join(b.dir, 'handle.json'), JSON.stringify(handle))
    writeFileSync(
      join(b.dir, 'bus.conf'),
      `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>${b.bus}</listen><auth>EXTERNAL</auth><policy context="default"><allow user="*"/><allow own="*"/>
<allow send_destination="*" eavesdrop="true"/><allow send_type="method_call"/><allow eavesdrop="true"/></policy></busconfig>`,
    )
    b.daemon = spawn('dbus-daemon', [`--config-file=${join(b.dir, 'bus.conf')}`, '--nofork', '--nopidfile'], { stdio: ['ignore', 'ignore', 'inherit'] })
    for (let i = 0; i < 200 && !existsSync(join(b.dir, 'bus')); i++) await new Promise((r) => setTimeout(r, 20))
    b.events = []
    b.player = spawn(program, [b.bus, join(b.dir, 'handle.json')], { stdio: ['pipe', 'pipe', 'inherit'] })
    let rest = ''
    b.player.stdout.on('data', (d) => {
      const lines = (rest + d).split('\n')
      rest = lines.pop()
      b.events.push(...lines.filter(Boolean).map((l) => JSON.parse(l)))
    })
    await b.until('ready', (e) => e.event === 'ready')
    return b
  }

  say(what) {
    this.player.stdin.write(JSON.stringify(what) + '\n')
  }

  count(is) {
    return this.events.filter(is).length
  }

  async until(name, is, more = 1, ms = 15_000) {
    for (let i = 0; i < ms / 20; i++) {
      if (this.count(is) >= more) return
      await new Promise((r) => setTimeout(r, 20))
    }
    throw new Error(`the brush never saw: ${name}; it saw ${JSON.stringify(this.events.slice(-12))}`)
  }

  end() {
    this.player?.kill()
    this.daemon?.kill()
    rmSync(this.dir, { recursive: true, force: true })
  }
}

/** The lines of a file of captured frames. */
export const lines = (...path) => readFileSync(join(root, 'brand', ...path), 'utf8').trim().split('\n').map((l) => JSON.parse(l))

/** Puts Anna into a home, a new one or hers, and gives her a browser's context. */
export async function comeIn(home, chrome, options = {}) {
  if (!home.cookie) {
    const made = await fetch(`${home.direct}/api/v1/setup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code: home.link.split('#')[1], name: 'Anna', email: 'anna@example.org', password: 'seven brushes in a row', household: 'Linden street', time_zone: 'Europe/Berlin', people: [{ name: 'Mia' }] }),
    })
    if (made.status !== 201) throw new Error(`set-up: ${made.status}`)
    const [name, value] = made.headers.getSetCookie()[0].split(';')[0].split('=')
    home.cookie = { name, value, url: home.url }
  }
  const context = await chrome.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options })
  context.setDefaultTimeout(15_000)
  await context.addCookies([home.cookie])
  return context
}

/** To be run in each page before it begins: lets a test make a subscribed characteristic say something. */
export function sayable() {
  const P = globalThis.BluetoothRemoteGATTCharacteristic?.prototype
  if (!P) return
  const start = P.startNotifications
  const subscribed = new Map()
  P.startNotifications = async function () {
    subscribed.set(this.uuid, this)
    return start.call(this)
  }
  window.brushSays = async (uuid) => {
    await subscribed.get(uuid).readValue()
  }
}

/**
 * A toothbrush that the browser itself makes up, through its developer tools: for what can go wrong while one is found and connected to. It cannot
 * push a notification, so the page's own object is made to read a value, which the browser tells of likewise.
 */
export class EmulatedBrush {
  static async near(chrome, context, url, { address = '09:09:09:09:09:09', name, companies = {}, services }) {
    const b = new EmulatedBrush()
    Object.assign(b, { address, name, reachable: true, asked: [], chars: new Map(), byId: new Map() })
    // The radio goes with the last page that uses it: one stays.
    b.anchor = await context.newPage()
    await b.anchor.goto(`${url}/sw.js`)
    b.cdp = await chrome.newBrowserCDPSession()
    const tool = (b.tool = (method, params) => b.cdp.send(`BluetoothEmulation.${method}`, params))
    await tool('enable', { state: 'powered-on', leSupported: true })
    await b.anchor.evaluate(() => navigator.bluetooth.getAvailability())
    await tool('simulatePreconnectedPeripheral', {
      address, name, knownServiceUuids: services.map((s) => s.uuid),
      manufacturerData: Object.entries(companies).map(([key, hex]) => ({ key: Number(key), data: Buffer.from(hex, 'hex').toString('base64') })),
    })
    b.cdp.on('BluetoothEmulation.gattOperationReceived', (e) => {
      b.asked.push(e.type)
      void tool('simulateGATTOperationResponse', { address: e.address, type: e.type, code: e.type === 'connection' && !b.reachable ? 0x3e : 0 }).catch(() => {})
    })
    b.cdp.on('BluetoothEmulation.characteristicOperationReceived', (e) => {
      const c = b.byId.get(e.characteristicId)
      b.asked.push(`${e.type} ${c.uuid}`)
      if (e.writeType === 'write-without-response') return
      void tool('simulateCharacteristicOperationResponse', { characteristicId: e.characteristicId, type: e.type, code: 0, ...(e.type === 'read' && { data: Buffer.from(c.value, 'hex').toString('base64') }) }).catch(() => {})
    })
    for (const s of services) {
      const { serviceId } = await tool('addService', { address, serviceUuid: s.uuid })
      for (const c of s.chars) {
        const notify = c.flags.includes('notify')
        const { characteristicId } = await tool('addCharacteristic', { serviceId, characteristicUuid: c.uuid, properties: { read: true, ...(notify && { notify }), ...(c.flags.includes('write') && { write: true }) } })
        if (notify) await tool('addDescriptor', { characteristicId, descriptorUuid: '00002902-0000-1000-8000-00805f9b34fb' })
        b.chars.set(c.uuid, c)
        b.byId.set(characteristicId, c)
      }
    }
    return b
  }

  async notify(page, uuid, hex) {
    this.chars.get(uuid).value = hex
    await page.evaluate((u) => window.brushSays(u), uuid)
  }

  lose() {
    return this.tool('simulateGATTDisconnection', { address: this.address })
  }

  power(state) {
    return this.tool('setSimulatedCentralState', { state })
  }
}
