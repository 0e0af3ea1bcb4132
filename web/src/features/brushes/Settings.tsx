import { useState } from 'react'
import { clashWords, useEdit } from '@/api/edit'
import { brushNow, useWishSettings } from '@/api/queries'
import { trouble } from '@/api/trouble'
import type { Brush, BrushSettings, SettingsWish } from '@/api/types'
import { beside, following } from '@/lib/words'
import { Clash } from '@/ui/Clash'
import { Field } from '@/ui/Field'
import { Icon } from '@/ui/look'
import { Sheet } from '@/ui/Sheet'
import { say } from './messages'

const targets = [60, 90, 120, 150, 180, 240]
const sounds = ['off', 'low', 'high'] as const
const maxNames = 12

/** What a brush does of what it can be told, and whether it has heard yet of what was wished since. */
export function Settings({ brush: b, settings }: { brush: Brush; settings: BrushSettings }) {
  const [changing, setChanging] = useState(false)
  const { desired, reported, in_sync: inSync } = settings
  const does = reported && [
    reported.target_s !== undefined && say.targetIs(reported.target_s),
    reported.sounds && say.soundsAre(reported.sounds),
    reported.mode_names && Object.keys(reported.mode_names).length > 0 && say.namesAre(Object.values(reported.mode_names)),
  ].filter((s) => typeof s === 'string')
  return (
    <div className="brush-settings">
      <h3>{say.settings}</h3>
      <p>{does && does.length > 0 ? following(does) : say.settingsUnknown}</p>
      <p className="cap-t" role="status">
        {!desired ? say.wishNone : inSync ? say.wishDone : say.wishWaits}
      </p>
      <button type="button" className="btn" onClick={() => setChanging(true)}>
        {say.settingsChange}
      </button>
      {changing && <Changing brush={b} settings={settings} onClose={() => setChanging(false)} />}
    </div>
  )
}

interface Named {
  id: number
  code: string
  name: string
}

const named = (names: Record<string, string> | undefined): Named[] => Object.entries(names ?? {}).map(([code, name], id) => ({ id, code, name }))

/** What somebody else wishes of a brush that was not wished before. */
function wishWords(was: BrushSettings['desired'], now: BrushSettings['desired']): string[] {
  const other = (k: 'target_s' | 'sounds' | 'mode_names') => JSON.stringify(was?.[k]) !== JSON.stringify(now?.[k])
  return [
    ...(other('target_s') ? [clashWords.now(say.target, now?.target_s === undefined ? clashWords.empty : say.minutes(now.target_s))] : []),
    ...(other('sounds') ? [clashWords.now(say.sounds, now?.sounds ? say.sound(now.sounds) : clashWords.empty)] : []),
    ...(other('mode_names') ? [clashWords.now(say.modeNames, beside(Object.values(now?.mode_names ?? {})) || clashWords.empty)] : []),
  ]
}

function Changing({ brush: b, settings, onClose }: { brush: Brush; settings: BrushSettings; onClose: () => void }) {
  const wish = useEdit<BrushSettings, SettingsWish & { device: string }>(settings, useWishSettings(), async () => (await brushNow(b.device))?.settings)
  const [base, setBase] = useState(settings)
  const known = { ...base.reported, ...base.desired }
  const [target, setTarget] = useState(String(known.target_s ?? ''))
  const [loud, setLoud] = useState<string>(known.sounds ?? '')
  const [names, setNames] = useState(() => named(known.mode_names))
  const body: SettingsWish = {
    ...(target && { target_s: Number(target) }),
    ...(loud && { sounds: loud as (typeof sounds)[number] }),
    ...((names.length > 0 || known.mode_names) && { mode_names: Object.fromEntries(names.filter((n) => n.name.trim()).map((n) => [n.code, n.name.trim()])) }),
  }
  const keep = (wished: SettingsWish) => wish.save({ device: b.device, ...wished }, onClose)
  const change = (id: number, part: Partial<Named>) => setNames(names.map((n) => (n.id === id ? { ...n, ...part } : n)))
  const offered = known.target_s && !targets.includes(known.target_s) ? [known.target_s, ...targets] : targets
  return (
    <Sheet title={say.settings} close={say.close} onClose={onClose}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          keep(body)
        }}
      >
        <p className="soft">{say.settingsWhy}</p>
        <Field label={say.target} fault={wish.error?.fault('target_s')}>
          {(wire) => (
            <select {...wire} value={target} onChange={(e) => setTarget(e.target.value)}>
              <option value="">{say.leave}</option>
              {offered.map((s) => (
                <option key={s} value={s}>
                  {say.minutes(s)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={say.sounds} fault={wish.error?.fault('sounds')}>
          {(wire) => (
            <select {...wire} value={loud} onChange={(e) => setLoud(e.target.value)}>
              <option value="">{say.leave}</option>
              {sounds.map((s) => (
                <option key={s} value={s}>
                  {say.sound(s)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <fieldset className="brush-names">
          <legend>{say.modeNames}</legend>
          <p className="cap-t">{say.modeNamesHint}</p>
          {names.map((n) => (
            <div key={n.id} className="brush-mode">
              <Field label={say.modeNumber}>
                {(wire) => <input {...wire} type="number" min={0} max={255} required value={n.code} onChange={(e) => change(n.id, { code: e.target.value })} />}
              </Field>
              <Field label={say.modeName}>
                {(wire) => <input {...wire} maxLength={24} required autoComplete="off" value={n.name} onChange={(e) => change(n.id, { name: e.target.value })} />}
              </Field>
              <button type="button" className="btn bare" aria-label={say.modeForget(n.name)} onClick={() => setNames(names.filter((o) => o.id !== n.id))}>
                <Icon name="close" />
              </button>
            </div>
          ))}
          {names.length < maxNames && (
            <button type="button" className="btn" onClick={() => setNames([...names, { id: Math.max(-1, ...names.map((n) => n.id)) + 1, code: '', name: '' }])}>
              {say.modeAdd}
            </button>
          )}
          {wish.error?.fault('mode_names') && (
            <p className="fault" role="alert">
              {wish.error.fault('mode_names')}
            </p>
          )}
        </fieldset>
        {wish.clash && (
          <Clash
            words={clashWords}
            lines={wishWords(base.desired, wish.clash.theirs.desired)}
            busy={wish.isPending}
            onMine={wish.mine}
            onTheirs={() => {
              const theirs = wish.theirs()
              if (!theirs) return
              const next = { ...theirs.reported, ...theirs.desired }
              setBase(theirs)
              setTarget(String(next.target_s ?? ''))
              setLoud(next.sounds ?? '')
              setNames(named(next.mode_names))
            }}
          />
        )}
        {wish.error && wish.error.faults.length === 0 && <p role="alert">{trouble(wish.error)}</p>}
        <div className="form-acts">
          <button className="btn act" disabled={wish.isPending}>
            {say.wishKeep}
          </button>
          {base.desired && (
            <button type="button" className="btn bare" disabled={wish.isPending} onClick={() => keep({})}>
              {say.wishBack}
            </button>
          )}
        </div>
      </form>
    </Sheet>
  )
}
