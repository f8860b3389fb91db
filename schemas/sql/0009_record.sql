-- What the record has: `backstop-archive` writes here what is on its disk, a moment later. The books are behind where a stream's
-- head is above its row in `watermarks`; for longer than a moment, with nothing of it in the ledger's queue, that is a gap, too.
CREATE TABLE record_heads (
    part       SMALLINT UNSIGNED NOT NULL,
    source     VARCHAR(32)       NOT NULL,
    day        INT UNSIGNED      NOT NULL,
    seq        BIGINT            NOT NULL,  -- the highest number of the stream
    updated_us BIGINT            NOT NULL,  -- when it rose; microseconds since the Unix epoch
    PRIMARY KEY (part, source, day),
    KEY by_time (updated_us)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- One row for each folder of an archive: its records up to this number are in `record_heads`.
CREATE TABLE record_progress (
    folder  VARCHAR(255) NOT NULL,
    through BIGINT       NOT NULL,
    PRIMARY KEY (folder)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
