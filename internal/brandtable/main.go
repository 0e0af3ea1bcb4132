// Command brandtable writes docs/brands.md, what each maker's folder tells, has been tested with and does not understand, counted from the
// code and the vectors, and a page for each maker in docs/brands. It is run where go.mod lies; without a folder to write to it prints the former.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/wire"
)

func main() {
	counted, err := countAll(all.Set(), "brand")
	switch {
	case err != nil:
	case len(os.Args) > 1:
		err = write(os.Args[1], counted)
	default:
		_, err = io.WriteString(os.Stdout, page(counted))
	}
	if err != nil {
		log.Fatal("brandtable: ", err)
	}
}

// write writes the pages into a folder of documentation.
func write(docs string, counted []maker) error {
	if err := os.MkdirAll(filepath.Join(docs, "brands"), 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(docs, "brands.md"), []byte(page(counted)), 0o666); err != nil {
		return err
	}
	for i := range counted {
		if err := os.WriteFile(filepath.Join(docs, "brands", string(counted[i].ID)+".md"), []byte(ownPage(&counted[i])), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// maker is what is counted of one maker.
type maker struct {
	*brand.Spec
	vectors, real int             // lines of testdata; of those, bytes that a handle sent
	recorded      int             // frames of recorded brushings
	fields        map[string]bool // that understood lines had, by their names in the decode output
	unread        map[string]int  // where bytes stood that nobody understands, and in how many different lines
	people        string          // what its README says to people who own such a brush
}

func countAll(makers brand.Set, folder string) ([]maker, error) {
	var counted []maker
	for _, s := range makers {
		m, err := count(s, filepath.Join(folder, string(s.ID)))
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", s.ID, err)
		}
		counted = append(counted, m)
	}
	return counted, nil
}

// count decodes every line of a maker's testdata.
func count(s *brand.Spec, folder string) (maker, error) {
	m := maker{Spec: s, fields: map[string]bool{}, unread: map[string]int{}}
	readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		return m, err
	}
	if m.people, err = forPeople(string(readme)); err != nil {
		return m, err
	}
	for _, pattern := range []string{"*.jsonl", "sessions/*.jsonl"} {
		names, err := filepath.Glob(filepath.Join(folder, "testdata", filepath.FromSlash(pattern)))
		if err != nil {
			return m, err
		}
		for _, name := range names {
			if err := m.file(name, pattern != "*.jsonl"); err != nil {
				return m, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if m.vectors == 0 {
		return m, errors.New("no vectors")
	}
	return m, nil
}

func (m *maker) file(name string, recording bool) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	unread := map[string]bool{}
	for sc := bufio.NewScanner(file); ; {
		if !sc.Scan() {
			return sc.Err()
		}
		var f brush.Frame
		if err := wire.ParseFrame(sc.Bytes(), &f); err != nil {
			return err
		}
		var note struct {
			From string `json:"source_of"`
		}
		if err := json.Unmarshal(sc.Bytes(), &note); err != nil {
			return err
		}
		switch {
		case recording:
			m.recorded++
		default:
			m.vectors++
			if !made(filepath.Base(name), note.From) {
				m.real++
			}
		}
		var r brush.Reading
		v := m.Decode(&f, &r)
		if brand.Standard(&f) { // whose handle it is decides, and here it is this maker's
			r = brush.Reading{}
			_, v = brand.Set{m.Spec}.DecodeWith(&f, brand.Known{Brand: m.ID}, &r)
		}
		switch v {
		case brand.Understood:
			var fields map[string]any
			if err := json.Unmarshal(wire.AppendReading(nil, f.Device, m.Spec, &r), &fields); err != nil {
				return err
			}
			for k := range fields {
				m.fields[k] = true
			}
		case brand.Unknown:
			if at := place(&f); !unread[at+string(f.Payload)] {
				unread[at+string(f.Payload)] = true
				m.unread[at]++
			}
		}
	}
}

// made reports whether bytes were made from a description and not sent by a handle. The folder's convention: a file called so, or a source
// that says so.
func made(file, from string) bool {
	for _, word := range []string{"synthetic", "made", "written", "own"} {
		if strings.HasPrefix(file, word) || strings.HasPrefix(from, word) {
			return true
		}
	}
	return false
}

// place says where bytes stood: the first eight digits tell a maker's characteristics apart.
func place(f *brush.Frame) string {
	switch {
	case f.Kind == brush.Advert && f.Company.OK:
		return fmt.Sprintf("advertisement, company %04x", f.Company.V)
	case f.Kind == brush.Advert:
		return "advertisement, service " + f.UUID.String()[:8]
	case f.Format != "":
		return "report " + f.Format
	}
	return "characteristic " + f.UUID.String()[:8]
}

const head = `# What each maker's handles tell

Made from the code and its vectors by ` + "`make generate`" + `; do not edit. A **vector** is a line with known meaning that every build is tested
with; **real** ones were sent by a handle, the others are made from a description. Recorded frames are those of whole brushings. What is
known of a maker's models, what its limits are and how to help stands on its page.

| maker | vectors | real | recorded frames | second by second | too hard | measured zones | pacer | battery unconnected | stored sessions | connection | key |
|---|--:|--:|--:|:-:|:-:|:-:|:-:|:-:|:-:|:-:|:-:|
`

const tail = `
Colgate and Kolibree handles are not read: the only description of what they send is their maker's own and not free to use.
`

// page is the whole page.
func page(makers []maker) string {
	var b strings.Builder
	b.WriteString(head)
	for _, m := range makers {
		fmt.Fprintf(&b, "| [%s](brands/%s.md) | %d | %d | %d |", m.Name, m.ID, m.vectors, m.real, m.recorded)
		for _, yes := range []bool{m.Tells.Live, m.Tells.Pressure, m.Tells.Zones, m.Tells.Pacer, m.Tells.Battery, m.Tells.Records, m.Dialogue != nil, m.Unlock != nil} {
			b.WriteString(map[bool]string{true: " yes |", false: " |"}[yes])
		}
		b.WriteByte('\n')
	}
	for _, m := range makers {
		fields := slices.Sorted(maps.Keys(m.fields))
		fields = slices.DeleteFunc(fields, func(f string) bool { return f == "brand" || f == "device" })
		fmt.Fprintf(&b, "\n## %s\n\nFields told by its vectors: %s.\n\n", m.Name, list(fields))
		if len(m.unread) == 0 {
			b.WriteString("Every line of its vectors is understood.\n")
			continue
		}
		b.WriteString("Kept, and not understood, or refused because it cannot be true:\n\n| where | different lines |\n|---|--:|\n")
		for _, at := range slices.Sorted(maps.Keys(m.unread)) {
			fmt.Fprintf(&b, "| %s | %d |\n", at, m.unread[at])
		}
	}
	b.WriteString(tail)
	return b.String()
}

// list is names in code type with commas between.
func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return "`" + strings.Join(names, "`, `") + "`"
}
