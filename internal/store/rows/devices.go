package rows

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

const (
	batchCols     = "id, brand, model, many, created"
	madeCols      = "device, batch, code, secret"
	claimCols     = "device, household, claimed, shut"
	deviceKeyCols = "hash, id, device, household, kind, serial, created, last_used, ends"

	askMade = "SELECT m.device, m.batch, b.brand, b.model, m.code, m.secret FROM device_made m JOIN device_batch b ON b.id = m.batch WHERE m."
	// A key is good while its device is still the household's that it came from, and is let in there.
	askDeviceEntry = "SELECT k.hash, k.id, k.device, k.household, k.kind, k.serial, k.created, k.last_used, k.ends FROM device_key k " +
		"JOIN device_claim c ON c.device = k.device AND c.household = k.household AND c.shut = $2 WHERE k.hash = $1 " +
		"AND NOT EXISTS (SELECT 1 FROM device_deny d WHERE d.serial = k.serial)"
)

var (
	putBatch       = upsert("device_batch", "id", batchCols)
	putMade        = insert("device_made", madeCols)
	putDeviceClaim = upsert("device_claim", "device", claimCols)
	putDeviceKey   = upsert("device_key", "hash", deviceKeyCols)
	putDeny        = upsert("device_deny", "serial", "serial, at")
)

func readMade(r *record) (store.MadeDevice, error) {
	return store.MadeDevice{Device: brush.DeviceID(r.str()), Batch: r.str(), Brand: brush.BrandID(r.str()), Model: r.str(), Code: r.hash(), Secret: r.hash()}, nil
}

func readDeviceClaim(r *record) (store.DeviceClaim, error) {
	return store.DeviceClaim{Device: brush.DeviceID(r.str()), Household: brush.HouseholdID(r.str()), Claimed: r.time(), Shut: r.time()}, nil
}

func readDeviceKey(r *record) (store.DeviceKey, error) {
	return store.DeviceKey{Hash: r.hash(), ID: r.str(), Device: brush.DeviceID(r.str()), Household: brush.HouseholdID(r.str()), Kind: store.KeyKind(r.str()),
		Serial: r.str(), Created: r.time(), LastUsed: r.time(), Ends: r.time()}, nil
}

func (q *asker) made(d brush.DeviceID) (store.MadeDevice, error) {
	return single(q, "read a device", askMade+"device = $1", []any{string(d)}, readMade)
}

func (q *asker) deviceClaim(d brush.DeviceID) (store.DeviceClaim, error) {
	return single(q, "read whose a device is", "SELECT "+claimCols+" FROM device_claim WHERE device = $1", []any{string(d)}, readDeviceClaim)
}

// MadeDevice is store.Devices'.
func (b Reader) MadeDevice(ctx context.Context, d brush.DeviceID) (store.MadeDevice, error) {
	return b.ask(ctx).made(d)
}

// MadeByCode is store.Devices'.
func (b Reader) MadeByCode(ctx context.Context, code [32]byte) (store.MadeDevice, error) {
	return single(b.ask(ctx), "read a device", askMade+"code = $1", []any{code[:]}, readMade)
}

// DeviceClaim is store.Devices'.
func (b Reader) DeviceClaim(ctx context.Context, d brush.DeviceID) (store.DeviceClaim, error) {
	return b.ask(ctx).deviceClaim(d)
}

// DeviceClaims is store.Devices'.
func (b Reader) DeviceClaims(ctx context.Context, h brush.HouseholdID) ([]store.DeviceClaim, error) {
	return list(b.ask(ctx), "read the devices of a household", "SELECT "+claimCols+" FROM device_claim WHERE household = $1 ORDER BY claimed, device", []any{string(h)}, readDeviceClaim)
}

// DeviceKeys is store.Devices'.
func (b Reader) DeviceKeys(ctx context.Context, h brush.HouseholdID) ([]store.DeviceKey, error) {
	return list(b.ask(ctx), "read keys of devices", "SELECT "+deviceKeyCols+" FROM device_key WHERE household = $1 ORDER BY created, id", []any{string(h)}, readDeviceKey)
}

// DeviceEntry is store.Devices'.
func (b Reader) DeviceEntry(ctx context.Context, hash [32]byte, now time.Time) (store.DeviceKey, error) {
	k, err := single(b.ask(ctx), "read a device's key", askDeviceEntry, []any{hash[:], int64(zeroMicros)}, readDeviceKey)
	if err == nil && !k.Ends.IsZero() && !k.Ends.After(now) {
		return store.DeviceKey{}, fmt.Errorf("read a device's key: it has ended: %w", brush.ErrNotFound)
	}
	return k, err
}

// DeviceDenied is store.Devices'.
func (b Reader) DeviceDenied(ctx context.Context, serial string) (bool, error) {
	_, err := single(b.ask(ctx), "read what is denied", "SELECT serial FROM device_deny WHERE serial = $1", []any{serial}, func(r *record) (string, error) { return r.str(), nil })
	if errors.Is(err, brush.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// DeviceBatches is store.Devices'.
func (b Reader) DeviceBatches(ctx context.Context) ([]store.DeviceBatch, error) {
	return list(b.ask(ctx), "read batches", "SELECT "+batchCols+" FROM device_batch ORDER BY created DESC, id", nil, func(r *record) (store.DeviceBatch, error) {
		return store.DeviceBatch{ID: r.str(), Brand: brush.BrandID(r.str()), Model: r.str(), Count: int(r.int()), Created: r.time()}, nil
	})
}

// PutDeviceBatch is store.DevicesTx's.
func (t *KeysTx) PutDeviceBatch(b store.DeviceBatch) error {
	return t.later("put batch", putBatch, b.ID, string(b.Brand), b.Model, int64(b.Count), micros(b.Created))
}

// MadeDevice is store.DevicesTx's.
func (t *KeysTx) MadeDevice(d brush.DeviceID) (store.MadeDevice, error) { return t.made(d) }

// PutMadeDevice is store.DevicesTx's.
func (t *KeysTx) PutMadeDevice(m store.MadeDevice) error {
	return t.later("put device", putMade, string(m.Device), m.Batch, m.Code[:], m.Secret[:])
}

// DeviceClaim is store.DevicesTx's.
func (t *KeysTx) DeviceClaim(d brush.DeviceID) (store.DeviceClaim, error) { return t.deviceClaim(d) }

// CountDeviceClaims is store.DevicesTx's.
func (t *KeysTx) CountDeviceClaims(h brush.HouseholdID) (int, error) {
	return t.count("count devices", "SELECT count(*) FROM device_claim WHERE household = $1", string(h))
}

// PutDeviceClaim is store.DevicesTx's.
func (t *KeysTx) PutDeviceClaim(c store.DeviceClaim) error {
	return t.later("put whose a device is", putDeviceClaim, string(c.Device), string(c.Household), micros(c.Claimed), micros(c.Shut))
}

// DeleteDeviceClaim is store.DevicesTx's.
func (t *KeysTx) DeleteDeviceClaim(d brush.DeviceID) error {
	return t.later("delete whose a device is", "DELETE FROM device_claim WHERE device = $1", string(d))
}

// KeysOfDevice is store.DevicesTx's.
func (t *KeysTx) KeysOfDevice(d brush.DeviceID) ([]store.DeviceKey, error) {
	return list(t.asker, "read keys of a device", "SELECT "+deviceKeyCols+" FROM device_key WHERE device = $1 ORDER BY created, id", []any{string(d)}, readDeviceKey)
}

// KeyBySerial is store.DevicesTx's.
func (t *KeysTx) KeyBySerial(serial string) (store.DeviceKey, error) {
	return single(t.asker, "read a device's certificate", "SELECT "+deviceKeyCols+" FROM device_key WHERE serial = $1 AND kind = 'certificate'", []any{serial}, readDeviceKey)
}

// PutDeviceKey is store.DevicesTx's.
func (t *KeysTx) PutDeviceKey(k store.DeviceKey) error {
	return t.later("put a device's key", putDeviceKey, k.Hash[:], k.ID, string(k.Device), string(k.Household), string(k.Kind), k.Serial, micros(k.Created),
		micros(k.LastUsed), micros(k.Ends))
}

// TouchDeviceKey is store.DevicesTx's.
func (t *KeysTx) TouchDeviceKey(hash [32]byte, used time.Time) error {
	return t.later("touch a device's key", "UPDATE device_key SET last_used = $2 WHERE hash = $1", hash[:], micros(used))
}

// DeleteDeviceKey is store.DevicesTx's.
func (t *KeysTx) DeleteDeviceKey(hash [32]byte) error {
	return t.later("delete a device's key", "DELETE FROM device_key WHERE hash = $1", hash[:])
}

// DenyDevices is store.DevicesTx's.
func (t *KeysTx) DenyDevices(serial string, at time.Time) error {
	return t.later("deny certificates", putDeny, serial, micros(at))
}
