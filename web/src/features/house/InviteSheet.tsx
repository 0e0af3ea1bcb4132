import { useState } from 'react'
import { useInvite } from '@/api/household'
import { trouble } from '@/api/trouble'
import { Field } from '@/ui/Field'
import { OnceSheet } from '@/ui/Once'
import { Sheet } from '@/ui/Sheet'
import { MembershipFields, type Membership } from './MembershipFields'
import { say } from './messages'

/** Makes an invitation, and shows its link and QR code once. */
export function InviteSheet({ onClose }: { onClose: () => void }) {
  const invite = useInvite()
  const [v, set] = useState<Membership>({ role: 'caregiver', until: null, people: [] })
  const [days, setDays] = useState(7)
  const made = invite.data
  if (made)
    return (
      <OnceSheet title={say.inviteMade} value={made.link} qr={made.qr} onClose={onClose}>
        {say.inviteOnce}
      </OnceSheet>
    )
  return (
    <Sheet title={say.invite} close={say.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!invite.isPending)
            invite.mutate({ role: v.role, lasts_s: days * 86_400, ...(v.until && { member_until: v.until }), ...(v.role === 'viewer' && v.people.length > 0 && { people: v.people }) })
        }}
      >
        <MembershipFields value={v} onChange={set} />
        <Field label={say.inviteGood}>
          {(wire) => (
            <select {...wire} value={days} onChange={(e) => setDays(Number(e.target.value))}>
              {[1, 3, 7].map((n) => (
                <option key={n} value={n}>
                  {say.days(n)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {invite.error && <p role="alert">{trouble(invite.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={invite.isPending}>
            {say.inviteMake}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
