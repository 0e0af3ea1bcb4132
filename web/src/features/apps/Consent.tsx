import { Problem } from '@/api/client'
import { useAppQuestion } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { Waiting } from '@/ui/states'
import { Ask, AskPage, Over } from './Ask'
import { say } from './messages'

/** Where an app has sent somebody: /consent?request=… */
export function Consent() {
  const name = new URLSearchParams(location.search).get('request') ?? ''
  const asked = useAppQuestion(name)
  const status = asked.error instanceof Problem ? asked.error.status : 0
  return (
    <AskPage title={say.consentTitle}>
      {name === '' || status === 404 || status === 422 ? (
        <Over title={say.goneTitle}>{say.gone}</Over>
      ) : status === 403 ? (
        <Over title={say.goneTitle}>{say.foreign}</Over>
      ) : asked.error ? (
        <Over
          title={say.consentTitle}
          acts={
            <button type="button" className="btn act" onClick={() => void asked.refetch()}>
              {say.again}
            </button>
          }
        >
          {trouble(asked.error)}
        </Over>
      ) : !asked.data ? (
        <Waiting label={say.waiting} />
      ) : (
        <Ask question={{ request: name }} request={asked.data} />
      )}
    </AskPage>
  )
}
