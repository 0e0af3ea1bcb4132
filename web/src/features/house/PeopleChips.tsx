import { usePeople } from '@/api/queries'
import { Cup } from '@/ui/look'
import { initial } from '@/ui/PersonFields'

interface Props {
  legend: string
  /** What nobody chosen means; absent: somebody has to be chosen. */
  all?: string
  chosen: string[]
  onChange: (people: string[]) => void
}

/** Some of the people, by their cups. */
export function PeopleChips({ legend, all, chosen, onChange }: Props) {
  const people = usePeople().data ?? []
  return (
    <fieldset className="field">
      <legend className="field-label">{legend}</legend>
      <div className="chips">
        {all !== undefined && (
          <button type="button" className="chip plain" aria-pressed={chosen.length === 0} onClick={() => onChange([])}>
            {all}
          </button>
        )}
        {people.map((p) => (
          <button
            key={p.id}
            type="button"
            className="chip"
            aria-pressed={chosen.includes(p.id)}
            onClick={() => onChange(chosen.includes(p.id) ? chosen.filter((id) => id !== p.id) : [...chosen, p.id])}
          >
            <Cup glaze={p.glaze} letter={initial(p.name)} />
            {p.name}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
