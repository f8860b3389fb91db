-- What the exchange has told the gateway of our orders, beside what the books say. An order that was heard to fill counts as
-- filled until the books have it; one whose answers contradict each other is in doubt until the books have its end.
ALTER TABLE exits
    MODIFY state ENUM('planned','sending','sent','working','frozen','done','rejected','cancelled','doubt') NOT NULL,
    ADD COLUMN heard    BIGINT NOT NULL DEFAULT 0,  -- the most that was heard to be filled
    ADD COLUMN doubt_us BIGINT NOT NULL DEFAULT 0,  -- since when it is in doubt
    ADD COLUMN short_us BIGINT NOT NULL DEFAULT 0;  -- since when the books end it with fewer filled than were heard
