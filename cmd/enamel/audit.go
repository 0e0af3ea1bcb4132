package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/internal/privacy"
	"github.com/enamel-home/enamel/internal/store"
)

// auditCmd holds what can be done with logs.
type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Recompute the chain of the households' logs; prints for each the number of its last line and its hash."`
}

// auditVerifyCmd recomputes logs.
type auditVerifyCmd struct {
	dataDir
	Household string `help:"The household's id or name; without it all of them." placeholder:"ID"`
	Head      string `help:"How the log ended at an earlier time, as this command printed it: a log written anew from its beginning shows. Needs --household when there are several." placeholder:"NUMBER:HASH"`
}

// Run checks, and fails when something does not hold.
func (c auditVerifyCmd) Run(ctx context.Context) error {
	var noted store.AuditHead
	if c.Head != "" {
		var ok bool
		if noted, ok = privacy.ParseHead(c.Head); !ok {
			return fmt.Errorf("head: it should be a number and a hash with a colon between, as this command prints it")
		}
	}
	st, err := c.there(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	hs, err := st.Households(ctx)
	if err != nil {
		return err
	}
	if c.Household != "" || c.Head != "" {
		h, err := chooseHousehold(hs, c.Household)
		if err != nil {
			return err
		}
		hs = []store.Household{{ID: h}}
	}
	s := &privacy.Service{Store: st, Now: time.Now}
	broken := false
	for _, h := range hs {
		r, err := s.Check(ctx, h.ID, noted)
		if err != nil {
			return err
		}
		if r.Fault != "" {
			broken = true
			fmt.Printf("%s  %s\n", h.ID, r.Fault)
			continue
		}
		fmt.Printf("%s  holds  %s\n", h.ID, privacy.HeadText(r.Head))
	}
	if broken {
		return errors.New("a log is not as it was written")
	}
	return nil
}
