import { useState } from 'react'
import { useChangeMember, useInvitations, useLeave, useMay, useMembers, useRemoveMember, useUninvite } from '@/api/household'
import { usePeople, useTimeZone } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Member } from '@/api/types'
import { dayOf } from '@/lib/time'
import { listed } from '@/lib/words'
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
    [say.roles(m.role), m.people && say.sees(names(m.people)), m.expires_at && (m.expired ? say.expired : say.until)(dayOf(m.expires_at, zone))].filter(Boolean).join(', ')
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
            <span className="cap-t">{say.inviteOpen(say.roles(i.role).toLowerCase(), dayOf(i.expires_at, zone))}</span>
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

function MemberSheet({ member, mayChange, onClose }: { member: Member; mayChange: boolean; onClose: () => void }) {
  const change = useChangeMember()
  const remove = useRemoveMember()
  const leave = useLeave()
  const [v, set] = useState<Membership>({ role: member.role, until: member.expires_at ?? null, people: member.people ?? [] })
  const [sure, setSure] = useState(false)
  const error = change.error ?? remove.error ?? leave.error
  const busy = change.isPending || remove.isPending || leave.isPending
  return (
    <Sheet title={member.name} close={say.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!busy) change.mutate({ id: member.id, role: v.role, expires_at: v.until ?? '0001-01-01T00:00:00Z', people: v.role === 'viewer' ? v.people : [] }, { onSuccess: onClose })
        }}
      >
        {mayChange && <MembershipFields value={v} onChange={set} />}
        {error && <p role="alert">{trouble(error)}</p>}
        {sure ? (
          <div className="house-sure" role="alert">
            <p>{member.self ? say.leaveSure : say.removeMemberSure(member.name)}</p>
            <div className="form-acts">
              <button type="button" className="btn" disabled={busy} onClick={() => (member.self ? leave.mutate(undefined) : remove.mutate(member.id, { onSuccess: onClose }))}>
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
