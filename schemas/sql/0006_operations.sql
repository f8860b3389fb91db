-- What operators have decided about the books' writers. Times: microseconds since the Unix epoch.

-- A partition whose events are to wait. The ledger that works on it ends its transaction, says so here, and takes no more until
-- the row is gone; what arrives meanwhile stays in the queue, unacknowledged. A restart changes nothing.
CREATE TABLE pauses (
    part       SMALLINT UNSIGNED NOT NULL,
    by_whom    VARCHAR(80)  NOT NULL,
    reason     VARCHAR(200) NOT NULL,
    since_us   BIGINT       NOT NULL,
    drained_by VARCHAR(80)  NOT NULL DEFAULT '',  -- host:pid of the ledger that has stopped; '' none yet
    drained_us BIGINT       NOT NULL DEFAULT 0,   -- when it said so
    PRIMARY KEY (part)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
