// Command bluez plays the Bluetooth daemon of a Linux machine, with one toothbrush near, on a D-Bus of its own: so a real browser's real Bluetooth is
// tested without a radio.
//
// It is started with the address of the bus and a file that describes the handle, obeys one JSON command a line, and tells what happens likewise.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/godbus/dbus/v5"
)

// Handle is the toothbrush that is near.
type Handle struct {
	Address   string            `json:"address"`
	Name      string            `json:"name"`
	Companies map[uint16]string `json:"companies"` // manufacturer data as hex, by company id
	Services  []Service         `json:"services"`
	// Stored is how sessions are chosen: what is written to Select, as hex, becomes what Read says.
	Stored *struct {
		Select string            `json:"select"`
		Read   string            `json:"read"`
		Values map[string]string `json:"values"`
		None   string            `json:"none"` // said of others
	} `json:"stored"`
}

// Service is one of its services.
type Service struct {
	UUID  string `json:"uuid"`
	Chars []Char `json:"chars"`
}

// Char is a characteristic: what it can do, in BlueZ's words, and what it says when it is read.
type Char struct {
	UUID  string   `json:"uuid"`
	Flags []string `json:"flags"`
	Value string   `json:"value"`
}

// command is what a test says: notify, value, drop (the link is lost), away and near (it cannot be connected to, or can).
type command struct {
	Do   string `json:"do"`
	Char string `json:"char"`
	Hex  string `json:"hex"`
}

// happened is what a test is told.
type happened struct {
	Event string `json:"event"`
	Char  string `json:"char,omitempty"`
	Hex   string `json:"hex,omitempty"`
}

var telling sync.Mutex

func tell(event, char string, b []byte) {
	telling.Lock()
	defer telling.Unlock()
	line, _ := json.Marshal(happened{event, char, hex.EncodeToString(b)}) // a struct of texts can be written
	fmt.Println(string(line))
}

func main() {
	if err := run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, "bluez:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("usage: bluez unix:path=/tmp/bus handle.json")
	}
	text, err := os.ReadFile(args[2])
	if err != nil {
		return err
	}
	var h Handle
	if err := json.Unmarshal(text, &h); err != nil {
		return fmt.Errorf("%s: %w", args[2], err)
	}
	conn, err := dbus.Connect(args[1])
	if err != nil {
		return fmt.Errorf("connect to the bus: %w", err)
	}
	d := newDaemon(conn, h)
	if err := d.start(); err != nil {
		return err
	}
	tell("ready", "", nil)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var c command
		if err := json.Unmarshal(in.Bytes(), &c); err != nil {
			return fmt.Errorf("command %q: %w", in.Text(), err)
		}
		b, err := hex.DecodeString(c.Hex)
		if err != nil {
			return fmt.Errorf("command %q: %w", in.Text(), err)
		}
		if err := d.obey(c, b); err != nil {
			return err
		}
	}
	return in.Err()
}
