package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/store"
	"github.com/enamel-home/enamel/wire"
)

// tokenCmd makes a token and prints it, and nothing else, on standard output.
type tokenCmd struct {
	dataDir
	Scopes    []string      `help:"What it may do, with commas between: ${scopes}." required:""`
	Name      string        `help:"What it is called in lists."`
	Source    string        `help:"What frames sent with it were heard by; without it the name, or token- and a number."`
	Device    string        `help:"The only brush that it may speak of, for a brush of its own; without it any of the household." placeholder:"ID"`
	Household string        `help:"The household's id or name; needed when there are several." placeholder:"ID"`
	Expires   time.Duration `help:"How long it is good for, such as 720h; without it for ever." placeholder:"DURATION"`
}

// Run makes the token.
func (c tokenCmd) Run(ctx context.Context) error {
	st, err := c.there(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	hs, err := st.Households(ctx)
	if err != nil {
		return err
	}
	h, err := chooseHousehold(hs, c.Household)
	if err != nil {
		return err
	}
	scopes := make([]string, len(c.Scopes))
	for i, s := range c.Scopes {
		scopes[i] = strings.TrimSpace(s)
	}
	var device brush.DeviceID
	if c.Device != "" {
		if device, err = wire.ParseDevice(c.Device); err != nil {
			return err
		}
	}
	secret, _, err := account.New(st, time.Now, nil).MakeToken(ctx, account.NewToken{Household: h, Name: c.Name, Scopes: scopes,
		Source: brush.SourceID(c.Source), Device: device, Lasts: c.Expires})
	if err != nil {
		return err
	}
	fmt.Println(secret)
	return nil
}

// chooseHousehold finds the household that is meant.
func chooseHousehold(hs []store.Household, meant string) (brush.HouseholdID, error) {
	var found []store.Household
	for _, h := range hs {
		if meant == "" || meant == string(h.ID) || meant == h.Name {
			found = append(found, h)
		}
	}
	switch {
	case len(hs) == 0:
		return "", fmt.Errorf("there is no household yet; set one up first: enamel setup, or the link that enamel serve prints")
	case len(found) == 0:
		return "", fmt.Errorf("household: there is none of that id or name")
	case len(found) > 1:
		var b strings.Builder
		for _, h := range found {
			fmt.Fprintf(&b, "\n  %s  %s", h.ID, h.Name)
		}
		return "", fmt.Errorf("household: say which one:%s", b.String())
	}
	return found[0].ID, nil
}
