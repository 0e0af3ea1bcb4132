-- Apps that may ask, what people granted them, and the codes and tokens of that: only as hashes.
CREATE TABLE oauth_client (
  id        TEXT PRIMARY KEY,
  household TEXT NOT NULL, -- '': it registered itself
  account   TEXT NOT NULL,
  name      TEXT NOT NULL,
  secret    BYTEA NOT NULL, -- zeros: a public client
  redirects TEXT NOT NULL, -- one a line, as scopes and flows
  scopes    TEXT NOT NULL,
  flows     TEXT NOT NULL,
  created   BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX oauth_client_household ON oauth_client (household, id);

CREATE TABLE oauth_grant (
  id          TEXT PRIMARY KEY,
  account     TEXT NOT NULL,
  household   TEXT NOT NULL,
  client      TEXT NOT NULL,
  client_name TEXT NOT NULL,
  scopes      TEXT NOT NULL,
  people      TEXT NOT NULL, -- '': everybody
  source      TEXT NOT NULL,
  device      TEXT NOT NULL,
  created     BIGINT NOT NULL,
  last_used   BIGINT NOT NULL,
  revoked     BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX oauth_grant_household ON oauth_grant (household, id);
CREATE INDEX oauth_grant_account ON oauth_grant (account, id);

CREATE TABLE oauth_secret (
  hash     BYTEA PRIMARY KEY,
  kind     TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  scopes   TEXT NOT NULL,
  created  BIGINT NOT NULL,
  expires  BIGINT NOT NULL,
  used     BIGINT NOT NULL,
  body     BYTEA
) WITHOUT ROWID;
CREATE INDEX oauth_secret_expires ON oauth_secret (expires);

CREATE TABLE oauth_ask (
  hash     BYTEA PRIMARY KEY,
  code     BYTEA NOT NULL,
  typed    BIGINT NOT NULL,
  client   TEXT NOT NULL,
  browser  BYTEA NOT NULL,
  account  TEXT NOT NULL,
  login    TEXT NOT NULL,
  verdict  TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  body     BYTEA,
  created  BIGINT NOT NULL,
  expires  BIGINT NOT NULL,
  polled   BIGINT NOT NULL,
  pause    BIGINT NOT NULL -- s
) WITHOUT ROWID;
CREATE UNIQUE INDEX oauth_ask_code ON oauth_ask (code);

-- The private half is sealed.
CREATE TABLE oauth_key (
  id      TEXT PRIMARY KEY,
  public  BYTEA NOT NULL,
  sealed  BYTEA NOT NULL,
  created BIGINT NOT NULL,
  retires BIGINT NOT NULL,
  ends    BIGINT NOT NULL
) WITHOUT ROWID;
