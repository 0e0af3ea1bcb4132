// Before anything is drawn: the chosen theme and contrast, else the system's; and what the scripts will ask for is asked for now. A file of its own because
// the page allows no inline script; what stands in quotes with two lines on each side is filled in by the build.
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

  function ahead(href, rel, as) {
    var link = document.createElement('link')
    link.rel = rel
    if (as) link.as = as
    link.crossOrigin = 'anonymous'
    link.href = href
    document.head.append(link)
  }
  // The words come beside the scripts, and not after them. lib/language.ts decides which; this guesses the same.
  var languages = '__LANGUAGES__'
  try {
    var own = localStorage.getItem('enamel.language')
    var wanted = own === null ? navigator.languages || [navigator.language] : [own]
    for (var i = 0; i < wanted.length; i++) {
      var l = new Intl.Locale(wanted[i]).maximize()
      var tag = l.language === 'zh' ? 'zh-' + l.script : l.language
      if (languages[tag]) ahead(languages[tag], 'modulepreload')
      if (tag === 'en' || languages[tag]) break
    }
  } catch {
    // Then they come after them.
  }
  // Where the app's files are here already, the face is, too: what is drawn first is drawn with it.
  if (navigator.serviceWorker && navigator.serviceWorker.controller) ahead('__FACE__', 'preload', 'font')
})()
