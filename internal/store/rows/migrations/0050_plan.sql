-- What of a person's plan has no column: the day from which it holds, how its target grows, and the plans before it, as JSON; '': it has held for
-- ever. earned is what days have earned whose brushings are forgotten, in counts, as JSON; '': nothing.
ALTER TABLE person ADD COLUMN plan TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN earned TEXT NOT NULL DEFAULT '';
