import { useEffect, useState } from 'react'
import { useLent, useLentFile } from '@/api/reports'
import { trouble } from '@/api/trouble'
import { dayOf } from '@/lib/time'
import { Icon } from '@/ui/look'
import { Empty, Trouble, Waiting } from '@/ui/states'
import { t } from './messages'
import { Paper } from './Paper'

/** What somebody sees who was lent a report: that page, and nothing of the home. The secret stands behind the # and is sent in no address. */
export function SharedReport() {
  const [secret] = useState(() => location.hash.slice(1))
  const lent = useLent(secret)
  const file = useLentFile()
  useEffect(() => {
    document.title = `${t.lentTitle} · Enamel`
    const robots = document.createElement('meta')
    robots.name = 'robots'
    robots.content = 'noindex, nofollow'
    document.head.append(robots)
    return () => robots.remove()
  }, [])
  // Another secret in the same tab is another report.
  useEffect(() => {
    const anew = () => location.reload()
    addEventListener('hashchange', anew)
    return () => removeEventListener('hashchange', anew)
  }, [])
  const d = lent.data
  const gone = secret === '' || lent.error?.status === 404 || lent.error?.status === 422
  const take = (format: 'pdf' | 'fhir') => file.mutate({ secret, format, name: `brushing-report-${d?.report.to}.${format === 'pdf' ? 'pdf' : 'fhir.json'}` })
  return (
    <main id="page" className="page report-page report-lent">
      {gone ? (
        <>
          <h1 className="report-gone">{t.lentTitle}</h1>
          <Empty title={t.lentGone}>{t.lentGoneWhy}</Empty>
        </>
      ) : lent.isError ? (
        <Trouble
          title={lent.error.status === 429 ? t.lentBusy : t.trouble}
          acts={
            <button type="button" className="btn act" onClick={() => void lent.refetch()}>
              {t.again}
            </button>
          }
        >
          {lent.error.status === 429 ? t.lentBusyWhy : trouble(lent.error)}
        </Trouble>
      ) : !d ? (
        <Waiting label={t.lentLoading} />
      ) : (
        <>
          <div className="report-bar">
            <p className="soft">{t.lentUntil(dayOf(d.expires_at, d.report.time_zone))}</p>
            <div className="report-acts">
              <button type="button" disabled={file.isPending} onClick={() => take('fhir')}>
                {t.fhir}
              </button>
              <button type="button" disabled={file.isPending} onClick={() => take('pdf')}>
                {t.pdf}
              </button>
              <button type="button" className="btn act" onClick={() => window.print()}>
                <Icon name="print" />
                {t.print}
              </button>
            </div>
          </div>
          {file.error && <p role="alert">{trouble(file.error)}</p>}
          <Paper d={d.report} receiver={d.receiver} />
        </>
      )}
    </main>
  )
}
