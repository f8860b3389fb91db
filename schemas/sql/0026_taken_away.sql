-- Any number of events that came through the wrong queue may wait beside the right one of their number: 0 is the right one, others
-- are the CRC-32 of their body, at least 1.
ALTER TABLE held_events
    MODIFY COLUMN misplaced INT UNSIGNED NOT NULL DEFAULT 0;

-- How many files of the open day somebody has taken away from the archive's folder, as it tells every second.
ALTER TABLE record_progress
    ADD COLUMN missing_files INT UNSIGNED NOT NULL DEFAULT 0;
