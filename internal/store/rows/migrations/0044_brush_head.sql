-- When somebody said that a brush got a new head.
CREATE TABLE brush_head (
  household TEXT NOT NULL,
  device    TEXT NOT NULL,
  since     BIGINT NOT NULL,
  PRIMARY KEY (household, device)
) WITHOUT ROWID;
