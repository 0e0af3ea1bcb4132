package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/enamel-home/enamel/brush"
	"github.com/enamel-home/enamel/internal/store"
)

// devices: what makers said, whose a device is and what it comes in with come back whole, and a key is good while all that it hangs on is.
func devices(t *testing.T, s store.Store) {
	ctx := context.Background()
	batch := store.DeviceBatch{ID: "b1", Brand: "enamel", Model: "One", Count: 2, Created: at(0)}
	later := store.DeviceBatch{ID: "b2", Brand: "oralb", Count: 1, Created: at(5)}
	one := store.MadeDevice{Device: "D1", Batch: "b1", Brand: "enamel", Model: "One", Code: [32]byte{1}, Secret: [32]byte{2}}
	two := store.MadeDevice{Device: "D2", Batch: "b1", Brand: "enamel", Model: "One", Code: [32]byte{3}, Secret: [32]byte{4}}
	claim := store.DeviceClaim{Device: "D1", Household: home, Claimed: at(1)}
	theirs := store.DeviceClaim{Device: "D2", Household: other, Claimed: at(2), Shut: at(3)}
	key := store.DeviceKey{Hash: [32]byte{5}, ID: "k1", Device: "D1", Household: home, Kind: store.DeviceToken, Created: at(2), LastUsed: at(2)}
	cert := store.DeviceKey{Hash: [32]byte{6}, ID: "k2", Device: "D1", Household: home, Kind: store.DeviceCertificate, Serial: "ab01", Created: at(3), LastUsed: at(3), Ends: at(100)}
	shut := store.DeviceKey{Hash: [32]byte{7}, ID: "k3", Device: "D2", Household: other, Kind: store.DeviceToken, Created: at(3), LastUsed: at(3)}
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.PutDeviceBatch(batch), tx.PutDeviceBatch(later), tx.PutMadeDevice(one), tx.PutMadeDevice(two), tx.PutDeviceClaim(claim),
			tx.PutDeviceClaim(theirs), tx.PutDeviceKey(key), tx.PutDeviceKey(cert), tx.PutDeviceKey(shut))
	})
	bs, err := s.DeviceBatches(ctx)
	equal(t, "batches", bs, []store.DeviceBatch{later, batch}, err)
	made, err := s.MadeDevice(ctx, "D1")
	equal(t, "a device", made, one, err)
	made, err = s.MadeByCode(ctx, two.Code)
	equal(t, "a device by its code", made, two, err)
	made, err = s.MadeByCode(ctx, two.Secret)
	absent(t, "a device by its secret", made, err)
	cl, err := s.DeviceClaim(ctx, "D1")
	equal(t, "whose it is", cl, claim, err)
	cs, err := s.DeviceClaims(ctx, other)
	equal(t, "another's devices", cs, []store.DeviceClaim{theirs}, err)
	ks, err := s.DeviceKeys(ctx, home)
	equal(t, "keys", ks, []store.DeviceKey{key, cert}, err)
	entry, err := s.DeviceEntry(ctx, key.Hash, at(50))
	equal(t, "a key", entry, key, err)
	entry, err = s.DeviceEntry(ctx, cert.Hash, at(99))
	equal(t, "a certificate", entry, cert, err)
	entry, err = s.DeviceEntry(ctx, cert.Hash, at(100))
	absent(t, "a certificate that has ended", entry, err)
	entry, err = s.DeviceEntry(ctx, shut.Hash, at(50))
	absent(t, "the key of a device that is shut out", entry, err)
	entry, err = s.DeviceEntry(ctx, [32]byte{9}, at(50))
	absent(t, "nobody's key", entry, err)
	mustKeys(t, s, func(tx store.KeysTx) error {
		got, err := tx.MadeDevice("D2")
		equal(t, "a device inside", got, two, err)
		in, err := tx.DeviceClaim("D2")
		equal(t, "whose it is inside", in, theirs, err)
		none, err := tx.DeviceClaim("D3")
		absent(t, "whose no device is", none, err)
		n, err := tx.CountDeviceClaims(home)
		equal(t, "how many a household has", n, 1, err)
		keys, err := tx.KeysOfDevice("D1")
		equal(t, "keys inside", keys, []store.DeviceKey{key, cert}, err)
		by, err := tx.KeyBySerial("ab01")
		equal(t, "a certificate by its number", by, cert, err)
		_, err = tx.KeyBySerial("")
		if !errors.Is(err, brush.ErrNotFound) {
			t.Errorf("a token is found by no number: %v", err)
		}
		return errors.Join(tx.TouchDeviceKey(key.Hash, at(60)), tx.TouchDeviceKey([32]byte{9}, at(60)), tx.DenyDevices("ab01", at(60)), tx.DenyDevices("ab01", at(61)))
	})
	key.LastUsed = at(60)
	entry, err = s.DeviceEntry(ctx, key.Hash, at(61))
	equal(t, "a touched key", entry, key, err)
	entry, err = s.DeviceEntry(ctx, cert.Hash, at(61))
	absent(t, "a denied certificate", entry, err)
	for serial, want := range map[string]bool{"ab01": true, "ab02": false, "": false} {
		got, err := s.DeviceDenied(ctx, serial)
		equal(t, "is "+serial+" denied", got, want, err)
	}
	claim.Household = other
	mustKeys(t, s, func(tx store.KeysTx) error { return tx.PutDeviceClaim(claim) })
	entry, err = s.DeviceEntry(ctx, key.Hash, at(61))
	absent(t, "the key of a device that is another household's now", entry, err)
	if err := s.UpdateKeys(ctx, func(tx store.KeysTx) error { return tx.PutMadeDevice(one) }); err == nil {
		t.Error("a device was made twice")
	}
	mustKeys(t, s, func(tx store.KeysTx) error {
		return errors.Join(tx.DeleteDeviceKey(key.Hash), tx.DeleteDeviceClaim("D1"), tx.ForgetKeys(other))
	})
	ks, err = s.DeviceKeys(ctx, home)
	equal(t, "what is left of the keys", ks, []store.DeviceKey{cert}, err)
	cl, err = s.DeviceClaim(ctx, "D1")
	absent(t, "whose a released device is", cl, err)
	cl, err = s.DeviceClaim(ctx, "D2")
	absent(t, "whose the device of a household is that forgot its keys", cl, err)
	made, err = s.MadeDevice(ctx, "D2")
	equal(t, "a device that nobody has any more", made, two, err)
}
