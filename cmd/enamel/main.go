// Command enamel is the whole house in one binary; this is its only room that reads flags and chooses implementations.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/enamel-home/enamel/internal/account"
)

// version is set by the release build.
var version = "dev"

// cli is every command with its flags. --foo-bar is also ENAMEL_FOO_BAR in the environment.
type cli struct {
	Version kong.VersionFlag `help:"Print the version and stop."`

	Serve     serveCmd     `cmd:"" help:"Answer: the app, the API, and whatever hears brushes."`
	Setup     setupCmd     `cmd:"" help:"Make the first account and its household; the password is read from standard input."`
	Account   accountCmd   `cmd:"" help:"Let somebody back into their account, or link it with a name that a proxy says."`
	Token     tokenCmd     `cmd:"" help:"Make a token for a gateway or a script, and print it."`
	Provision provisionCmd `cmd:"" help:"Devices with a claim code on the box: make a batch, list batches, deny certificates."`
	Fleet     fleetCmd     `cmd:"" help:"Print what all households together brushed, by day of UTC: numbers, and nothing of anybody."`
	Recount   recountCmd   `cmd:"" help:"Count the brushings of all households anew, and say what was not right."`
	Seal      sealCmd      `cmd:"" help:"The key that secrets in the store are encrypted under."`
	Audit     auditCmd     `cmd:"" help:"Go through the log of who did what, and say whether it is as it was written."`
	Openapi   openapiCmd   `cmd:"" help:"Print the OpenAPI 3.1 document of the HTTP API."`
	Decode    decodeCmd    `cmd:"" help:"Say what wire lines mean: one JSON line for each, or the brushings they tell of."`
	Simulate  simulateCmd  `cmd:"" help:"Send frames of virtual brushes, or recorded ones, to a running server."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	p := kong.Must(&c, kong.Name("enamel"),
		kong.Description("A home for smart toothbrushes: brushing sessions that are never lost."),
		kong.Vars{"version": version, "scopes": strings.Join(account.Scopes(), ", ")}, kong.DefaultEnvars("ENAMEL"), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)))
	k, err := p.Parse(os.Args[1:])
	p.FatalIfErrorf(err)
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "enamel:", err)
		os.Exit(1)
	}
}
