package main

import (
	"encoding/hex"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// BlueZ's names on the bus.
const (
	service     = "org.bluez"
	adapterPath = dbus.ObjectPath("/org/bluez/hci0")
	adapterFace = "org.bluez.Adapter1"
	deviceFace  = "org.bluez.Device1"
	charFace    = "org.bluez.GattCharacteristic1"
	serviceFace = "org.bluez.GattService1"
	descFace    = "org.bluez.GattDescriptor1"
	agentFace   = "org.bluez.AgentManager1"
	profileFace = "org.bluez.ProfileManager1"
	objectsFace = "org.freedesktop.DBus.ObjectManager"
	propsFace   = "org.freedesktop.DBus.Properties"
	noticesUUID = "00002902-0000-1000-8000-00805f9b34fb"
)

// faces are an object's properties by interface.
type faces map[string]map[string]dbus.Variant

// daemon is the whole of it: an adapter, and a handle with its attributes once it was connected to.
type daemon struct {
	conn   *dbus.Conn
	handle Handle
	device dbus.ObjectPath

	mu      sync.Mutex
	objects map[dbus.ObjectPath]faces
	chars   map[string]dbus.ObjectPath
	near    bool
}

func newDaemon(c *dbus.Conn, h Handle) *daemon {
	return &daemon{conn: c, handle: h, objects: map[dbus.ObjectPath]faces{}, chars: map[string]dbus.ObjectPath{}, near: true,
		device: adapterPath + dbus.ObjectPath("/dev_"+strings.ReplaceAll(h.Address, ":", "_"))}
}

// is makes properties of values.
func is(pairs ...any) map[string]dbus.Variant {
	m := map[string]dbus.Variant{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(string)] = dbus.MakeVariant(pairs[i+1])
	}
	return m
}

func (d *daemon) start() error {
	for _, x := range []struct {
		v    any
		path dbus.ObjectPath
		face string
	}{{tree{d}, "/", objectsFace}, {agents{}, "/org/bluez", agentFace}, {agents{}, "/org/bluez", profileFace}, {adapter{d}, adapterPath, adapterFace}} {
		if err := d.conn.Export(x.v, x.path, x.face); err != nil {
			return fmt.Errorf("export %s: %w", x.face, err)
		}
	}
	d.add("/org/bluez", faces{agentFace: {}, profileFace: {}}, false)
	d.add(adapterPath, faces{adapterFace: is("Address", "00:01:02:03:04:05", "AddressType", "public", "Name", "played", "Alias", "played", "Class", uint32(0), "Powered", true,
		"Discoverable", false, "DiscoverableTimeout", uint32(0), "Pairable", false, "PairableTimeout", uint32(0), "Discovering", false, "UUIDs", []string{},
		"Modalias", "usb:v1D6Bp0246d0542", "Roles", []string{"central"})}, false)
	reply, err := d.conn.RequestName(service, dbus.NameFlagDoNotQueue)
	if err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		return fmt.Errorf("own %s: reply %d, %w", service, reply, err)
	}
	return nil
}

// obey does what a test says.
func (d *daemon) obey(c command, b []byte) error {
	path := d.chars[c.Char]
	switch c.Do {
	case "notify":
		if path == "" {
			return fmt.Errorf("notify %s: it was not connected to", c.Char)
		}
		d.set(path, charFace, is("Value", b))
	case "value":
		for i := range d.handle.Services {
			for j := range d.handle.Services[i].Chars {
				if ch := &d.handle.Services[i].Chars[j]; ch.UUID == c.Char {
					d.mu.Lock()
					ch.Value = c.Hex
					if path != "" {
						d.objects[path][charFace]["Value"] = dbus.MakeVariant(b)
					}
					d.mu.Unlock()
				}
			}
		}
	case "drop":
		d.set(d.device, deviceFace, is("Connected", false, "ServicesResolved", false))
	case "away", "near":
		d.mu.Lock()
		d.near = c.Do == "near"
		d.mu.Unlock()
	default:
		return fmt.Errorf("command %q is not known", c.Do)
	}
	return nil
}

// set changes properties, and says so as the real daemon does.
func (d *daemon) set(p dbus.ObjectPath, face string, changed map[string]dbus.Variant) {
	d.mu.Lock()
	if d.objects[p] == nil {
		d.mu.Unlock()
		return
	}
	maps.Copy(d.objects[p][face], changed)
	d.mu.Unlock()
	_ = d.conn.Emit(p, propsFace+".PropertiesChanged", face, changed, []string{}) // a bus that is gone ends everything
}

func (d *daemon) add(p dbus.ObjectPath, o faces, announce bool) {
	d.mu.Lock()
	d.objects[p] = o
	d.mu.Unlock()
	_ = d.conn.Export(object{d, p}, p, propsFace)
	if announce {
		_ = d.conn.Emit("/", objectsFace+".InterfacesAdded", p, o)
	}
}

// found is what a search brings: the handle, with what it advertises.
func (d *daemon) found() {
	d.mu.Lock()
	_, known := d.objects[d.device]
	d.mu.Unlock()
	if known {
		return
	}
	said := map[uint16]dbus.Variant{}
	for id, text := range d.handle.Companies {
		b, _ := hex.DecodeString(text)
		said[id] = dbus.MakeVariant(b)
	}
	_ = d.conn.Export(device{d}, d.device, deviceFace)
	d.add(d.device, faces{deviceFace: is("Address", d.handle.Address, "AddressType", "random", "Name", d.handle.Name, "Alias", d.handle.Name, "Paired", false, "Bonded", false,
		"Trusted", false, "Blocked", false, "LegacyPairing", false, "Connected", false, "ServicesResolved", false, "RSSI", int16(-60), "UUIDs", []string{}, "Adapter", adapterPath,
		"ManufacturerData", said)}, true)
}

// reveal shows the handle's attributes, once.
func (d *daemon) reveal() {
	if len(d.chars) > 0 {
		return
	}
	for i, s := range d.handle.Services {
		sp := d.device + dbus.ObjectPath(fmt.Sprintf("/service%04x", 0x100*(i+1)))
		d.add(sp, faces{serviceFace: is("UUID", s.UUID, "Device", d.device, "Primary", true, "Includes", []dbus.ObjectPath{})}, true)
		for j, c := range s.Chars {
			cp := sp + dbus.ObjectPath(fmt.Sprintf("/char%04x", 0x100*(i+1)+4*(j+1)))
			b, _ := hex.DecodeString(c.Value)
			d.chars[c.UUID] = cp
			_ = d.conn.Export(char{d, cp, c.UUID}, cp, charFace)
			d.add(cp, faces{charFace: is("UUID", c.UUID, "Service", sp, "Value", b, "Notifying", false, "Flags", c.Flags, "MTU", uint16(247))}, true)
			d.add(cp+"/desc0001", faces{descFace: is("UUID", noticesUUID, "Characteristic", cp, "Value", []byte{})}, true)
		}
	}
}

// tree answers what objects there are.
type tree struct{ d *daemon }

// GetManagedObjects is the bus's.
func (t tree) GetManagedObjects() (map[dbus.ObjectPath]faces, *dbus.Error) {
	t.d.mu.Lock()
	defer t.d.mu.Unlock()
	out := map[dbus.ObjectPath]faces{}
	for p, o := range t.d.objects {
		out[p] = faces{}
		for face, props := range o {
			out[p][face] = maps.Clone(props)
		}
	}
	return out, nil
}

// object answers for one object's properties.
type object struct {
	d *daemon
	p dbus.ObjectPath
}

// Get is the bus's.
func (o object) Get(face, name string) (dbus.Variant, *dbus.Error) {
	o.d.mu.Lock()
	defer o.d.mu.Unlock()
	v, ok := o.d.objects[o.p][face][name]
	if !ok {
		return v, dbus.NewError("org.freedesktop.DBus.Error.UnknownProperty", nil)
	}
	return v, nil
}

// GetAll is the bus's.
func (o object) GetAll(face string) (map[string]dbus.Variant, *dbus.Error) {
	o.d.mu.Lock()
	defer o.d.mu.Unlock()
	return maps.Clone(o.d.objects[o.p][face]), nil
}

// Set is the bus's.
func (o object) Set(face, name string, v dbus.Variant) *dbus.Error {
	o.d.set(o.p, face, map[string]dbus.Variant{name: v})
	return nil
}

// agents are asked for by whoever connects, and do nothing.
type agents struct{}

// RegisterAgent is the daemon's.
func (agents) RegisterAgent(dbus.ObjectPath, string) *dbus.Error { return nil }

// UnregisterAgent is the daemon's.
func (agents) UnregisterAgent(dbus.ObjectPath) *dbus.Error { return nil }

// RequestDefaultAgent is the daemon's.
func (agents) RequestDefaultAgent(dbus.ObjectPath) *dbus.Error { return nil }

// RegisterProfile is the daemon's.
func (agents) RegisterProfile(dbus.ObjectPath, string, map[string]dbus.Variant) *dbus.Error {
	return nil
}

type adapter struct{ d *daemon }

// SetDiscoveryFilter is the daemon's.
func (a adapter) SetDiscoveryFilter(map[string]dbus.Variant) *dbus.Error { return nil }

// StartDiscovery finds the handle a little later.
func (a adapter) StartDiscovery() *dbus.Error {
	a.d.set(adapterPath, adapterFace, is("Discovering", true))
	time.AfterFunc(50*time.Millisecond, a.d.found)
	return nil
}

// StopDiscovery is the daemon's.
func (a adapter) StopDiscovery() *dbus.Error {
	a.d.set(adapterPath, adapterFace, is("Discovering", false))
	return nil
}

// RemoveDevice is the daemon's.
func (a adapter) RemoveDevice(dbus.ObjectPath) *dbus.Error { return nil }

type device struct{ d *daemon }

// Connect connects, unless the handle is away or somebody else holds it.
func (v device) Connect() *dbus.Error {
	v.d.mu.Lock()
	near := v.d.near
	v.d.mu.Unlock()
	if !near {
		tell("refused", "", nil)
		return dbus.NewError("org.bluez.Error.Failed", []any{"le-connection-abort-by-local"})
	}
	v.d.set(v.d.device, deviceFace, is("Connected", true))
	v.d.reveal()
	v.d.set(v.d.device, deviceFace, is("ServicesResolved", true))
	tell("connected", "", nil)
	return nil
}

// Disconnect is the daemon's.
func (v device) Disconnect() *dbus.Error {
	v.d.set(v.d.device, deviceFace, is("Connected", false, "ServicesResolved", false))
	tell("disconnected", "", nil)
	return nil
}

// Pair is the daemon's.
func (v device) Pair() *dbus.Error { return nil }

// CancelPairing is the daemon's.
func (v device) CancelPairing() *dbus.Error { return nil }

type char struct {
	d    *daemon
	p    dbus.ObjectPath
	uuid string
}

// ReadValue says the value, and signals it, as the real daemon does: a browser counts on one signal for each read.
func (c char) ReadValue(map[string]dbus.Variant) ([]byte, *dbus.Error) {
	v, failed := object{c.d, c.p}.Get(charFace, "Value")
	if failed != nil {
		return nil, failed
	}
	b := v.Value().([]byte)
	c.d.set(c.p, charFace, is("Value", b))
	tell("read", c.uuid, b)
	return b, nil
}

// WriteValue takes a value, and chooses a stored session by it.
func (c char) WriteValue(b []byte, _ map[string]dbus.Variant) *dbus.Error {
	if s := c.d.handle.Stored; s != nil && s.Select == c.uuid {
		said, ok := s.Values[hex.EncodeToString(b)]
		if !ok {
			said = s.None
		}
		v, _ := hex.DecodeString(said)
		c.d.mu.Lock()
		c.d.objects[c.d.chars[s.Read]][charFace]["Value"] = dbus.MakeVariant(v)
		c.d.mu.Unlock()
	}
	tell("written", c.uuid, b)
	return nil
}

// StartNotify is the daemon's.
func (c char) StartNotify() *dbus.Error {
	c.d.set(c.p, charFace, is("Notifying", true))
	tell("subscribed", c.uuid, nil)
	return nil
}

// StopNotify is the daemon's.
func (c char) StopNotify() *dbus.Error {
	c.d.set(c.p, charFace, is("Notifying", false))
	return nil
}
