-- Webhooks: addresses outside that are told of a household's changes. Secrets are sealed. seen is the feed's number up to which changes have
-- become messages; rest is until when nothing is sent.
CREATE TABLE hook (
  household    TEXT NOT NULL,
  id           TEXT NOT NULL,
  name         TEXT NOT NULL,
  url          TEXT NOT NULL,
  kinds        TEXT NOT NULL, -- one a line
  off          TEXT NOT NULL, -- '', 'paused' or 'gone'
  secret       BYTEA NOT NULL,
  before       BYTEA,
  before_until BIGINT NOT NULL,
  seen         BIGINT NOT NULL,
  failures     BIGINT NOT NULL,
  rest         BIGINT NOT NULL,
  created      BIGINT NOT NULL,
  account      TEXT NOT NULL,
  PRIMARY KEY (household, id)
) WITHOUT ROWID;

-- Changes on their way to a hook, and those that it was given up on. What a change is about stays where it is.
CREATE TABLE hook_message (
  household TEXT NOT NULL,
  hook      TEXT NOT NULL,
  seq       BIGINT NOT NULL,
  kind      TEXT NOT NULL,
  subject   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  tries     BIGINT NOT NULL,
  due       BIGINT NOT NULL,
  dead      BIGINT NOT NULL,
  died      BIGINT NOT NULL,
  reason    TEXT NOT NULL,
  PRIMARY KEY (household, hook, seq)
) WITHOUT ROWID;
CREATE INDEX hook_message_due ON hook_message (household, hook, dead, due);

CREATE TABLE hook_try (
  household TEXT NOT NULL,
  hook      TEXT NOT NULL,
  at        BIGINT NOT NULL,
  seq       BIGINT NOT NULL,
  kind      TEXT NOT NULL,
  status    BIGINT NOT NULL,
  took      BIGINT NOT NULL, -- ms
  outcome   TEXT NOT NULL,
  PRIMARY KEY (household, hook, at, seq)
) WITHOUT ROWID;

-- Who agreed, when and to which words, that a hook is told of a person. Without a row it is not.
CREATE TABLE hook_consent (
  household    TEXT NOT NULL,
  hook         TEXT NOT NULL,
  person       TEXT NOT NULL,
  at           BIGINT NOT NULL,
  account      TEXT NOT NULL,
  text_version TEXT NOT NULL,
  PRIMARY KEY (household, hook, person)
) WITHOUT ROWID;
