-- Links by which somebody without an account reads the report of one person and period. Of the secret in a link its hash is kept. consent is what
-- was agreed to for it: a link whose consent was taken back opens nothing.
CREATE TABLE report_link (
  household TEXT NOT NULL,
  id        TEXT NOT NULL,
  hash      BYTEA NOT NULL,
  person    TEXT NOT NULL,
  receiver  TEXT NOT NULL,
  consent   TEXT NOT NULL,
  first_day TEXT NOT NULL, -- ISO 8601
  last_day  TEXT NOT NULL,
  named     BIGINT NOT NULL, -- 1: the report says what the person is called
  account   TEXT NOT NULL, -- who made it
  created   BIGINT NOT NULL,
  expires   BIGINT NOT NULL,
  revoked   BIGINT NOT NULL,
  views     BIGINT NOT NULL,
  viewed    BIGINT NOT NULL,
  PRIMARY KEY (household, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX report_link_hash ON report_link (hash);
CREATE INDEX report_link_person ON report_link (household, person);
