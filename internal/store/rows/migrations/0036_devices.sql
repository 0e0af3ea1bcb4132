-- What makers said of their devices before anybody had them. Codes and secrets only as hashes.
CREATE TABLE device_batch (
  id      TEXT PRIMARY KEY,
  brand   TEXT NOT NULL,
  model   TEXT NOT NULL,
  many    BIGINT NOT NULL,
  created BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE device_made (
  device TEXT PRIMARY KEY,
  batch  TEXT NOT NULL,
  code   BYTEA NOT NULL,
  secret BYTEA NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX device_made_code ON device_made (code);

-- Whose a device is; without a row nobody's.
CREATE TABLE device_claim (
  device    TEXT PRIMARY KEY,
  household TEXT NOT NULL,
  claimed   BIGINT NOT NULL,
  shut      BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX device_claim_household ON device_claim (household, device);
