-- What was allowed: a row is written when it is given and once more when it is withdrawn; giving it again is another row.
CREATE TABLE consent (
  household     TEXT NOT NULL,
  id            TEXT NOT NULL,
  person        TEXT NOT NULL,
  receiver_kind TEXT NOT NULL,
  receiver_id   TEXT NOT NULL,
  receiver_name TEXT NOT NULL,
  scopes        TEXT NOT NULL, -- one a line
  text_version  TEXT NOT NULL,
  text_hash     BYTEA NOT NULL,
  given_by      TEXT NOT NULL,
  given         BIGINT NOT NULL,
  withdrawn_by  TEXT NOT NULL,
  withdrawn     BIGINT NOT NULL,
  erased        BIGINT NOT NULL,
  PRIMARY KEY (household, id)
) WITHOUT ROWID;
CREATE INDEX consent_person ON consent (household, person);

-- What is being erased: a row stays until nothing else is left, so that a server that stopped in between goes on.
CREATE TABLE erasure (
  household TEXT NOT NULL,
  person    TEXT NOT NULL, -- '': the whole household; '(scrub)': all is gone but from the free space of the files
  asked     BIGINT NOT NULL,
  asked_by  TEXT NOT NULL,
  step      BIGINT NOT NULL,
  devices   TEXT NOT NULL, -- that heard something of them, one a line
  place     TEXT NOT NULL, -- how far the step is
  PRIMARY KEY (household, person)
) WITHOUT ROWID;
