import { useState } from 'react'
import { useChangeSelf } from '@/api/household'
import { useMe } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { firstLanguage, keepLanguage, speak, spokenOf } from '@/lib/language'
import { chooseContrast, chooseTheme, chosenContrast, chosenTheme, type Contrast, type Theme } from '@/lib/theme'
import { LanguageField } from '@/ui/LanguageField'
import { say } from './device'

const themes: Theme[] = ['system', 'light', 'dark']
const contrasts: Contrast[] = ['system', 'more', 'normal']

/** How it looks and what it speaks. Looks are kept on the device, the language with the account. */
export function Device() {
  const account = useMe().data?.account
  const change = useChangeSelf()
  const [theme, setTheme] = useState(chosenTheme)
  const [contrast, setContrast] = useState(chosenContrast)
  const choose = (locale: string) =>
    change.mutate(
      { locale },
      {
        onSuccess: () => {
          keepLanguage(locale || null)
          void speak(locale || firstLanguage())
        },
      },
    )
  return (
    <section className="plate house-plate">
      <h2>{say.title}</h2>
      <LanguageField
        label={say.language}
        hint={say.languageWhy}
        none={say.asBrowser}
        value={(account?.locale && spokenOf([account.locale])) || ''}
        disabled={change.isPending}
        fault={change.error ? trouble(change.error) : undefined}
        onChange={choose}
      />
      <h3 id="house-theme">{say.theme}</h3>
      <div className="seg" role="group" aria-labelledby="house-theme">
        {themes.map((t) => (
          <button
            key={t}
            type="button"
            aria-pressed={theme === t}
            onClick={() => {
              chooseTheme(t)
              setTheme(t)
            }}
          >
            {say.themes(t)}
          </button>
        ))}
      </div>
      <h3 id="house-contrast">{say.contrast}</h3>
      <div className="seg" role="group" aria-labelledby="house-contrast">
        {contrasts.map((c) => (
          <button
            key={c}
            type="button"
            aria-pressed={contrast === c}
            onClick={() => {
              chooseContrast(c)
              setContrast(c)
            }}
          >
            {say.contrasts(c)}
          </button>
        ))}
      </div>
    </section>
  )
}
