-- Who holds what only one may hold at a time, such as an ingest slot on a broker, and until when unless the holder renews it.
CREATE TABLE lease (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  until_at BIGINT NOT NULL
);
-- The only device that a token may speak of; '': any of its household.
ALTER TABLE token ADD COLUMN device TEXT NOT NULL DEFAULT '';
