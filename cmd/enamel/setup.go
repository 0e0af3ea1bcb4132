package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
)

// setupCmd does without a browser what the one-time link does.
type setupCmd struct {
	dataDir
	Household string   `help:"The household's name." required:""`
	Owner     string   `help:"The owner's e-mail address." required:"" placeholder:"EMAIL"`
	Name      string   `help:"What the owner is called; without it the part of the address before the @."`
	TimeZone  string   `help:"IANA name, such as Europe/Berlin; without it this machine's." placeholder:"ZONE"`
	Person    []string `help:"Somebody who brushes; may be given many times." placeholder:"NAME" sep:"none"`
}

// Run reads the password from standard input, one line.
func (c setupCmd) Run(ctx context.Context) error {
	password, err := firstLine(os.Stdin)
	if err != nil {
		return fmt.Errorf("read the password from standard input: %w", err)
	}
	st, err := c.open(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	in := account.Setup{Name: c.Name, Email: c.Owner, Password: password, Household: c.Household, TimeZone: c.TimeZone}
	if in.Name == "" {
		in.Name, _, _ = strings.Cut(c.Owner, "@")
	}
	if in.TimeZone == "" {
		in.TimeZone = localZone()
	}
	for _, p := range c.Person {
		in.People = append(in.People, account.NewPerson{Name: p, Morning: true, Evening: true})
	}
	p, err := account.New(st, time.Now, nil).SetupHere(ctx, in)
	if errors.Is(err, brush.ErrConflict) {
		return errors.New("there is an account already; nothing was changed")
	}
	if err != nil {
		return err
	}
	fmt.Printf("Household %s is set up for %s.\n", p.Household, p.Account.Email)
	return nil
}

// firstLine reads one line of at most 4 KiB.
func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4<<10)).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		if err == nil || errors.Is(err, io.EOF) {
			return "", errors.New("nothing came")
		}
		return "", err
	}
	return line, nil
}

// localZone is this machine's time zone by name, UTC when it has none.
func localZone() string {
	if z := strings.TrimPrefix(os.Getenv("TZ"), ":"); z != "" {
		return z
	}
	if to, err := os.Readlink("/etc/localtime"); err == nil {
		if _, zone, ok := strings.Cut(to, "zoneinfo/"); ok {
			return zone
		}
	}
	return "UTC"
}
