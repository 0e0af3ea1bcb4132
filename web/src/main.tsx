import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from '@/app/App'
import { begin } from '@/lang/speak'
import { followSystemTheme } from '@/lib/theme'
import '@/ui/tokens.css'
import '@/ui/base.css'

followSystemTheme()

void begin().then(() =>
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
)
