// Adds a person once, whatever the network does, changes them, and loses against somebody who was quicker.
// ENAMEL_URL and ENAMEL_TOKEN name server and token; its scopes are people:read and people:write.
import { enamel, ifVersion, once, Problem } from '../index.js'

const client = enamel({ url: process.env.ENAMEL_URL, token: process.env.ENAMEL_TOKEN })

const request = { body: { name: 'Otto' }, params: { header: once() } }
const { data: otto } = await client.POST('/people', request)
const { data: same } = await client.POST('/people', request) // as after an answer that was lost
if (!otto || otto.id !== same?.id) throw new Error('made twice')
console.log('added', otto.name, 'once')

const mine = { params: { path: { id: otto.id }, header: ifVersion(otto.version) } }
await client.PATCH('/people/{id}', { ...mine, body: { target_s: 90 } })
try {
  await client.PATCH('/people/{id}', { ...mine, body: { target_s: 150 } })
} catch (e) {
  if (!(e instanceof Problem) || e.status !== 412) throw e
  console.log('somebody was quicker:', e.version !== otto.version)
}

const { data } = await client.GET('/people')
for (const p of data?.items ?? []) console.log(p.name, p.target_s)
