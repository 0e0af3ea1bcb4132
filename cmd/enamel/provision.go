package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"net/url"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/enamel-home/enamel/brand/all"
	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/provision"
)

// deviceFlags are the settings of devices' certificates. Without an issuer there are none, and devices come in with tokens alone.
type deviceFlags struct {
	CA         string `name:"ca" help:"File with the makers' authorities (PEM) that sign certificates of batches." type:"path" placeholder:"FILE"`
	IssuerCert string `name:"issuer-cert" help:"File with your intermediate authority's certificate (PEM), which signs devices' own certificates." type:"path" placeholder:"FILE"`
	IssuerKey  string `name:"issuer-key" help:"File with its key (PEM)." type:"path" placeholder:"FILE"`
}

// authority reads the files; nil: there are none.
func (f *deviceFlags) authority() (*provision.Authority, error) {
	if f.CA == "" && f.IssuerCert == "" && f.IssuerKey == "" {
		return nil, nil
	}
	if f.IssuerCert == "" || f.IssuerKey == "" {
		return nil, &brush.FieldError{Field: "device-issuer-cert", Reason: "and device-issuer-key are both needed: they sign devices' own certificates"}
	}
	read := func(name, path string) ([]byte, error) {
		if path == "" {
			return nil, nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("device-%s: %w", name, err)
		}
		return b, nil
	}
	cert, err := read("issuer-cert", f.IssuerCert)
	if err != nil {
		return nil, err
	}
	key, err := read("issuer-key", f.IssuerKey)
	if err != nil {
		return nil, err
	}
	makers, err := read("ca", f.CA)
	if err != nil {
		return nil, err
	}
	return provision.NewAuthority(cert, key, makers)
}

// provisionCmd is what a maker or an operator does before anybody has a device.
type provisionCmd struct {
	Batch batchCmd `cmd:"" help:"Make a batch of devices: prints one line of CSV for each, with its claim code and its factory secret, which are told only now."`
	List  listCmd  `cmd:"" help:"List the batches, newest first."`
	Deny  denyCmd  `cmd:"" help:"Deny a certificate for ever: of a batch, or of one device."`
}

type batchCmd struct {
	dataDir
	Count     int    `help:"How many devices." default:"0"`
	IDs       string `name:"ids" help:"File with the devices' own ids, such as their addresses, one a line, instead of a count." type:"path" placeholder:"FILE"`
	Brand     string `help:"The format that they speak, by its id." default:"enamel"`
	Model     string `help:"What the maker calls them."`
	Prefix    string `help:"Begins ids that are drawn; without it the brand and a dash."`
	PublicURL string `name:"public-url" help:"The address that people type, for the link that a box shows as a QR code." placeholder:"URL"`
}

// Run makes the batch.
func (c batchCmd) Run(ctx context.Context) error {
	if all.Set().ByID(brush.BrandID(c.Brand)) == nil {
		return &brush.FieldError{Field: "brand", Reason: "is none that Enamel knows: see docs/brands.md"}
	}
	if c.PublicURL != "" {
		if u, err := url.Parse(c.PublicURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return &brush.FieldError{Field: "public-url", Reason: "is no address such as https://teeth.example.org"}
		}
	}
	n := provision.NewBatch{Brand: brush.BrandID(c.Brand), Model: c.Model, Count: c.Count, Prefix: c.Prefix}
	if c.IDs != "" {
		if c.Count != 0 {
			return &brush.FieldError{Field: "count", Reason: "and ids cannot both be given"}
		}
		var err error
		if n.IDs, err = linesOf(c.IDs); err != nil {
			return fmt.Errorf("ids: %w", err)
		}
	}
	st, err := c.open(ctx, nil) // a maker may make them before there is any household
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	id, made, err := provision.New(provision.Config{Store: st, Now: time.Now}).MakeBatch(ctx, n)
	if err != nil {
		return err
	}
	out := csv.NewWriter(os.Stdout)
	_ = out.Write([]string{"batch", "device", "claim_code", "factory_secret", "claim_link"})
	for _, p := range made {
		_ = out.Write([]string{id, string(p.Device), provision.ShownCode(p.Code), p.Secret, strings.TrimSuffix(c.PublicURL, "/") + "/claim#" + p.Code})
	}
	out.Flush()
	return out.Error()
}

// linesOf returns the lines of a file without empty ones.
func linesOf(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	lines := []string{}
	for in := bufio.NewScanner(f); ; {
		if !in.Scan() {
			return lines, in.Err()
		}
		if line := strings.TrimSpace(in.Text()); line != "" {
			lines = append(lines, line)
		}
		if len(lines) > provision.MostInBatch {
			return nil, fmt.Errorf("there are more than %d", provision.MostInBatch)
		}
	}
}

type listCmd struct {
	dataDir
}

// Run lists the batches.
func (c listCmd) Run(ctx context.Context) error {
	st, err := c.there(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	bs, err := st.DeviceBatches(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "batch\tmade\tbrand\tmodel\tdevices")
	for _, b := range bs {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\n", b.ID, b.Created.UTC().Format(time.DateOnly), b.Brand, b.Model, b.Count)
	}
	return w.Flush()
}

type denyCmd struct {
	dataDir
	Serial string `arg:"" help:"The certificate's serial number, in hexadecimal digits, as openssl x509 -serial prints it."`
}

// Run denies the certificate.
func (c denyCmd) Run(ctx context.Context) error {
	st, err := c.there(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	d, err := provision.New(provision.Config{Store: st, Now: time.Now}).Deny(ctx, c.Serial)
	if err != nil {
		return err
	}
	if d != "" {
		fmt.Printf("It was %s's own. The device may ask for another one.\n", d)
	}
	return nil
}
