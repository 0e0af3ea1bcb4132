package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

// accountCmd does on the machine itself what nobody can do from outside.
type accountCmd struct {
	Recover recoverCmd `cmd:"" help:"Print a link, good once and for 15 minutes, that leads back into an account."`
	Link    linkCmd    `cmd:"" help:"Let the name that a trusted proxy says be an account's."`
}

// recoverCmd prints a link.
type recoverCmd struct {
	dataDir
	Email     string `arg:"" help:"The account's e-mail address."`
	PublicURL string `name:"public-url" help:"The address at which the server is opened." default:"http://localhost:8080" placeholder:"URL"`
}

// Run makes the link.
func (c recoverCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(s *account.Service) error {
		code, err := s.RecoverHere(ctx, c.Email)
		if err != nil {
			return err
		}
		fmt.Printf("Open this within %d minutes: %s/recover#%s\n", account.RecoveryLasts/time.Minute, strings.TrimSuffix(c.PublicURL, "/"), code)
		return nil
	})
}

// linkCmd links an account.
type linkCmd struct {
	dataDir
	Email string `arg:"" help:"The account's e-mail address."`
	User  string `name:"proxy-user" help:"What the proxy's header says of this person." required:"" placeholder:"NAME"`
}

// Run links.
func (c linkCmd) Run(ctx context.Context) error {
	return c.with(ctx, func(s *account.Service) error {
		if err := s.LinkHere(ctx, c.Email, c.User); err != nil {
			return err
		}
		fmt.Println("Linked.")
		return nil
	})
}

// with opens the store that is there for as long as fn runs.
func (d dataDir) with(ctx context.Context, fn func(*account.Service) error) error {
	st, err := d.there(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	err = fn(account.New(st, time.Now, nil))
	if errors.Is(err, brush.ErrNotFound) {
		return errors.New("email: there is no account with that address")
	}
	return err
}
