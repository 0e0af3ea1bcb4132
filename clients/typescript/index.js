// The API's other end: openapi-fetch with the server's types, refusals as exceptions, and the live stream with its cursor.
import createClient from 'openapi-fetch'

/** A refusal of the server (RFC 9457). */
export class Problem extends Error {
  constructor(response, said) {
    const { title, detail, errors } = said && typeof said === 'object' ? said : {}
    super(detail || title || response.statusText)
    this.name = 'Problem'
    this.status = response.status
    this.title = title || response.statusText
    this.faults = Array.isArray(errors) ? errors : []
    this.retryAfter = Number(response.headers.get('retry-after')) || null
    // Of a change that somebody else was quicker with: the version that there is now.
    this.version = response.status === 412 ? (response.headers.get('etag') ?? '').replace(/^"|"$/g, '').split('.')[0] : null
  }
}

/** A client of one server. Without a token the browser's own cookie is used. */
export function enamel({ url, token, fetch } = {}) {
  const client = createClient({ baseUrl: base(url), credentials: 'same-origin', ...(fetch && { fetch }), headers: token ? { Authorization: `Bearer ${token}` } : {} })
  client.use({
    async onResponse({ response }) {
      if (response.ok || response.status === 304) return undefined
      throw new Problem(response, await response.clone().json().catch(() => null))
    },
  })
  return client
}

/** The header that changes only this version of a thing. */
export const ifVersion = (version) => ({ 'If-Match': `"${version}"` })

/** The header that names a request that makes something, so that asking again makes nothing twice. Keep the key for the next try. */
export const once = (key = crypto.randomUUID()) => ({ 'Idempotency-Key': key })

const base = (url) => `${(url ?? '').replace(/\/+$/, '')}/api/v1`

/**
 * What happens, as it happens: {event, id, data} of the live stream. It reconnects behind the last id until signal aborts; a credential that may
 * not listen ends it with its Problem.
 */
export async function* follow({ url, token, after = 0, signal } = {}) {
  let wait = 500
  for (;;) {
    try {
      const response = await fetch(`${base(url)}/live`, {
        signal,
        credentials: 'same-origin',
        headers: { Accept: 'text/event-stream', 'Last-Event-ID': String(after), ...(token && { Authorization: `Bearer ${token}` }) },
      })
      if (!response.ok) throw new Problem(response, await response.json().catch(() => null))
      for await (const e of events(response.body)) {
        wait = 500
        if (e.event === 'change' && Number(e.id) <= after) continue
        yield e
        if (e.id) after = Number(e.id)
      }
    } catch (e) {
      if (signal?.aborted) return
      if (e instanceof Problem && e.status < 500 && e.status !== 429) throw e
      if (e instanceof Problem && e.retryAfter) wait = Math.max(wait, e.retryAfter * 1000)
    }
    await new Promise((done) => setTimeout(done, wait))
    if (signal?.aborted) return
    wait = Math.min(2 * wait, 30_000)
  }
}

async function* events(body) {
  const text = new TextDecoder()
  let rest = ''
  let e = { event: 'message', id: '', data: '' }
  for await (const bytes of body) {
    const lines = (rest + text.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop()
    for (const line of lines) {
      if (line === '') {
        if (e.data || e.id) yield { event: e.event, id: e.id, data: e.data ? JSON.parse(e.data) : undefined }
        e = { event: 'message', id: '', data: '' }
        continue
      }
      const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line)
      if (field === 'data') e.data += (e.data && '\n') + value
      else if (field === 'event' || field === 'id') e[field] = value
    }
  }
}
