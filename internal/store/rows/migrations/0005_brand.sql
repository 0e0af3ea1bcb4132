-- When a frame was heard last that could only be of the brush's brand, 0 for never: another brand's frames under its address do not change it.
ALTER TABLE brush ADD COLUMN brand_at BIGINT NOT NULL DEFAULT 0;
UPDATE brush SET brand_at = last_heard WHERE brand <> '' AND (unknown < frames OR locked <> '');
