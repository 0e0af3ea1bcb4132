import { useState } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useMe, useTimeZone, useToday } from '@/api/queries'
import { reportFile, useInsights, useReportLinks, useRevokeLink } from '@/api/reports'
import { trouble } from '@/api/trouble'
import { dateIn, dayOf, heardAt, later } from '@/lib/time'
import { Field } from '@/ui/Field'
import { Icon } from '@/ui/look'
import { Page } from '@/ui/Page'
import { Trouble, Waiting } from '@/ui/states'
import { t } from './messages'
import { Paper } from './Paper'
import { ShareSheet } from './ShareSheet'

const spans = [4, 12, 52]
const asDate = (s: string | null) => (s && /^\d{4}-\d\d-\d\d$/.test(s) ? s : null)

/** One page about a person and a period, to print, to keep as a file, or to lend by link. */
export function ReportPage({ id }: { id: string }) {
  const [query, setQuery] = useSearchParams()
  const zone = useTimeZone()
  const now = useToday()
  const me = useMe()
  const [opened] = useState(() => Date.now())
  const [sharing, share] = useState(false)
  const [receiver, setReceiver] = useState('')
  const today = now.data?.date ?? dateIn(opened, zone)
  const to = asDate(query.get('to')) ?? today
  const from = asDate(query.get('from')) ?? later(to, -83)
  const asked = useInsights(id, from, to)
  const owner = me.data?.account.role === 'owner'
  const d = asked.data
  const set = (f: string, l: string) => setQuery({ from: f, to: l }, { replace: true })
  const span = spans.find((n) => to === today && later(to, 1 - 7 * n) === from)
  return (
    <Page title={t.title} heading={t.title} className="report-page">
      <div className="report-bar">
        <Link className="btn bare" href={`/insights/${id}`}>
          <Icon name="back" />
          {t.back}
        </Link>
        <div className="report-acts">
          {owner && (
            <button type="button" onClick={() => share(true)} disabled={!d}>
              <Icon name="share" />
              {t.share}
            </button>
          )}
          <a className="btn" href={reportFile(id, 'pdf', from, to, receiver)} download>
            {t.pdf}
          </a>
          <button type="button" className="btn act" onClick={() => window.print()} disabled={!d}>
            <Icon name="print" />
            {t.print}
          </button>
        </div>
      </div>
      {t.pdfNot && <p className="cap-t report-not">{t.pdfNot}</p>}
      <div className="report-set">
        <div className="seg" role="group" aria-label={t.period}>
          {spans.map((n) => (
            <button key={n} type="button" aria-pressed={n === span} onClick={() => set(later(today, 1 - 7 * n), today)}>
              {t.last(n)}
            </button>
          ))}
        </div>
        <Field label={t.from}>{(wire) => <input {...wire} type="date" value={from} max={to} onChange={(e) => asDate(e.target.value) && set(e.target.value, to)} />}</Field>
        <Field label={t.to}>{(wire) => <input {...wire} type="date" value={to} min={from} max={today} onChange={(e) => asDate(e.target.value) && set(from, e.target.value)} />}</Field>
        <Field label={t.writtenForField}>{(wire) => <input {...wire} value={receiver} maxLength={80} autoComplete="off" onChange={(e) => setReceiver(e.target.value)} />}</Field>
      </div>
      {asked.isError && !d ? (
        <Trouble
          title={t.trouble}
          acts={
            <button type="button" className="btn act" onClick={() => void asked.refetch()}>
              {t.again}
            </button>
          }
        >
          {trouble(asked.error)}
        </Trouble>
      ) : !d ? (
        <Waiting label={t.waiting} />
      ) : (
        <Paper d={d} receiver={receiver.trim()} />
      )}
      <div className="report-below">
        {owner && <Links person={id} zone={zone} />}
        <p>
          {t.other}: <a href={reportFile(id, 'fhir', from, to, '')} download>{t.fhir}</a> · <a href={reportFile(id, 'csv', from, to, '')} download>{t.csv}</a>
        </p>
      </div>
      {sharing && d && <ShareSheet person={id} name={d.person.name ?? ''} from={from} to={to} receiver={receiver.trim()} onClose={() => share(false)} />}
    </Page>
  )
}

/** Who has this person's report by link. */
function Links({ person, zone }: { person: string; zone: string }) {
  const links = useReportLinks(person, true)
  const revoke = useRevokeLink()
  if (!links.data || links.data.length === 0) return null
  return (
    <section aria-labelledby="report-links">
      <h2 id="report-links">{t.links}</h2>
      <ul className="report-links">
        {links.data.map((l) => (
          <li key={l.id}>
            <div>
              <b>{t.link(l)}</b>
              <span className="cap-t">{t.linkState(l, dayOf(l.expires_at, zone), l.viewed_at ? heardAt(l.viewed_at, zone) : '')}</span>
            </div>
            {l.open && (
              <button type="button" className="btn" disabled={revoke.isPending} aria-label={t.revokeOf(l.receiver)} onClick={() => revoke.mutate(l.id)}>
                {t.revoke}
              </button>
            )}
          </li>
        ))}
      </ul>
      {revoke.error && <p role="alert">{trouble(revoke.error)}</p>}
    </section>
  )
}
