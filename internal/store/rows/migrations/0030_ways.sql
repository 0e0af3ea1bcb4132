-- How an account gets in besides its password. Codes and links are kept as hashes; the secret of one-time codes is sealed.
CREATE TABLE passkey (
  id         BYTEA PRIMARY KEY,
  account    TEXT NOT NULL,
  label      TEXT NOT NULL,
  public_key BYTEA NOT NULL,
  flags      BIGINT NOT NULL,
  sign_count BIGINT NOT NULL,
  created    BIGINT NOT NULL,
  last_used  BIGINT NOT NULL,
  copied     BIGINT NOT NULL -- when its count was seen going back
) WITHOUT ROWID;
CREATE INDEX passkey_account ON passkey (account);

CREATE TABLE second_factor (
  account TEXT PRIMARY KEY,
  secret  BYTEA NOT NULL,
  step    BIGINT NOT NULL, -- of the last code that was used
  created BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE recovery_code (
  account TEXT NOT NULL,
  hash    BYTEA NOT NULL,
  PRIMARY KEY (account, hash)
) WITHOUT ROWID;

CREATE TABLE identity (
  issuer    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  account   TEXT NOT NULL,
  name      TEXT NOT NULL,
  created   BIGINT NOT NULL,
  last_used BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE INDEX identity_account ON identity (account);

-- What is under way for some minutes: challenges, passwords that wait for their second factor, one-time links.
CREATE TABLE attempt (
  hash    BYTEA PRIMARY KEY,
  kind    TEXT NOT NULL,
  account TEXT NOT NULL,
  bound   TEXT NOT NULL,
  data    BYTEA,
  tries   BIGINT NOT NULL,
  expires BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX attempt_expires ON attempt (expires);
CREATE INDEX attempt_account ON attempt (account);
