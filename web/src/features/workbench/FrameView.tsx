import { useState } from 'react'
import { useTimeZone } from '@/api/queries'
import type { ByteField, Decoded } from '@/api/types'
import { clockSeconds } from '@/lib/time'
import { beside, modeName, within } from '@/lib/words'
import { say } from './messages'
import './workbench.css'

const pairs = (hex: string): string[] => hex.match(/../g) ?? []

/** The text of some bytes, where they are text. */
function asText(bytes: readonly string[]): string {
  const codes = bytes.map((b) => parseInt(b, 16))
  return codes.every((c) => c >= 32 && c < 127) ? String.fromCharCode(...codes) : ''
}

/** One frame: its bytes, and for each of them what it is, what it says, and where that stands. */
export function FrameView({ item }: { item: Decoded }) {
  const zone = useTimeZone()
  const [lit, light] = useState<number | null>(null)
  if (!item.frame) return <p role="alert">{say.fault(item.fault ?? '')}</p>
  const { frame } = item
  const bytes = pairs(frame.hex ?? '')
  const chosen = lit === null ? null : item.fields[lit]
  const first = (i: number) => item.fields.findIndex((f) => f.from <= i && i < f.to)
  const attribute = frame.char ?? frame.service ?? frame.format ?? (frame.company === undefined ? '' : `0x${frame.company.toString(16).padStart(4, '0').toUpperCase()}`)
  return (
    <div className="wb-frame">
      <header>
        <h3>{item.understood ? beside([item.brand_name, say.kind(frame.kind)].filter(Boolean)) : say.reason(item.reason ?? 'unknown')}</h3>
        <p className="cap-t">
          <span data-own>{[!item.understood && item.brand_name, frame.device, clockSeconds(frame.at, zone), attribute].filter(Boolean).join(' · ')}</span> · {say.bytes(bytes.length)}
        </p>
      </header>
      <div className="wb-bytes" role="group" aria-label={say.bytesOf}>
        {bytes.map((b, i) => {
          const field = item.fields[first(i)]
          return (
            <span
              key={i}
              className="wb-byte"
              data-lit={chosen !== null && chosen !== undefined && chosen.from <= i && i < chosen.to}
              data-unread={!field || field.name === 'not_read' || field.name === 'sealed'}
              data-first={field?.from === i}
              data-last={field === undefined || field.to === i + 1}
              onPointerEnter={() => light(first(i))}
              onPointerLeave={() => light(null)}
              title={field && say.part(field.name)}
            >
              {b}
            </span>
          )
        })}
      </div>
      {item.fields.length > 0 && (
        <div className="wb-scroll" tabIndex={0} role="region" aria-label={say.table}>
          <table className="wb-table">
            <caption className="sr-only">{say.table}</caption>
            <thead>
              <tr>
                <th scope="col">{say.colBytes}</th>
                <th scope="col">{say.colWhat}</th>
                <th scope="col">{say.colSays}</th>
                <th scope="col">{say.colClause}</th>
              </tr>
            </thead>
            <tbody>
              {item.fields.map((f, i) => (
                <Line key={i} field={f} bytes={bytes} lit={lit === i} onLight={(on) => light(on ? i : null)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <details className="wb-raw">
        <summary>{say.asLine}</summary>
        <pre>{JSON.stringify(frame)}</pre>
        {item.says && (
          <>
            <p>{say.asJSON}</p>
            <pre>{item.says}</pre>
          </>
        )}
      </details>
    </div>
  )
}

const parts = ['not_read', 'kind', 'length', 'magic', 'counter', 'check', 'control', 'address', 'sealed', 'layout', 'mode_table', 'name']

function Line({ field: f, bytes, lit, onLight }: { field: ByteField; bytes: string[]; lit: boolean; onLight: (on: boolean) => void }) {
  const mine = bytes.slice(f.from, f.to)
  const text = asText(mine)
  return (
    <tr data-lit={lit} data-unread={f.name === 'not_read' || f.name === 'sealed'} onPointerEnter={() => onLight(true)} onPointerLeave={() => onLight(false)}>
      <td className="wb-hex">
        <b>{say.range(f.from, f.to)}</b> <span>{text.length > 3 ? text : mine.join(' ')}</span>
      </td>
      <th scope="row">{say.part(f.name)}</th>
      <td>{f.value ? value(f) : parts.includes(f.name) ? '' : <span className="soft">{say.unsaid}</span>}</td>
      <td>{f.clause && <abbr data-own title={say.clauseWhy(f.clause)}>{f.clause}</abbr>}</td>
    </tr>
  )
}

const value = (f: ByteField): string => {
  const v = f.value ?? ''
  return f.name === 'activity' ? say.doing(v) : f.name === 'pressure' ? say.pressed(v) : f.name === 'mode' || f.name === 'record.mode' ? modeName(v) : say.truth(v)
}

/** What a frame says in a few words, for a list. */
export function gist(d: Decoded): string {
  if (!d.frame) return say.fault(d.fault ?? '')
  if (!d.understood) return say.reason(d.reason ?? 'unknown')
  const told = d.fields.filter((f) => f.value && !['protocol', 'model_id', 'firmware', 'face', 'power_button', 'mode_button', 'motor_slowed'].includes(f.name))
  return beside(told.slice(0, 3).map((f) => (f.name === 'activity' ? value(f) : `${within(say.part(f.name))} ${value(f)}`)))
}
