// Command sbom writes what a binary is made of, as CycloneDX 1.6: the Go modules that are linked into it, and the npm packages of the app inside.
package main

import (
	"bytes"
	"cmp"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// document is the part of CycloneDX that is used [CycloneDX 1.6]. It holds no time and no number by chance: the same binary gives the same bytes.
type document struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type     string    `json:"type"`
	Ref      string    `json:"bom-ref"`
	Name     string    `json:"name"`
	Version  string    `json:"version,omitempty"`
	PURL     string    `json:"purl,omitempty"`
	Hashes   []hash    `json:"hashes,omitempty"`
	Licenses []license `json:"licenses,omitempty"`
}

type hash struct {
	Alg     string `json:"alg"`
	Content string `json:"content"`
}

type license struct {
	Expression string `json:"expression"`
}

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: sbom VERSION BINARY package-lock.json")
		os.Exit(2)
	}
	b, err := write(os.Args[1], os.Args[2], os.Args[3])
	if err == nil {
		_, err = os.Stdout.Write(b)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func write(version, binary, lock string) ([]byte, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(lock)
	if err != nil {
		return nil, err
	}
	npm, err := packages(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", lock, err)
	}
	all := append(modules(info), npm...)
	slices.SortFunc(all, func(a, b component) int { return cmp.Compare(a.Ref, b.Ref) })
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err = e.Encode(document{"CycloneDX", "1.6", 1, metadata{component{Type: "application", Ref: "enamel", Name: "enamel", Version: version}},
		slices.CompactFunc(all, func(a, b component) bool { return a.Ref == b.Ref })})
	return out.Bytes(), err
}

// modules are what the linker took, the standard library among them.
func modules(info *debug.BuildInfo) []component {
	goVersion, _, _ := strings.Cut(strings.TrimPrefix(info.GoVersion, "go"), " ")
	all := []component{{Type: "library", Ref: "pkg:golang/stdlib@" + goVersion, Name: "stdlib", Version: goVersion, PURL: "pkg:golang/stdlib@" + goVersion}}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		purl := "pkg:golang/" + m.Path + "@" + url.QueryEscape(m.Version)
		all = append(all, component{Type: "library", Ref: purl, Name: m.Path, Version: m.Version, PURL: purl})
	}
	return all
}

// packages are what the app is built from, of a lock file of version 2 or 3; what only builds and tests it is left out.
func packages(lock []byte) ([]component, error) {
	var file struct {
		Packages map[string]struct {
			Version, Integrity, License string
			Dev, DevOptional            bool
		}
	}
	if err := json.Unmarshal(lock, &file); err != nil {
		return nil, err
	}
	var all []component
	for path, p := range file.Packages {
		i := strings.LastIndex(path, "node_modules/")
		if i < 0 || p.Dev || p.DevOptional {
			continue
		}
		name := path[i+len("node_modules/"):]
		purl := "pkg:npm/" + strings.Replace(name, "@", "%40", 1) + "@" + url.QueryEscape(p.Version)
		c := component{Type: "library", Ref: purl, Name: name, Version: p.Version, PURL: purl}
		if coded, ok := strings.CutPrefix(p.Integrity, "sha512-"); ok {
			sum, err := base64.StdEncoding.DecodeString(coded)
			if err != nil || len(sum) != 64 {
				return nil, fmt.Errorf("%s: its integrity is no SHA-512", name)
			}
			c.Hashes = []hash{{"SHA-512", hex.EncodeToString(sum)}}
		}
		if p.License != "" {
			c.Licenses = []license{{p.License}}
		}
		all = append(all, c)
	}
	return all, nil
}
