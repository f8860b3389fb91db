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

-- A parked event that somebody sends once more. It goes without its number (its place is used up) and under a source of its own,
-- redrive-<16 of its digest>-<attempt>, so that the inbox takes it once however often it is sent. `body` is what was sent: the same
-- is sent again until its fate is known.
CREATE TABLE redrives (
    digest     BINARY(16)   NOT NULL,  -- of the row in `parked`
    attempt    INT UNSIGNED NOT NULL DEFAULT 0,   -- how many have ended in `parked` again
    body       LONGBLOB     NULL,                 -- NULL: none is under way
    reason     VARCHAR(200) CHARACTER SET ascii NOT NULL DEFAULT '',  -- why it was refused the last time; '' never tried
    changed_us BIGINT       NOT NULL,
    PRIMARY KEY (digest)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- Rows of `parked` that somebody has settled. What a ledger has parked altogether is `parked` and this table together.
CREATE TABLE parked_settled (
    digest     BINARY(16)        NOT NULL,
    part       SMALLINT UNSIGNED NOT NULL,
    source     VARCHAR(32)       CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day        INT UNSIGNED      NOT NULL,
    seq        BIGINT            NOT NULL,
    reason     VARCHAR(200)      CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    body       LONGBLOB          NOT NULL,
    seen       INT UNSIGNED      NOT NULL,
    parked_us  BIGINT            NOT NULL,
    outcome    ENUM('redriven','refused','discarded') NOT NULL,  -- refused: a redriven event that was parked again; its first row stays
    by_whom    VARCHAR(80)       NOT NULL,
    why        VARCHAR(200)      NOT NULL,
    settled_us BIGINT            NOT NULL,
    PRIMARY KEY (digest, settled_us)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- Gaps that the ledger has told an alarm of; it takes the row away when the gap has closed. One is over all the same when the
-- stream's watermark has reached its first number: the ledger that wrote it may have died.
CREATE TABLE gaps (
    source        VARCHAR(32)       NOT NULL,
    day           INT UNSIGNED      NOT NULL,
    part          SMALLINT UNSIGNED NOT NULL,
    first_missing BIGINT            NOT NULL,
    last_missing  BIGINT            NOT NULL,  -- in front of the first that is held
    held          BIGINT            NOT NULL,  -- events of the partition that wait behind gaps
    since_us      BIGINT            NOT NULL,
    PRIMARY KEY (source, day, part)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- The ledger is to read the journal for this partition now.
CREATE TABLE heal_requests (
    part     SMALLINT UNSIGNED NOT NULL,
    asked_us BIGINT            NOT NULL,
    by_whom  VARCHAR(80)       NOT NULL,
    PRIMARY KEY (part)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- Numbers that do not exist, as an operator has decided.
CREATE TABLE accepted_gaps (
    source      VARCHAR(32)       CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day         INT UNSIGNED      NOT NULL,
    part        SMALLINT UNSIGNED NOT NULL,
    first_seq   BIGINT            NOT NULL,
    through_seq BIGINT            NOT NULL,
    by_whom     VARCHAR(80)       NOT NULL,
    reason      VARCHAR(200)      NOT NULL,
    accepted_us BIGINT            NOT NULL,
    PRIMARY KEY (source, day, part, first_seq)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- Numbers that the ledger has passed over because they were accepted as missing, written by the transaction that moved the
-- watermark over them. Whoever folds the journal again passes over exactly these, and drops what carries one of them.
CREATE TABLE passed_gaps (
    source    VARCHAR(32)       NOT NULL,
    day       INT UNSIGNED      NOT NULL,
    part      SMALLINT UNSIGNED NOT NULL,
    first_seq BIGINT            NOT NULL,
    last_seq  BIGINT            NOT NULL,
    passed_us BIGINT            NOT NULL,
    PRIMARY KEY (source, day, part, first_seq)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- Dead letters of the broker that somebody has thrown away, written before the broker was told.
CREATE TABLE discarded_letters (
    id           BIGINT       NOT NULL AUTO_INCREMENT,
    queue        VARCHAR(255) NOT NULL,
    exchange     VARCHAR(255) NOT NULL,
    routing_key  VARCHAR(255) NOT NULL,
    encoding     VARCHAR(20)  NOT NULL,
    body         LONGBLOB     NOT NULL,
    by_whom      VARCHAR(80)  NOT NULL,
    why          VARCHAR(200) NOT NULL,
    discarded_us BIGINT       NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
