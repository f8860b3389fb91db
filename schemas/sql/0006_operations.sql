-- What operators have decided about the books' writers. Times: microseconds since the Unix epoch.

-- A partition whose events are to wait. A ledger of that partition ends its transaction, says so here, and takes no more until
-- the row is gone; what arrives meanwhile stays in the queue, unacknowledged. A restart changes nothing.
CREATE TABLE pauses (
    part       SMALLINT UNSIGNED NOT NULL,
    by_whom    VARCHAR(80)  NOT NULL,
    reason     VARCHAR(200) NOT NULL,
    since_us   BIGINT       NOT NULL,
    drained_by VARCHAR(80)  NOT NULL DEFAULT '',  -- host:pid of the ledger that waited until nothing was under way; '' none yet
    drained_us BIGINT       NOT NULL DEFAULT 0,   -- when it said so
    PRIMARY KEY (part)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- What makes "drained" exact: every transaction of a ledger first locks its partition's row here in share mode, then looks for a
-- pause. Who drains locks it exclusively, after the pause is committed: that waits for every transaction that has not seen the
-- pause, also one of a ledger that has been replaced and does not know it yet. The ledger adds its rows by itself.
CREATE TABLE gates (
    part SMALLINT UNSIGNED NOT NULL,
    PRIMARY KEY (part)
) ENGINE=InnoDB;
