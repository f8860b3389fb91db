-- When a notice that must wait is taken from the table: for its recipient's limit, or after a failure. No message of the broker
-- is held for it meanwhile. 0: a message names it, or did. Microseconds since the Unix epoch. A row in `queued` alone waits so.

ALTER TABLE notices
    ADD COLUMN due_us BIGINT NOT NULL DEFAULT 0,
    ADD KEY by_turn (state, channel, urgent, due_us),
    ADD KEY by_expiry (state, urgent, expires_us);
