-- Names of orders without a number are read and pruned by day.
ALTER TABLE orders_without_number
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (part, day, account, exchange, segment, client_order_id),
    ADD KEY by_day (day);

-- The square-off reads at every look which parked events could have changed an account's books. An event is short; of a longer body
-- it needs to know only that there is one, and megabytes are not read for that. Whoever writes the row does not name this column.
--
-- A command that was refused has taken nothing from the books: its row is nobody's, however many there are and however long.
ALTER TABLE parked
    MODIFY COLUMN account VARCHAR(16) CHARACTER SET latin1 COLLATE latin1_bin
        AS (IF(JSON_VALUE(CONVERT(body USING latin1), '$.kind') = 'command', NULL,
               LEFT(JSON_VALUE(CONVERT(body USING latin1), '$.account'), 16))) STORED,
    ADD COLUMN short_body VARBINARY(4096) AS (IF(LENGTH(body) <= 4096, body, '')) STORED;

-- An edited event has two rows: what was parked, which the books are without, and what was sent in its place, which they are with.
-- Each under its own account and day; an original whose account cannot be read has none.
ALTER TABLE edited_events
    ADD COLUMN side ENUM('sent','parked') NOT NULL DEFAULT 'sent' AFTER attempt,
    ADD COLUMN short_body VARBINARY(4096) AS (IF(LENGTH(body) <= 4096, body, '')) STORED,
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (digest, attempt, side);
