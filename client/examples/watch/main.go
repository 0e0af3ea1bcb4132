// Command watch says who lives in a household, and each brushing of it as it ends: ENAMEL_URL and ENAMEL_TOKEN name server and token, whose scopes are
// people:read, sessions:read and live:read.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/enamel-home/enamel/client"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := watch(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func watch(ctx context.Context) error {
	c, err := client.New(os.Getenv("ENAMEL_URL"), os.Getenv("ENAMEL_TOKEN"), nil)
	if err != nil {
		return err
	}
	people, err := c.People(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{"": "somebody"}
	for _, p := range people {
		names[p.ID] = p.Name
		fmt.Println("here lives", p.Name)
	}
	return c.Follow(ctx, 0, client.Follower{Changed: func(ch client.Change) error {
		if ch.Kind == "session_ended" && ch.Session != nil {
			fmt.Printf("%s brushed for %d s\n", names[ch.Session.PersonID], ch.Session.Duration)
		}
		return nil
	}})
}
