import { useEffect, useRef, useState } from 'react'
import { Page } from '@/ui/Page'
import { Trouble, Waiting } from '@/ui/states'
import './apidocs.css'
import { say } from './messages'

const description = '/api/v1/openapi.json'

/** The API's description in a viewer that asks nothing of anybody but this server. Calls are tried with one's own cookie. */
export function ApiDocs() {
  const place = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<'waiting' | 'there' | 'broken'>('waiting')
  useEffect(() => {
    let gone = false
    const draw = async () => {
      const { default: viewer } = await import('./viewer')
      if (!gone && place.current) viewer(place.current, description, () => setState('there'))
    }
    draw().catch(() => {
      if (!gone) setState('broken')
    })
    return () => {
      gone = true
    }
  }, [])
  return (
    <Page title={say.title} heading={say.heading}>
      <p className="quiet">
        {say.what} <a href={description}>{say.document}</a>
      </p>
      {state === 'waiting' && <Waiting label={say.waiting} />}
      {state === 'broken' && <Trouble title={say.broken}>{null}</Trouble>}
      <div className="apidocs" ref={place} />
    </Page>
  )
}
