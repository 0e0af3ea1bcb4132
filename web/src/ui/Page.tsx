import { createContext, useContext, useEffect, useRef, type ReactNode } from 'react'
import './page.css'

/** What has to be said under every headline, such as that the house does not answer. */
export const PageNotice = createContext<ReactNode>(null)

let firstPage = true

interface PageProps {
  /** The document's title, without the product's name. */
  title: string
  /** The sentence of the screen. */
  heading: ReactNode
  aside?: ReactNode
  /** The link to where this screen belongs, above the sentence. */
  back?: ReactNode
  /** What chooses what is shown, beside the sentence where there is room. */
  acts?: ReactNode
  children: ReactNode
  className?: string
}

/** One screen: its sentence, then what it shows. A new screen takes the focus to its sentence, so that it is read out. */
export function Page({ title, heading, aside, back, acts, children, className }: PageProps) {
  const notice = useContext(PageNotice)
  const h1 = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Enamel`
  }, [title])
  useEffect(() => {
    if (!firstPage) h1.current?.focus({ preventScroll: true })
    firstPage = false
  }, [])
  return (
    <main id="page" className={className ? `page ${className}` : 'page'}>
      {back && <p className="page-back">{back}</p>}
      <div className="page-head">
        <h1 ref={h1} tabIndex={-1}>
          {heading}
        </h1>
        {aside && <p className="soft">{aside}</p>}
        {acts}
      </div>
      {notice}
      {children}
    </main>
  )
}
