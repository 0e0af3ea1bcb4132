import { useEffect, useState } from 'react'
import { trouble } from '@/api/trouble'
import { useRecover } from '@/api/ways'
import { Mark, Nu } from '@/ui/look'
import { say } from './messages'
import './login.css'

/** Where the link of `enamel account recover` leads. The code stands behind the #, which no server sees. */
export function Recover() {
  const recover = useRecover()
  const [code] = useState(() => decodeURIComponent(location.hash.slice(1)))
  useEffect(() => {
    document.title = `${say.recoverTitle} · Enamel`
  }, [])
  return (
    <main className="login" id="page">
      <p className="login-brand">
        <Mark />
        enamel
      </p>
      <div className="login-nu" aria-hidden="true">
        <Nu mood="steady" glaze="coral" label="" />
      </div>
      <section className="plate login-plate form">
        <h1>{say.recoverTitle}</h1>
        <p>{code === '' ? say.recoverNoCode : say.recoverWhy}</p>
        {recover.error && <p role="alert">{trouble(recover.error)}</p>}
        {code !== '' && (
          <button type="button" className="btn act" disabled={recover.isPending} onClick={() => recover.mutate(code)}>
            {say.enter}
          </button>
        )}
      </section>
    </main>
  )
}
