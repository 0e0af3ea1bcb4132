/** Names of the entries in the query cache. The live stream and the hooks agree here and nowhere else. */
export interface SessionFilter {
  /** A person's id, or "unassigned". */
  person?: string
  device?: string
  /** RFC 3339. */
  from?: string
  to?: string
}

export const keys = {
  me: ['me'] as const,
  setup: ['setup'] as const,
  loss: (frames: number, sessions: number) => ['loss', frames, sessions] as const,
  appQuestion: (request: string) => ['app-question', request] as const,
  grants: ['grants'] as const,
  people: ['people'] as const,
  members: ['members'] as const,
  invitations: ['invitations'] as const,
  logins: ['logins'] as const,
  tokens: ['tokens'] as const,
  ways: ['ways'] as const,
  loginWays: ['login-ways'] as const,
  audit: ['audit'] as const,
  consents: ['consents'] as const,
  consentTexts: (language: string) => ['consent-texts', language] as const,
  erasures: ['erasures'] as const,
  insights: ['insights'] as const,
  insightsOf: (person: string, from: string, to: string) => ['insights', person, from, to] as const,
  reportLinks: ['report-links'] as const,
  lent: (secret: string) => ['lent', secret] as const,
  brushes: ['brushes'] as const,
  sources: ['sources'] as const,
  devices: ['devices'] as const,
  reminders: ['reminders'] as const,
  pushes: ['pushes'] as const,
  hooks: ['hooks'] as const,
  hookTries: (id: string) => ['hooks', id, 'tries'] as const,
  hookDead: (id: string) => ['hooks', id, 'dead'] as const,
  today: ['today'] as const,
  now: ['now'] as const,
  connection: ['connection'] as const,
  sessions: ['sessions'] as const,
  sessionList: (f: SessionFilter) => ['sessions', f] as const,
  session: (id: string) => ['session', id] as const,
  anySession: ['session'] as const,
  days: ['days'] as const,
  dayRange: (person: string, from: string, to: string) => ['days', person, from, to] as const,
}

/**
 * What stays on the device, so that it can be seen without a network: what a family looks at. Never what is only of use to whoever runs the home, and
 * nothing that lets anybody in.
 */
export const stays: ReadonlySet<unknown> = new Set(['me', 'people', 'brushes', 'sources', 'today', 'sessions', 'session', 'days', 'insights', 'rewards'])
