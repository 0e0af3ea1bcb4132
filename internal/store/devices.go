package store

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
)

// Devices keeps what makers gave their devices before anybody had them, whose each is, and what each comes in with. Codes and secrets are kept
// only as hashes. What a maker said stays when a household goes; what a household said goes with it.
type Devices interface {
	// MadeDevice returns what the maker said of a device; brush.ErrNotFound.
	MadeDevice(ctx context.Context, d brush.DeviceID) (MadeDevice, error)
	// MadeByCode finds a device by the hash of its claim code; brush.ErrNotFound.
	MadeByCode(ctx context.Context, code [32]byte) (MadeDevice, error)
	// DeviceClaim says whose a device is; brush.ErrNotFound: nobody's.
	DeviceClaim(ctx context.Context, d brush.DeviceID) (DeviceClaim, error)
	// DeviceClaims returns the devices of a household, the one claimed first first.
	DeviceClaims(ctx context.Context, h brush.HouseholdID) ([]DeviceClaim, error)
	// DeviceKeys returns what devices of a household come in with, oldest first, also what has ended.
	DeviceKeys(ctx context.Context, h brush.HouseholdID) ([]DeviceKey, error)
	// DeviceEntry returns the key with that hash, in one question with whose its device is; brush.ErrNotFound when one of them is not there, when
	// the key has ended by now, when the device is shut out or is another household's, and when the key is a certificate that is denied.
	DeviceEntry(ctx context.Context, hash [32]byte, now time.Time) (DeviceKey, error)
	// DeviceDenied reports whether certificates with a serial number are denied.
	DeviceDenied(ctx context.Context, serial string) (bool, error)
	// DeviceBatches returns the batches, newest first.
	DeviceBatches(ctx context.Context) ([]DeviceBatch, error)
}

// DevicesTx changes what Devices reads, in one update of the keys.
type DevicesTx interface {
	PutDeviceBatch(DeviceBatch) error
	// MadeDevice is Devices' inside the update.
	MadeDevice(d brush.DeviceID) (MadeDevice, error)
	PutMadeDevice(MadeDevice) error
	// DeviceClaim is Devices' inside the update.
	DeviceClaim(d brush.DeviceID) (DeviceClaim, error)
	// CountDeviceClaims counts the devices of a household.
	CountDeviceClaims(h brush.HouseholdID) (int, error)
	PutDeviceClaim(DeviceClaim) error
	DeleteDeviceClaim(d brush.DeviceID) error
	// KeysOfDevice returns what a device comes in with, oldest first, also what has ended.
	KeysOfDevice(d brush.DeviceID) ([]DeviceKey, error)
	PutDeviceKey(DeviceKey) error
	// TouchDeviceKey writes when a key was last used and nothing else; it does nothing when there is none.
	TouchDeviceKey(hash [32]byte, used time.Time) error
	DeleteDeviceKey(hash [32]byte) error
	// DenyDevices denies every certificate with a serial number, from then on and for ever.
	DenyDevices(serial string, at time.Time) error
	// KeyBySerial returns the key that is a certificate with a serial number; brush.ErrNotFound.
	KeyBySerial(serial string) (DeviceKey, error)
}

// DeviceBatch is what a maker made at once.
type DeviceBatch struct {
	ID      string
	Brand   brush.BrandID
	Model   string
	Count   int
	Created time.Time
}

// MadeDevice is what a maker said of a device before anybody had it.
type MadeDevice struct {
	Device brush.DeviceID
	Batch  string
	Brand  brush.BrandID // the batch's
	Model  string        // the batch's
	Code   [32]byte      // hash of the claim code on its box
	Secret [32]byte      // hash of the secret inside it
}

// DeviceClaim says whose a device is.
type DeviceClaim struct {
	Device    brush.DeviceID
	Household brush.HouseholdID
	Claimed   time.Time
	Shut      time.Time // its household does not let it in from then on; zero: it does
}

// KeyKind says what a device comes in with.
type KeyKind string

// The kinds.
const (
	DeviceToken       KeyKind = "token"
	DeviceCertificate KeyKind = "certificate"
)

// DeviceKey is what a device comes in with.
type DeviceKey struct {
	Hash      [32]byte // SHA-256 of the token, or of the certificate's DER
	ID        string
	Device    brush.DeviceID
	Household brush.HouseholdID
	Kind      KeyKind
	Serial    string // of a certificate: lower-case hexadecimal digits; else ""
	Created   time.Time
	LastUsed  time.Time // written at most once a minute; Created: never
	Ends      time.Time // zero: never
}
