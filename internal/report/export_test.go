package report

// Letters are what the fonts are said to have.
func Letters() [][2]rune { return letters[:] }
