// Package httpapi is the house's HTTP door: the API, its live stream and the app's files.
package httpapi

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

const (
	cookieName = "enamel_session"
	signedIn   = "*"
)

type server struct {
	log *slog.Logger
	api huma.API
	mux *http.ServeMux
}

var errBadPassword error

func requestID(context.Context) string { return "" }

func (s *server) admit(w http.ResponseWriter, r *http.Request, scope string) (*http.Request, bool) {
	return r, true
}

// Document returns the OpenAPI 3.1 document.
func Document(version string) []byte {
	s := &server{log: slog.New(slog.DiscardHandler), mux: http.NewServeMux()}
	s.api = newAPI(s.mux, version)
	s.routes()
	return document(s.api)()
}
