-- Open invitations. Who joins uses one up: its row goes with the membership's coming.
CREATE TABLE invitation (
  id           TEXT PRIMARY KEY,
  hash         BYTEA NOT NULL,
  household    TEXT NOT NULL,
  account      TEXT NOT NULL,   -- who invites
  role         TEXT NOT NULL,
  people       TEXT NOT NULL,   -- whom the new member may see, one a line; '': everybody
  member_until BIGINT NOT NULL, -- when the membership ends
  created      BIGINT NOT NULL,
  expires      BIGINT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX invitation_hash ON invitation (hash);
CREATE INDEX invitation_household ON invitation (household);
