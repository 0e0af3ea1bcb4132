import { useState } from 'react'
import { clashWords, removalWords, useEdit, type Clash as EditClash } from '@/api/edit'
import { memberNow, useChangeMember, useInvitations, useLeave, useMay, useMembers, useRemoveMember, useUninvite } from '@/api/household'
import { usePeople, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Member } from '@/api/types'
import { dayOf } from '@/lib/time'
import { beside, listed, within } from '@/lib/words'
import { Clash } from '@/ui/Clash'
import { Sheet } from '@/ui/Sheet'
import { InviteSheet } from './InviteSheet'
import { MembershipFields, type Membership } from './MembershipFields'
import { say } from './messages'

/** Who may look at this home, what they may do, and until when. */
export function Members() {
  const members = useMembers()
  const mayChange = useMay('members:write')
  const invitations = useInvitations(mayChange)
  const uninvite = useUninvite()
  const people = usePeople().data ?? []
  const zone = useTimeZone()
  const [editing, edit] = useState<Member | null>(null)
  const [inviting, invite] = useState(false)
  const names = (ids: string[]) => listed(ids.map((id) => people.find((p) => p.id === id)?.name ?? '?'))
  const facts = (m: Member) =>
    beside([say.roles(m.role), m.people && say.sees(names(m.people)), m.expires_at && (m.expired ? say.expired : say.until)(dayOf(m.expires_at, zone))].filter(Boolean))
  return (
    <section className="plate house-plate">
      <h2>{say.members}</h2>
      <p className="cap-t">{say.membersWhy}</p>
      {members.error && <p role="alert">{trouble(members.error)}</p>}
      <ul className="house-rows">
        {(members.data ?? []).map((m) => (
          <li key={m.id}>
            <div>
              <b>{m.self ? `${m.name} (${say.you})` : m.name}</b>
              <span className="cap-t">{facts(m)}</span>
              {m.email && !m.self && <span className="cap-t">{m.email}</span>}
            </div>
            {(mayChange || m.self) && (
              <button type="button" className="btn bare" aria-label={say.changeMember(m.name)} onClick={() => edit(m)}>
                {say.changeShort}
              </button>
            )}
          </li>
        ))}
        {(invitations.data ?? []).map((i) => (
          <li key={i.id} className="house-open">
            <span className="cap-t">{say.inviteOpen(within(say.roles(i.role)), dayOf(i.expires_at, zone))}</span>
            <button type="button" className="btn bare" disabled={uninvite.isPending} onClick={() => uninvite.mutate(i.id)}>
              {say.uninvite}
            </button>
          </li>
        ))}
      </ul>
      {mayChange && (
        <button type="button" className="btn" onClick={() => invite(true)}>
          {say.invite}
        </button>
      )}
      {editing && <MemberSheet key={editing.id} member={editing} mayChange={mayChange} onClose={() => edit(null)} />}
      {inviting && <InviteSheet onClose={() => invite(false)} />}
    </section>
  )
}

type Fields = { id: string } & Required<Pick<Member, 'role' | 'expires_at' | 'people'>>

/** As the API says that a membership does not end. */
const never = '0001-01-01T00:00:00Z'

const asForm = (m: Member): Membership => ({ role: m.role, until: m.expires_at ?? null, people: m.people ?? [] })

function MemberSheet({ member, mayChange, onClose }: { member: Member; mayChange: boolean; onClose: () => void }) {
  const people = usePeople().data ?? []
  const zone = useTimeZone()
  const read = () => memberNow(member.id)
  const change = useEdit<Member, Fields>(member, useChangeMember(), read)
  const remove = useEdit<Member, Fields>(member, useRemoveMember(), read)
  const leave = useLeave()
  const [v, set] = useState<Membership>(() => asForm(member))
  const [round, setRound] = useState(0)
  const [sure, setSure] = useState(false)
  const theirWords = ({ theirs, changed }: EditClash<Member, Fields>) => [
    ...(changed.includes('role') ? [clashWords.now(say.mayBe, say.roles(theirs.role))] : []),
    ...(changed.includes('expires_at') ? [clashWords.now(say.ends, theirs.expires_at ? say.asIs(dayOf(theirs.expires_at, zone)) : say.never)] : []),
    ...(changed.includes('people') ? [clashWords.now(say.seesWho, theirs.people ? listed(theirs.people.map((id) => people.find((p) => p.id === id)?.name ?? '?')) : say.everybody)] : []),
  ]
  const error = change.error ?? remove.error ?? leave.error
  const busy = change.isPending || remove.isPending || leave.isPending
  return (
    <Sheet title={member.name} close={say.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!busy) change.save({ id: member.id, role: v.role, expires_at: v.until ?? never, people: v.role === 'viewer' ? v.people : [] }, onClose)
        }}
      >
        {mayChange && <MembershipFields key={round} value={v} onChange={set} />}
        {change.clash && (
          <Clash
            words={clashWords}
            lines={theirWords(change.clash)}
            busy={busy}
            onMine={change.mine}
            onTheirs={() => {
              const theirs = change.theirs()
              if (!theirs) return
              set(asForm(theirs))
              setRound(round + 1)
            }}
          />
        )}
        {remove.clash && <Clash words={removalWords} lines={theirWords(remove.clash)} busy={busy} onMine={remove.mine} onTheirs={() => remove.theirs() && setSure(false)} />}
        {error && <p role="alert">{trouble(error)}</p>}
        {sure ? (
          <div className="house-sure" role="alert">
            <p>{member.self ? say.leaveSure : say.removeMemberSure(member.name)}</p>
            <div className="form-acts">
              <button type="button" className="btn" disabled={busy} onClick={() => (member.self ? leave.mutate(undefined) : remove.save({ id: member.id, role: member.role, expires_at: member.expires_at ?? never, people: member.people ?? [] }, onClose))}>
                {say.yes}
              </button>
              <button type="button" className="btn act" autoFocus onClick={() => setSure(false)}>
                {say.removeNo}
              </button>
            </div>
          </div>
        ) : (
          <div className="form-acts">
            {mayChange && (
              <button className="btn act" disabled={busy}>
                {say.keep}
              </button>
            )}
            <button type="button" className="btn bare" onClick={() => setSure(true)}>
              {member.self ? say.leave : say.removeMember}
            </button>
          </div>
        )}
      </form>
    </Sheet>
  )
}
