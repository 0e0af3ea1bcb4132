import { useEffect, useRef, useState } from 'react'
import { mostLines, newest, useExplained } from '@/api/frames'
import { trouble } from '@/api/trouble'
import { Field } from '@/ui/Field'
import { FrameList } from './FrameList'
import { examples, lineOf, type Form } from './forms'
import { say } from './messages'

const settle = 350
const mostFile = 8 << 20
const forms: Form[] = ['oralb', 'xiaomi', 'enamel', 'sonicare']

/** Lines that are pasted, opened from a file, or come from a brush that was driven: each byte by byte. */
export function Reader({ text, onText }: { text: string; onText: (t: string) => void }) {
  const [settled, settleOn] = useState('')
  const [form, setForm] = useState<Form>('oralb')
  const [key, setKey] = useState('')
  const file = useRef<HTMLInputElement>(null)
  const lines = text.split('\n').map((l) => l.trim()).filter(Boolean)
  const sent = newest(lines.map((l) => lineOf(l, form))).join('\n')
  const goodKey = /^[0-9a-f]{32}$/i.test(key.trim()) ? key.trim() : ''
  useEffect(() => {
    const t = setTimeout(() => settleOn(sent), settle)
    return () => clearTimeout(t)
  }, [sent])
  const explain = useExplained(settled, goodKey)
  const items = sent === '' || settled === '' ? [] : (explain.data ?? [])
  const open = async (f: File | undefined) => {
    if (f) onText((await f.slice(0, mostFile).text()).split('\n').slice(-mostLines).join('\n'))
  }
  return (
    <>
      <section className="plate wb-paste">
        <Field label={say.paste} hint={say.pasteHint}>
          {(wire) => <textarea {...wire} rows={5} spellCheck={false} autoCapitalize="none" autoComplete="off" value={text} onChange={(e) => onText(e.target.value)} />}
        </Field>
        <div className="two">
          <Field label={say.form}>
            {(wire) => (
              <select {...wire} value={form} onChange={(e) => setForm(e.target.value as Form)}>
                {forms.map((f) => (
                  <option key={f} value={f}>
                    {say.forms(f)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={say.key} hint={say.keyHint}>
            {(wire) => <input {...wire} value={key} maxLength={64} autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(e) => setKey(e.target.value)} />}
          </Field>
        </div>
        <div className="form-acts">
          <button type="button" className="btn" onClick={() => onText(examples)}>
            {say.example}
          </button>
          <button type="button" className="btn" onClick={() => file.current?.click()}>
            {say.file}
          </button>
          {text && (
            <button type="button" className="btn bare" onClick={() => onText('')}>
              {say.clear}
            </button>
          )}
          <input ref={file} type="file" accept=".jsonl,.ndjson,.json,.txt" hidden onChange={(e) => void open(e.target.files?.[0])} />
        </div>
        {explain.error && <p role="alert">{explain.error.faults[0]?.message ?? trouble(explain.error)}</p>}
      </section>
      {items.length > 0 ? <FrameList items={items} of={lines.length} /> : <p className="soft wb-none">{say.nothing}</p>}
    </>
  )
}
