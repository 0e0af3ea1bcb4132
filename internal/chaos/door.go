package main

import (
	"fmt"
	"net/http"
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
}

// listens is the flag of HTTP, which is always open.
const listens = "--listen"

// doors are the ways in; senders take those of a campaign in turn.
var doors = []door{
	{"http", listens, func(addr, _, key string) (wire.Sink, error) {
		return httpsink.New("http://"+addr, key, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}})
	}},
	{"mqtt3", "--mqtt-listen", newPublisher(4)},
	{"mqtt5", "--mqtt-listen", newPublisher(5)},
}

// doorsOf finds doors by their names, with commas between.
func doorsOf(names string) (out []door, err error) {
	for _, n := range strings.Split(names, ",") {
		found := false
		for _, d := range doors {
			if d.name == strings.TrimSpace(n) {
				out, found = append(out, d), true
			}
		}
		if !found {
			return nil, fmt.Errorf("doors: %q is not known; there are http, mqtt3, mqtt5", n)
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
