package provision

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
)

// What certificates say of who they are for, as a URI among their names.
const (
	deviceURI = "urn:enamel:device:" // a device's own: its id follows
	batchURI  = "urn:enamel:batch:"  // a maker's claim certificate: the batch's id follows
)

const (
	// LongestCertificate is how long a device's certificate is good; its authority's own end may come before.
	LongestCertificate = 365 * 24 * time.Hour
	maxCSR             = 8 << 10
	notBefore          = time.Hour // devices' clocks are a little wrong
)

// Authority signs devices' certificates, and knows whose claim certificates count.
type Authority struct {
	issuer *x509.Certificate
	key    crypto.Signer
	makers *x509.CertPool // nil: none
	all    *x509.CertPool // who may have signed what a device shows
}

// NewAuthority reads the certificate that signs, its key, and the makers' authorities, all PEM; without makers no claim certificate counts. The error
// is a *brush.FieldError named like the setting.
func NewAuthority(issuer, key, makers []byte) (*Authority, error) {
	pair, err := tls.X509KeyPair(issuer, key)
	if err != nil {
		return nil, bad("device-issuer-cert", "and device-issuer-key are no certificate with its key (PEM)")
	}
	a := &Authority{issuer: pair.Leaf, all: x509.NewCertPool()}
	var ok bool
	if a.key, ok = pair.PrivateKey.(crypto.Signer); !ok {
		return nil, bad("device-issuer-key", "cannot sign")
	}
	if !a.issuer.IsCA || !a.issuer.BasicConstraintsValid || a.issuer.KeyUsage != 0 && a.issuer.KeyUsage&x509.KeyUsageCertSign == 0 {
		return nil, bad("device-issuer-cert", "may not sign certificates: it is no authority")
	}
	a.all.AddCert(a.issuer)
	if len(makers) > 0 {
		a.makers = x509.NewCertPool()
		if !a.makers.AppendCertsFromPEM(makers) || !a.all.AppendCertsFromPEM(makers) {
			return nil, bad("device-ca", "holds no certificate")
		}
	}
	return a, nil
}

// Listen lets whoever comes to a listener show a certificate of a device or of a batch; nobody need. What is shown must be signed and in time. A nil
// Authority changes nothing.
func (a *Authority) Listen(c *tls.Config) *tls.Config {
	if a != nil {
		c.ClientAuth, c.ClientCAs = tls.VerifyClientCertIfGiven, a.all
	}
	return c
}

// batchOf returns the batch that a claim certificate is for; "" when it is none that counts. The handshake has proved that who shows it has its key.
func (a *Authority) batchOf(shown []*x509.Certificate, now time.Time) (string, [][]*x509.Certificate) {
	if a.makers == nil || len(shown) == 0 {
		return "", nil
	}
	rest := x509.NewCertPool()
	for _, c := range shown[1:] {
		rest.AddCert(c)
	}
	chains, err := shown[0].Verify(x509.VerifyOptions{Roots: a.makers, Intermediates: rest, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		return "", nil
	}
	for _, u := range shown[0].URIs {
		if id, ok := strings.CutPrefix(u.String(), batchURI); ok && id != "" {
			return id, chains
		}
	}
	return "", nil
}

// ParseCSR reads a request for a device's certificate (PEM): signed with its own key, for one device and nothing else. The error names the field csr.
func ParseCSR(text []byte) (*x509.CertificateRequest, brush.DeviceID, error) {
	refuse := func(why string) (*x509.CertificateRequest, brush.DeviceID, error) { return nil, "", bad("csr", why) }
	if len(text) > maxCSR {
		return refuse("is longer than 8 KiB")
	}
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE REQUEST" && block.Type != "NEW CERTIFICATE REQUEST" || len(bytes.TrimSpace(rest)) > 0 {
		return refuse("is no certificate request in PEM")
	}
	csr, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		return refuse("is no certificate request")
	}
	if !fit(csr.PublicKey) {
		return refuse("is for a key that is too weak or of another kind: P-256, P-384, Ed25519 or RSA from 2048 to 4096 bits")
	}
	if csr.CheckSignature() != nil {
		return refuse("is not signed with its own key")
	}
	if len(csr.DNSNames)+len(csr.EmailAddresses)+len(csr.IPAddresses) > 0 || len(csr.URIs) > 1 {
		return refuse("asks for names that no device has")
	}
	name := csr.Subject.CommonName
	if len(csr.URIs) == 1 {
		id, ok := strings.CutPrefix(csr.URIs[0].String(), deviceURI)
		if !ok || name != "" && !sameDevice(name, id) {
			return refuse("asks for names that no device has")
		}
		name = id
	}
	d, err := CheckDevice(name)
	if err != nil {
		return refuse("is for no device: the common name, or the URI " + deviceURI + "…, must be its id")
	}
	return csr, d, nil
}

func sameDevice(a, b string) bool {
	x, errX := CheckDevice(a)
	y, errY := CheckDevice(b)
	return errX == nil && errY == nil && x == y
}

// fit reports whether a key is worth signing.
func fit(key any) bool {
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		return k.Curve == elliptic.P256() || k.Curve == elliptic.P384()
	case ed25519.PublicKey:
		return true
	case *rsa.PublicKey:
		return k.N.BitLen() >= 2048 && k.N.BitLen() <= 4096 && k.E >= 65537
	}
	return false
}

// sign makes the certificate of a device.
func (a *Authority) sign(random io.Reader, csr *x509.CertificateRequest, d brush.DeviceID, now time.Time) (der []byte, serial string, ends time.Time, err error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, "", ends, fmt.Errorf("draw a serial number: %w", err)
	}
	b[0] = b[0]&0x7f | 0x40 // positive, and always as long
	number := new(big.Int).SetBytes(b)
	if ends = now.Add(LongestCertificate); ends.After(a.issuer.NotAfter) {
		ends = a.issuer.NotAfter
	}
	ends = ends.UTC().Truncate(time.Second)
	if !ends.After(now) {
		return nil, "", ends, fmt.Errorf("sign a device's certificate: the authority's own has ended: %w", brush.ErrUnavailable)
	}
	t := &x509.Certificate{SerialNumber: number, Subject: pkix.Name{CommonName: string(d)}, URIs: []*url.URL{{Scheme: "urn", Opaque: strings.TrimPrefix(deviceURI, "urn:") + string(d)}},
		NotBefore: now.Add(-notBefore).UTC().Truncate(time.Second), NotAfter: ends, KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true}
	der, err = x509.CreateCertificate(random, t, a.issuer, csr.PublicKey, a.key)
	if err != nil {
		return nil, "", ends, fmt.Errorf("sign a device's certificate: %w", err)
	}
	return der, SerialOf(number), ends, nil
}

// SerialOf is a serial number as it is written down.
func SerialOf(n *big.Int) string { return n.Text(16) }

// NewCertificate is what a device asks a certificate with.
type NewCertificate struct {
	CSR     []byte              // PEM
	Secret  string              // its factory secret; not needed with its own certificate
	Shown   []*x509.Certificate // what it came with, over TLS; the handshake has checked it
	Address string
}

// Certify signs a device's certificate. A claim certificate and the factory secret of a device of its batch get its first one, its own certificate the
// next. It fails as Exchange does; account.ErrUnauthorized also for what was shown, ErrNoIssuer.
func (s *Service) Certify(ctx context.Context, n NewCertificate) (Issued, error) {
	if s.Issuer == nil {
		return Issued{}, ErrNoIssuer
	}
	if len(n.Shown) == 0 {
		return Issued{}, account.ErrUnauthorized
	}
	csr, d, err := ParseCSR(n.CSR)
	if err != nil {
		return Issued{}, err
	}
	now := s.Now()
	var only brush.HouseholdID
	if batch, chains := s.Issuer.batchOf(n.Shown, now); batch != "" {
		for _, chain := range chains {
			for _, c := range chain {
				if denied, err := s.Store.DeviceDenied(ctx, SerialOf(c.SerialNumber)); err != nil {
					return Issued{}, fmt.Errorf("look at what is denied: %w", err)
				} else if denied {
					return Issued{}, account.ErrUnauthorized
				}
			}
		}
		made, err := s.proved(ctx, d, n.Secret, n.Address)
		if err != nil {
			return Issued{}, err
		}
		if made.Batch != batch {
			return Issued{}, account.ErrUnauthorized
		}
	} else {
		p, err := s.ByCertificate(ctx, n.Shown[0])
		if err != nil {
			return Issued{}, err
		}
		if p.Device != d {
			return Issued{}, bad("csr", "is for another device")
		}
		only = p.Household
	}
	var der []byte
	i, err := s.issue(ctx, d, only, func(k *store.DeviceKey) (err error) {
		if der, k.Serial, k.Ends, err = s.Issuer.sign(s.Random, csr, d, now); err != nil {
			return err
		}
		k.Kind, k.Hash = store.DeviceCertificate, sha256.Sum256(der)
		return nil
	})
	if err != nil {
		return Issued{}, err
	}
	i.Certificate = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	i.Certificate = append(i.Certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Issuer.issuer.Raw})...)
	return i, nil
}

// ByCertificate returns the device whose own certificate came with a handshake that has checked it; account.ErrUnauthorized for every other, claim
// certificates among them.
func (s *Service) ByCertificate(ctx context.Context, c *x509.Certificate) (*account.Principal, error) {
	if s.Issuer == nil || c == nil {
		return nil, account.ErrUnauthorized
	}
	return s.enter(ctx, sha256.Sum256(c.Raw), store.DeviceCertificate)
}

// Deny makes certificates with a serial number good for nothing, a claim certificate's or a device's own, for ever. Who came in with one on this server
// goes at once, on others within seconds.
func (s *Service) Deny(ctx context.Context, serial string) (brush.DeviceID, error) {
	n, ok := new(big.Int).SetString(strings.ReplaceAll(strings.TrimSpace(serial), ":", ""), 16)
	if !ok || n.Sign() <= 0 || n.BitLen() > 160 {
		return "", bad("serial", "is no serial number in hexadecimal digits")
	}
	serial = SerialOf(n)
	now := s.Now()
	var k store.DeviceKey
	err := s.Store.UpdateKeys(ctx, func(tx store.KeysTx) (err error) {
		if err := tx.DenyDevices(serial, now); err != nil {
			return err
		}
		k, err = tx.KeyBySerial(serial)
		if errors.Is(err, brush.ErrNotFound) {
			k = store.DeviceKey{}
			return nil
		}
		if err != nil {
			return err
		}
		if err := tx.DeleteDeviceKey(k.Hash); err != nil {
			return err
		}
		house := tx.Household(k.Household)
		if err := store.Audit(ctx, house, store.AuditEntry{At: now, Act: store.ActDeviceRevoked, About: store.Named{Kind: store.NameBrush, ID: string(k.Device)}, Detail: "denied"}); err != nil {
			return err
		}
		return announce(house, k.Household, now)
	})
	if err != nil {
		return "", fmt.Errorf("deny certificates: %w", err)
	}
	if k.ID != "" {
		s.Changed(k.Household)
	}
	return k.Device, nil
}
