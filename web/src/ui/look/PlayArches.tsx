import './look.css'

/** The ground of every screen that a child plays on: one arch behind the other, from edge to edge. */
export function PlayArches() {
  return (
    <svg className="play-arches" viewBox="0 0 1000 1000" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {[150, 262, 374, 486, 598].map((r) => (
        <path key={r} d={`M${500 - r} 1100V560A${r} ${r} 0 0 1 ${500 + r} 560V1100`} />
      ))}
    </svg>
  )
}
