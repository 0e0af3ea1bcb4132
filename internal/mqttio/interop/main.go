//go:build interop

// Command interop is the embedded broker with its topics free for everybody, for suites that test MQTT itself.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/mqttio"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:18830", "address")
	flag.Parse()
	if err := run(*listen); err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(1)
	}
}

func run(at string) error {
	b, err := mqttio.NewOpen(mqttio.Config{Accounts: everybody{}, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), Now: time.Now})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", at)
	if err != nil {
		return err
	}
	fmt.Println("open at", l.Addr())
	return b.Serve(l)
}

// everybody has a good token.
type everybody struct{}

func (everybody) Authenticate(context.Context, string, string) (*account.Principal, error) {
	return nil, account.ErrUnauthorized // nobody asks here
}

func (everybody) GoodTokens(context.Context, brush.HouseholdID) (map[string]bool, error) {
	return map[string]bool{"open": true}, nil
}
