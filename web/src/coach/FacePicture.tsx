import { useId } from 'react'
import type { Face, Part } from './way'

/** Which side of a tooth: the cheek is on its left and the tongue on its right, always. For who cannot read, and for who can. */
export function FacePicture({ part, face, label }: { part: Part; face: Face; label: string }) {
  const cut = useId()
  const up = part.jaw === 'upper'
  const where: Record<Face, string> = { outer: 'translate(33 47) rotate(90)', inner: 'translate(67 47) rotate(-90)', chewing: 'translate(50 30) rotate(180)' }
  const bristles = 'M-10 0V-7M-3.400 0V-7M3.400 0V-7M10 0V-7'
  return (
    <svg className="coach-face" viewBox="0 0 100 100" role="img" aria-label={label}>
      <clipPath id={cut}>
        <circle cx={50} cy={50} r={47} />
      </clipPath>
      <circle className="coach-face-ground" cx={50} cy={50} r={48} />
      <g clipPath={`url(#${cut})`}>
        <g transform={up ? 'translate(0 100) scale(1 -1)' : undefined}>
          <path className="coach-face-cheek" d="M-5 -5H9C15 16 15 30 10 44C6 60 9 78 16 105H-5Z" />
          <path className="coach-face-tongue" d="M105 46C92 40 84 50 85 64C86 82 94 92 105 105Z" />
          <path className="coach-face-gum" d="M22 110V84C24 70 34 68 42 69Q50 72 58 69C66 68 76 70 78 84V110Z" />
          <path className="coach-face-tooth" d="M37 72C33 57 34 43 41 40Q46 38 50 42Q54 38 59 40C66 43 67 57 63 72Q50 78 37 72Z" />
          <g key={face} transform={where[face]}>
            <path d={bristles} stroke="#17204A" strokeWidth={6.4} strokeLinecap="round" />
            <path d={bristles} stroke="#6FB4E8" strokeWidth={3.2} strokeLinecap="round" />
            <rect x={-16} y={0} width={32} height={11} rx={5} fill="#3350D6" stroke="#17204A" strokeWidth={2.4} />
          </g>
        </g>
      </g>
      <circle className="coach-face-rim" cx={50} cy={50} r={48} />
    </svg>
  )
}
