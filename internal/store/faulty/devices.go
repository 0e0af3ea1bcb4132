package faulty

import (
	"context"
	"time"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// MadeDevice is store.Devices'.
func (s *Store) MadeDevice(ctx context.Context, d brush.DeviceID) (store.MadeDevice, error) {
	if err := s.hit("Devices.MadeDevice"); err != nil {
		return store.MadeDevice{}, err
	}
	return s.Store.MadeDevice(ctx, d)
}

// MadeByCode is store.Devices'.
func (s *Store) MadeByCode(ctx context.Context, code [32]byte) (store.MadeDevice, error) {
	if err := s.hit("Devices.MadeByCode"); err != nil {
		return store.MadeDevice{}, err
	}
	return s.Store.MadeByCode(ctx, code)
}

// DeviceClaim is store.Devices'.
func (s *Store) DeviceClaim(ctx context.Context, d brush.DeviceID) (store.DeviceClaim, error) {
	if err := s.hit("Devices.DeviceClaim"); err != nil {
		return store.DeviceClaim{}, err
	}
	return s.Store.DeviceClaim(ctx, d)
}

// DeviceClaims is store.Devices'.
func (s *Store) DeviceClaims(ctx context.Context, h brush.HouseholdID) ([]store.DeviceClaim, error) {
	if err := s.hit("Devices.DeviceClaims"); err != nil {
		return nil, err
	}
	return s.Store.DeviceClaims(ctx, h)
}

// DeviceKeys is store.Devices'.
func (s *Store) DeviceKeys(ctx context.Context, h brush.HouseholdID) ([]store.DeviceKey, error) {
	if err := s.hit("Devices.DeviceKeys"); err != nil {
		return nil, err
	}
	return s.Store.DeviceKeys(ctx, h)
}

// DeviceEntry is store.Devices'.
func (s *Store) DeviceEntry(ctx context.Context, hash [32]byte, now time.Time) (store.DeviceKey, error) {
	if err := s.hit("Devices.DeviceEntry"); err != nil {
		return store.DeviceKey{}, err
	}
	return s.Store.DeviceEntry(ctx, hash, now)
}

// DeviceDenied is store.Devices'.
func (s *Store) DeviceDenied(ctx context.Context, serial string) (bool, error) {
	if err := s.hit("Devices.DeviceDenied"); err != nil {
		return false, err
	}
	return s.Store.DeviceDenied(ctx, serial)
}

// DeviceBatches is store.Devices'.
func (s *Store) DeviceBatches(ctx context.Context) ([]store.DeviceBatch, error) {
	if err := s.hit("Devices.DeviceBatches"); err != nil {
		return nil, err
	}
	return s.Store.DeviceBatches(ctx)
}

func (t *keysTx) PutDeviceBatch(v store.DeviceBatch) error {
	if err := t.hit("PutDeviceBatch"); err != nil {
		return err
	}
	return t.KeysTx.PutDeviceBatch(v)
}

func (t *keysTx) MadeDevice(d brush.DeviceID) (store.MadeDevice, error) {
	if err := t.hit("MadeDevice"); err != nil {
		return store.MadeDevice{}, err
	}
	return t.KeysTx.MadeDevice(d)
}

func (t *keysTx) PutMadeDevice(v store.MadeDevice) error {
	if err := t.hit("PutMadeDevice"); err != nil {
		return err
	}
	return t.KeysTx.PutMadeDevice(v)
}

func (t *keysTx) DeviceClaim(d brush.DeviceID) (store.DeviceClaim, error) {
	if err := t.hit("DeviceClaim"); err != nil {
		return store.DeviceClaim{}, err
	}
	return t.KeysTx.DeviceClaim(d)
}

func (t *keysTx) CountDeviceClaims(h brush.HouseholdID) (int, error) {
	if err := t.hit("CountDeviceClaims"); err != nil {
		return 0, err
	}
	return t.KeysTx.CountDeviceClaims(h)
}

func (t *keysTx) PutDeviceClaim(v store.DeviceClaim) error {
	if err := t.hit("PutDeviceClaim"); err != nil {
		return err
	}
	return t.KeysTx.PutDeviceClaim(v)
}

func (t *keysTx) DeleteDeviceClaim(d brush.DeviceID) error {
	if err := t.hit("DeleteDeviceClaim"); err != nil {
		return err
	}
	return t.KeysTx.DeleteDeviceClaim(d)
}

func (t *keysTx) KeysOfDevice(d brush.DeviceID) ([]store.DeviceKey, error) {
	if err := t.hit("KeysOfDevice"); err != nil {
		return nil, err
	}
	return t.KeysTx.KeysOfDevice(d)
}

func (t *keysTx) PutDeviceKey(v store.DeviceKey) error {
	if err := t.hit("PutDeviceKey"); err != nil {
		return err
	}
	return t.KeysTx.PutDeviceKey(v)
}

func (t *keysTx) TouchDeviceKey(hash [32]byte, used time.Time) error {
	if err := t.hit("TouchDeviceKey"); err != nil {
		return err
	}
	return t.KeysTx.TouchDeviceKey(hash, used)
}

func (t *keysTx) DeleteDeviceKey(hash [32]byte) error {
	if err := t.hit("DeleteDeviceKey"); err != nil {
		return err
	}
	return t.KeysTx.DeleteDeviceKey(hash)
}

func (t *keysTx) DenyDevices(serial string, at time.Time) error {
	if err := t.hit("DenyDevices"); err != nil {
		return err
	}
	return t.KeysTx.DenyDevices(serial, at)
}

func (t *keysTx) KeyBySerial(serial string) (store.DeviceKey, error) {
	if err := t.hit("KeyBySerial"); err != nil {
		return store.DeviceKey{}, err
	}
	return t.KeysTx.KeyBySerial(serial)
}
