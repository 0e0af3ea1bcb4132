interface Props {
  words: { title: string; other: string; mine: string; theirs: string }
  /** What the other did to the fields of this form, each as a sentence. */
  lines: string[]
  busy: boolean
  onMine: () => void
  onTheirs: () => void
}

/** Somebody else was quicker: says what they did, and lets one choose. */
export function Clash({ words, lines, busy, onMine, onTheirs }: Props) {
  return (
    <div role="alert" className="clash">
      <p>
        <strong>{words.title}</strong>
      </p>
      {lines.length === 0 ? (
        <p>{words.other}</p>
      ) : (
        <ul>
          {lines.map((l) => (
            <li key={l}>{l}</li>
          ))}
        </ul>
      )}
      <div className="form-acts">
        <button type="button" className="btn act" disabled={busy} onClick={onTheirs}>
          {words.theirs}
        </button>
        <button type="button" className="btn" disabled={busy} onClick={onMine}>
          {words.mine}
        </button>
      </div>
    </div>
  )
}
