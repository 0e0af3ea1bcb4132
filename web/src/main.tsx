import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepAnswers } from '@/api/kept'
import { App, cache } from '@/app/App'
import { begin } from '@/lang/speak'
import { settleIn } from '@/lib/renewal'
import { followSystemTheme } from '@/lib/theme'
import '@/ui/tokens.css'
import '@/ui/base.css'

followSystemTheme()

// What was seen last, and the words of the language, are there before the first picture, which then needs nobody's answer.
void Promise.all([begin(), keepAnswers(cache)]).then(() => {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
  // Keeping the app's files may wait until the page stands.
  setTimeout(() => void settleIn().catch(() => {}), 1_000)
})
