// Before anything is drawn: the chosen theme, else the system's. A file of its own because the page allows no inline script.
;(function () {
  var chosen = null
  try {
    chosen = localStorage.getItem('enamel.theme')
  } catch {
    // Storage may be closed to us; the system's theme then stands.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
