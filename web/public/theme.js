// Before anything is drawn: the chosen theme and contrast, else the system's. A file of its own because the page allows no inline script.
;(function () {
  var chosen = null
  var contrast = null
  try {
    chosen = localStorage.getItem('enamel.theme')
    contrast = localStorage.getItem('enamel.contrast')
  } catch {
    // Storage may be closed to us; the system's theme then stands.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  if (contrast === 'more' || contrast === 'normal') document.documentElement.dataset.contrast = contrast
})()
