package httpapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// files serves the built app. Everything below assets/ carries the hash of its content in its name and may be kept for ever; all else is
// asked for anew each time. A path that is no file is the app's own, and gets its page.
type files struct {
	s   *server
	app fs.FS

	mu   sync.Mutex
	tags map[string]string // ETag by file, made when first asked for
}

func newFiles(s *server, app fs.FS) *files {
	return &files{s: s, app: app, tags: map[string]string{}}
}

const notBuilt = "Enamel is running. The app is not built into this binary: run `make build`. The API is at " + base + ".\n"

func (f *files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		f.s.writeProblem(w, r, says(http.StatusMethodNotAllowed, "This path does not know the method."))
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	if name == "" {
		name = "index.html"
	}
	if f.send(w, r, name) {
		return
	}
	if name != "index.html" && (strings.HasPrefix(name, "assets/") || !navigation(r)) {
		f.s.writeProblem(w, r, says(http.StatusNotFound, "There is no such file."))
		return
	}
	if !f.send(w, r, "index.html") {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte(notBuilt))
	}
}

// What the app asks first of all, and on its first page: asked for with the page, the answers come beside its scripts and not after them.
var (
	askedFirst = []string{"<" + base + "/me>; rel=preload; as=fetch; crossorigin"}
	askedToday = []string{askedFirst[0] + ", <" + base + "/today>; rel=preload; as=fetch; crossorigin"}
)

// ahead names those answers to a browser that is logged in. To another, and to the app's own worker, which keeps the page for everybody, it names none.
func (f *files) ahead(h http.Header, r *http.Request) {
	h.Add("Vary", "Cookie")
	switch {
	case f.s.cookieOf(r) == "" || r.URL.Path == lentPage:
	case r.URL.Path == "/":
		h["Link"] = askedToday
	default:
		h["Link"] = askedFirst
	}
}

// navigation reports whether somebody goes to a page, not fetches a file.
func navigation(r *http.Request) bool {
	if m := r.Header.Get("Sec-Fetch-Mode"); m != "" {
		return m == "navigate"
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// send answers with a file of the app, compressed as it was built when the browser takes that; false when there is no such file.
func (f *files) send(w http.ResponseWriter, r *http.Request, name string) bool {
	if f.app == nil || strings.HasPrefix(path.Base(name), ".") || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") {
		return false
	}
	plain, err := fs.ReadFile(f.app, name)
	if err != nil {
		return f.sendPacked(w, r, name)
	}
	h := w.Header()
	h.Set("Content-Type", typeOf(name))
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	content, tag := plain, f.tagOf(name, plain)
	for _, c := range []struct{ coding, ext string }{{"br", ".br"}, {"gzip", ".gz"}} {
		packed, err := fs.ReadFile(f.app, name+c.ext)
		if err != nil {
			continue
		}
		h.Set("Vary", "Accept-Encoding")
		if accepts(r, c.coding) {
			h.Set("Content-Encoding", c.coding)
			content, tag = packed, strings.TrimSuffix(tag, `"`)+"-"+c.coding+`"`
			break
		}
	}
	if name == "index.html" {
		f.ahead(h, r)
	}
	give(w, r, content, tag)
	return true
}

// sendPacked answers with a file that is there packed alone, which keeps the binary small: as brotli and gzip, or as brotli alone, the decoders for
// the browser. Who takes neither gets what is in the gzip. Whoever says nothing of codings takes any [RFC 9110 12.5.3], and may be anybody.
func (f *files) sendPacked(w http.ResponseWriter, r *http.Request, name string) bool {
	brotli, noBrotli := fs.ReadFile(f.app, name+".br")
	zipped, noGzip := fs.ReadFile(f.app, name+".gz")
	if noBrotli != nil && noGzip != nil {
		return false
	}
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	var content []byte
	coding := ""
	switch silent := len(r.Header.Values("Accept-Encoding")) == 0; {
	case noBrotli == nil && (accepts(r, "br") || silent && noGzip != nil):
		coding, content = "br", brotli
	case noGzip == nil && accepts(r, "gzip"):
		coding, content = "gzip", zipped
	case noGzip == nil:
		var err error
		if content, err = unzipped(zipped); err != nil {
			f.s.log.Error("unpack a file of the app", "file", name, "error", err)
			f.s.writeProblem(w, r, says(http.StatusInternalServerError, "The file cannot be unpacked."))
			return true
		}
	default:
		f.s.writeProblem(w, r, says(http.StatusNotAcceptable, "This file is there as brotli (br) alone."))
		return true
	}
	h.Set("Content-Type", typeOf(name))
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	give(w, r, content, f.tagOf(name+" "+coding, content))
	return true
}

func unzipped(b []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// give sends a file's content, unless who asks has it already.
func give(w http.ResponseWriter, r *http.Request, content []byte, tag string) {
	h := w.Header()
	h.Set("ETag", tag)
	if m := r.Header.Get("If-None-Match"); m == "*" || strings.Contains(m, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		_, _ = w.Write(content)
	}
}

func (f *files) tagOf(name string, content []byte) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	t, ok := f.tags[name]
	if !ok {
		sum := sha256.Sum256(content)
		t = `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
		f.tags[name] = t
	}
	return t
}

// typeOf does not ask the machine's own tables, which differ.
func typeOf(name string) string {
	switch path.Ext(name) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".wasm":
		return "application/wasm"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

// accepts reports whether the browser takes a content coding [RFC 9110 12.5.3].
func accepts(r *http.Request, coding string) bool {
	for _, v := range r.Header.Values("Accept-Encoding") {
		for part := range strings.SplitSeq(v, ",") {
			name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
			if strings.EqualFold(strings.TrimSpace(name), coding) {
				q := strings.ReplaceAll(params, " ", "")
				return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
			}
		}
	}
	return false
}
