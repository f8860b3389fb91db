-- An event that came through the wrong queue may wait beside the right one of its number.
ALTER TABLE held_events
    ADD COLUMN misplaced BOOLEAN NOT NULL DEFAULT FALSE AFTER seq,
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (part, source, day, seq, misplaced);
