import type { Client } from 'openapi-fetch'
import type { components, paths } from './schema.js'

export type { components, paths }
export type Schemas = components['schemas']

export interface Server {
  /** Such as http://enamel.local:8080; absent: the page's own. */
  url?: string
  /** Absent: the browser's cookie. */
  token?: string
}

export declare class Problem extends Error {
  readonly status: number
  readonly title: string
  readonly faults: { location: string; message: string }[]
  /** Seconds to wait, when the server said so. */
  readonly retryAfter: number | null
  /** Of a change that somebody else was quicker with: the version that there is now. */
  readonly version: string | null
}

/** A client of one server; a refusal is a Problem, as an exception. */
export declare function enamel(server?: Server & { fetch?: (request: Request) => Promise<Response> }): Client<paths>

/** The header that changes only this version of a thing. */
export declare function ifVersion(version: string): { 'If-Match': string }

/** The header that names a request that makes something, so that asking again makes nothing twice. */
export declare function once(key?: string): { 'Idempotency-Key': string }

export type Live =
  | { event: 'change'; id: string; data: Schemas['Change'] }
  | { event: 'now'; id: string; data: Schemas['Now'] }
  | { event: 'reset'; id: string; data: undefined }

/** What happens, as it happens, behind a change; it reconnects until signal aborts. */
export declare function follow(server?: Server & { after?: number; signal?: AbortSignal }): AsyncGenerator<Live, void, void>
