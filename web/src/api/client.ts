/** One door to the server: typed by its OpenAPI document, and every refusal is a Problem. */
import createClient from 'openapi-fetch'
import type { paths } from './schema'
import { say, told } from './told'

/** How long an answer may take. */
export const patience = 15_000

export interface FieldFault {
  /** Where in the request, such as body.password. */
  location: string
  message: string
}

/** A refusal of the server (RFC 9457). Status 0 means that it did not answer at all. */
export class Problem extends Error {
  readonly status: number
  readonly title: string
  /** What kind of refusal it is, such as urn:enamel:prove; empty for none in particular. */
  readonly type: string
  readonly faults: FieldFault[]
  /** Seconds to wait, when the server said so. */
  readonly retryAfter: number | null

  constructor(status: number, title: string, detail: string, faults: FieldFault[], retryAfter: number | null, type = '') {
    super(detail || title)
    this.name = 'Problem'
    this.status = status
    this.title = title
    this.type = type
    this.faults = faults
    this.retryAfter = retryAfter
  }

  /** What the server said about one field: the last name of its location decides. */
  fault(field: string): string | undefined {
    const found = this.faults.find((f) => f.location === field || f.location.endsWith('.' + field))
    return found && (told(found.message) || say.field)
  }
}

export const client = createClient<paths>({
  baseUrl: '/api/v1',
  credentials: 'same-origin',
  // A call waits 15 s at most; a call that is given up by its caller stays an abort.
  fetch: async (request) => {
    try {
      return await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]) })
    } catch (cause) {
      if (request.signal.aborted) throw cause
      throw new Problem(0, 'no answer', '', [], null)
    }
  },
})

/** The head of a change that is made only to this version of a thing. */
export const only = (version?: string) => (version === undefined ? {} : { header: { 'If-Match': `"${version}"` } })

/** The answer of a call, or its Problem as an exception. */
export async function take<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call
  if (response.ok) return data as T
  throw refusal(response, error)
}

const text = (v: unknown): string => (typeof v === 'string' ? v : '')

/** What an answer that is no yes says. */
export function refusal(answer: Response, said: unknown): Problem {
  const wait = Number(answer.headers.get('retry-after'))
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null
  const { title, detail, errors, type } = typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {}
  return new Problem(answer.status, text(title) || answer.statusText, text(detail), faults(errors), retryAfter, text(type))
}

function faults(v: unknown): FieldFault[] {
  if (!Array.isArray(v)) return []
  return v.map((e: { location?: unknown; message?: unknown }) => ({ location: text(e?.location), message: text(e?.message) }))
}
