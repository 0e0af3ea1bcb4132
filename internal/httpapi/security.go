package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// advisories is where weaknesses of the program itself are told, privately.
const advisories = "https://github.com/enamel-home/enamel/security/advisories/new"

// textLasts is how long the page says that it holds; a year is the most that is advised [RFC 9116 2.5.5].
const textLasts = 180 * 24 * time.Hour

// checkContact refuses what the page could not carry.
func checkContact(c string) error {
	u, err := url.Parse(c)
	if err != nil || u.Scheme != "https" && u.Scheme != "mailto" && u.Scheme != "tel" || strings.ContainsAny(c, "\r\n \t") || len(c) > 500 {
		return &brush.FieldError{Field: "security-contact", Reason: "is no address such as mailto:security@example.org or https://example.org/security"}
	}
	return nil
}

// securityText says where to tell of a weakness [RFC 9116]: who runs this server first, when they want to be told, and the project.
func (s *server) securityText(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	if s.Contact != "" {
		fmt.Fprintf(&b, "Contact: %s\r\n", s.Contact)
	}
	fmt.Fprintf(&b, "Contact: %s\r\n", advisories)
	fmt.Fprintf(&b, "Expires: %s\r\n", s.Now().UTC().Truncate(24*time.Hour).Add(textLasts).Format(time.RFC3339))
	b.WriteString("Preferred-Languages: en, de\r\nPolicy: https://github.com/enamel-home/enamel/security/policy\r\n")
	if s.secure {
		fmt.Fprintf(&b, "Canonical: %s/.well-known/security.txt\r\n", strings.TrimSuffix(s.PublicURL, "/"))
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write([]byte(b.String()))
}
