package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/account"
	"github.com/enamel-home/enamel/internal/provision"
	"github.com/enamel-home/enamel/internal/store"
)

// Device is a device that the household claimed.
type Device struct {
	ID      string      `json:"device"`
	Name    string      `json:"name" doc:"The household's own name for it; empty: none"`
	Brand   string      `json:"brand" doc:"The format that it speaks"`
	Model   string      `json:"model"`
	Claimed time.Time   `json:"claimed_at" doc:"When this household claimed it"`
	Shut    *time.Time  `json:"shut_out_at,omitempty" doc:"Since when it is not let in; absent: it is"`
	Heard   *time.Time  `json:"last_heard_at,omitempty" doc:"Absent: not since it was claimed"`
	Keys    []DeviceKey `json:"keys" nullable:"false" doc:"What it comes in with now, oldest first; none: it has not asked yet"`
}

// DeviceKey is what a device comes in with.
type DeviceKey struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind" enum:"token,certificate"`
	Serial   string     `json:"serial,omitempty" doc:"Of a certificate, in hexadecimal digits"`
	Created  time.Time  `json:"created_at"`
	LastUsed *time.Time `json:"last_used_at,omitempty" doc:"To the minute; absent: never"`
	Ends     *time.Time `json:"ends_at,omitempty" doc:"Absent: never"`
}

// DeviceClaim is the code of a device.
type DeviceClaim struct {
	Code string `json:"code" maxLength:"64" doc:"From its box, however it is typed"`
	Name string `json:"name,omitempty" maxLength:"60" doc:"What it shall be called here"`
}

// DevicePatch lets a device in, or not.
type DevicePatch struct {
	ShutOut bool `json:"shut_out" doc:"It is not let in: its credentials are taken back at once, and it gets none"`
}

// DeviceSecret is how a device proves that it is itself before it has a credential.
type DeviceSecret struct {
	Device string `json:"device" maxLength:"64"`
	Secret string `json:"secret" maxLength:"200" doc:"From the factory"`
}

// DeviceRequest asks for a device's certificate.
type DeviceRequest struct {
	CSR    string `json:"csr" maxLength:"8192" doc:"PEM, PKCS #10"`
	Secret string `json:"secret,omitempty" maxLength:"200" doc:"From the factory; not needed with its own certificate"`
}

// DeviceCredential is a device's new credential, and where it speaks.
type DeviceCredential struct {
	DeviceSelf
	Token       string     `json:"token,omitempty" doc:"Told once; absent: it is a certificate"`
	Certificate string     `json:"certificate,omitempty" doc:"The chain, PEM; absent: it is a token"`
	Before      *time.Time `json:"before_until,omitempty" doc:"Until when what the device came in with before is good too; absent: there was nothing"`
}

// DeviceSelf is a device as it sees itself.
type DeviceSelf struct {
	Device    string    `json:"device"`
	Household string    `json:"household" doc:"Its id"`
	Source    string    `json:"source" doc:"What its frames are heard by"`
	Key       DeviceKey `json:"key" doc:"What it comes in with"`
	Report    string    `json:"report_topic" doc:"Where it publishes over MQTT"`
	Settings  string    `json:"settings_topic" doc:"Where it reads what it should do"`
}

type deviceByID struct {
	Device string `path:"device" maxLength:"64"`
}

type devicePatchOf struct {
	Device string `path:"device" maxLength:"64"`
	Body   DevicePatch
}

func (s *server) deviceRoutes() {
	register(s, door{id: "devices", method: "GET", path: "/devices", scope: account.BrushesRead, tag: "devices", summary: "The devices that the household claimed"}, s.devices)
	making(s, door{id: "claimDevice", method: "POST", path: "/devices/claim", scope: account.BrushesWrite, tag: "devices", status: 201, errors: []int{404, 409, 429},
		summary: "Claim a device with the code on its box", description: "404 (urn:enamel:no-such-code) for a code that is none, 409 when it is this household's already (urn:enamel:device-yours) or another's (urn:enamel:device-taken)."}, s.claimDevice, s.claimedDevice)
	register(s, door{id: "changeDevice", method: "PATCH", path: "/devices/{device}", scope: account.HouseholdWrite, tag: "devices", errors: []int{404}, summary: "Shut a device out, or let it in again",
		description: "Its credentials are taken back at once, also where they are in use."}, s.changeDevice)
	register(s, door{id: "renewDevice", method: "POST", path: "/devices/{device}/renew", scope: account.HouseholdWrite, tag: "devices", errors: []int{404}, summary: "Have a device get a new credential",
		description: "What it has ends in an hour; it asks for something new by itself."}, s.renewDevice)
	register(s, door{id: "releaseDevice", method: "DELETE", path: "/devices/{device}", scope: account.HouseholdWrite, tag: "devices", status: 204, errors: []int{404}, summary: "Let go of a device",
		description: "Its credentials end at once, its brushings stay, and the code on its box is good again."}, s.releaseDevice)
	register(s, door{id: "deviceSelf", method: "GET", path: "/devices/self", scope: account.FramesWrite, tag: "devices", summary: "What does this device come in with?",
		description: "Only for a device with its own credential."}, s.deviceSelf)
	register(s, door{id: "rotateDevice", method: "POST", path: "/devices/self/rotate", scope: account.FramesWrite, tag: "devices", errors: []int{429}, summary: "Get this device's next token",
		description: "Only for a device with its own token. The one it has stays good until before_until."}, s.rotateDevice)
	register(s, door{id: "deviceCredential", method: "POST", path: "/devices/credential", scope: open, tag: "devices", errors: []int{401, 403, 409, 429}, summary: "Get a device's token for its factory secret",
		description: "409 (urn:enamel:not-claimed) with Retry-After while no household has claimed it; 403 (urn:enamel:shut-out) when its household does not let it in."}, s.deviceCredential)
	register(s, door{id: "deviceCertificate", method: "POST", path: "/devices/certificate", scope: open, tag: "devices", errors: []int{401, 403, 404, 409, 429}, summary: "Get a device's certificate",
		description: "Over TLS with a certificate of a batch and the factory secret, or with the device's own certificate. It fails as deviceCredential does."}, s.deviceCertificate)
}

func keyShape(k *store.DeviceKey) DeviceKey {
	out := DeviceKey{ID: k.ID, Kind: string(k.Kind), Serial: k.Serial, Created: k.Created.UTC(), Ends: atOrNil(k.Ends)}
	if !k.LastUsed.Equal(k.Created) {
		out.LastUsed = atOrNil(k.LastUsed)
	}
	return out
}

func deviceShape(d *provision.Device) Device {
	out := Device{ID: string(d.Device), Name: d.Name, Brand: string(d.Brand), Model: d.Model, Claimed: d.Claimed.UTC(), Shut: atOrNil(d.Shut), Heard: atOrNil(d.Heard), Keys: make([]DeviceKey, 0, len(d.Keys))}
	for i := range d.Keys {
		out.Keys = append(out.Keys, keyShape(&d.Keys[i]))
	}
	return out
}

func selfShape(k *store.DeviceKey) DeviceSelf {
	topic := "enamel/" + string(k.Household) + "/v1/" + string(k.Device)
	return DeviceSelf{Device: string(k.Device), Household: string(k.Household), Source: string(k.Device), Key: keyShape(k), Report: topic + "/report", Settings: topic + "/settings"}
}

func credentialShape(i *provision.Issued) *body[DeviceCredential] {
	return &body[DeviceCredential]{DeviceCredential{DeviceSelf: selfShape(&i.DeviceKey), Token: i.Token, Certificate: string(i.Certificate), Before: atOrNil(i.Before)}}
}

// provisioned returns the room of devices, or says that there is none.
func (s *server) provisioned() (*provision.Service, error) {
	if s.Devices == nil {
		return nil, says(http.StatusNotFound, "This server knows no devices.")
	}
	return s.Devices, nil
}

func (s *server) devices(ctx context.Context, _ *none) (*body[List[Device]], error) {
	p, err := s.provisioned()
	if err != nil {
		return nil, err
	}
	out := &body[List[Device]]{List[Device]{Items: []Device{}}}
	if principal(ctx).Narrowed() { // when the others brush is theirs
		return out, nil
	}
	ds, err := p.Devices(ctx, principal(ctx).Household)
	if err != nil {
		return nil, err
	}
	for i := range ds {
		out.Body.Items = append(out.Body.Items, deviceShape(&ds[i]))
	}
	return out, nil
}

func (s *server) claimDevice(ctx context.Context, in *body[DeviceClaim]) (d provision.Device, err error) {
	room, err := s.provisioned()
	if err != nil {
		return d, err
	}
	p := principal(ctx)
	if p.Narrowed() {
		return d, errNarrowed()
	}
	if d, err = room.Claim(ctx, p, provision.NewClaim{Code: in.Body.Code, Name: in.Body.Name, Address: requestOf(ctx).peer}); err == nil {
		s.Hub.Wake(p.Household)
	}
	return d, err
}

func (s *server) claimedDevice(_ context.Context, d provision.Device) (Device, error) {
	return deviceShape(&d), nil
}

// deviceNow does something with a device of the household and returns what it is then.
func (s *server) deviceNow(ctx context.Context, id string, do func(*provision.Service, brush.HouseholdID, brush.DeviceID) error) (*body[Device], error) {
	room, err := s.provisioned()
	if err != nil {
		return nil, err
	}
	p, d := principal(ctx), brush.DeviceID(id)
	if p.Narrowed() {
		return nil, hidden("the device")
	}
	if err := do(room, p.Household, d); err != nil {
		return nil, err
	}
	s.Hub.Wake(p.Household)
	ds, err := room.Devices(ctx, p.Household)
	if err != nil {
		return nil, err
	}
	for i := range ds {
		if ds[i].Device == d {
			return &body[Device]{deviceShape(&ds[i])}, nil
		}
	}
	return nil, hidden("the device")
}

func (s *server) changeDevice(ctx context.Context, in *devicePatchOf) (*body[Device], error) {
	return s.deviceNow(ctx, in.Device, func(room *provision.Service, h brush.HouseholdID, d brush.DeviceID) error {
		if in.Body.ShutOut {
			return room.ShutOut(ctx, h, d)
		}
		return room.LetIn(ctx, h, d)
	})
}

func (s *server) renewDevice(ctx context.Context, in *deviceByID) (*body[Device], error) {
	return s.deviceNow(ctx, in.Device, func(room *provision.Service, h brush.HouseholdID, d brush.DeviceID) error {
		return room.Renew(ctx, h, d)
	})
}

func (s *server) releaseDevice(ctx context.Context, in *deviceByID) (*none, error) {
	room, err := s.provisioned()
	if err != nil {
		return nil, err
	}
	p := principal(ctx)
	if p.Narrowed() {
		return nil, hidden("the device")
	}
	if err := room.Release(ctx, p.Household, brush.DeviceID(in.Device)); err != nil {
		return nil, err
	}
	s.Hub.Wake(p.Household)
	return nil, nil
}

func (s *server) deviceSelf(ctx context.Context, _ *none) (*body[DeviceSelf], error) {
	room, err := s.provisioned()
	if err != nil {
		return nil, err
	}
	k, err := room.Self(ctx, principal(ctx))
	if err != nil {
		return nil, err
	}
	return &body[DeviceSelf]{selfShape(&k)}, nil
}

func (s *server) rotateDevice(ctx context.Context, _ *none) (*body[DeviceCredential], error) {
	room, err := s.provisioned()
	if err != nil {
		return nil, err
	}
	i, err := room.Rotate(ctx, principal(ctx))
	if err != nil {
		return nil, err
	}
	return credentialShape(&i), nil
}

func (s *server) deviceCredential(ctx context.Context, in *body[DeviceSecret]) (*body[DeviceCredential], error) {
	room, err := s.provisioned()
	if err != nil {
		return nil, err
	}
	d, err := provision.CheckDevice(in.Body.Device)
	if err != nil {
		return nil, err
	}
	i, err := room.Exchange(ctx, d, in.Body.Secret, requestOf(ctx).peer)
	if err != nil {
		return nil, err
	}
	return credentialShape(&i), nil
}

func (s *server) deviceCertificate(ctx context.Context, in *body[DeviceRequest]) (*body[DeviceCredential], error) {
	room, err := s.provisioned()
	if err != nil {
		return nil, err
	}
	n := provision.NewCertificate{CSR: []byte(in.Body.CSR), Secret: in.Body.Secret, Address: requestOf(ctx).peer}
	if state := requestOf(ctx).r.TLS; state != nil {
		n.Shown = state.PeerCertificates
	}
	i, err := room.Certify(ctx, n)
	if err != nil {
		return nil, err
	}
	return credentialShape(&i), nil
}
