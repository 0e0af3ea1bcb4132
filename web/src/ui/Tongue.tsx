import { useState } from 'react'
import { keepLanguage, languages, speak, speaking } from '@/lib/language'
import { say } from '@/lib/words'
import './page.css'

/** Chooses the language of this device, for screens on which nobody is known yet. */
export function Tongue() {
  const [tag, setTag] = useState(speaking)
  return (
    <select
      className="tongue"
      aria-label={say.language}
      value={tag}
      onChange={(e) => {
        setTag(e.target.value)
        keepLanguage(e.target.value)
        void speak(e.target.value)
      }}
    >
      {!(tag in languages) && <option>{tag}</option>}
      {Object.entries(languages).map(([t, name]) => (
        <option key={t} value={t} lang={t}>
          {name}
        </option>
      ))}
    </select>
  )
}
