import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepAnswers } from '@/api/kept'
import { App, cache } from '@/app/App'
import { settleIn } from '@/lib/renewal'
import { followSystemTheme } from '@/lib/theme'
import '@/ui/tokens.css'
import '@/ui/base.css'

followSystemTheme()

// What was seen last is there before the first picture, which then needs nobody's answer.
void keepAnswers(cache).then(() => {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
  // Keeping the app's files may wait until the page stands.
  setTimeout(() => void settleIn().catch(() => {}), 1_000)
})
