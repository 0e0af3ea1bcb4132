-- The language in which play screens speak to a person, a tag such as de; '': that of the browser.
ALTER TABLE person ADD COLUMN language TEXT NOT NULL DEFAULT '';
