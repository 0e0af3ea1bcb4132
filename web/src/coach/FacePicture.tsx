import type { Face, Part } from './way'

/** Which side of a tooth: the cheek is on its left and the tongue on its right, always. For who cannot read, and for who can. */
export function FacePicture({ part, face, label }: { part: Part; face: Face; label: string }) {
  const up = part.jaw === 'upper'
  const where: Record<Face, string> = { outer: 'translate(27 46) rotate(90)', inner: 'translate(73 46) rotate(-90)', chewing: 'translate(50 22) rotate(180)' }
  return (
    <svg className="coach-face" viewBox="0 0 100 100" role="img" aria-label={label}>
      <circle className="coach-face-ground" cx={50} cy={50} r={48} />
      <g transform={up ? 'translate(0 100) scale(1 -1)' : undefined}>
        <path className="coach-face-cheek" d="M7 30C3 46 4 60 10 74L20 72C14 58 13 46 17 31Z" />
        <path className="coach-face-tongue" d="M96 56C88 50 82 58 82 72L90 76Z" />
        <path className="coach-face-gum" d="M16 78Q22 66 34 68Q50 72 66 68Q78 66 84 78Q70 96 50 96Q30 96 16 78Z" />
        <path className="coach-face-tooth" d="M35 70C30 52 33 36 41 34Q46 33 50 37Q54 33 59 34C67 36 70 52 65 70Q50 76 35 70Z" />
        <g key={face} className="coach-face-brush" transform={where[face]}>
          <rect x={-11} y={2} width={22} height={9} rx={3.5} fill="#FFFDF7" stroke="#17204A" strokeWidth={2.2} />
          <path d="M-7.500 2V-4.500M-2.500 2V-4.500M2.500 2V-4.500M7.500 2V-4.500" stroke="#17204A" strokeWidth={4.6} strokeLinecap="round" />
          <path d="M-7.500 2V-4.500M-2.500 2V-4.500M2.500 2V-4.500M7.500 2V-4.500" stroke="#6FB4E8" strokeWidth={2.4} strokeLinecap="round" />
        </g>
      </g>
    </svg>
  )
}
