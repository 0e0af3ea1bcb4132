export function App() {
  return <main>Enamel</main>
}
