import { useEffect, useState, type FormEvent } from 'react'
import { useLogIn } from '@/api/queries'
import { trouble } from '@/api/trouble'
import { Field } from '@/ui/Field'
import { Mark, Nu } from '@/ui/look'
import { say } from './messages'
import './login.css'

/** The door for people who live here. */
export function LogIn() {
  const logIn = useLogIn()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  useEffect(() => {
    document.title = `${say.title} · Enamel`
  }, [])
  const send = (e: FormEvent) => {
    e.preventDefault()
    if (!logIn.isPending) logIn.mutate({ email: email.trim(), password })
  }
  const fault = logIn.error ? (logIn.error.status === 401 ? say.wrong : trouble(logIn.error)) : undefined
  return (
    <main className="login" id="page">
      <p className="login-brand">
        <Mark />
        enamel
      </p>
      <div className="login-nu" aria-hidden="true">
        <Nu mood="steady" glaze="coral" label="" />
      </div>
      <form className="plate login-plate form" onSubmit={send}>
        <h1>{say.heading}</h1>
        <Field label={say.email}>
          {(wire) => <input {...wire} type="email" autoComplete="username" required value={email} onChange={(e) => setEmail(e.target.value)} />}
        </Field>
        <Field label={say.password} fault={fault}>
          {(wire) => <input {...wire} type="password" autoComplete="current-password" required value={password} onChange={(e) => setPassword(e.target.value)} />}
        </Field>
        <button className="btn act" type="submit">
          {logIn.isPending ? say.entering : say.enter}
        </button>
      </form>
    </main>
  )
}
