/**
 * The service worker: keeps the app's own files, so that it starts without a network, and nothing else. What the house says is never kept here. A new
 * build waits until somebody asks for it.
 */
interface Waitable extends Event {
  waitUntil(p: Promise<unknown>): void
}
interface Fetching extends Waitable {
  readonly request: Request
  respondWith(r: Promise<Response> | Response): void
}
interface Pushed extends Waitable {
  readonly data: { json(): unknown } | null
}
interface Tapped extends Waitable {
  readonly notification: Notification
}
interface Page {
  readonly url: string
  focus(): Promise<Page>
  navigate(url: string): Promise<Page | null>
}
interface Worker {
  readonly location: Location
  readonly registration: ServiceWorkerRegistration
  readonly clients: { claim(): Promise<void>; matchAll(of: { type: 'window'; includeUncontrolled: boolean }): Promise<Page[]>; openWindow(url: string): Promise<unknown> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', act: (e: Waitable) => void): void
  addEventListener(type: 'fetch', act: (e: Fetching) => void): void
  addEventListener(type: 'push', act: (e: Pushed) => void): void
  addEventListener(type: 'notificationclick', act: (e: Tapped) => void): void
  addEventListener(type: 'message', act: (e: MessageEvent) => void): void
}
const worker = self as unknown as Worker

/** Filled in by the build: the files of the app by their paths, and the SHA-256 of each that has none in its name. */
const files = JSON.parse('__ENAMEL_FILES__') as Record<string, string>
const build = '__ENAMEL_BUILD__'
const prefix = 'enamel-app-'
const cacheName = prefix + build

/** What the server answers itself, however a browser goes there. */
const theirs = /^\/(?:api|oauth|mqtt|healthz|\.well-known|api-docs)(?:\/|$)/

worker.addEventListener('install', (e) => e.waitUntil(install()))

async function install() {
  const cache = await caches.open(cacheName)
  await Promise.all(
    Object.entries(files).map(async ([path, sum]) => {
      // A file with its hash in its name is the same in every build.
      const old = sum === '' ? await caches.match(path, { ignoreVary: true }) : undefined
      const answer = old ?? (await fetch(new Request(path, { cache: sum === '' ? 'default' : 'no-cache', credentials: 'omit' })))
      if (!answer.ok || answer.redirected) throw new Error(`${path}: ${answer.status}`)
      // Between two builds of the server a file may be of the other one: then this build is not whole, and is tried again later.
      if (sum !== '' && crypto.subtle && (await digest(answer.clone())) !== sum) throw new Error(`${path} is of another build`)
      await cache.put(path, answer)
    }),
  )
}

async function digest(answer: Response): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await answer.arrayBuffer()))
  return [...sum].map((b) => b.toString(16).padStart(2, '0')).join('')
}

worker.addEventListener('activate', (e) => e.waitUntil(activate()))

async function activate() {
  // Pages of the build before may still be open and ask for their parts: its files stay until the next change.
  const mine = (await caches.keys()).filter((k) => k.startsWith(prefix))
  const before = mine.filter((k) => k !== cacheName).at(-1)
  await Promise.all(mine.filter((k) => k !== cacheName && k !== before).map((k) => caches.delete(k)))
  await worker.clients.claim()
}

worker.addEventListener('message', (e) => {
  if (e.data === 'enamel: take over') void worker.skipWaiting()
})

worker.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== 'GET' || url.origin !== worker.location.origin || theirs.test(url.pathname)) return
  if (e.request.mode === 'navigate') e.respondWith(kept('/', e.request))
  else if (url.pathname in files || url.pathname.startsWith('/assets/')) e.respondWith(kept(url.pathname, e.request))
})

worker.addEventListener('push', (e) => e.waitUntil(remind(e)))

interface Said {
  morning: string
  evening: string
}

/** Says that a slot is still open, in the words that the page left here. A browser that is told something has to show something. */
async function remind(e: Pushed): Promise<void> {
  let told: { person_id?: unknown; part?: unknown } = {}
  try {
    told = (e.data?.json() ?? {}) as typeof told
  } catch {
    // Whatever it was, it is shown as the plain words.
  }
  const part = told.part === 'morning' ? 'morning' : 'evening'
  const person = typeof told.person_id === 'string' ? told.person_id : ''
  const kept = await caches.match('/reminder-words', { cacheName: 'enamel-words' })
  const words = kept ? ((await kept.json()) as Said & { named: Record<string, Said> }) : undefined
  const body = words?.named[person]?.[part] ?? words?.[part] ?? `The ${part} brushing is still open.`
  await worker.registration.showNotification('Enamel', { body, tag: `reminder/${person}/${part}`, icon: '/icons/icon-192.png' })
}

worker.addEventListener('notificationclick', (e) => e.waitUntil(today(e)))

/** A tap opens Today: in the app where it is open, unless somebody brushes there. */
async function today(e: Tapped): Promise<void> {
  e.notification.close()
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find((p) => new URL(p.url).origin === worker.location.origin)
  if (!page) {
    await worker.clients.openWindow('/')
    return
  }
  await page.focus().catch(() => page) // where the browser lets us
  const at = new URL(page.url).pathname
  if (at !== '/' && !/^\/(?:coach|live)\//.test(at)) await page.navigate('/').catch(() => null) // one that we do not lead stays where it is
}

// Opened once for as long as the worker lives: a start asks for ten files.
let opened: Promise<Cache> | undefined

/** A file as this build has it, else as an older one had it, else from the server. */
async function kept(path: string, request: Request): Promise<Response> {
  opened ??= caches.open(cacheName)
  const cache = await opened
  return (await cache.match(path, { ignoreVary: true })) ?? (await caches.match(path, { ignoreVary: true })) ?? fetch(request)
}
export {}
