// Package httpapi is the house's HTTP door: the API, its live stream and the app's files.
package httpapi

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/enamel-home/enamel/brand"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/ingest"
	"github.com/enamel-home/enamel/internal/live"
	"github.com/enamel-home/enamel/internal/notify"
	"github.com/enamel-home/enamel/internal/oauth"
	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/remind"
	"github.com/enamel-home/enamel/internal/report"
	"github.com/enamel-home/enamel/internal/store"
)

// Virtual starts a virtual brush in a household that brushes for some seconds. Its frames go through the same door as any. person may be
// ""; the same seed gives the same brushing, 0 is by chance. brush.ErrConflict when as many brush as may.
type Virtual interface {
	Start(ctx context.Context, h brush.HouseholdID, maker brush.BrandID, person brush.PersonID, seconds int, seed int64) (brush.DeviceID, error)
	// Say is one frame of a virtual brush that somebody drives, as it is now; it is heard by the household when it is to be kept.
	Say(ctx context.Context, h brush.HouseholdID, maker brush.BrandID, person brush.PersonID, now Driving, keep bool) (brush.Frame, error)
}

// Config is what the door opens to.
type Config struct {
	Version   string
	Contact   string // of who runs this server, for whoever finds a weakness: a URI; "": the project's own
	PublicURL string // as people type it, when a proxy stands before us; "": what the request says
	Store     store.Store
	Accounts  *account.Service
	Ingest    *ingest.Ingester
	Hub       *live.Hub
	Privacy   *privacy.Service // nil: one over the store
	Brands    brand.Set
	Virtual   Virtual            // nil: there is none
	Hooks     *notify.Service    // webhooks; nil: there are none
	Remind    *remind.Service    // reminders; nil: there are none
	Seal      Sealer             // of kept answers; nil: secrets in them are not kept
	OAuth     *oauth.Provider    // nil: apps cannot be connected
	Devices   *provision.Service // nil: no devices are known
	// SettingsChanged is told when a household wishes something else of a brush; it must not block. nil: nobody.
	SettingsChanged func(brush.HouseholdID, brush.DeviceID)
	App             fs.FS        // the built app; nil: there is none
	Proxy           Proxy        // whom to believe who stands before us
	MQTT            http.Handler // takes a WebSocket with the subprotocol mqtt, and looks itself at who comes; nil: there is none
	Log             *slog.Logger
	Now             func() time.Time
}

type server struct {
	Config
	log    *slog.Logger
	api    huma.API
	mux    *http.ServeMux
	secure bool // the public address is https
	// standard says that the public address is at the port that https has by itself.
	standard bool
	now      *presents
	zones    zones
	houses   houses
	underway ways
	reports  *report.Service
	links    account.Throttle // of guesses at links to reports
	// What is open at this moment.
	streaming streams
	exporting exports
	intake    chan struct{}
	earlyTold atomic.Int64    // when the log was told last of frames from ahead, Unix time in ns
	done      <-chan struct{} // closed when streams shall end
}

// New returns the whole door. When ctx is done its streams end, so that a server can shut down.
func New(ctx context.Context, c Config) (http.Handler, error) {
	if c.Privacy == nil {
		c.Privacy = &privacy.Service{Store: c.Store, Brands: c.Brands, Now: c.Now, Log: c.Log, Wake: func(h brush.HouseholdID) {
			c.Accounts.Reconsider(h)
			c.Hub.Wake(h)
		}}
		if c.OAuth != nil {
			c.Privacy.EndApp = c.OAuth.Withdrawn
		}
	}
	s := &server{Config: c, log: c.Log, mux: http.NewServeMux(), done: ctx.Done(),
		streaming: streams{of: map[string]int{}}, intake: make(chan struct{}, intakes)}
	if c.Contact != "" {
		if err := checkContact(c.Contact); err != nil {
			return nil, err
		}
	}
	if err := c.Proxy.check(); err != nil {
		return nil, err
	}
	s.now = newPresents(s)
	s.reports, s.links = &report.Service{Store: c.Store, Now: c.Now, Maker: s.makerName}, account.NewThrottle()
	c.Hub.Heed(s.houses.doubt)
	cross := http.NewCrossOriginProtection()
	if c.PublicURL != "" {
		u, err := url.Parse(c.PublicURL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, &brush.FieldError{Field: "public-url", Reason: "is no address such as https://teeth.example.org"}
		}
		s.secure = u.Scheme == "https"
		s.standard = s.secure && (u.Port() == "" || u.Port() == "443")
		if err := cross.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, &brush.FieldError{Field: "public-url", Reason: "is no address such as https://teeth.example.org"}
		}
	}
	s.api = newAPI(s.mux, c.Version)
	s.routes()
	s.rest()
	if s.OAuth != nil {
		s.openOAuth(cross)
	}
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.writeProblem(w, r, says(http.StatusForbidden, "This came from a page of another site."))
	}))
	return s.logged(s.recovered(s.headed(cross.Handler(s.mux)))), nil
}

// Document returns the OpenAPI 3.1 document, with a newline at its end.
func Document(version string) []byte {
	s := &server{Config: Config{Version: version}, mux: http.NewServeMux()}
	s.api = newAPI(s.mux, version)
	s.routes()
	return document(s.api)()
}

// rest serves what is no operation: the document, the health of the whole, the app, and a problem for everything else.
func (s *server) rest() {
	doc := document(s.api)
	s.mux.HandleFunc("GET "+base+"/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(doc())
	})
	s.mux.HandleFunc("GET /.well-known/security.txt", s.securityText)
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		h, err := s.health(r.Context(), nil)
		if err != nil {
			s.writeProblem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		writeJSON(w, h.Body)
	})
	if s.MQTT != nil {
		s.mux.Handle("GET /mqtt", s.MQTT)
	}
	s.mux.HandleFunc("/api/", s.noSuchCall)
	s.mux.Handle("/", newFiles(s, s.App))
}

// noSuchCall answers for paths of the API that do not exist, and for methods that a path does not know.
func (s *server) noSuchCall(w http.ResponseWriter, r *http.Request) {
	probe := r.Clone(r.Context())
	allow := ""
	for _, m := range []string{"GET", "POST", "PATCH", "DELETE"} {
		probe.Method = m
		if _, pattern := s.mux.Handler(probe); pattern != "/api/" && pattern != "" {
			if allow != "" {
				allow += ", "
			}
			allow += m
		}
	}
	if allow != "" {
		w.Header().Set("Allow", allow)
		s.writeProblem(w, r, says(http.StatusMethodNotAllowed, "This path does not know the method."))
		return
	}
	s.writeProblem(w, r, says(http.StatusNotFound, "There is no such call."))
}

// Timeouts of a connection. A live stream and an export set their own, write by write.
const (
	headersWithin = 10 * time.Second
	requestWithin = 60 * time.Second
	answerWithin  = 60 * time.Second
	idleFor       = 2 * time.Minute
	maxHeaders    = 32 << 10
	stopWithin    = 10 * time.Second // what running requests have to end when the server stops
)

// Serve answers on l until ctx is done; then it lets running requests end for at most 10 s.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	srv := &http.Server{
		Handler: h, MaxHeaderBytes: maxHeaders,
		ReadHeaderTimeout: headersWithin, ReadTimeout: requestWithin, WriteTimeout: answerWithin, IdleTimeout: idleFor,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, stop := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer stop()
	err := srv.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		err = srv.Close()
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		return served
	}
	return err
}
