import { stickers } from './stickers'

/** A sticker, from 0. It says nothing aloud: its day says what it is. */
export function Sticker({ kind }: { kind: number }) {
  const s = stickers[kind % stickers.length]!
  return (
    <svg className="sticker" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      {s.parts.map(([d, glaze]) => (
        <path key={d} d={d} className={glaze ? `sticker-${glaze}` : 'sticker-line'} />
      ))}
    </svg>
  )
}

export const stickerName = (kind: number) => stickers[kind % stickers.length]!.name
