-- What credentials were told when they asked for something to be made, for whoever asks the same again. credential is who asked, name the
-- SHA-256 of the key that they chose, print that of what was asked. body is sealed, and null when it is kept no longer.
CREATE TABLE answer (
  credential TEXT NOT NULL,
  name       BYTEA NOT NULL,
  household  TEXT NOT NULL,
  at         BIGINT NOT NULL,
  print      BYTEA NOT NULL,
  status     BIGINT NOT NULL,
  body       BYTEA,
  PRIMARY KEY (credential, name)
) WITHOUT ROWID;

CREATE INDEX answer_at ON answer (at);
CREATE INDEX answer_household ON answer (household);
