// Says each change as it happens. ENAMEL_URL and ENAMEL_TOKEN name server and token; its scope is live:read.
import { follow } from '../index.js'

for await (const e of follow({ url: process.env.ENAMEL_URL, token: process.env.ENAMEL_TOKEN })) if (e.event === 'change') console.log(e.id, e.data.kind)
