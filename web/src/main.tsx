import { keepAnswers } from '@/api/kept' // first: it begins to read the disk
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App, cache } from '@/app/App'
import { begin } from '@/lang/speak'
import { settleIn } from '@/lib/renewal'
import { followSystemTheme } from '@/lib/theme'
import '@/ui/tokens.css'
import '@/ui/base.css'
import '@/ui/page.css'

followSystemTheme()

// Today is drawn from a few answers. Every other room may need any of them.
let stands = () => {}
const soon = location.pathname === '/' ? new Promise<void>((r) => (stands = r)) : undefined

// What was seen last, and the words of the language, are there before the first picture, which then needs nobody's answer.
void Promise.all([begin(), keepAnswers(cache, soon)]).then(() => {
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
  setTimeout(stands, 200)
  // Keeping the app's files may wait until the page stands.
  setTimeout(() => void settleIn().catch(() => {}), 1_000)
})
