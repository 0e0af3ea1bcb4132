-- Of which slot whom somebody is reminded, and since when: at and days are as the wall clock and the week have them (days: bit 0 is Monday). told is the last
-- day of brushing for which it was said, as ISO 8601: it is said once.
CREATE TABLE reminder (
  household TEXT NOT NULL,
  person    TEXT NOT NULL,
  part      BIGINT NOT NULL, -- 0: morning, 1: evening
  is_on     BIGINT NOT NULL,
  at        BIGINT NOT NULL, -- minutes after midnight
  days      BIGINT NOT NULL,
  told      TEXT NOT NULL,
  PRIMARY KEY (household, person, part)
) WITHOUT ROWID;
-- When nothing is said in a household; without a row it is as usual.
CREATE TABLE quiet_hours (
  household TEXT NOT NULL PRIMARY KEY,
  is_on     BIGINT NOT NULL,
  from_min  BIGINT NOT NULL, -- minutes after midnight
  to_min    BIGINT NOT NULL
) WITHOUT ROWID;
-- Browsers that are told of reminders, by their log-ins. endpoint is the SHA-256 of where they are told; the address itself and the keys are sealed.
CREATE TABLE push (
  household TEXT NOT NULL,
  id        TEXT NOT NULL,
  account   TEXT NOT NULL,
  login     BYTEA NOT NULL,
  endpoint  BYTEA NOT NULL,
  sealed    BYTEA NOT NULL,
  created   BIGINT NOT NULL,
  told      BIGINT NOT NULL,
  PRIMARY KEY (household, id)
) WITHOUT ROWID;
CREATE INDEX push_endpoint ON push (endpoint);
CREATE INDEX push_login ON push (login);
-- The server's own keys. public is what others may know of one.
CREATE TABLE server_key (
  name    TEXT NOT NULL PRIMARY KEY,
  public  BYTEA NOT NULL,
  sealed  BYTEA NOT NULL,
  created BIGINT NOT NULL
) WITHOUT ROWID;
