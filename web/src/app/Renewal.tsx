import { useNow } from '@/api/queries'
import { renew, useRenewal } from '@/lib/renewal'
import { say } from './messages'

/** A new build of the app waits, and one button takes it. Never while somebody brushes: nothing changes under a brush. */
export function Renewal() {
  const ready = useRenewal()
  const brushing = (useNow().data?.open ?? []).length > 0
  if (!ready || brushing) return null
  return (
    <p className="page-notice">
      {say.renewal}
      <button type="button" className="btn" onClick={renew}>
        {say.renew}
      </button>
    </p>
  )
}
