-- What devices come in with: the hash of a token, or of a certificate.
CREATE TABLE device_key (
  hash      BYTEA PRIMARY KEY,
  id        TEXT NOT NULL,
  device    TEXT NOT NULL,
  household TEXT NOT NULL,
  kind      TEXT NOT NULL,
  serial    TEXT NOT NULL, -- '': a token
  created   BIGINT NOT NULL,
  last_used BIGINT NOT NULL,
  ends      BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX device_key_device ON device_key (device, created);
CREATE INDEX device_key_household ON device_key (household, id);
CREATE INDEX device_key_serial ON device_key (serial);

-- Serial numbers of certificates that are good for nothing any more, whoever signed them.
CREATE TABLE device_deny (
  serial TEXT PRIMARY KEY,
  at     BIGINT NOT NULL
) WITHOUT ROWID;
