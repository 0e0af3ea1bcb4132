package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/enamel-home/enamel/brush"
)

// sections are what a maker's README says to people who own such a brush, in this order.
var sections = []string{"What you should know", "Models", "Heard passively, and over a connection", "Zones and pressure", "Known limits", "How to help"}

// forPeople returns those sections of a README. All must be there, say something, and point at no clause of the wire format.
func forPeople(readme string) (string, error) {
	var b strings.Builder
	for _, name := range sections {
		_, rest, found := strings.Cut(readme, "\n## "+name+"\n")
		if !found {
			return "", fmt.Errorf("its README.md has no section %q", name)
		}
		text, _, _ := strings.Cut(rest, "\n## ")
		if text = strings.TrimSpace(text); text == "" {
			return "", fmt.Errorf("the section %q of its README.md is empty", name)
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", name, text)
	}
	return b.String(), nil
}

// ownPage is the page of one maker.
func ownPage(m *maker) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nMade from its folder by `make generate`; do not edit. The bytes, and the sources of all this, stand in its "+
		"[README](../../brand/%s/README.md), and all makers beside each other in [the table](../brands.md).\n\n", m.Name, m.ID)
	b.WriteString("| Enamel reads | |\n|---|:-:|\n")
	for _, row := range []struct {
		what string
		yes  bool
	}{
		{"every second of its timer, while it brushes", m.Tells.Live},
		{"pressing too hard", m.Tells.Pressure},
		{"measured zones", m.Tells.Zones},
		{"the pacer's part", m.Tells.Pacer},
		{"battery, without a connection", m.Tells.Battery},
		{"sessions that the handle stored itself", m.Tells.Records},
		{"what only a connection tells", m.Dialogue != nil},
		{"encrypted words, with the handle's key", m.Unlock != nil},
	} {
		fmt.Fprintf(&b, "| %s | %s |\n", row.what, map[bool]string{true: "yes", false: "no"}[row.yes])
	}
	b.WriteString(m.people)
	if names := modeNames(m.Modes); len(names) > 0 {
		fmt.Fprintf(&b, "\n## Modes by name\n\n%s.\n", strings.Join(names, ", "))
	}
	fmt.Fprintf(&b, "\n## How sure it is\n\n%d lines with known meaning are tested in every build; a handle sent %d of them. ", m.vectors, m.real)
	if m.recorded > 0 {
		fmt.Fprintf(&b, "Recordings of whole brushings have %d more.\n", m.recorded)
	} else {
		b.WriteString("There is no recording of a whole brushing.\n")
	}
	return b.String()
}

// modeNames is every name of a mode, once, as the table of modes has them.
func modeNames(modes map[brush.Mode]string) []string {
	var codes []brush.Mode
	for m := range modes {
		codes = append(codes, m)
	}
	slices.Sort(codes)
	var names []string
	for _, m := range codes {
		if n := modes[m]; n != "off" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}
