import { useState } from 'react'
import { Link } from 'wouter'
import { Page } from '@/ui/Page'
import { Drive } from './Drive'
import { say } from './messages'
import { Reader } from './Reader'
import './workbench.css'

/** For explorers of protocols, and people who build their own brush. What a brush said that was driven can be read at once. */
export function Workbench({ part }: { part: string | undefined }) {
  const [text, setText] = useState('')
  const driving = part === 'drive'
  return (
    <Page title={say.title} heading={say.heading}>
      <nav className="seg wb-tabs" aria-label={say.pages}>
        <Link href="/workbench" aria-current={driving ? undefined : 'page'}>
          {say.read}
        </Link>
        <Link href="/workbench/drive" aria-current={driving ? 'page' : undefined}>
          {say.drive}
        </Link>
      </nav>
      {driving ? <Drive onSaid={setText} /> : <Reader text={text} onText={setText} />}
    </Page>
  )
}
