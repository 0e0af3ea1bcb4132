package main

import (
	"net/http"

	"github.com/enamel-home/enamel/wire"
	"github.com/enamel-home/enamel/wire/httpsink"
)

// door is a way in. Each is the sender's end of it, spoken through a bad network.
type door struct {
	name string
	// flag is the server's flag that says where the door is.
	flag string
	// open returns the sender's end at an address, for a key of scope frames:write.
	open func(addr, key string) (wire.Sink, error)
}

// doors are the ways in that senders take in turn.
var doors = []door{
	{"HTTP", "--listen", func(addr, key string) (wire.Sink, error) {
		return httpsink.New("http://"+addr, key, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}})
	}},
}
