import type { ReactNode } from 'react'
import { Day } from './look'
import './page.css'

/** Empty teeth with soft rims while something is fetched, and what one waits for. No shimmer. */
export function Waiting({ label }: { label: string }) {
  return (
    <div className="waiting" role="status">
      <div aria-hidden="true">
        <Day am={0} pm={0} label="" />
      </div>
      <p>{label}</p>
    </div>
  )
}

interface StateProps {
  title: string
  children?: ReactNode
  acts?: ReactNode
}

/** Nothing here yet: one arch outline, a sentence, one action. `lone` leaves the outline out where the page shows arches already. */
export function Empty({ title, children, acts, lone }: StateProps & { lone?: boolean }) {
  return (
    <section className={lone ? 'state lone' : 'state'}>
      {!lone && (
        <div className="state-arch" aria-hidden="true">
          <Day am={0} pm={0} label="" />
        </div>
      )}
      <h2>{title}</h2>
      {children && <p className="soft">{children}</p>}
      {acts && <div className="state-acts">{acts}</div>}
    </section>
  )
}

/** Something went wrong: what happened, what is safe, one action. The dashed rim says that it is open. */
export function Trouble({ title, children, acts }: StateProps) {
  return (
    <section className="plate asking state" role="alert">
      <div className="state-arch" aria-hidden="true">
        <Day am={null} pm={null} label="" />
      </div>
      <h2>{title}</h2>
      {children && <p className="soft">{children}</p>}
      {acts && <div className="state-acts">{acts}</div>}
    </section>
  )
}
