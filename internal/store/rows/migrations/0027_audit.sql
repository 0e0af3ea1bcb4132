-- Who did what, in a chain: each hash is of the one before and the entry. What the log speaks of are numbers; what they mean stands beside it
-- and can be forgotten while the chain still holds.
CREATE TABLE audit (
  household TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  act       TEXT NOT NULL,
  actor     BIGINT NOT NULL,
  client    BIGINT NOT NULL,
  about     BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  request   TEXT NOT NULL,
  detail    TEXT NOT NULL,
  hash      BYTEA NOT NULL,
  PRIMARY KEY (household, seq)
) WITHOUT ROWID;
CREATE INDEX audit_person ON audit (household, person, act, actor, at);

CREATE TABLE audit_name (
  household TEXT NOT NULL,
  n         BIGINT NOT NULL,
  kind      TEXT NOT NULL,
  id        TEXT NOT NULL, -- '': erased, or a kind without ids
  person    BIGINT NOT NULL, -- whose it is, 0 for nobody's
  salt      BYTEA,
  seal      BYTEA NOT NULL,
  PRIMARY KEY (household, n)
) WITHOUT ROWID;
CREATE INDEX audit_name_id ON audit_name (household, kind, id);

CREATE TABLE audit_head (
  household TEXT PRIMARY KEY,
  lines     BIGINT NOT NULL,
  names     BIGINT NOT NULL,
  hash      BYTEA NOT NULL
) WITHOUT ROWID;
