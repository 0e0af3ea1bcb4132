package main

import (
	"context"
	"fmt"
	"net/http"
	"os/exec"
	"strings"

	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/httpsink"
)

// door is a way in: the sender's end of it, spoken through a bad network.
type door struct {
	name string
	// flag is the server's flag that says where the door is.
	flag string
	// open returns the sender's end at an address, for a source and its key of scope frames:write.
	open func(addr, source, key string) (wire.Sink, error)
	// far says that the yes is another broker's, and the store has it later.
	far bool
}

// upstream is the flag of somebody else's broker.
const upstream = "--mqtt-upstream"

// listens is the flag of HTTP, which is always open.
const listens = "--listen"

// doors are the ways in; senders take those of a campaign in turn.
var doors = []door{
	{name: "http", flag: listens, open: func(addr, _, key string) (wire.Sink, error) {
		return httpsink.New("http://"+addr, key, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}})
	}},
	{name: "mqtt3", flag: "--mqtt-listen", open: newPublisher(4)},
	{name: "mqtt5", flag: "--mqtt-listen", open: newPublisher(5)},
	{name: "upstream", flag: upstream, open: newPublisher(5), far: true},
}

// doorsOf finds doors by their names, with commas between; "" is none named.
func doorsOf(names string) (out []door, err error) {
	if names == "" {
		return nil, nil
	}
	for _, n := range strings.Split(names, ",") {
		found := false
		for _, d := range doors {
			if d.name == strings.TrimSpace(n) {
				out, found = append(out, d), true
			}
		}
		if !found {
			return nil, fmt.Errorf("doors: %q is not known; there are http, mqtt3, mqtt5, upstream", n)
		}
	}
	return out, nil
}

// doorsIn returns the doors that a program has flags for.
func doorsIn(ctx context.Context, binary string) (out []door, err error) {
	help, err := exec.CommandContext(ctx, binary, "serve", "--help").CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("ask the program for its doors: %w: %s", err, help)
	}
	for _, d := range doors {
		if strings.Contains(string(help), d.flag+"=") {
			out = append(out, d)
		}
	}
	return out, nil
}

// names writes doors as doorsOf reads them.
func names(ds []door) string {
	var out []string
	for _, d := range ds {
		out = append(out, d.name)
	}
	return strings.Join(out, ",")
}
